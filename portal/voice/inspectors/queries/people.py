"""Inspectors, their cards, consents, training, hours and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.db import NotFound
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
)
from portal.voice.inspectors.names import fold
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


def list_inspectors(
    session: Session, carer: Carer, *, with_left: bool = False, limit: int | None = None, offset: int = 0
) -> list[Row]:
    """Everybody this coordinator looks after, by nickname, those without one last; those who left only when asked."""
    query = (
        select(Inspector, InspectorCard)
        .outerjoin(InspectorCard, and_(InspectorCard.inspector_id == Inspector.id, InspectorCard.ended_at.is_(None)))
        .where(carer.looks_after(), Inspector.state.in_(_states(with_left=with_left)))
        .order_by(Inspector.nickname == "", func.lower(Inspector.nickname), Inspector.id)
    )
    return [Row(inspector, card) for inspector, card in session.execute(query.limit(limit).offset(offset))]


def count_inspectors(session: Session, carer: Carer, *, with_left: bool = False) -> int:
    """How many they are."""
    of_carer = (carer.looks_after(), Inspector.state.in_(_states(with_left=with_left)))
    return session.scalar(select(func.count(Inspector.id)).where(*of_carer)) or 0


def _states(*, with_left: bool) -> list[InspectorState]:
    return list(InspectorState) if with_left else [InspectorState.INVITED, InspectorState.ACTIVE]


def shared_nicknames(session: Session, authority_id: int) -> frozenset[str]:
    """The letters of nicknames by which more than one of an authority's inspectors go who have not left. RESTRICTED:
    for the pages of those who may know the nickname."""
    query = select(Inspector.nickname).where(
        Inspector.authority_id == authority_id, Inspector.state != InspectorState.LEFT, Inspector.nickname != ""
    )
    counted = Counter(fold(nickname) for nickname in session.scalars(query.order_by(Inspector.id)))
    return frozenset(letters for letters, count in counted.items() if count > 1)


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


def find_inspector_once(session: Session, person_reference: str) -> Inspector | None:
    """The inspector that a person is or was, by the reference of a session that has ended. RESTRICTED: for telling that
    somebody is not safe."""
    query = select(Inspector).join(Person, Person.id == Inspector.person_id)
    return session.scalar(query.where(Person.reference == person_reference))


def list_left_references(session: Session) -> Sequence[str]:
    """The persons of inspectors who have left, the latest first."""
    query = select(Person.reference).join(Inspector, Inspector.person_id == Person.id)
    return session.scalars(query.where(Inspector.state == InspectorState.LEFT).order_by(Inspector.left_at.desc())).all()


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
