"""Looking at beds: the record of who saw how far which homes are from a place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import verb
from portal.market.beds.queries import Bed


@verb
def note_look(
    session: Session, authority_code: str, beds: Sequence[Bed], *, is_download: bool, actor: Viewer, now: datetime
) -> None:
    """Record one look at many homes: how many, and a digest (SHA-256) of which. The postcode that was asked about is
    left out, for a child may live there."""
    references = " ".join(bed.vacancy.home.reference for bed in beds)
    events.record(
        session,
        "market.beds_downloaded" if is_download else "market.distances_seen",
        ("authority", authority_code),
        actor=actor,
        now=now,
        detail={"count": len(beds), "digest": hashlib.sha256(references.encode()).hexdigest()},
    )
