"""Months, deadlines and who is due. Instants are aware UTC; days are London's."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal import clock
from portal.returns.rules.kinds import EntryState
from portal.returns.rules.states import EDITABLE

_SLUG = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Refusal(StrEnum):
    """Why an entry cannot be sent now."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"
    ALREADY_SENT = "already_sent"


@dataclass(frozen=True)
class Window:
    """When entries of a month are taken: from `opens_at`, before `closes_at`; an extension moves the end for one
    provider."""

    opens_at: datetime
    closes_at: datetime
    extended_until: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The later of the closing time and the extension."""
        return max(self.closes_at, self.extended_until or self.closes_at)

    def takes(self, now: datetime) -> bool:
        """Whether an entry arriving at an instant is in time for this provider."""
        return self.opens_at <= now < self.ends_at


def may_submit(state: EntryState, window: Window, now: datetime) -> Refusal | None:
    """None when an entry may be sent at this instant: in the window, or queried and the period has opened at all."""
    if state not in EDITABLE:
        return Refusal.ALREADY_SENT
    if now < window.opens_at:
        return Refusal.NOT_OPEN
    if state == EntryState.QUERIED or window.takes(now):
        return None
    return Refusal.CLOSED


def is_late(window: Window, now: datetime) -> bool:
    """Late means sent after closing; an extension excuses, it does not change the fact."""
    return now >= window.closes_at


def month_of(slug: str) -> date | None:
    """The first day of "2026-09"; None for anything else."""
    match = _SLUG.fullmatch(slug)
    return date(int(match[1]), int(match[2]), 1) if match else None


def month_slug(month: date) -> str:
    """2026-09."""
    return f"{month:%Y-%m}"


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_before(month: date, count: int) -> date:
    """The first day of the month `count` months earlier."""
    index = month.year * 12 + month.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def as_at(month: date, today: date) -> date:
    """The day figures are true on: the month's last day, or today while the month is still running."""
    return min(last_day(month), today)


def closing_at(day: date) -> datetime:
    """The instant a period that closes at the end of a day closes: London's next midnight."""
    return clock.london_midnight(day + timedelta(days=1))


def closing_day(closes_at: datetime) -> date:
    """The last day, in London, on which something can still arrive."""
    return clock.today(closes_at - timedelta(microseconds=1))
