"""Who goes on which visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Person
from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import Visit, VisitState
from portal.voice.inspectors.models import CoordinatorDeputy, Inspector, InspectorVisit
from portal.voice.inspectors.queries.people import Carer, get_inspector
from portal.voice.inspectors.rules import FOLLOWED_FOR, InspectorState, is_in_doubt, may_be_out


def list_own_visits(session: Session, inspector_id: int) -> Sequence[InspectorVisit]:
    """The visits of an inspector with their homes, the latest first."""
    query = (
        select(InspectorVisit)
        .join(InspectorVisit.visit)
        .where(InspectorVisit.inspector_id == inspector_id)
        .options(joinedload(InspectorVisit.visit).joinedload(Visit.home))
    )
    return session.scalars(query.order_by(Visit.starts_at.desc(), InspectorVisit.id)).all()


def get_own_visit(session: Session, reference: str, inspector_id: int) -> InspectorVisit:
    """A visit that this inspector goes on; another's is missing, like one that never was."""
    query = (
        select(InspectorVisit)
        .join(InspectorVisit.visit)
        .where(Visit.reference == reference, InspectorVisit.inspector_id == inspector_id)
        .options(joinedload(InspectorVisit.visit).joinedload(Visit.home).selectinload(Home.premises))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such visit")
    return found


def locked_place(session: Session, place_id: int) -> InspectorVisit:
    """An inspector's place on a visit as it stands now, held until this transaction ends."""
    query = select(InspectorVisit).where(InspectorVisit.id == place_id).with_for_update(of=InspectorVisit)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def locked_places(session: Session, visit_id: int) -> Sequence[InspectorVisit]:
    """Those of inspectors who have not left, as they stand now and held until this transaction ends."""
    query = select(InspectorVisit).join(InspectorVisit.inspector)
    query = query.where(InspectorVisit.visit_id == visit_id, Inspector.state == InspectorState.ACTIVE)
    held = query.with_for_update(of=InspectorVisit).execution_options(populate_existing=True)
    return session.scalars(held.options(selectinload(InspectorVisit.inspector)).order_by(InspectorVisit.id)).all()


def list_carers_on(session: Session, visit_id: int, today: date) -> Sequence[Person]:
    """Whoever looks after an inspector on a visit today, stand-ins too, and can be written to; by name."""
    looked_after = select(Inspector.coordinator_id).join(InspectorVisit, InspectorVisit.inspector_id == Inspector.id)
    own = looked_after.where(InspectorVisit.visit_id == visit_id, Inspector.state == InspectorState.ACTIVE)
    stand_ins = select(CoordinatorDeputy.deputy_id).where(
        CoordinatorDeputy.coordinator_id.in_(own), CoordinatorDeputy.until_on >= today
    )
    query = select(Person).where(
        or_(Person.id.in_(own), Person.id.in_(stand_ins)), Person.email.is_not(None), Person.disabled_at.is_(None)
    )
    return session.scalars(query.order_by(Person.name, Person.id)).all()


def _of_active(carer: Carer) -> Select[InspectorVisit]:
    """Places on visits of the active inspectors whom a coordinator looks after."""
    return (
        select(InspectorVisit)
        .join(InspectorVisit.visit)
        .join(InspectorVisit.inspector)
        .where(carer.looks_after(), Inspector.state == InspectorState.ACTIVE)
    )


def list_in_doubt(session: Session, carer: Carer, *, now: datetime) -> Sequence[InspectorVisit]:
    """Those to come of whom nobody has checked how they get there since the visit moved or was called off."""
    query = (
        _of_active(carer)
        .where(
            Visit.ends_at > now,
            or_(InspectorVisit.checked_at.is_(None), InspectorVisit.checked_at < InspectorVisit.moved_at),
            InspectorVisit.moved_at.is_not(None),
        )
        .options(joinedload(InspectorVisit.visit).joinedload(Visit.home))
    )
    return session.scalars(query.order_by(Visit.starts_at, InspectorVisit.id)).all()


def list_visits(
    session: Session, authority_id: int, *, since: datetime, limit: int, offset: int = 0
) -> Sequence[Visit]:
    """The authority's visits that end after an instant and were not called off, the soonest first."""
    query = select(Visit).where(*_not_over(authority_id, since)).options(joinedload(Visit.home))
    return session.scalars(query.order_by(Visit.starts_at, Visit.id).limit(limit).offset(offset)).all()


def count_visits(session: Session, authority_id: int, *, since: datetime) -> int:
    """How many they are."""
    return session.scalar(select(func.count(Visit.id)).where(*_not_over(authority_id, since))) or 0


def _not_over(authority_id: int, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return Visit.authority_id == authority_id, Visit.ends_at > since, Visit.state != VisitState.CANCELLED


def places_on(session: Session, visit_ids: Sequence[int]) -> dict[int, list[InspectorVisit]]:
    """Who goes on each visit, in the order they were put there."""
    query = select(InspectorVisit).where(InspectorVisit.visit_id.in_(visit_ids))
    places: dict[int, list[InspectorVisit]] = {visit_id: [] for visit_id in visit_ids}
    for place in session.scalars(query.options(selectinload(InspectorVisit.inspector)).order_by(InspectorVisit.id)):
        places[place.visit_id].append(place)
    return places


def list_placed(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """Those of these visits, by id, on which an inspector goes or went."""
    query = select(InspectorVisit.visit_id).where(InspectorVisit.visit_id.in_(visit_ids))
    return session.scalars(query.distinct().order_by(InspectorVisit.visit_id)).all()


def list_witnessed(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """Those of these visits, by id, on which an inspector was."""
    said = or_(
        InspectorVisit.arrived_at.is_not(None),
        InspectorVisit.home_safe_at.is_not(None),
        InspectorVisit.debriefed_at.is_not(None),
    )
    query = select(InspectorVisit.visit_id).where(InspectorVisit.visit_id.in_(visit_ids), said)
    return session.scalars(query.distinct().order_by(InspectorVisit.visit_id)).all()


def get_place(session: Session, visit: Visit, reference: str, carer: Carer) -> InspectorVisit:
    """The place on a visit of an inspector whom this coordinator looks after."""
    inspector = get_inspector(session, reference, carer)
    query = select(InspectorVisit).where(
        InspectorVisit.visit_id == visit.id, InspectorVisit.inspector_id == inspector.id
    )
    found = session.scalar(query.options(joinedload(InspectorVisit.inspector)))
    if found is None:
        raise NotFound("not on this visit")
    return found


def list_visits_without(session: Session, authority_id: int, *, now: datetime, within: timedelta) -> Sequence[Visit]:
    """Planned visits that begin soon and on which no inspector goes."""
    someone = select(InspectorVisit.visit_id)
    query = select(Visit).where(
        Visit.authority_id == authority_id,
        Visit.state == VisitState.PLANNED,
        Visit.starts_at.between(now, now + within),
        Visit.id.not_in(someone),
    )
    return session.scalars(query.order_by(Visit.starts_at, Visit.id)).all()


def is_out_late(held: InspectorVisit) -> bool:
    """Whether an inspector may be out on a visit that was called off."""
    visit = held.visit
    is_off = visit.state == VisitState.CANCELLED
    times = {"starts_at": visit.starts_at, "ends_at": visit.ends_at}
    return is_off and may_be_out(arrived_at=held.arrived_at, off_at=held.moved_at, **times)


def list_not_home(session: Session, carer: Carer, *, now: datetime, after: timedelta) -> Sequence[InspectorVisit]:
    """Those who went on a visit that ended a while ago and have not said that they are home safe; for three days.

    Of one that was called off, which ends it: whoever said that they were there or may have set out, unless somebody
    has seen to it that they know.
    """
    since, until, is_off = now - FOLLOWED_FOR, now - after, Visit.state == VisitState.CANCELLED
    query = (
        _of_active(carer)
        .where(
            or_(
                and_(~is_off, Visit.ends_at.between(since, until)),
                and_(
                    is_off,
                    InspectorVisit.moved_at >= since,
                    or_(InspectorVisit.moved_at <= until, Visit.ends_at <= until),
                ),
            ),
            InspectorVisit.home_safe_at.is_(None),
            InspectorVisit.debriefed_at.is_(None),
        )
        .options(joinedload(InspectorVisit.visit), joinedload(InspectorVisit.inspector))
    )
    found = session.scalars(query.order_by(Visit.ends_at, InspectorVisit.id)).all()
    return [held for held in found if held.visit.state != VisitState.CANCELLED or is_missed(held, now)]


def is_missed(held: InspectorVisit, now: datetime) -> bool:
    """Whether an inspector who may be out on a visit that was called off is still to be looked for: not once they said
    that they are home, it was talked about, or, of one who never said that they were there, somebody saw to it."""
    is_over = held.home_safe_at is not None or held.debriefed_at is not None
    is_seen_to = held.arrived_at is None and not is_in_doubt(moved_at=held.moved_at, checked_at=held.checked_at)
    is_recent = held.moved_at is not None and held.moved_at >= now - FOLLOWED_FOR
    return is_out_late(held) and is_recent and not is_over and not is_seen_to
