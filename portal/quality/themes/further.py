"""What other rooms know of many homes, for the page of themes:

@further.sections(order=20)
def said(session: Session, authority_id: int, since: datetime) -> Section | None: …
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.quality.record import Section
from portal.quality.slots import Slot

sections: Slot[Callable[[Session, int, datetime], Section | None]] = Slot()


def list_sections(session: Session, authority_id: int, since: datetime) -> list[Section]:
    """The parts that rooms add, in order."""
    return [section for show in sections if (section := show(session, authority_id, since)) is not None]
