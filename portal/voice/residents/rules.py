"""How a resident's card stands, how many are made at once, and what its PIN is: plain values in and out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from portal.voice.inspectors.rules import CARD_LASTS, card_opens, pin_fault

MOST_CARDS = 12
SHORTEST_PIN = 4

__all__ = ["CARD_LASTS", "MOST_CARDS", "SHORTEST_PIN", "CardState", "Ending", "card_opens", "resident_pin_fault"]


class CardState(StrEnum):
    """`BEGUN`: somebody has chosen a PIN. `EXPIRED`: nobody did in time."""

    UNUSED = "unused"
    BEGUN = "begun"
    SENT = "sent"
    EXPIRED = "expired"
    ENDED = "ended"


class Ending(StrEnum):
    """Which cards of a batch end: those that nobody has used, or all, which lets nobody back in."""

    UNUSED = "unused"
    ALL = "all"


def card_state(
    *, made_at: datetime, claimed_at: datetime | None, ended_at: datetime | None, was_sent: bool, now: datetime
) -> CardState:
    """Where a card stands. A card that was begun in time does not run out: its owner comes back after months."""
    if ended_at is not None:
        return CardState.ENDED
    if claimed_at is not None:
        return CardState.SENT if was_sent else CardState.BEGUN
    return CardState.UNUSED if now < made_at + CARD_LASTS else CardState.EXPIRED


def count_states(states: Iterable[CardState]) -> Mapping[CardState, int]:
    """How many cards stand where; every state is named, in its order."""
    found = Counter(states)
    return {state: found[state] for state in CardState}


def resident_pin_fault(pin: str) -> str | None:
    """Why this cannot be a PIN, kindly; None when it can."""
    return pin_fault(pin, shortest=SHORTEST_PIN)
