"""What one tap does to a home's vacancies between returns. Plain values; places are whole numbers.

A place is *open* (a child could move in), *held* (promised to a child who has not moved in yet), or neither: lived in,
or not usable. A tap moves one place, or says that nothing changed.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

# After so many days a figure is old enough to ask for another.
STALE_DAYS = 7


class Tap(StrEnum):
    HOLD = "hold"
    FILL = "fill"
    MOVE_IN = "move_in"
    RELEASE = "release"
    REOPEN = "reopen"
    CONFIRM = "confirm"


class Counts(NamedTuple):
    """Places open and places held."""

    open: int
    held: int

    @property
    def total(self) -> int:
        return self.open + self.held


# What a tap adds to the places open and held.
_MOVES = {
    Tap.HOLD: Counts(-1, 1),
    Tap.FILL: Counts(-1, 0),
    Tap.MOVE_IN: Counts(0, -1),
    Tap.RELEASE: Counts(1, -1),
    Tap.REOPEN: Counts(1, 0),
    Tap.CONFIRM: Counts(0, 0),
}


def after(counts: Counts, tap: Tap) -> Counts:
    """The counts a tap leads to; whether it may be done is for `refusal` to say."""
    move = _MOVES[tap]
    return Counts(counts.open + move.open, counts.held + move.held)


def refusal(counts: Counts, tap: Tap, places: int) -> str | None:
    """Why a tap cannot be, in a sentence that says what to do; None when it can.

    `places`: registered at the home (an agency's approved ones). More than them may never be open and held together;
    where a certificate was cut meanwhile, only a tap that lowers the count is taken.
    """
    result = after(counts, tap)
    if result.open < 0:
        return "No place is open. Say “1 open again” first if one is."
    if result.held < 0:
        return "No place is held. Say “1 held” first if one is."
    if result.total <= places or result.total < counts.total:
        return None
    if tap is Tap.REOPEN:
        return f"All {places} places are open or held already. Say first which was filled."
    return f"{counts.total} places are open or held, but there are {places}. Say first which were filled."


def taps_offered(counts: Counts, places: int) -> list[Tap]:
    """What can be tapped now, in the order of the buttons."""
    return [tap for tap in Tap if refusal(counts, tap, places) is None]


def last_stale_day(today: date) -> date:
    """The newest day whose figures are old enough to ask for others."""
    return today - timedelta(days=STALE_DAYS)


def is_stale(told_on: date, today: date) -> bool:
    """Whether figures of a day are old enough to ask for others."""
    return told_on <= last_stale_day(today)
