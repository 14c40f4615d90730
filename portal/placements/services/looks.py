"""Every look at placements is recorded: one event, however many there were to see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Authority
from portal.db import verb


@verb
def note_looked(
    session: Session, authority: Authority, scope: str, references: Iterable[str], *, actor: events.Actor, now: datetime
) -> None:
    """Record that somebody saw placements: `scope` names the page, and a digest (SHA-256) which ones they were."""
    seen = sorted(references)
    digest = hashlib.sha256(" ".join(seen).encode()).hexdigest()
    events.record(
        session,
        "placements.looked_at",
        ("placement", seen[0]) if scope == "record" else ("placements", authority.code),
        actor=actor,
        now=now,
        detail={"scope": scope, "count": len(seen), "digest": digest},
    )
