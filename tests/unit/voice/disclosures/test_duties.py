"""One working day, in London, on ordinary days, at weekends and around the nights on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.clock import to_london
from portal.voice.disclosures.rules import is_overdue, last_day, one_working_day_after, turn_window


@pytest.mark.parametrize(
    ("told", "due", "last"),
    [
        ("2026-03-02 09:30", "2026-03-03 09:30", date(2026, 3, 3)),
        ("2026-03-06 16:00", "2026-03-09 16:00", date(2026, 3, 9)),
        ("2026-03-07 10:00", "2026-03-10 00:00", date(2026, 3, 9)),
        ("2026-03-08 23:59", "2026-03-10 00:00", date(2026, 3, 9)),
        ("2026-03-27 16:00", "2026-03-30 16:00", date(2026, 3, 30)),
        ("2026-10-23 00:30", "2026-10-26 00:30", date(2026, 10, 26)),
        ("2026-10-25 01:30", "2026-10-27 00:00", date(2026, 10, 26)),
        ("2026-04-02 16:00", "2026-04-07 16:00", date(2026, 4, 7)),
        ("2026-04-03 11:00", "2026-04-08 00:00", date(2026, 4, 7)),
        ("2026-12-24 17:00", "2026-12-29 17:00", date(2026, 12, 29)),
    ],
    ids=[
        "Monday",
        "Friday",
        "Saturday",
        "Sunday",
        "before summer time",
        "before winter time",
        "the hour that is twice",
        "before Easter",
        "Good Friday",
        "Christmas Eve",
    ],
)
def test_one_working_day(told: str, due: str, last: date) -> None:
    at = datetime.fromisoformat(told).replace(tzinfo=to_london(datetime(2026, 1, 1, tzinfo=UTC)).tzinfo)
    found = one_working_day_after(at)
    assert f"{to_london(found):%Y-%m-%d %H:%M}" == due
    assert last_day(found) == last


def test_overdue_from_the_instant_on_until_settled() -> None:
    due = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert not is_overdue(due, None, due.replace(minute=29))
    assert is_overdue(due, None, due)
    assert not is_overdue(due, due.replace(hour=8), due)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 2), 24)])
def test_a_turn_is_whole_days_of_london(day: date, hours: int) -> None:
    starts_at, ends_at = turn_window(day, day)
    assert (ends_at - starts_at).total_seconds() == hours * 3600
