"""When a home's next visit is due, and why.

What is known of a home gives points, each with its reason in words. The points choose how many months may pass between
visits, and the day somebody last saw the home turns the months into a date: the authority's last visit; before its
first one, the regulator's last judgement; without either, the day the home opened or came to the portal, and then the
first visit is due soon. More points never make a visit later.

A program proposes: a person may set another day with a reason, which counts until it is lifted or the next visit has
been made (docs/decisions).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.quality.rules.judgements import Concern


@dataclass(frozen=True)
class Weights:
    """The settings of the programme, all in one place: points for what is known, and months for points."""

    judged_serious: int = 6
    judged_some: int = 3
    not_judged: int = 1
    missing_return: int = 1
    most_missing_returns: int = 3
    some_staff_vacancies: int = 1
    some_staff_vacancies_from: int = 2
    many_staff_vacancies: int = 3
    many_staff_vacancies_from: int = 5
    overdue_action: int = 1
    most_overdue_actions: int = 3
    low_mark: int = 1
    most_low_marks: int = 3
    months_of_feedback: int = 6
    months_of_returns: int = 6
    high_risk_from: int = 6
    high_risk_months: int = 3
    some_risk_from: int = 3
    some_risk_months: int = 6
    low_risk_months: int = 12
    first_visit_months: int = 3
    soon_days: int = 30


WEIGHTS = Weights()


class Standing(StrEnum):
    """Where a home stands in the programme on a day."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    PLANNED = "planned"


@dataclass(frozen=True)
class Reason:
    """Points and why, in words."""

    points: int
    words: str


@dataclass(frozen=True)
class Judged:
    """What the regulator said last, and when."""

    words: str
    concern: Concern
    on: date


@dataclass(frozen=True)
class Facts:
    """What is known of a home. `since_on`: opened, or came to the portal, whichever was later. `staff_vacancies`: None
    where no accepted return says. `further`: reasons that other rooms give."""

    since_on: date
    last_visit_on: date | None = None
    judged: Judged | None = None
    missing_returns: int = 0
    staff_vacancies: int | None = None
    further: tuple[Reason, ...] = ()

    @property
    def seen_on(self) -> date | None:
        """When somebody last saw the home: our own visit, before the first one the regulator's."""
        return self.last_visit_on or (self.judged.on if self.judged else None)


@dataclass(frozen=True)
class Assessment:
    """The proposal: points, the reasons that gave them, the months they allow, and the day that makes."""

    points: int
    reasons: tuple[Reason, ...]
    months: int
    due_on: date


def assess(facts: Facts, weights: Weights = WEIGHTS) -> Assessment:
    """Points, reasons, interval and due day of one home."""
    reasons = tuple(reason for reason in (*_reasons(facts, weights), *facts.further) if reason.points)
    points = sum(reason.points for reason in reasons)
    months, seen_on = months_for(points, weights), facts.seen_on
    if seen_on is None:
        months = min(months, weights.first_visit_months)
    return Assessment(points, reasons, months, add_months(seen_on or facts.since_on, months))


def _reasons(facts: Facts, weights: Weights) -> Iterable[Reason]:
    yield _judgement(facts.judged, weights)
    if facts.missing_returns:
        counted = min(facts.missing_returns, weights.most_missing_returns)
        words = "1 return is missing" if facts.missing_returns == 1 else f"{facts.missing_returns} returns are missing"
        yield Reason(counted * weights.missing_return, f"{words} of the last {weights.months_of_returns} months")
    if facts.staff_vacancies is not None and facts.staff_vacancies >= weights.some_staff_vacancies_from:
        many = facts.staff_vacancies >= weights.many_staff_vacancies_from
        points = weights.many_staff_vacancies if many else weights.some_staff_vacancies
        yield Reason(points, f"{facts.staff_vacancies} staff vacancies in its newest return")


def _judgement(judged: Judged | None, weights: Weights) -> Reason:
    if judged is None:
        return Reason(weights.not_judged, "no judgement is recorded")
    points = {Concern.SERIOUS: weights.judged_serious, Concern.SOME: weights.judged_some}.get(judged.concern, 0)
    return Reason(points, f"judged “{judged.words}”")


def overdue_actions(count: int, weights: Weights = WEIGHTS) -> Reason:
    """What was agreed after an earlier visit and is late."""
    counted = min(count, weights.most_overdue_actions)
    return Reason(
        counted * weights.overdue_action, "1 action is overdue" if count == 1 else f"{count} actions are overdue"
    )


def low_marks(count: int, weights: Weights = WEIGHTS) -> Reason:
    """Marks of young people that ask the home for an answer."""
    words = "1 low mark" if count == 1 else f"{count} low marks"
    counted = min(count, weights.most_low_marks)
    return Reason(
        counted * weights.low_mark, f"{words} from young people in the last {weights.months_of_feedback} months"
    )


def months_for(points: int, weights: Weights = WEIGHTS) -> int:
    """How many months may pass between visits."""
    if points >= weights.high_risk_from:
        return weights.high_risk_months
    return weights.some_risk_months if points >= weights.some_risk_from else weights.low_risk_months


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def counts(set_on: date, last_visit_on: date | None) -> bool:
    """Whether a day that a person set still counts: it was for the next visit, so one made since has answered it."""
    return last_visit_on is None or last_visit_on < set_on


def standing(due_on: date, today: date, *, planned_on: date | None, weights: Weights = WEIGHTS) -> Standing:
    """Where a home stands. A visit that is planned answers when, unless it comes long after the home is due one."""
    soon = timedelta(days=weights.soon_days)
    if planned_on is not None and planned_on <= max(due_on, today) + soon:
        return Standing.PLANNED
    if due_on < today:
        return Standing.OVERDUE
    return Standing.SOON if due_on <= today + soon else Standing.LATER
