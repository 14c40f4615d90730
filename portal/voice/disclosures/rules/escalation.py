"""The ladder that a disclosure climbs until somebody has taken it: who is told next, and when.

Instants are compared as instants, so a night on which the clocks change makes no minute longer or shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Tries of one mail that have failed before it counts as stuck, however young it is.
FAILED_TRIES = 3


class Step(StrEnum):
    ON_DUTY = "on_duty"
    DEPUTY = "deputy"
    ALL_LEADS = "all_leads"
    MANAGER = "manager"
    AGAIN = "again"


_NEXT = {
    Step.ON_DUTY: Step.DEPUTY,
    Step.DEPUTY: Step.ALL_LEADS,
    Step.ALL_LEADS: Step.MANAGER,
    Step.MANAGER: Step.AGAIN,
    Step.AGAIN: Step.AGAIN,
}


@dataclass(frozen=True)
class Pace:
    """Minutes from the telling to each step; between two repeats; until a mail that was not sent counts as stuck."""

    to_deputy: int = 15
    to_all: int = 30
    to_manager: int = 60
    again_every: int = 60
    until_stuck: int = 5


@dataclass(frozen=True)
class Rung:
    """A step of the ladder; repeats are counted from 1."""

    step: Step
    round: int = 0


@dataclass(frozen=True)
class Taken:
    """The newest step taken, when, and whether it reached anybody: somebody was there to tell, and no mail is stuck."""

    rung: Rung
    at: datetime
    reached: bool


@dataclass(frozen=True)
class Mailed:
    """How far one mail has come. `failures` are its tries so far that failed; `gave_up`: no more will be made."""

    posted_at: datetime
    sent_at: datetime | None
    failures: int
    gave_up: bool


def next_rung(told_at: datetime, taken: Taken | None, pace: Pace, now: datetime) -> Rung | None:
    """What is to be done now about a disclosure that nobody has taken; None while there is time.

    A step that reached nobody is followed by the next one at once. Repeats alone wait for their time whatever becomes
    of their mails, or a dead mail server would make a flood.
    """
    if taken is None:
        return Rung(Step.ON_DUTY)
    rung = _after(taken.rung)
    is_unheard = not taken.reached and rung.step is not Step.AGAIN
    return rung if is_unheard or now >= _due_at(rung, told_at, taken.at, pace) else None


def _after(rung: Rung) -> Rung:
    step = _NEXT[rung.step]
    return Rung(step, rung.round + 1 if step is Step.AGAIN else 0)


def _due_at(rung: Rung, told_at: datetime, last_at: datetime, pace: Pace) -> datetime:
    if rung.step is Step.AGAIN:
        return last_at + timedelta(minutes=pace.again_every)
    minutes = {Step.DEPUTY: pace.to_deputy, Step.ALL_LEADS: pace.to_all, Step.MANAGER: pace.to_manager}
    return told_at + timedelta(minutes=minutes[rung.step])


def is_stuck(mail: Mailed, pace: Pace, now: datetime) -> bool:
    """Whether a mail has not gone out although it should have: it is late, keeps failing, or was given up."""
    if mail.sent_at is not None:
        return False
    is_late = now - mail.posted_at >= timedelta(minutes=pace.until_stuck)
    return is_late or mail.gave_up or mail.failures >= FAILED_TRIES
