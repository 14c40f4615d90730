"""What may be done to a note, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.quality.intelligence.rules import NoteState, correction_fault, day_fault, share_fault, strike_fault

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_day_to_come_is_refused() -> None:
    assert day_fault(date(2026, 3, 3), date(2026, 3, 2)) == "The day must be today or earlier"
    assert day_fault(date(2026, 3, 2), date(2026, 3, 2)) is None


@pytest.mark.parametrize(
    ("note", "may_share", "may_strike", "may_answer"),
    [
        (NoteState(), True, True, True),
        (NoteState(shared_at=THEN), False, True, True),
        (NoteState(shared_at=THEN, corrected_at=THEN), False, True, False),
        (NoteState(struck_at=THEN), False, False, False),
    ],
)
def test_a_note_is_shared_answered_and_struck_out_once(
    note: NoteState, may_share: bool, may_strike: bool, may_answer: bool
) -> None:
    found = [fault(note) is None for fault in (share_fault, strike_fault, correction_fault)]
    assert found == [may_share, may_strike, may_answer]
