"""Notes for tests, made through the services."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.providers.models import Provider
from portal.quality.intelligence import services
from portal.quality.intelligence.models import IntelligenceNote, Reliability, Source

TEXT = "The manager’s post is empty since spring."


def note(session: Session, authority: Authority, provider: Provider, actor: Viewer, **changes: Any) -> IntelligenceNote:
    """A note of today about the provider as a whole, only for staff."""
    now = clock.now()
    values = {
        "home": None,
        "heard_on": clock.today(now),
        "source": Source.OTHER_COUNCIL,
        "reliability": Reliability.LIKELY,
        "text": TEXT,
        **changes,
    }
    return services.write_note(session, provider, authority_id=authority.id, actor=actor, now=now, **values)


def shared(session: Session, authority: Authority, provider: Provider, actor: Viewer) -> IntelligenceNote:
    """Such a note, which the provider reads."""
    made = note(session, authority, provider, actor)
    services.share_note(session, made, actor=actor, now=clock.now())
    return made
