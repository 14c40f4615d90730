"""What waits for an inspector on their first page, and what a page of a visit leads on to. Rooms of voice add theirs:

@waiting.items(order=20)
def of_feedback(session: Session, inspector: Inspector, now: datetime) -> Iterable[Item]: …
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.quality.slots import Slot
from portal.voice.inspectors.models import Inspector, InspectorVisit


@dataclass(frozen=True)
class Item:
    """A line that says why, and a big link."""

    why: str
    text: str
    href: str


items: Slot[Callable[[Session, Inspector, datetime], Iterable[Item]]] = Slot()
onwards: Slot[Callable[[Session, InspectorVisit, datetime], Iterable[Item]]] = Slot()


def list_items(session: Session, inspector: Inspector, now: datetime) -> list[Item]:
    """Everything that waits, in the order of the rooms."""
    return [item for offer in items for item in offer(session, inspector, now)]


def list_onwards(session: Session, held: InspectorVisit, now: datetime) -> list[Item]:
    """Where a visit leads on to."""
    return [item for offer in onwards for item in offer(session, held, now)]
