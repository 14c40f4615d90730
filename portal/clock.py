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


def at_london(day: date, at: time) -> datetime:
    """The instant, in UTC, of a time on London's clock: the first of two in the night in which the clocks go back."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def is_shown(day: date, at: time) -> bool:
    """Whether London's clocks show a time on a day: not those of the hour they leave out when they go forward."""
    return to_london(at_london(day, at)).time() == at


def london_midnight(day: date) -> datetime:
    """The instant, in UTC, at which a day begins in London (right on both daylight-saving nights)."""
    return at_london(day, time.min)
