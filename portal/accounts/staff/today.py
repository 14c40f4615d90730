"""What waits for publishers, roles that a portal admin gave; and for portal admins what changed about people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts import queries
from portal.web.today import Change, Waiting, brings_news, waits_for

# For one person by name, and for several.
SENTENCES = {
    "accounts.role_granted": ("{} was given a role", "{:,} people were given roles"),
    "accounts.role_approved": ("The role of {} was approved", "The roles of {:,} people were approved"),
    "accounts.invitation_accepted": ("{} joined", "{:,} people joined"),
    "accounts.role_refused": ("The role of {} was refused", "The roles of {:,} people were refused"),
    "accounts.role_ended": ("The role of {} ended", "The roles of {:,} people ended"),
}


@waits_for(Role.PUBLISHER)
def roles_to_approve(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """Roles that this person may approve."""
    count = queries.count_to_approve(session, viewer.person_id, authority_id=viewer.authority_id or 0)
    if count:
        words = "1 role waits" if count == 1 else f"{count:,} roles wait"
        oldest = queries.oldest_to_approve(session, viewer.person_id, authority_id=viewer.authority_id or 0)
        since_on = clock.today(oldest) if oldest else None
        yield Waiting(f"{words} for your approval", url_for("staff.list_staff"), since_on=since_on)


@brings_news(Role.PORTAL_ADMIN)
def people_and_roles(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Roles at the authority that others gave, decided about or took away, and who joined."""
    moved = queries.list_grants_moved(session, viewer, since)
    for verb, (one, several) in SENTENCES.items():
        found = [(at, grant) for moved_by, at, grant in moved if moved_by == verb]
        names = {grant.person_id: grant.shown_name for _, grant in found}
        if names:
            words = one.format(*names.values()) if len(names) == 1 else several.format(len(names))
            yield Change(found[0][0], words, url_for("staff.list_staff"))
