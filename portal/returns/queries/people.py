"""Whom to tell about a home's return."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.homes.models import HomeKeeper
from portal.returns.queries.due import DueHome


def list_people_to_tell(session: Session, due: DueHome) -> list[Person]:
    """The provider's admins and the members who look after the home, each once, by name."""
    keepers = select(HomeKeeper.grant_id).where(HomeKeeper.home_id == due.home.id)
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.provider_id == due.provider.id,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
            or_(Grant.role == Role.PROVIDER_ADMIN, Grant.id.in_(keepers)),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))
