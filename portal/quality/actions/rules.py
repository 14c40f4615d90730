"""Where an action stands, when it is late, and when somebody is reminded of it. Plain values; days are London's."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from portal.quality.rules.programme import add_months


class ActionState(StrEnum):
    """*Answered*: the provider has said what was done, and the officer looks at it."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Reminder(StrEnum):
    BEFORE = "before"
    AFTER = "after"


# A week ahead there is still time to do something about it.
REMIND_DAYS = 7
# What takes longer is no action but a plan; a day in 9999 is a slip.
LONGEST_MONTHS = 24


def is_overdue(state: ActionState, due_on: date, today: date) -> bool:
    """Whether the provider is late: what waits for the officer is not."""
    return state is ActionState.OPEN and due_on < today


def has_day_ahead(due_on: date, today: date) -> bool:
    """Whether there is time to do it: what begins to count on its day, or after it, is late from the start."""
    return due_on > today


def last_day_due(today: date) -> date:
    """The last day that an action may be due."""
    return add_months(today, LONGEST_MONTHS)


def reminder_due(due_on: date, today: date) -> Reminder | None:
    """Which mail an open action asks for on a day."""
    if due_on < today:
        return Reminder.AFTER
    return Reminder.BEFORE if due_on - timedelta(days=REMIND_DAYS) <= today else None


def last_day_escalated(today: date, escalate_days: int) -> date:
    """Open actions that were due on this day or before it go to the commissioners."""
    return today - timedelta(days=escalate_days)
