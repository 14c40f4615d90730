"""What suspensions tell the timeline of a home."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal import clock
from portal.homes.models import Home
from portal.quality import timeline
from portal.quality.suspensions import queries
from portal.quality.timeline import Happened


@timeline.sources(order=40)
def suspensions(session: Session, authority_id: int, home: Home) -> Iterator[Happened]:
    """When nobody new was placed there, and when that ended."""
    for each in queries.list_of_home(session, home.id, authority_id=authority_id):
        yield Happened(each.from_on, "New placements suspended")
        if each.lifted_at:
            yield Happened(clock.today(each.lifted_at), "Suspension of new placements lifted")
