"""The rules of findings and reports: working days, the end of a window, what is missing, what is frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.quality.actions.rules import (
    ActionState,
    Reminder,
    is_overdue,
    last_day_due,
    last_day_escalated,
    reminder_due,
)
from portal.quality.reports.rules import (
    Answer,
    Judgement,
    Lack,
    Outcome,
    Point,
    Window,
    Written,
    last_day,
    latest_last_day,
    list_missing,
    sheets_of,
    undecided,
    unmended,
    window_end,
)

STANDARDS = [("education", "Education", ("Is every child in education?",))]
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("last", "ends_at"),
    [
        # The clocks go back at the end of this day's next night, and forward likewise: midnight is London's.
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_window_ends_at_a_london_midnight_on_both_clock_change_nights(last: date, ends_at: datetime) -> None:
    assert window_end(last) == ends_at
    assert last_day(ends_at) == last
    window = Window(ends_at)
    assert window.takes(ends_at - MOMENT)
    assert not window.takes(ends_at)
    assert not Window(ends_at, answered_at=ends_at - timedelta(days=1)).takes(ends_at - MOMENT)


def test_a_window_is_at_most_sixty_working_days_long() -> None:
    """From 26 November 2026: 2 working days in November, 21 in December, 20 in January, and 17 of February’s."""
    assert latest_last_day(date(2026, 11, 26)) == date(2027, 2, 23)


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    sheets = sheets_of(STANDARDS)
    missing = [(sheet.title, lack) for sheet, lack in list_missing(sheets, {})]
    assert missing == [
        ("Education", Lack.JUDGEMENT),
        ("What it is like to live here", Lack.TEXT),
        ("Strengths", Lack.TEXT),
    ]


@pytest.mark.parametrize(
    ("written", "lack"),
    [
        (Written(Judgement.GOOD, "Seen."), []),
        (Written(Judgement.GOOD), [Lack.EVIDENCE]),
        (Written(None, "Seen."), [Lack.JUDGEMENT]),
        (Written(Judgement.NOT_LOOKED_AT), []),
    ],
)
def test_a_standard_needs_a_judgement_and_its_evidence(written: Written, lack: list[Lack]) -> None:
    others = {slug: Written(text="Seen.") for slug in ("lived-experience", "strengths")}
    assert [each for _, each in list_missing(sheets_of(STANDARDS), {**others, "education": written})] == lack


def test_points_that_wait_and_texts_that_were_not_mended() -> None:
    points = [
        Point("Education", Answer.NOT_ACCURATE, None, is_mended=False),
        Point("Strengths", Answer.NOT_ACCURATE, Outcome.ACCEPTED, is_mended=False),
        Point("Concerns", Answer.NOT_ACCURATE, Outcome.ACCEPTED, is_mended=True),
        Point("In short", Answer.ACCURATE, None, is_mended=False),
        Point("Moves", Answer.ACCURATE, Outcome.ACCEPTED, is_mended=False),
        Point("Health", None, None, is_mended=False),
    ]
    assert undecided(points) == ["Education"]
    assert unmended(points) == ["Strengths"]


def test_an_action_is_due_two_years_ahead_at_the_latest() -> None:
    assert last_day_due(date(2026, 3, 2)) == date(2028, 3, 2)
    assert last_day_due(date(2028, 2, 29)) == date(2030, 2, 28)


def test_an_action_is_overdue_the_day_after_and_only_while_it_is_the_providers_turn() -> None:
    due = date(2026, 3, 2)
    assert not is_overdue(ActionState.OPEN, due, due)
    assert is_overdue(ActionState.OPEN, due, date(2026, 3, 3))
    assert not is_overdue(ActionState.ANSWERED, due, date(2026, 3, 3))
    assert last_day_escalated(date(2026, 3, 12), 10) == due


@pytest.mark.parametrize(
    ("today", "which"),
    [
        (date(2026, 2, 22), None),
        (date(2026, 2, 23), Reminder.BEFORE),
        (date(2026, 3, 2), Reminder.BEFORE),
        (date(2026, 3, 3), Reminder.AFTER),
    ],
)
def test_reminders_come_a_week_before_and_the_day_after(today: date, which: Reminder | None) -> None:
    assert reminder_due(date(2026, 3, 2), today) == which
