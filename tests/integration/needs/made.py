"""What tests of other areas need of needs data."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.needs.queries import get_measure
from portal.needs.services import print_as_source


def printed(session: Session, authority: Authority, slug: str, publisher: Viewer) -> None:
    """A publisher says that the newest vintage of a measure is printed as its source printed it."""
    seen = get_measure(session, authority.id, slug).about.as_at_on
    reason = "It stands in the strategy as it is here."
    print_as_source(session, authority, slug, seen=seen, reason=reason, actor=publisher, now=clock.now())
