"""What waits for publishers: roles that a portal admin gave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.accounts import queries
from portal.web.today import Waiting, waits_for


@waits_for(Role.PUBLISHER)
def roles_to_approve(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """Roles that this person may approve."""
    count = queries.count_to_approve(session, viewer.person_id, authority_id=viewer.authority_id or 0)
    if count:
        words = "1 role waits" if count == 1 else f"{count:,} roles wait"
        yield Waiting(f"{words} for your approval", url_for("staff.list_staff"))
