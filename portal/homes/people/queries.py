"""Reads of who looks after which homes of one organisation."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.homes.models import Home, HomeKeeper, HomeStatus


def list_homes_to_keep(session: Session, provider_id: int) -> list[Home]:
    """The organisation's homes that are not closed, by name: what somebody may be asked to look after."""
    query = (
        select(Home)
        .where(Home.provider_id == provider_id, Home.status != HomeStatus.CLOSED)
        .order_by(func.lower(Home.name), Home.id)
    )
    return list(session.scalars(query))


def homes_by_grant(session: Session, provider_id: int) -> dict[int, list[Home]]:
    """The homes each colleague looks after, by the id of their grant, each list by name."""
    query = (
        select(HomeKeeper.grant_id, Home)
        .join(Home, Home.id == HomeKeeper.home_id)
        .where(Home.provider_id == provider_id)
        .order_by(func.lower(Home.name), Home.id)
    )
    kept: dict[int, list[Home]] = {}
    for grant_id, home in session.execute(query):
        kept.setdefault(grant_id, []).append(home)
    return kept


def list_people_to_tell(session: Session, home_id: int, provider_id: int) -> list[Person]:
    """An organisation's admins and the members who look after the home, each once, by name."""
    keepers = select(HomeKeeper.grant_id).where(HomeKeeper.home_id == home_id)
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Grant.provider_id == provider_id,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
            or_(Grant.role == Role.PROVIDER_ADMIN, Grant.id.in_(keepers)),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))
