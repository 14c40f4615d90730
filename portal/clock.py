"""The only source of now, and of today in London. Inside the portal time is aware UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The instant, aware, in UTC."""
    return datetime.now(UTC)


def today(at: datetime) -> date:
    """The calendar day in London at an instant."""
    return at.astimezone(LONDON).date()


def to_london(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def london_midnight(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in London (right on both daylight-saving nights)."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)
