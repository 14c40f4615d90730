"""Now, and today in London, on ordinary days and on both nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal import clock


def test_now_is_an_instant_in_utc() -> None:
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_today_is_the_day_in_london(instant: datetime, day: date) -> None:
    assert clock.today(instant) == day


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 1, 1), datetime(2026, 1, 1, 0, 0, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_london(day: date, instant: datetime) -> None:
    assert clock.london_midnight(day) == instant


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 12, 1), time(10), datetime(2026, 12, 1, 10, tzinfo=UTC)),
        (date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        # 1:30am comes twice: the first one is meant.
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_time_on_londons_clock_is_an_instant(day: date, at: time, instant: datetime) -> None:
    assert clock.at_london(day, at) == instant
    assert clock.is_shown(day, at)


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_the_hour_that_is_left_out_is_not_shown(at: time) -> None:
    assert not clock.is_shown(date(2027, 3, 28), at)
    assert clock.is_shown(date(2027, 3, 27), at)
