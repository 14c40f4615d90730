"""What a return's states, figures, faults and surprises are called, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from portal.clock import to_london
from portal.returns.models import EntryState
from portal.returns.rules import (
    NOT_RETURNED,
    BlockReason,
    Body,
    BodyKind,
    Difference,
    Fault,
    FaultKind,
    Figure,
    Surprise,
    SurpriseKind,
    Value,
    Window,
    closing_at,
    closing_day,
)
from portal.web.filters import format_date, format_month, format_number
from portal.web.tables import Cell, Column, Table

Names = Mapping[str, str]

STATES = {
    EntryState.NOT_STARTED: ("Not started", "grey"),
    EntryState.DRAFT: ("Draft", "yellow"),
    EntryState.SUBMITTED: ("Submitted", "blue"),
    EntryState.QUERIED: ("Queried", "red"),
    EntryState.RESUBMITTED: ("Resubmitted", "blue"),
    EntryState.ACCEPTED: ("Accepted", "green"),
}

BODY_KINDS = {
    BodyKind.WELSH_COUNCIL: "A council in Wales",
    BodyKind.SCOTTISH_COUNCIL: "A council in Scotland",
    BodyKind.NORTHERN_IRISH_TRUST: "A trust in Northern Ireland",
    BodyKind.HEALTH_BODY: "A health body",
    BodyKind.EDUCATION_AUTHORITY: "An education authority",
    BodyKind.PARENTS: "Parents",
}

REASONS = {
    BlockReason.STAFFING: "Staffing",
    BlockReason.MATCHING: "Matching with children who live there",
    BlockReason.BUILDING: "Building work",
    BlockReason.MANAGER_VACANCY: "No registered manager",
    BlockReason.REGULATOR_RESTRICTION: "Ofsted restriction",
}

FIGURES = {
    "households": "Carer households",
    "approved": "Approved places",
    "filled": "Filled places",
    "filled_own": "Filled by this council's children",
    "vacant": "Vacant places",
    "unavailable": "Unavailable places",
    "registered": "Registered places",
    "usable": "Usable places",
    "reserved": "Reserved",
    "available": "Available now",
    "available_soon": "Available within 28 days",
    "adults_staying": "Aged 18 or over and staying",
    "takes_emergencies": "Takes emergencies",
    "staff_vacancies": "Staff vacancies",
    "agency_share": "Agency staff, %",
}


def body_name(body: Body, names: Names) -> str:
    """The council's name, or the kind of body in words."""
    return names.get(body.code, body.code) if body.code else BODY_KINDS[BodyKind(body.kind)]


def figure_name(figure: Figure, names: Names) -> str:
    """What one number of a line is called."""
    if figure.body:
        return f"Children placed by {_inside(body_name(figure.body, names))}"
    if figure.reason:
        return f"Blocked: {_inside(REASONS[BlockReason(figure.reason)])}"
    return FIGURES[figure.name]


def _inside(text: str) -> str:
    """A phrase as it reads in the middle of a sentence; names keep their capitals."""
    if text in BODY_KINDS.values() or text in REASONS.values():
        return text if text.startswith("Ofsted") else text[:1].lower() + text[1:]
    return text


def value_words(value: Value) -> str:
    """A number with its commas, Yes or No, or that it was not given."""
    if value is None:
        return "Not given"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return format_number(value)


def comparison(differences: Sequence[Difference], names: Names, *, before: str | None, now: str, caption: str) -> Table:
    """Two lines side by side; what changed says so in words. Without a line before, one column of figures."""
    columns = [
        Column("Figure"),
        *([Column(before, numeric=True)] if before else []),
        Column(now, numeric=True),
    ]
    return Table(caption, columns, [_row(one, names, has_before=before is not None) for one in differences])


