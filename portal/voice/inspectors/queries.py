"""Reads of young inspectors. A coordinator finds their own, and those of whom they are the deputy; nobody else any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import Visit, VisitState
from portal.voice.inspectors import rules
from portal.voice.inspectors.models import (
    ConsentText,
    CoordinatorDeputy,
    Inspector,
    InspectorCard,
    InspectorConsent,
    InspectorContact,
    InspectorHours,
    InspectorPayment,
    InspectorTraining,
    InspectorVisit,
)
from portal.voice.inspectors.rules import InspectorState

JOINING = "joining"


@dataclass(frozen=True)
class Carer:
    """A coordinator on a day: what they may see is theirs, and what they stand in for."""

    person_id: int
    authority_id: int
    today: date

    def looks_after(self) -> ColumnElement[bool]:
        """The condition that an inspector is this coordinator's to look after today."""
        stands_in_for = select(CoordinatorDeputy.coordinator_id).where(
            CoordinatorDeputy.deputy_id == self.person_id, CoordinatorDeputy.until_on >= self.today
        )
        own = or_(Inspector.coordinator_id == self.person_id, Inspector.coordinator_id.in_(stands_in_for))
        return and_(Inspector.authority_id == self.authority_id, own)


@dataclass(frozen=True)
class Row:
    """An inspector of a list, with the card that counts (none once they have left)."""

    inspector: Inspector
    card: InspectorCard | None


def _shipped(name: str) -> list[str]:
    return files("portal.voice.inspectors").joinpath(f"data/{name}").read_text(encoding="utf-8").splitlines()


@cache
def training_parts() -> tuple[rules.TrainingPart, ...]:
    """What every inspector learns."""
    return rules.read_training(_shipped("training.csv"))


@cache
def things_to_look_for() -> tuple[str, ...]:
    """What helps an inspector to look around, in their words."""
    return tuple(_shipped("looking.csv")[1:])


def list_inspectors(session: Session, carer: Carer, *, with_left: bool = False) -> list[Row]:
    """Everybody this coordinator looks after, by nickname, those without one last; those who left only when asked."""
    states = list(InspectorState) if with_left else [InspectorState.INVITED, InspectorState.ACTIVE]
    query = (
        select(Inspector, InspectorCard)
        .outerjoin(InspectorCard, and_(InspectorCard.inspector_id == Inspector.id, InspectorCard.ended_at.is_(None)))
        .where(carer.looks_after(), Inspector.state.in_(states))
        .order_by(Inspector.nickname == "", func.lower(Inspector.nickname), Inspector.id)
    )
    return [Row(inspector, card) for inspector, card in session.execute(query)]


def get_inspector(session: Session, reference: str, carer: Carer) -> Inspector:
    """One of those this coordinator looks after; another's is missing."""
    found = session.scalar(select(Inspector).where(Inspector.reference == reference, carer.looks_after()))
    if found is None:
        raise NotFound("no such inspector")
    return found


def find_inspector_of(session: Session, person_id: int) -> Inspector | None:
    """The active inspector that somebody who has signed in is."""
    query = select(Inspector).where(Inspector.person_id == person_id, Inspector.state == InspectorState.ACTIVE)
    return session.scalar(query)


def find_author(session: Session, person_id: int) -> Inspector | None:
    """The inspector that a person is or was, with their coordinator. RESTRICTED: the caller records the look."""
    query = select(Inspector).where(Inspector.person_id == person_id)
    return session.scalar(query.options(joinedload(Inspector.coordinator)))


def get_inspector_of(session: Session, person_id: int) -> Inspector:
    """As `find_inspector_of`; NotFound for everybody else."""
    found = find_inspector_of(session, person_id)
    if found is None:
        raise NotFound("not an inspector")
    return found


def locked_inspector(session: Session, inspector_id: int) -> Inspector:
    """The inspector as they stand now, held until this transaction ends."""
    query = select(Inspector).where(Inspector.id == inspector_id).with_for_update(of=Inspector)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def find_card(session: Session, code_hash: str) -> InspectorCard | None:
    """The card of a code, whatever became of it."""
    query = select(InspectorCard).where(InspectorCard.code_hash == code_hash)
    return session.scalar(query.options(joinedload(InspectorCard.inspector)))


def find_current_card(session: Session, inspector_id: int) -> InspectorCard | None:
    """The card of an inspector that counts."""
    query = select(InspectorCard).where(InspectorCard.inspector_id == inspector_id, InspectorCard.ended_at.is_(None))
    return session.scalar(query)


def newest_text(session: Session, kind: str) -> ConsentText:
    """The newest version of a text; NotFound when none is loaded."""
    query = select(ConsentText).where(ConsentText.kind == kind).order_by(ConsentText.version.desc()).limit(1)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such text")
    return found


def has_agreed(session: Session, inspector_id: int, text: ConsentText) -> bool:
    """Whether an inspector agreed to just this version."""
    query = select(InspectorConsent.id).where(
        InspectorConsent.inspector_id == inspector_id, InspectorConsent.text_id == text.id
    )
    return session.scalar(query) is not None


