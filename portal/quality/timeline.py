"""The quality of homes in the order it happened: judgements, visits, missing returns, and whatever other rooms add.

@timeline.sources(order=30)
def actions(session: Session, authority_id: int, homes: HomeIds) -> Iterable[Happened]: …

A source asks once for all homes, so that a provider's timeline costs as much as one home's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.queries.visits import list_home_visits, list_judgements
from portal.quality.rules import is_over_unwritten
from portal.quality.rules.judgements import outcome_of
from portal.quality.rules.programme import WEIGHTS
from portal.quality.slots import Slot
from portal.quality.words import state_words
from portal.returns.queries.visiting import list_closed_periods, list_missing
from portal.web.filters import format_month

HomeIds = Sequence[int]


@dataclass(frozen=True)
class Happened:
    """One thing: at which home, its day, what it was, and where it is read."""

    home_id: int
    on: date
    text: str
    href: str | None = None


sources: Slot[Callable[[Session, int, HomeIds], Iterable[Happened]]] = Slot()


def list_happened(session: Session, authority_id: int, homes: HomeIds) -> list[Happened]:
    """Everything that happened to the quality of these homes, newest first."""
    found = [each for source in sources for each in source(session, authority_id, homes)]
    return sorted(found, key=lambda each: each.on, reverse=True)


@sources(order=10)
def judgements(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """What the regulator said."""
    for row in list_judgements(session, *homes):
        outcome = outcome_of(row.framework, row.framework_version, row.outcome)
        yield Happened(row.home_id, row.judged_on, f"Judged “{outcome.words if outcome else row.outcome}”")


@sources(order=15)
def missing_returns(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """The months that it never told us of, on the day they closed."""
    now = clock.now()
    periods = list_closed_periods(session, now=now, limit=WEIGHTS.months_of_returns)
    for home_id, period in list_missing(session, homes, periods, now=now):
        yield Happened(home_id, clock.today(period.closes_at), f"No return for {format_month(period.month)}")


@sources(order=20)
def visits(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """The authority's own visits, planned ones too."""
    found, now = list_home_visits(session, authority_id, *homes), clock.now()
    waiting = unwritten.among(session, found, now)
    for visit in found:
        href = url_for("quality_visits.visit", reference=visit.reference)
        words = _words(visit, now, is_unwritten=visit.id in waiting)
        yield Happened(visit.home_id, clock.today(visit.starts_at), words, href)


def _words(visit: Visit, now: datetime, *, is_unwritten: bool) -> str:
    state, _tone = state_words(VisitState(visit.state), is_unwritten=is_unwritten)
    is_silent = not is_unwritten and is_over_unwritten(VisitState(visit.state), visit.ends_at, now)
    return f"Visit {visit.reference}: {'planned, nothing recorded yet' if is_silent else state.lower()}"
