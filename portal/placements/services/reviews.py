"""The daily review of a placement under watch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.db import verb
from portal.homes.services import Refused
from portal.placements import queries
from portal.placements.models import Placement, PlacementReview

NOT_WATCHED = "This placement needs no daily review: it has ended, or is neither unregistered nor deprives of liberty."
REVIEWED_OTHERWISE = "This placement was reviewed today already, with the other answer. The record shows by whom."


@verb
def review_placement(
    session: Session, placement: Placement, *, continues: bool, actor: Viewer, now: datetime
) -> PlacementReview:
    """Record today's review. Asked twice it is one; Refused when today's says otherwise, or none is needed."""
    placement = queries.locked_placement(session, placement.id)
    today = clock.today(now)
    done = session.scalar(
        select(PlacementReview).where(
            PlacementReview.placement_id == placement.id, PlacementReview.reviewed_on == today
        )
    )
    if done is not None and done.continues == continues:
        return done
    if done is not None:
        raise Refused.because(REVIEWED_OTHERWISE)
    if not queries.details_of(placement).is_watched:
        raise Refused.because(NOT_WATCHED)
    review = PlacementReview(
        placement_id=placement.id,
        reviewed_on=today,
        continues=continues,
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    session.add(review)
    subject = ("placement", placement.reference)
    events.record(session, "placements.reviewed", subject, actor=actor, now=now, detail={"continues": continues})
    return review
