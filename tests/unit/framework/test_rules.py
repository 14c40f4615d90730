"""Standing on a day, which changes may follow which, and the terms that the Procurement Act warns about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.framework.rules import (
    FrameworkDetails,
    FrameworkKind,
    Standing,
    again_fault,
    change_fault,
    dates_fault,
    day_fault,
    end_day,
    is_in_force,
    may_become,
    publishing_fault,
    standing_on,
    term_warnings,
    years_after,
)

ACTIVE, SUSPENDED, ENDED = Standing.ACTIVE, Standing.SUSPENDED, Standing.ENDED


@dataclass(frozen=True)
class At:
    standing: Standing
    from_on: date


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


BEGAN = [At(ACTIVE, day(2))]
PAUSED = [*BEGAN, At(SUSPENDED, day(4))]
ENDING = [*BEGAN, At(ENDED, day(10))]


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (day(1, 31), None),
        (day(2, 1), ACTIVE),
        (day(3, 31), ACTIVE),
        (day(4, 1), SUSPENDED),
        (day(12, 31), SUSPENDED),
    ],
)
def test_standing_is_the_last_change_that_has_begun(on: date, standing: Standing | None) -> None:
    assert standing_on(PAUSED, on) == standing


def test_of_two_changes_on_one_day_the_later_holds() -> None:
    assert standing_on([At(ACTIVE, day(2)), At(ENDED, day(2))], day(2)) == ENDED


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        (BEGAN, {SUSPENDED, ENDED}),
        (PAUSED, {ACTIVE, ENDED}),
        ([*PAUSED, At(ACTIVE, day(5))], {SUSPENDED, ENDED}),
        (ENDING, set()),
    ],
)
def test_what_may_follow(changes: list[At], allowed: set[Standing]) -> None:
    assert may_become(changes, day(11)) == allowed
    for standing in Standing:
        assert (change_fault(changes, standing, day(11)) is None) == (standing in allowed)


def test_nothing_may_be_done_before_it_begins() -> None:
    assert may_become(BEGAN, day(1)) == frozenset()
    fault = change_fault(BEGAN, ENDED, day(1, 31))
    assert fault is not None
    assert (fault.field, fault.message) == (
        "from_on",
        "It begins on 1 February 2026. Enter that day or a later one",
    )
    assert change_fault(BEGAN, ENDED, day(2, 1)) is None


@pytest.mark.parametrize(
    ("changes", "standing", "on", "message"),
    [
        (PAUSED, SUSPENDED, day(5), "It is suspended on that day already. Enter another day"),
        (BEGAN, ACTIVE, day(5), "It is active on that day already. Enter another day"),
        (
            ENDING,
            ACTIVE,
            day(10),
            "It has ended by that day, and what has ended stays ended. Enter an earlier day",
        ),
        (
            PAUSED,
            SUSPENDED,
            day(3),
            "Another change is recorded from 1 April 2026. Enter that day or a later one",
        ),
        (PAUSED, ENDED, day(3), "Another change is recorded from 1 April 2026. Enter that day or a later one"),
    ],
)
def test_refusals_say_which_day_to_enter(changes: list[At], standing: Standing, on: date, message: str) -> None:
    fault = change_fault(changes, standing, on)
    assert fault is not None
    assert fault.message == message


def test_a_recorded_end_may_come_earlier_and_never_later() -> None:
    assert change_fault(ENDING, ENDED, day(9)) is None
    assert change_fault(ENDING, ENDED, day(11)) is not None
    earlier = [*BEGAN, At(ENDED, day(9)), At(ENDED, day(10))]
    assert end_day(earlier) == day(9)
    assert standing_on(earlier, day(12)) == ENDED


def test_somebody_may_be_suspended_and_let_back_before_a_recorded_end() -> None:
    assert change_fault(ENDING, SUSPENDED, day(5)) is None
    paused = [*BEGAN, At(SUSPENDED, day(5)), At(ENDED, day(10))]
    assert change_fault(paused, ACTIVE, day(6)) is None


changes_made = st.lists(
    st.tuples(st.sampled_from(Standing), st.dates(date(2026, 1, 1), date(2026, 12, 31))), max_size=12
)


@given(changes_made, st.dates(date(2026, 1, 1), date(2027, 1, 31)))
def test_whatever_is_let_through_what_has_ended_stays_ended(wanted: list[tuple[Standing, date]], on: date) -> None:
    changes = [At(ACTIVE, date(2026, 1, 1))]
    for standing, from_on in wanted:
        if change_fault(changes, standing, from_on) is None:
            changes = sorted([*changes, At(standing, from_on)], key=lambda change: change.from_on)
    end = end_day(changes)
    assert (standing_on(changes, on) == ENDED) == (end is not None and on >= end)


def test_a_provider_is_on_a_lot_once_at_a_time() -> None:
    assert again_fault([], day(1)) is None
    assert again_fault([BEGAN], day(12)) is not None
    assert again_fault([ENDING], day(9)) is not None
    assert again_fault([ENDING], day(10)) is None
    assert again_fault([[At(ACTIVE, day(6))]], day(1)) is not None, "one that is still to begin lives too"


def test_days_lie_inside_the_framework() -> None:
    first, last, today = date(2026, 4, 1), date(2027, 3, 31), day(5)
    assert day_fault(first, first, last, today=today) is None
    assert day_fault(last, first, last, today=today) is None
    before = day_fault(day(3, 31), first, last, today=today)
    after = day_fault(date(2027, 4, 1), first, last, today=today)
    assert before is not None
    assert before.message == "The framework starts on 1 April 2026. Enter that day or a later one"
    assert after is not None
    assert after.message == "The framework ends on 31 March 2027. Enter that day or an earlier one"


def test_a_day_years_ahead_is_a_year_typed_wrong() -> None:
    first, today = date(2026, 4, 1), day(5, 6)
    assert day_fault(date(2028, 5, 6), first, None, today=today) is None
    wrong = day_fault(date(2062, 5, 6), first, None, today=today)
    assert wrong is not None
    assert (wrong.field, wrong.message) == (
        "from_on",
        "That is more than 2 years ahead. Enter 6 May 2028 or an earlier day",
    )


def test_a_framework_runs_to_the_end_of_its_last_day() -> None:
    assert not is_in_force(day(2), day(3), day(1, 31))
    assert is_in_force(day(2), day(3), day(2))
    assert is_in_force(day(2), day(3), day(3))
    assert not is_in_force(day(2), day(3), day(3, 2))
    assert is_in_force(day(2), None, date(2090, 1, 1))


DETAILS = FrameworkDetails("Homes and carers", FrameworkKind.OPEN, date(2024, 4, 1), date(2032, 3, 31))


def test_dates_of_a_framework() -> None:
    today = date(2024, 2, 1)
    assert dates_fault(DETAILS, None, today=today) is None
    assert dates_fault(replace(DETAILS, ends_on=DETAILS.starts_on), None, today=today) is None
    wrong = dates_fault(replace(DETAILS, ends_on=date(2024, 3, 31)), None, today=today)
    assert wrong is not None
    assert wrong.field == "ends_on"
    late = dates_fault(DETAILS, date(2024, 3, 31), today=today)
    assert late is not None
    assert late.field == "starts_on"
    assert dates_fault(DETAILS, date(2024, 4, 1), today=today) is None
    far = dates_fault(DETAILS, None, today=date(2022, 3, 31))
    assert far is not None
    assert (far.field, far.message) == (
        "starts_on",
        "That is more than 2 years ahead. Enter 31 March 2024 or an earlier day",
    )


def test_an_open_framework_of_eight_years_is_no_warning_and_a_longer_one_is() -> None:
    on = date(2025, 1, 1)
    assert term_warnings(DETAILS, on) == []
    (warning,) = term_warnings(replace(DETAILS, ends_on=date(2032, 4, 1)), on)
    assert "until 31 March 2032" in warning
    assert len(term_warnings(replace(DETAILS, ends_on=None), on)) == 1


def test_an_open_framework_is_reopened_within_three_years() -> None:
    assert term_warnings(DETAILS, date(2027, 3, 31)) == []
    (warning,) = term_warnings(DETAILS, date(2027, 4, 1))
    assert "by 1 April 2027, and then within each 5" in warning
    assert term_warnings(DETAILS, date(2032, 4, 1)) == [], "it is over"


@pytest.mark.parametrize("kind", [FrameworkKind.CLOSED, FrameworkKind.DYNAMIC_MARKET])
def test_other_kinds_have_no_longest_term(kind: FrameworkKind) -> None:
    assert term_warnings(replace(DETAILS, kind=kind, ends_on=None), date(2040, 1, 1)) == []


def test_years_after_a_leap_day() -> None:
    assert years_after(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert years_after(date(2024, 2, 29), 8) == date(2032, 2, 29)


def test_what_a_framework_needs_before_it_is_published() -> None:
    assert publishing_fault(1, "Write to us.") is None
    no_lot, no_words = publishing_fault(0, "Write to us."), publishing_fault(1, "")
    assert no_lot is not None
    assert "Add a lot" in no_lot.message
    assert no_words is not None
    assert "Say how to join" in no_words.message
