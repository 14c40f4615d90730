"""What people must do about every disclosure, and by when.

Working days are Monday to Friday. Bank holidays count as such: a reminder that comes a day early harms nobody, one that
comes a day late may.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from portal.clock import LONDON, london_midnight, to_london

FRIDAY = 4
ONE_DAY = timedelta(days=1)


class Duty(StrEnum):
    DESIGNATED_OFFICER = "designated_officer"
    PLACING_AUTHORITY = "placing_authority"


def one_working_day_after(at: datetime) -> datetime:
    """The instant one working day on: the same time on the next working day. What comes at a weekend counts from
    Monday's first minute, so it is due when Monday ends."""
    local = to_london(at)
    if not _is_working(local.date()):
        local = datetime.combine(_next_working(local.date()), time.min)
    return datetime.combine(_next_working(local.date()), local.time(), tzinfo=LONDON).astimezone(UTC)


def _next_working(day: date) -> date:
    day += ONE_DAY
    while not _is_working(day):
        day += ONE_DAY
    return day


def _is_working(day: date) -> bool:
    return day.weekday() <= FRIDAY


def last_day(due_at: datetime) -> date:
    """The last day in London on which something that is due at an instant is in time."""
    return to_london(due_at - timedelta(microseconds=1)).date()


def is_overdue(due_at: datetime, settled_at: datetime | None, now: datetime) -> bool:
    return settled_at is None and now >= due_at


def turn_window(first_on: date, last_on: date) -> tuple[datetime, datetime]:
    """A turn on the rota as instants: from the first day's midnight in London to the end of the last day."""
    return london_midnight(first_on), london_midnight(last_on + ONE_DAY)
