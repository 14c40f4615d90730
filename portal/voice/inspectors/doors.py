"""A card of another kind, tried at the inspectors' door: whoever made it says where its own door is.

@doors.kinds(order=10)
def of_ours(session: Session, code: str) -> Door | None: …

Only a try that was counted asks, and it tells no more than the card itself, on which its address is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.quality.slots import Slot

RIGHT_PAGE = "This is the right page for your card."


@dataclass(frozen=True)
class Door:
    """Where a card is used the first time, and where its owner comes back."""

    card_href: str
    back_href: str


kinds: Slot[Callable[[Session, str], Door | None]] = Slot()


def find_door(session: Session, code: str) -> Door | None:
    """The door of the card of a code; None where no other kind has one."""
    return next(filter(None, (find(session, code) for find in kinds)), None)