def list_consents(session: Session, inspector_id: int) -> Sequence[InspectorConsent]:
    """What an inspector agreed to, newest first."""
    query = select(InspectorConsent).where(InspectorConsent.inspector_id == inspector_id)
    return session.scalars(query.options(joinedload(InspectorConsent.text)).order_by(InspectorConsent.id.desc())).all()


def find_contact(session: Session, inspector_id: int) -> InspectorContact | None:
    """How to reach an inspector. RESTRICTED: the caller records the look (services.look_at_contact)."""
    return session.get(InspectorContact, inspector_id)


def has_contact(session: Session, inspector_id: int) -> bool:
    """Whether anything is known, without reading it."""
    query = select(InspectorContact.inspector_id).where(InspectorContact.inspector_id == inspector_id)
    return session.scalar(query) is not None


def training_done(session: Session, inspector_id: int) -> frozenset[str]:
    """The parts of the training that are done."""
    query = select(InspectorTraining.slug).where(InspectorTraining.inspector_id == inspector_id)
    return frozenset(session.scalars(query.order_by(InspectorTraining.slug)))


def list_hours(session: Session, inspector_id: int) -> Sequence[InspectorHours]:
    """Time given, newest first."""
    query = select(InspectorHours).where(InspectorHours.inspector_id == inspector_id)
    return session.scalars(query.order_by(InspectorHours.given_on.desc(), InspectorHours.id.desc())).all()


def list_payments(session: Session, inspector_id: int) -> Sequence[InspectorPayment]:
    """Money paid, newest first."""
    query = select(InspectorPayment).where(InspectorPayment.inspector_id == inspector_id)
    return session.scalars(query.order_by(InspectorPayment.paid_on.desc(), InspectorPayment.id.desc())).all()


def list_other_coordinators(session: Session, carer: Carer) -> Sequence[Person]:
    """Who may stand in for a coordinator, by name."""
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.authority_id == carer.authority_id,
            Grant.role == Role.COORDINATOR,
            Grant.accepted_at.is_not(None),
            Grant.ended_at.is_(None),
            Person.id != carer.person_id,
            Person.disabled_at.is_(None),
        )
    )
    return session.scalars(query.order_by(Person.name, Person.id)).all()


def find_deputy(session: Session, coordinator_id: int) -> CoordinatorDeputy | None:
    """Whom a coordinator named last, if the day has not passed is for the caller to see."""
    query = select(CoordinatorDeputy).where(CoordinatorDeputy.coordinator_id == coordinator_id)
    return session.scalar(query.options(joinedload(CoordinatorDeputy.deputy)))


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


def list_visits(session: Session, authority_id: int, *, since: datetime) -> Sequence[Visit]:
    """The authority's visits that end after an instant and were not called off, the soonest first."""
    query = select(Visit).where(
        Visit.authority_id == authority_id, Visit.ends_at > since, Visit.state != VisitState.CANCELLED
    )
    return session.scalars(query.options(joinedload(Visit.home)).order_by(Visit.starts_at, Visit.id)).all()


def places_on(session: Session, visit_ids: Sequence[int]) -> dict[int, list[InspectorVisit]]:
    """Who goes on each visit, in the order they were put there."""
    query = select(InspectorVisit).where(InspectorVisit.visit_id.in_(visit_ids))
    places: dict[int, list[InspectorVisit]] = {visit_id: [] for visit_id in visit_ids}
    for place in session.scalars(query.options(selectinload(InspectorVisit.inspector)).order_by(InspectorVisit.id)):
        places[place.visit_id].append(place)
    return places


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


def count_unused_cards(session: Session, carer: Carer, *, now: datetime) -> tuple[int, datetime | None]:
    """Cards that nobody has used for a while, and since when the oldest waits."""
    query = (
        select(func.count(), func.min(InspectorCard.created_at))
        .select_from(InspectorCard)
        .join(InspectorCard.inspector)
        .where(
            carer.looks_after(),
            InspectorCard.ended_at.is_(None),
            InspectorCard.claimed_at.is_(None),
            InspectorCard.created_at < now - rules.CARD_WAITS,
        )
    )
    count, oldest = session.execute(query).one()
    return count, oldest


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


def list_not_home(session: Session, carer: Carer, *, now: datetime, after: timedelta) -> Sequence[InspectorVisit]:
    """Those who went on a visit that ended a while ago and have not said that they are home safe; for three days."""
    query = (
        select(InspectorVisit)
        .join(InspectorVisit.visit)
        .join(InspectorVisit.inspector)
        .where(
            carer.looks_after(),
            Inspector.state == InspectorState.ACTIVE,
            Visit.state != VisitState.CANCELLED,
            Visit.ends_at.between(now - timedelta(days=3), now - after),
            InspectorVisit.home_safe_at.is_(None),
            InspectorVisit.debriefed_at.is_(None),
        )
        .options(joinedload(InspectorVisit.visit), joinedload(InspectorVisit.inspector))
    )
    return session.scalars(query.order_by(Visit.ends_at, InspectorVisit.id)).all()
