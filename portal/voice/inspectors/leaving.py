"""What else ends when an inspector leaves, who can never come back to say so. Rooms of voice add theirs:

@leaving.endings(order=10)
def of_quotes(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None: …
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.events import Actor
from portal.quality.slots import Slot
from portal.voice.inspectors.models import Inspector

endings: Slot[Callable[[Session, Inspector, Actor, datetime], None]] = Slot()


def end_all(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None:
    """End it all, in the transaction of the leaving."""
    for ending in endings:
        ending(session, inspector, actor, now)
