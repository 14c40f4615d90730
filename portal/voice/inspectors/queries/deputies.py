"""Who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.voice.inspectors.models import (
    CoordinatorDeputy,
    Inspector,
)
from portal.voice.inspectors.queries.people import Carer
from portal.voice.inspectors.rules import InspectorState


def list_other_coordinators(session: Session, carer: Carer) -> Sequence[Person]:
    """Who may stand in for a coordinator, by name."""
    others = _people_with(carer.authority_id, Role.COORDINATOR).where(Person.id != carer.person_id)
    return session.scalars(others.order_by(Person.name, Person.id)).all()


def list_publishers(session: Session, authority_id: int) -> Sequence[Person]:
    """Who is told that somebody stands in for a coordinator who did not ask for it."""
    found = _people_with(authority_id, Role.PUBLISHER).where(Person.email.is_not(None))
    return session.scalars(found.order_by(Person.name, Person.id)).all()


def _people_with(authority_id: int, role: Role) -> Select[Person]:
    held = select(Grant.person_id).where(
        Grant.authority_id == authority_id,
        Grant.role == role,
        Grant.accepted_at.is_not(None),
        Grant.ended_at.is_(None),
    )
    return select(Person).where(Person.id.in_(held), Person.disabled_at.is_(None))


def list_to_stand_in_for(session: Session, carer: Carer) -> Sequence[Person]:
    """Coordinators for whom nobody stands in today, by name: those of the authority, and whoever has left their
    inspectors behind."""
    covered = select(CoordinatorDeputy.coordinator_id).where(CoordinatorDeputy.until_on >= carer.today)
    left_behind = select(Inspector.coordinator_id).where(
        Inspector.authority_id == carer.authority_id, Inspector.state != InspectorState.LEFT
    )
    coordinators = _people_with(carer.authority_id, Role.COORDINATOR).with_only_columns(Person.id)
    query = select(Person).where(
        or_(Person.id.in_(coordinators), Person.id.in_(left_behind)),
        Person.id != carer.person_id,
        Person.id.not_in(covered),
    )
    return session.scalars(query.order_by(Person.name, Person.id)).all()


def list_standing_in(session: Session, carer: Carer) -> Sequence[CoordinatorDeputy]:
    """For whom a coordinator stands in today, and until when, the soonest end first."""
    query = select(CoordinatorDeputy).where(
        CoordinatorDeputy.deputy_id == carer.person_id, CoordinatorDeputy.until_on >= carer.today
    )
    query = query.options(joinedload(CoordinatorDeputy.coordinator))
    return session.scalars(query.order_by(CoordinatorDeputy.until_on, CoordinatorDeputy.id)).all()


def locked_person(session: Session, person_id: int) -> Person:
    """A coordinator, held until this transaction ends: two who would stand in for them wait for each other."""
    return session.scalars(select(Person).where(Person.id == person_id).with_for_update(of=Person)).one()


def find_deputy(session: Session, coordinator_id: int) -> CoordinatorDeputy | None:
    """Whom a coordinator named last, if the day has not passed is for the caller to see."""
    query = select(CoordinatorDeputy).where(CoordinatorDeputy.coordinator_id == coordinator_id)
    return session.scalar(query.options(joinedload(CoordinatorDeputy.deputy)))
