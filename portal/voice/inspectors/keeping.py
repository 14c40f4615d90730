"""Why the way to reach an inspector is kept although they leave. Rooms of voice add their reasons:

@keeping.reasons(order=10)
def while_open(session: Session, inspector: Inspector) -> bool: …
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.quality.slots import Slot
from portal.voice.inspectors.models import Inspector

reasons: Slot[Callable[[Session, Inspector], bool]] = Slot()


def has_reason(session: Session, inspector: Inspector) -> bool:
    """Whether any room still needs it."""
    return any(needs(session, inspector) for needs in reasons)
