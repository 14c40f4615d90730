"""What waits for commissioners about frameworks, and what a provider hears of its own standing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import MARKET_ROLES, PROVIDER_ROLES, Viewer
from portal.framework.forms import ENDING
from portal.framework.queries.frameworks import list_ending_frameworks
from portal.framework.queries.members import list_ending, list_told
from portal.framework.rules import ENDS_SOON, Standing
from portal.web import today
from portal.web.filters import format_date
from portal.web.today import Change, Waiting

TOLD = {
    Standing.ACTIVE: "You are active on lot {} ({}) from {}",
    Standing.SUSPENDED: "Your place on lot {} ({}) is suspended from {}",
    Standing.ENDED: "Your place on lot {} ({}) ends on {}",
}


@today.waits_for(*MARKET_ROLES)
def ending(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Frameworks and memberships that end within 90 days."""
    if viewer.authority_id is None:
        return
    on = clock.today(now)
    for framework in list_ending_frameworks(session, viewer.authority_id, on, on + ENDS_SOON):
        href = url_for("framework.framework", reference=framework.reference)
        yield Waiting(f"{framework.title} ends", href, due_on=framework.ends_on)
    for found in list_ending(session, viewer.authority_id, on):
        href = url_for("framework_members.list_members", reference=found.reference, flag=ENDING)
        words = "1 membership ends" if found.members == 1 else f"{found.members:,} memberships end"
        yield Waiting(f"{words} on {found.title}", href, due_on=found.first_on)


@today.brings_news(*PROVIDER_ROLES)
def own_standing(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """What the council decided about the organisation's own standing."""
    if viewer.provider_id is None:
        return
    for told in list_told(session, viewer.provider_id, since):
        words = TOLD[Standing(told.standing)].format(told.lot_number, told.lot_title, format_date(told.from_on))
        yield Change(told.decided_at, words, url_for("own_framework.standing"))
