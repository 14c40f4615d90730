"""Deadlines by London's clock, on both nights it changes; who is due; what is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.returns.rules import (
    EntryState,
    Refusal,
    Window,
    as_at,
    closing_at,
    closing_day,
    is_late,
    last_day,
    may_submit,
    month_of,
    month_slug,
    months_before,
)

SECOND = timedelta(seconds=1)
OPENS = datetime(2026, 9, 25, tzinfo=UTC)
CLOSES = datetime(2026, 10, 10, 23, 0, tzinfo=UTC)  # the end of 10 October, in summer time
WINDOW = Window(OPENS, CLOSES)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),  # the evening before clocks go back
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),  # a day of 25 hours
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),  # the evening before clocks go forward
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, 0, tzinfo=UTC)),  # a day of 23 hours
    ],
)
def test_a_period_closes_at_the_end_of_its_last_day_in_london(day: date, instant: datetime) -> None:
    assert closing_at(day) == instant
    assert closing_day(instant) == day
    window = Window(instant - timedelta(days=5), instant)
    assert may_submit(EntryState.DRAFT, window, instant - SECOND) is None
    assert may_submit(EntryState.DRAFT, window, instant) is Refusal.CLOSED


def test_nothing_is_taken_before_opening_not_even_an_answer() -> None:
    assert may_submit(EntryState.NOT_STARTED, WINDOW, OPENS - SECOND) is Refusal.NOT_OPEN
    assert may_submit(EntryState.QUERIED, WINDOW, OPENS - SECOND) is Refusal.NOT_OPEN
    assert may_submit(EntryState.NOT_STARTED, WINDOW, OPENS) is None


def test_after_closing_only_a_queried_entry_is_taken() -> None:
    for state in (EntryState.NOT_STARTED, EntryState.DRAFT):
        assert may_submit(state, WINDOW, CLOSES) is Refusal.CLOSED
    assert may_submit(EntryState.QUERIED, WINDOW, CLOSES + timedelta(days=60)) is None


def test_an_extension_takes_entries_until_its_own_end_and_they_are_late() -> None:
    extended = Window(OPENS, CLOSES, CLOSES + timedelta(days=3))
    assert may_submit(EntryState.DRAFT, extended, CLOSES + timedelta(days=3) - SECOND) is None
    assert may_submit(EntryState.DRAFT, extended, CLOSES + timedelta(days=3)) is Refusal.CLOSED
    assert not is_late(extended, CLOSES - SECOND)
    assert is_late(extended, CLOSES)


def test_an_extension_that_ends_before_closing_takes_nothing_away() -> None:
    assert may_submit(EntryState.DRAFT, Window(OPENS, CLOSES, OPENS + SECOND), CLOSES - SECOND) is None


def test_what_was_sent_is_not_sent_again() -> None:
    for state in (EntryState.SUBMITTED, EntryState.RESUBMITTED, EntryState.ACCEPTED):
        assert may_submit(state, WINDOW, OPENS) is Refusal.ALREADY_SENT


@pytest.mark.parametrize("slug", ["", "2026-13", "2026-9", "26-09", "2026-09-01", "٢٠٢٦-٠٩", "2026-00", "x"])
def test_what_is_no_month_is_none(slug: str) -> None:
    assert month_of(slug) is None


def test_months_are_named_by_their_first_day() -> None:
    assert month_of("2026-09") == date(2026, 9, 1)
    assert month_slug(date(2026, 9, 1)) == "2026-09"
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert months_before(date(2026, 2, 1), 3) == date(2025, 11, 1)
    assert months_before(date(2026, 12, 1), -1) == date(2027, 1, 1)


def test_figures_are_as_at_the_months_last_day_or_today_while_it_runs() -> None:
    assert as_at(date(2026, 9, 1), date(2026, 10, 4)) == date(2026, 9, 30)
    assert as_at(date(2026, 9, 1), date(2026, 9, 28)) == date(2026, 9, 28)
