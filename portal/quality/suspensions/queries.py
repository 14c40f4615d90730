"""Reads of suspensions of new placements: an authority's own, or those an organisation is under."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.access import Viewer
from portal.db import NotFound
from portal.homes.models import Home
from portal.homes.queries import seen_by
from portal.quality.suspensions.models import PlacementSuspension


def find_live(session: Session, home_id: int, *, authority_id: int) -> PlacementSuspension | None:
    """The suspension a home is under at an authority, from whichever day."""
    query = select(PlacementSuspension).where(
        PlacementSuspension.home_id == home_id,
        PlacementSuspension.authority_id == authority_id,
        PlacementSuspension.lifted_at.is_(None),
    )
    return session.scalar(query.execution_options(populate_existing=True))


def get_suspension(session: Session, home_id: int, reference: str, *, authority_id: int) -> PlacementSuspension:
    """One of a home at an authority, lifted or not; NotFound for any other."""
    query = select(PlacementSuspension).where(
        PlacementSuspension.reference == reference,
        PlacementSuspension.home_id == home_id,
        PlacementSuspension.authority_id == authority_id,
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such suspension")
    return found


def list_of_homes(session: Session, *home_ids: int, authority_id: int) -> Sequence[PlacementSuspension]:
    """All there ever were at these homes, newest first."""
    query = select(PlacementSuspension).where(
        PlacementSuspension.home_id.in_(home_ids), PlacementSuspension.authority_id == authority_id
    )
    return session.scalars(query.order_by(PlacementSuspension.id.desc())).all()


def list_live(session: Session, authority_id: int) -> Sequence[PlacementSuspension]:
    """Those that homes are under at an authority, by when they were made."""
    query = select(PlacementSuspension).where(
        PlacementSuspension.authority_id == authority_id, PlacementSuspension.lifted_at.is_(None)
    )
    return session.scalars(query.order_by(PlacementSuspension.id)).all()


def list_for_provider(session: Session, viewer: Viewer) -> Sequence[PlacementSuspension]:
    """Those that homes the viewer sees are under, by the name of the home."""
    query = (
        select(PlacementSuspension)
        .join(PlacementSuspension.home)
        .where(PlacementSuspension.lifted_at.is_(None), seen_by(viewer).condition())
        .options(joinedload(PlacementSuspension.home))
        .order_by(Home.name, Home.id)
    )
    return session.scalars(query).all()
