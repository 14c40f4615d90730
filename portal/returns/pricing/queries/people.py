"""Whom to tell about a price."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Grant, Person


def list_people_to_tell(session: Session, provider_id: int) -> list[Person]:
    """Whoever sees the organisation's prices, each once, by name."""
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.provider_id == provider_id,
            Grant.sees_prices,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))
