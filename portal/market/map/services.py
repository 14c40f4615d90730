"""Looking at the map: one event a look, and the ticket by which the page's own script belongs to that look."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import verb
from portal.market.map.rules import Found, Site

# Long enough for a slow line to fetch the script after its page, too short to keep.
TICKET_SECONDS = 120


@verb
def note_look(
    session: Session,
    authority_code: str,
    homes: Sequence[Found | Site],
    *,
    is_download: bool,
    actor: Viewer,
    now: datetime,
) -> None:
    """Record one look at the places of many homes: how many, and a digest (SHA-256) of which. The postcode that was
    asked about is left out, for a child may live there."""
    references = " ".join(sorted(home.reference for home in homes))
    events.record(
        session,
        "market.map_downloaded" if is_download else "market.map_seen",
        ("authority", authority_code),
        actor=actor,
        now=now,
        detail={"count": len(homes), "digest": hashlib.sha256(references.encode()).hexdigest()},
    )


def ticket_for(actor: Viewer, query: str, *, key: str) -> str:
    """What the page of a recorded look gives its script: good for this person, this filter and two minutes."""
    return str(_signer(key).dumps([_digest(actor), query]))


def belongs_to_look(ticket: str, actor: Viewer, query: str, *, key: str) -> bool:
    """Whether a request for the script is part of a look that was recorded already."""
    try:
        return bool(_signer(key).loads(ticket, max_age=TICKET_SECONDS) == [_digest(actor), query])
    except BadData:
        return False


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="look at the map")


def _digest(actor: Viewer) -> str:
    """This person's session: the token itself must not stand in an address."""
    return hashlib.sha256(actor.token.encode()).hexdigest()
