"""What its author thinks of exactly what would be shared: nothing goes to a home that they were not shown first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from portal import clock

# An author who never comes back does not silence everything: after so many days what was shown goes as it was shown.
DAYS_TO_ANSWER = 14


class Heard(StrEnum):
    """`LOOKING`: they have been shown it, and have time to answer. `SILENT`: that time has passed without an answer.
    `GONE`: they can never come back, and did so before they answered or had all of that time.
    """

    NOT_SHOWN = "not_shown"
    LOOKING = "looking"
    SILENT = "silent"
    DECIDED = "decided"
    GONE = "gone"


def answer_awaited_until(shown_at: datetime) -> date:
    """The last day on which an author's answer is waited for."""
    return clock.today(shown_at) + timedelta(days=DAYS_TO_ANSWER)


def silent_since(today: date) -> date:
    """What was shown before this day, and not answered, waits for its author no longer."""
    return today - timedelta(days=DAYS_TO_ANSWER)


def left_while_asked(shown_at: datetime, left_at: datetime | None) -> bool:
    """Whether an author left (`left_at`) before their time to answer what they were shown was over: nobody is silent
    who can no longer speak."""
    return left_at is not None and clock.today(left_at) <= answer_awaited_until(shown_at)


def heard(
    *, shown_at: datetime | None, decided_at: datetime | None, left_at: datetime | None = None, today: date
) -> Heard:
    """What was heard of an author of what would be shared; a change to it afterwards takes `shown_at` away again."""
    if shown_at is None:
        return Heard.NOT_SHOWN if left_at is None else Heard.GONE
    if decided_at is not None:
        return Heard.DECIDED
    if left_while_asked(shown_at, left_at):
        return Heard.GONE
    return Heard.SILENT if today > answer_awaited_until(shown_at) else Heard.LOOKING


def may_go(said: Heard) -> bool:
    """Whether the home may have it."""
    return said in (Heard.DECIDED, Heard.SILENT)
