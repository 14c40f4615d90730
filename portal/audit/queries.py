"""Reads of the record of events, newest first.

The chain is the portal's, one for the council it serves; a `Reach` narrows it to an organisation or a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal import clock
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.audit.rules import Reach
from portal.events import YOUNG_PERSON, EventRow

IN_CONFIDENCE = "disclosure"
IS_YOUNG = exists().where(Grant.person_id == Person.id, Grant.role == Role.YOUNG_INSPECTOR)
_ABOUT = aliased(Person)
_ABOUT_IS_YOUNG = exists().where(
    _ABOUT.reference == EventRow.subject_reference,
    Grant.person_id == _ABOUT.id,
    Grant.role == Role.YOUNG_INSPECTOR,
)
# What young people do, and what others do about them or what they wrote.
IS_OF_YOUNG = or_(
    EventRow.subject_kind.in_(("inspector", "feedback")),
    EventRow.actor_reference == YOUNG_PERSON.reference,
    IS_YOUNG,
    and_(EventRow.subject_kind == "person", _ABOUT_IS_YOUNG),
)
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """A filter; an empty one wants everything. Days are London's, both included."""

    who: str = ""
    what: str = ""
    area: str | None = None
    first_on: date | None = None
    last_on: date | None = None

    def __bool__(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class Line:
    """One event, with the name of whoever did it: None for the portal itself and for whom the reader may not name.

    `is_nameless`: a young inspector, who is not told from another one here. `is_blurred`: neither is what it is about.
    """

    event: EventRow
    actor_name: str | None
    is_nameless: bool = False
    is_blurred: bool = False


def count_events(session: Session, reach: Reach, wanted: Wanted) -> int:
    query: Rows = select(func.count(EventRow.sequence))
    return session.scalar(_chosen(query, reach, wanted)) or 0


def find_since(session: Session, since: datetime, *, besides: str) -> tuple[int, datetime | None]:
    """How many events others caused after an instant, and when the last of them was: of those whose time may be known.
    Those in confidence and those of the young would else be told by the count, and timed by the last."""
    query: Rows = select(func.count(EventRow.sequence), func.max(EventRow.occurred_at))
    timed = _chosen(query, Reach(), Wanted()).where(~IS_OF_YOUNG)
    count, last_at = session.execute(
        timed.where(EventRow.occurred_at > since, EventRow.actor_reference != besides)
    ).one()
    return count, last_at


def list_events(session: Session, reach: Reach, wanted: Wanted, *, limit: int, offset: int) -> list[Line]:
    """The newest events first, with names. Who reads the whole record reads those of the young at the end of their day,
    in no order of time: what stands around one, or falls off its page, would say when it was."""
    query: Rows = select(EventRow, Person.name, IS_YOUNG, IS_OF_YOUNG if reach.is_whole else false())
    query = _chosen(query, reach, wanted)
    if reach.is_whole:
        query = query.order_by(_place_of_day(session, reach, wanted, limit=limit, offset=offset), *_place_in_day())
    rows = session.execute(query.order_by(EventRow.sequence.desc()).limit(limit).offset(offset))
    return [Line(*row) for row in rows]


def _place_of_day(session: Session, reach: Reach, wanted: Wanted, *, limit: int, offset: int) -> ColumnElement[int]:
    """Where its London day stands among those of the page; no database knows London's days by itself."""
    times: Rows = _chosen(select(EventRow.occurred_at), reach, wanted).order_by(EventRow.occurred_at.desc())
    days = {clock.today(at) for at in session.scalars(times.limit(limit).offset(offset))} or {clock.today(clock.now())}
    ends = sorted({*days, *(day + timedelta(days=1) for day in days)}, reverse=True)
    whens = [(EventRow.occurred_at >= clock.london_midnight(day), place) for place, day in enumerate(ends)]
    return case(*whens, else_=len(whens))


def _place_in_day() -> list[ColumnElement[Any]]:
    """The blurred last, by what is shown of them: those that read alike stand by their hash, and no reader sees how."""
    who = (case((IS_YOUNG, 1), else_=0), case((~IS_YOUNG, EventRow.actor_reference)))
    shown = (EventRow.verb, EventRow.subject_kind, *who, EventRow.hash)
    return [case((IS_OF_YOUNG, 1), else_=0), *(case((IS_OF_YOUNG, column)) for column in shown)]


def _chosen(query: Rows, reach: Reach, wanted: Wanted) -> Rows:
    query = query.select_from(EventRow).outerjoin(
        Person, and_(Person.reference == EventRow.actor_reference, *_named(reach))
    )
    if reach.provider_reference:
        query = query.where(EventRow.provider_reference == reach.provider_reference)
    if reach.actor_reference:
        query = query.where(EventRow.actor_reference == reach.actor_reference)
    else:
        # Beside the events around it one of these says who told: they are the safeguarding leads' own.
        query = query.where(EventRow.subject_kind != IN_CONFIDENCE)
    if reach.is_whole and wanted.what:
        # Else whoever knows a reference from elsewhere could ask for it.
        query = query.where(~IS_OF_YOUNG)
    return _filtered(query, wanted)


def _named(reach: Reach) -> list[ColumnElement[bool]]:
    """Whose names are read, and can be searched for."""
    if reach.provider_id is None:
        return []
    return [Person.id.in_(select(Grant.person_id).where(Grant.provider_id == reach.provider_id))]


def _filtered(query: Rows, wanted: Wanted) -> Rows:
    if wanted.who:
        names = Person.name.icontains(wanted.who, autoescape=True)
        query = query.where(or_(names, and_(EventRow.actor_reference == wanted.who.upper(), ~IS_YOUNG)))
    if wanted.what:
        query = query.where(EventRow.subject_reference == wanted.what)
    if wanted.area:
        query = query.where(EventRow.verb.startswith(f"{wanted.area}."))
    if wanted.first_on:
        query = query.where(EventRow.occurred_at >= clock.london_midnight(wanted.first_on))
    if wanted.last_on:
        query = query.where(EventRow.occurred_at < clock.london_midnight(wanted.last_on + timedelta(days=1)))
    return query
