"""What suspensions tell the timeline of a home."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal import clock
from portal.quality import timeline
from portal.quality.suspensions import queries
from portal.quality.timeline import Happened, HomeIds


@timeline.sources(order=40)
def suspensions(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """When nobody new was placed there, and when that ended."""
    for each in queries.list_of_homes(session, *homes, authority_id=authority_id):
        yield Happened(each.home_id, each.from_on, "New placements suspended")
        if each.lifted_at:
            yield Happened(each.home_id, clock.today(each.lifted_at), "Suspension of new placements lifted")
