"""What a tap does to the places open and held, and what it may not do."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.returns.vacancies.rules import Counts, Tap, after, is_stale, refusal, taps_offered

MOVES = [
    (Tap.HOLD, Counts(1, 2)),
    (Tap.FILL, Counts(1, 1)),
    (Tap.MOVE_IN, Counts(2, 0)),
    (Tap.RELEASE, Counts(3, 0)),
    (Tap.REOPEN, Counts(3, 1)),
    (Tap.CONFIRM, Counts(2, 1)),
]


@pytest.mark.parametrize(("tap", "counts"), MOVES)
def test_a_tap_moves_one_place(tap: Tap, counts: Counts) -> None:
    assert refusal(Counts(2, 1), tap, 6) is None
    assert after(Counts(2, 1), tap) == counts


@pytest.mark.parametrize(
    ("counts", "tap", "places", "sentence"),
    [
        (Counts(0, 1), Tap.HOLD, 4, "No place is open. Say “1 open again” first if one is."),
        (Counts(0, 1), Tap.FILL, 4, "No place is open. Say “1 open again” first if one is."),
        (Counts(1, 0), Tap.MOVE_IN, 4, "No place is held. Say “1 held” first if one is."),
        (Counts(1, 0), Tap.RELEASE, 4, "No place is held. Say “1 held” first if one is."),
        (Counts(3, 1), Tap.REOPEN, 4, "All 4 places are open or held already. Say first which was filled."),
        (Counts(4, 1), Tap.CONFIRM, 4, "5 places are open or held, but there are 4. Say first which were filled."),
        (Counts(4, 1), Tap.HOLD, 4, "5 places are open or held, but there are 4. Say first which were filled."),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(counts: Counts, tap: Tap, places: int, sentence: str) -> None:
    assert refusal(counts, tap, places) == sentence


def test_only_what_can_be_done_is_offered() -> None:
    assert taps_offered(Counts(0, 0), 2) == [Tap.REOPEN, Tap.CONFIRM]
    assert taps_offered(Counts(2, 0), 2) == [Tap.HOLD, Tap.FILL, Tap.CONFIRM]
    assert taps_offered(Counts(0, 1), 2) == [Tap.MOVE_IN, Tap.RELEASE, Tap.REOPEN, Tap.CONFIRM]
    assert taps_offered(Counts(3, 0), 2) == [Tap.FILL]


@given(st.integers(0, 20), st.lists(st.sampled_from(Tap)))
def test_no_row_of_taps_leads_beyond_the_certificate(places: int, taps: list[Tap]) -> None:
    counts = Counts(0, 0)
    for tap in taps:
        if tap in taps_offered(counts, places):
            counts = after(counts, tap)
        assert min(counts) >= 0
        assert counts.open + counts.held <= places


def test_figures_are_out_of_date_after_seven_days() -> None:
    assert not is_stale(date(2026, 3, 2), date(2026, 3, 8))
    assert is_stale(date(2026, 3, 2), date(2026, 3, 9))
