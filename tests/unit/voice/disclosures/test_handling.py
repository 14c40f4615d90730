"""What may be done with a disclosure, and when its words are to be removed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.voice.disclosures.rules import State, closing_fault, is_to_erase, says_something, state_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "reach_by", "names_visit", "enough"),
    [("They shout", "", False, True), ("", "0151 496 0000", False, True), ("", "", True, True), ("", "", False, False)],
)
def test_any_one_answer_is_enough(told: str, reach_by: str, names_visit: bool, enough: bool) -> None:
    assert says_something(told=told, reach_by=reach_by, names_visit=names_visit) is enough


def test_states_follow_from_what_happened() -> None:
    assert state_of(acknowledged_at=None, closed_at=None) is State.WAITING
    assert state_of(acknowledged_at=NOW, closed_at=None) is State.ACKNOWLEDGED
    assert state_of(acknowledged_at=NOW, closed_at=NOW) is State.CLOSED


def test_only_what_is_handled_to_the_end_is_closed() -> None:
    assert closing_fault(State.ACKNOWLEDGED, has_open_duties=False) is None
    for state, is_open in ((State.WAITING, False), (State.CLOSED, False), (State.ACKNOWLEDGED, True)):
        assert closing_fault(state, has_open_duties=is_open)


@pytest.mark.parametrize(
    ("exported_at", "is_held", "erased"),
    [
        (None, False, False),
        (NOW - timedelta(days=29, hours=23), False, False),
        (NOW - timedelta(days=30), False, True),
        (NOW - timedelta(days=300), True, False),
    ],
    ids=["never exported", "too early", "on the day", "held"],
)
def test_words_are_removed_on_schedule(exported_at: datetime | None, is_held: bool, erased: bool) -> None:
    assert is_to_erase(exported_at=exported_at, is_held=is_held, keep_days=30, now=NOW) is erased
