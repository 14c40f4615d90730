"""Reads of who looks after which homes of one organisation."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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
