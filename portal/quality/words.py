"""What visits are called on pages and in mail."""

from __future__ import annotations

from datetime import date, datetime

from portal import clock
from portal.homes.models import Home
from portal.homes.rules import HomeStatus
from portal.quality.rules import Trigger, VisitState
from portal.quality.rules.days import first_day_of_others
from portal.quality.rules.programme import WEIGHTS, Standing, Weights
from portal.web.filters import format_date, format_datetime

TRIGGER_NAMES = {
    Trigger.PROGRAMME: "The programme",
    Trigger.NEW_HOME: "A new home",
    Trigger.CONCERN: "A concern",
    Trigger.FEEDBACK: "What young people said",
    Trigger.FOLLOW_UP: "Following up an earlier visit",
    Trigger.REQUEST: "The home asked for it",
}
SET_NAMES = {
    "childrens-homes": "Children’s homes",
    "supported-accommodation": "Supported accommodation",
    "fostering": "Fostering agencies",
    "family-centres": "Residential family centres",
}
STATE_NAMES = {
    VisitState.PLANNED: "Planned",
    VisitState.DONE: "Visited",
    VisitState.DRAFT_REPORT: "Draft report",
    VisitState.FACTUAL_ACCURACY: "With the provider",
    VisitState.FINAL: "Final",
    VisitState.CLOSED: "Closed",
    VisitState.CANCELLED: "Called off",
    VisitState.REMOVED: "Record removed",
}
STATE_TONES = {
    VisitState.PLANNED: "blue",
    VisitState.DONE: "yellow",
    VisitState.DRAFT_REPORT: "yellow",
    VisitState.FACTUAL_ACCURACY: "purple",
    VisitState.FINAL: "green",
    VisitState.CLOSED: "grey",
    VisitState.CANCELLED: "grey",
    VisitState.REMOVED: "grey",
}
# People who were there told of it, and its officers have not finished writing.
UNWRITTEN_NAME, UNWRITTEN_TONE = "Visited – to be written up", "yellow"
# What a provider reads of an announced visit: that it was made, never how far its report is.
TOLD_NAMES = {VisitState.PLANNED: "Planned", VisitState.CANCELLED: "Called off"}
STANDING_NAMES = {
    Standing.OVERDUE: "Overdue",
    Standing.SOON: "Due soon",
    Standing.LATER: "Due later",
    Standing.PLANNED: "Visit planned",
}
DUE_NAMES = {
    Standing.OVERDUE: "Overdue",
    Standing.SOON: f"Due within {WEIGHTS.soon_days} days",
    Standing.LATER: "Due later",
    Standing.PLANNED: "Visit planned",
    "own": "Day set by a person",
    "unwritten": UNWRITTEN_NAME,
}
WHOSE_NAMES = {"mine": "My visits", "team": "The team’s visits"}
STANDING_TONES = {Standing.OVERDUE: "red", Standing.SOON: "yellow", Standing.LATER: "grey", Standing.PLANNED: "blue"}


def point_words(points: int) -> str:
    """1 point, 3 points."""
    return "1 point" if points == 1 else f"{points} points"


def state_words(state: VisitState, *, is_unwritten: bool) -> tuple[str, str]:
    """Where a visit stands at the council's desk, and the tint. `is_unwritten`: made, and waiting for its officers."""
    return (UNWRITTEN_NAME, UNWRITTEN_TONE) if is_unwritten else (STATE_NAMES[state], STATE_TONES[state])


def told_name(state: VisitState, ends_at: datetime, now: datetime) -> str:
    """Where an announced visit stands, for the organisation it was announced to. Whether it was made, when nothing is
    written of it, is for its officers to say."""
    if state is VisitState.PLANNED and ends_at <= now:
        return "Its day has passed"
    return TOLD_NAMES.get(state, "Visited")


def who_label(state: VisitState, ends_at: datetime, now: datetime) -> str:
    """How an organisation reads whom an announced visit brings: whether somebody came to one that nothing is written
    of is for its officers to say."""
    if state is VisitState.CANCELLED:
        return "Who was to come"
    if state is VisitState.PLANNED:
        return "Who was to come" if ends_at <= now else "Who comes"
    return "Who came"


def closed_words(home: Home, state: VisitState) -> str | None:
    """That a home has closed, and what becomes of a visit that is planned to it; None for one that has not."""
    if home.status != HomeStatus.CLOSED or home.closed_on is None:
        return None
    closed = f"The home closed on {format_date(home.closed_on)}"
    return f"{closed}: call this visit off, or keep it." if state is VisitState.PLANNED else f"{closed}."


def told_closed_words(home: Home, state: VisitState) -> str | None:
    """The same for the organisation: what becomes of the visit is for the council to say."""
    if state is not VisitState.PLANNED or closed_words(home, state) is None:
        return None
    return "This home has closed. The visit stands until the council calls it off."


def time_words(starts_at: datetime, ends_at: datetime) -> str:
    """2 March 2026, 10:00am to 12:00pm, London time; a visit past midnight names both days."""
    end = format_datetime(ends_at)
    if clock.today(starts_at) == clock.today(ends_at):
        end = end.removeprefix(f"{format_date(ends_at)}, ")
    return f"{format_datetime(starts_at)} to {end}"


def hours_words(starts_at: datetime, ends_at: datetime) -> str:
    """From 10:00am to 12:00pm, for whoever reads the day beside it."""
    return f"From {time_words(starts_at, ends_at).removeprefix(f'{format_date(starts_at)}, ')}"


def too_far(subject: str, last: date) -> str:
    """Why a day that lies too far ahead is refused."""
    return f"{subject} must be {format_date(last)} or earlier: two years ahead is the longest."


def fault_of_seen(subject: str, day: date, today: date) -> str | None:
    """Why a report of others cannot be of a day; None where it can."""
    first = first_day_of_others(today)
    if day > today:
        return f"{subject} must be today or earlier"
    return f"{subject} must be {format_date(first)} or later" if day < first else None


def weight_words(weights: Weights = WEIGHTS) -> list[str]:
    """How the programme works out a day, for whoever wants to know."""
    w = weights
    staff = f"{w.some_staff_vacancies} from {w.some_staff_vacancies_from}"
    many = f"{w.many_staff_vacancies} from {w.many_staff_vacancies_from}"
    missing = f"{w.missing_return} each, up to {w.most_missing_returns}"
    late = f"{w.overdue_action} each, up to {w.most_overdue_actions}"
    low = f"{w.low_mark} each, up to {w.most_low_marks}"
    often = f"a visit every {w.high_risk_months} months; from {w.some_risk_from}, every {w.some_risk_months}"
    return [
        f"Judged with serious concern: {w.judged_serious} points; with some concern: {w.judged_some}.",
        f"No judgement recorded: {w.not_judged}.",
        f"Returns missing of the last {w.months_of_returns} months: {missing}.",
        f"Staff vacancies in the newest accepted return: {staff}, {many}.",
        f"Actions overdue after an earlier visit: {late}.",
        f"Low marks from young people, shared in the last {w.months_of_feedback} months: {low}.",
        f"From {w.high_risk_from} points, {often}; below that, every {w.low_risk_months}.",
        "The months run from our last visit; before the first one, from the last judgement.",
        f"A home that nobody visited or judged: within {w.first_visit_months} months of coming here.",
        f"A visit that is planned answers the day, unless it comes more than {w.soon_days} days after it.",
    ]
