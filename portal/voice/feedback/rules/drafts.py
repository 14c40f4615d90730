"""How long feedback is kept that was begun and never sent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal import clock

# Its author reads for so long on their first page that it will go; nothing can be mailed to them.
WARNED_FOR = timedelta(days=30)


def draft_stays_until(*, started_at: datetime, visit_ended_at: datetime | None, days: int) -> date:
    """The last day of a draft: so many days after the visit, or after it was begun where that was later."""
    from_at = max(started_at, visit_ended_at) if visit_ended_at else started_at
    return clock.today(from_at) + timedelta(days=days)


def is_warned_of(last_day: date, today: date) -> bool:
    """Whether the end of a draft is near enough to say so."""
    return today >= last_day - WARNED_FOR
