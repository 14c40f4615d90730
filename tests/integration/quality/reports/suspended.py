"""A suspension of new placements for tests, made through the service."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.homes.models import Home
from portal.quality.suspensions import services
from portal.quality.suspensions.models import PlacementSuspension


def suspended(session: Session, home: Home, actor: Viewer, *, in_days: int = 0) -> PlacementSuspension:
    """Suspended by the actor's authority from today on, or from a day ahead."""
    now = clock.now()
    return services.suspend(
        session,
        home,
        authority_id=actor.authority_id or 0,
        from_on=clock.today(now) + timedelta(days=in_days),
        reason="Too few staff at night.",
        actor=actor,
        now=now,
    )
