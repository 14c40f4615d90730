"""What people must do about every disclosure, and by when: within one working day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from portal.clock import LONDON, london_midnight, to_london
from portal.framework.rules import years_after
from portal.working_days import add_working_days, is_working_day

ONE_DAY = timedelta(days=1)
# A turn on the rota ends within so many years: a later one is a slip of the finger.
TURNS_WITHIN_YEARS = 2


class Duty(StrEnum):
    DESIGNATED_OFFICER = "designated_officer"
    PLACING_AUTHORITY = "placing_authority"


def one_working_day_after(at: datetime) -> datetime:
    """The instant one working day on: the same time on the next working day. What comes at a weekend or on a bank
    holiday counts from the next working day's first minute, so it is due when that day ends."""
    local = to_london(at)
    if not is_working_day(local.date()):
        local = datetime.combine(add_working_days(local.date(), 1), time.min)
    return datetime.combine(add_working_days(local.date(), 1), local.time(), tzinfo=LONDON).astimezone(UTC)


def last_day(due_at: datetime) -> date:
    """The last day in London on which something that is due at an instant is in time."""
    return to_london(due_at - timedelta(microseconds=1)).date()


def is_overdue(due_at: datetime, settled_at: datetime | None, now: datetime) -> bool:
    return settled_at is None and now >= due_at


def last_turn_day(today: date) -> date:
    """The last day for which somebody can be put on the rota."""
    return years_after(today, TURNS_WITHIN_YEARS)


def turn_window(first_on: date, last_on: date) -> tuple[datetime, datetime]:
    """A turn on the rota as instants: from the first day's midnight in London to the end of the last day."""
    return london_midnight(first_on), london_midnight(last_on + ONE_DAY)
