"""Who is told of what happens after a visit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.homes.models import Home, HomeKeeper


def list_people_of_home(session: Session, home: Home) -> Sequence[Person]:
    """Whoever may answer for a home: its organisation's admins and those who look after it."""
    kept = select(HomeKeeper.grant_id).where(HomeKeeper.home_id == home.id)
    answers = or_(Grant.role == Role.PROVIDER_ADMIN, Grant.id.in_(kept))
    return _people(session, and_(Grant.provider_id == home.provider_id, answers))


def list_staff(session: Session, authority_id: int, role: Role) -> Sequence[Person]:
    """People with a role at an authority."""
    return _people(
        session, and_(Grant.authority_id == authority_id, Grant.role == role, Grant.approved_at.is_not(None))
    )


def _people(session: Session, which: ColumnElement[bool]) -> Sequence[Person]:
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            which,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
        )
    )
    return session.scalars(query.distinct().order_by(Person.id)).all()
