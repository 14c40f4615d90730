"""What waits for commissioners about placements: daily reviews, and approvals that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.authorities.queries import get_authority
from portal.placements import queries
from portal.placements.queries import Wanted
from portal.web import today
from portal.web.today import Waiting

TEXTS = {
    "due": ("Review placements under watch today", "To do"),
    "unapproved": ("Record who approved placements under watch", "No approval"),
}


@today.waits_for(Role.COMMISSIONER, Role.PUBLISHER)
def to_review(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Unregistered placements and those that deprive of liberty: late from the first hour of each day."""
    if viewer.authority_id is None:
        return
    authority, day = get_authority(session, viewer.authority_id), clock.today(now)
    for flag, (text, status) in TEXTS.items():
        count = queries.count_placements(session, authority, Wanted(flag=flag, today=day))
        if count:
            href = url_for("placements.list_placements", flag=flag)
            due_on = day if flag == "due" else None
            yield Waiting(text, href, count=count, due_on=due_on, status=status, tone="red")
