"""Lists of visits: an officer's, the team's, a home's, and those that a provider may know of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Role, Viewer
from portal.accounts.models import Grant, Person
from portal.db import NotFound
from portal.homes.models import Home
from portal.homes.queries import seen_by
from portal.homes.rules import HomeStatus
from portal.quality.models import Judgement, Visit, VisitOfficer, VisitState, VisitVisitor
from portal.quality.rules import is_open


@dataclass(frozen=True)
class Clash:
    """A visit at an overlapping time, and the officer whom both want; None when both are to the same home."""

    visit: Visit
    officer: Person | None


def _whole(query: Select[Visit]) -> Select[Visit]:
    """With home, provider and officers, in three queries however many visits there are."""
    return query.options(
        joinedload(Visit.home).joinedload(Home.provider),
        selectinload(Visit.officers).joinedload(VisitOfficer.person),
    )


def list_visits(
    session: Session,
    authority_id: int,
    *,
    officer_id: int | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    states: Sequence[VisitState] = (),
    closed: bool = False,
) -> list[Visit]:
    """An authority's visits (with `officer_id` one officer's) that begin in a time, in order of time; with `closed`,
    only those to homes that have closed."""
    query = select(Visit).where(Visit.authority_id == authority_id)
    if officer_id is not None:
        query = query.where(Visit.officers.any(VisitOfficer.person_id == officer_id))
    if from_at is not None:
        query = query.where(Visit.starts_at >= from_at)
    if until_at is not None:
        query = query.where(Visit.starts_at < until_at)
    if states:
        query = query.where(Visit.state.in_(states))
    if closed:
        query = query.where(Visit.home.has(Home.status == HomeStatus.CLOSED))
    return list(session.scalars(_whole(query).order_by(Visit.starts_at, Visit.id)))


def list_home_visits(session: Session, authority_id: int, *home_ids: int) -> list[Visit]:
    """An authority's visits to these homes, newest first."""
    query = select(Visit).where(Visit.authority_id == authority_id, Visit.home_id.in_(home_ids))
    return list(session.scalars(_whole(query).order_by(Visit.starts_at.desc(), Visit.id.desc())))


def list_judgements(session: Session, *home_ids: int) -> list[Judgement]:
    """What the regulator said of these homes, newest first."""
    query = select(Judgement).where(Judgement.home_id.in_(home_ids))
    return list(session.scalars(query.order_by(Judgement.judged_on.desc(), Judgement.home_id)))


def get_judgement(session: Session, home_id: int, day: str) -> Judgement:
    """A home's judgement of a day such as "2026-03-02"; NotFound for none, and for what is no day."""
    for judgement in list_judgements(session, home_id):
        if judgement.judged_on.isoformat() == day:
            return judgement
    raise NotFound("no such judgement")


def list_officers(session: Session, authority_id: int) -> list[Person]:
    """Who can be sent: the authority's QA officers who have joined, by name."""
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.authority_id == authority_id,
            Grant.role == Role.QA_OFFICER,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))


def list_at_closed_homes(
    session: Session, authority_id: int, *, officer_id: int | None = None, now: datetime
) -> list[Visit]:
    """The visits of an authority (with `officer_id` one officer's) that are planned, not over, and to homes that have
    closed, in order of time."""
    planned = list_visits(session, authority_id, officer_id=officer_id, states=(VisitState.PLANNED,), closed=True)
    return [visit for visit in planned if visit.ends_at > now]


def list_unattended(session: Session, authority_id: int) -> list[Visit]:
    """The visits of an authority about which something is left to do and none of whose officers is one still, the
    oldest first."""
    active = [person.id for person in list_officers(session, authority_id)]
    query = select(Visit).where(
        Visit.authority_id == authority_id,
        Visit.state.not_in([state for state in VisitState if not is_open(state)]),
        ~Visit.officers.any(VisitOfficer.person_id.in_(active)),
    )
    return list(session.scalars(query.options(joinedload(Visit.home)).order_by(Visit.starts_at, Visit.id)))


def find_clash(
    session: Session,
    authority_id: int,
    *,
    home_id: int,
    officer_ids: Sequence[int],
    starts_at: datetime,
    ends_at: datetime,
    except_id: int | None,
) -> Clash | None:
    """The first visit of the authority at an overlapping time, to the same home or by one of these officers."""
    sent = Visit.officers.any(VisitOfficer.person_id.in_(officer_ids))
    query = select(Visit).where(
        Visit.authority_id == authority_id,
        Visit.state != VisitState.CANCELLED,
        Visit.starts_at < ends_at,
        Visit.ends_at > starts_at,
        or_(Visit.home_id == home_id, sent),
        Visit.id != (except_id or 0),
    )
    visit = session.scalars(_whole(query).order_by(Visit.starts_at, Visit.id).limit(1)).first()
    if visit is None:
        return None
    officers = [each.person for each in visit.officers if each.person_id in officer_ids]
    return Clash(visit, None if visit.home_id == home_id or not officers else officers[0])


def find_visit(session: Session, authority_id: int, reference: str) -> Visit | None:
    """A visit by a reference that a form was given before there was one."""
    query = select(Visit).where(Visit.authority_id == authority_id, Visit.reference == reference)
    return session.scalar(_whole(query))


def is_told(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The visits an organisation's person knows of: announced ones, to a home that they see. An unannounced visit is in
    no list, count or page of a provider, whatever becomes of it."""
    return [Visit.is_announced.is_(True), Visit.home.has(seen_by(viewer).condition())]


def list_told(session: Session, viewer: Viewer) -> list[Visit]:
    """The announced visits to a provider's homes, the newest first."""
    query = _told(viewer).order_by(Visit.starts_at.desc(), Visit.id.desc())
    return list(session.scalars(query))


def list_told_ahead(session: Session, viewer: Viewer, now: datetime) -> list[Visit]:
    """Those that are planned and not over, in order of time."""
    query = _told(viewer).where(and_(Visit.state == VisitState.PLANNED, Visit.ends_at > now))
    return list(session.scalars(query.order_by(Visit.starts_at, Visit.id)))


def get_told(session: Session, viewer: Viewer, reference: str) -> Visit:
    """One of them; NotFound for any other, and for an unannounced one as if there were none."""
    visit: Visit | None = session.scalar(_told(viewer).where(Visit.reference == reference))
    if visit is None:
        raise NotFound("no such visit")
    return visit


def _told(viewer: Viewer) -> Select[Any]:
    who_went = selectinload(Visit.visitors).joinedload(VisitVisitor.person)
    return _whole(select(Visit).where(*is_told(viewer))).options(who_went)
