"""How a suspension of new placements is said."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal import clock
from portal.homes.remarks import remarks_on_homes
from portal.quality.suspensions import queries
from portal.quality.suspensions.models import PlacementSuspension
from portal.web.filters import format_date


def suspended_words(suspension: PlacementSuspension) -> str:
    """New placements suspended since 3 March 2026; from, for a day that is still to come."""
    is_ahead = suspension.from_on > clock.today(clock.now())
    return f"New placements suspended {'from' if is_ahead else 'since'} {format_date(suspension.from_on)}"


@remarks_on_homes
def suspended_homes(session: Session, authority_id: int) -> Mapping[int, str]:
    """What is said of homes wherever the council lists them."""
    return {each.home_id: suspended_words(each) for each in queries.list_live(session, authority_id)}