def _row(one: Difference, names: Names, *, has_before: bool) -> list[str | Cell]:
    name = figure_name(one.figure, names)
    shown = [value_words(one.before), value_words(one.after)] if has_before else [value_words(one.after)]
    return [Cell(name, note="Changed") if one.changed else name, *shown]


def homes(count: int) -> str:
    """1 home, 2 homes."""
    return f"{format_number(count)} {'home' if count == 1 else 'homes'}"


def month_return(month: date) -> str:
    """September 2026 return."""
    return f"{format_month(month)} return"


def short_month(month: date) -> str:
    """Sep 2026, for the head of a narrow column."""
    return f"{month:%b %Y}"


def ends_words(instant: datetime) -> str:
    """A deadline as people say it: "the end of 10 October 2026", or with its time where it is not midnight."""
    day = closing_day(instant)
    if closing_at(day) == instant:
        return f"the end of {format_date(day)}"
    local = to_london(instant)
    return f"{local:%H:%M} on {format_date(instant)}"


def window_words(window: Window, now: datetime) -> str:
    """Whether a return is open, and until when."""
    if now < window.opens_at:
        return f"Opens on {format_date(window.opens_at)}."
    if not window.takes(now):
        return f"Closed at {ends_words(window.ends_at)}."
    more = " The council gave you more time." if window.ends_at > window.closes_at else ""
    return f"Closes at {ends_words(window.ends_at)}.{more}"


def fault_words(fault: Fault) -> str:
    """What cannot be, and what to do about it."""
    if fault.kind is FaultKind.DOES_NOT_ADD_UP and fault.is_fostering:
        return f"The places add up to {fault.found} but {fault.limit} are approved. Change one of them"
    return _FAULTS[fault.kind].format(found=fault.found, limit=fault.limit)


_FAULTS = {
    FaultKind.NEGATIVE: "Every number must be 0 or more",
    FaultKind.DOES_NOT_ADD_UP: (
        "The places add up to {found} but the home is registered for {limit}. Change one of them"
    ),
    FaultKind.USABLE_ABOVE_REGISTERED: (
        "You can use {found} places but the home is registered for {limit}. Change one of them"
    ),
    FaultKind.AVAILABLE_NOT_USABLE: (
        "Places lived in and available now come to {found} but you can use {limit}. Change one of them"
    ),
    FaultKind.ADULTS_ABOVE_OCCUPIED: (
        "{found} young people are aged 18 or over but {limit} places are lived in. Change one of them"
    ),
    FaultKind.OWN_ABOVE_FILLED: (
        "{found} places are filled by this council's children but {limit} are filled. Change one of them"
    ),
}


def surprise_words(surprise: Surprise) -> str:
    """What is surprising, in one sentence."""
    return _SURPRISES[surprise.kind].format(before=surprise.before, after=surprise.after)


_SURPRISES = {
    SurpriseKind.ABOVE_CERTIFICATE: "{after} places are above the {before} on the home's Ofsted certificate.",
    SurpriseKind.OCCUPANCY: "Occupancy went from {before}% to {after}%.",
    SurpriseKind.AGENCY_SHARE: "Agency staff went from {before}% to {after}%.",
    SurpriseKind.NO_CHANGE: "The figures have been the same for {after} months.",
}


def not_returned(states: Counter[EntryState]) -> int:
    """How many homes have not been sent."""
    return sum(states[state] for state in NOT_RETURNED)


def progress(states: Counter[EntryState]) -> str:
    """Where a provider's month stands: "2 homes, not started", "1 of 2 homes sent", "All sent, 2 homes"."""
    total, left = states.total(), not_returned(states)
    if not total:
        return "No homes due"
    if states[EntryState.NOT_STARTED] == total:
        return f"{homes(total)}, not started"
    if states[EntryState.QUERIED]:
        return f"{states[EntryState.QUERIED]} to answer, {total - left} of {homes(total)} sent"
    return f"{total - left} of {homes(total)} sent" if left else f"All sent, {homes(total)}"
