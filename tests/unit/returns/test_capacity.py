"""Whether a line's places add up: the identity of domain.md, and what its words imply."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.returns.rules import (
    BlockReason,
    Body,
    BodyKind,
    CapacityLine,
    Fault,
    FaultKind,
    FosteringFigures,
    council,
    fostering_line,
    judge_capacity,
    nil_line,
)
from portal.returns.words import fault_words

SEFTON, LIVERPOOL = council("E08000014"), council("E08000012")
# Six registered: one child of Sefton, two of Liverpool, one reserved, one available, one blocked.
LINE = CapacityLine(
    registered=6,
    usable=5,
    occupied={SEFTON: 1, LIVERPOOL: 2},
    reserved=1,
    available=1,
    blocked={BlockReason.STAFFING: 1},
)
AGENCY = FosteringFigures(households=7, filled=8, vacant=3, unavailable=1)
places = st.integers(min_value=0, max_value=300)


def kinds(line: CapacityLine) -> list[FaultKind]:
    return [fault.kind for fault in judge_capacity(line)]


def test_a_line_that_adds_up_has_no_fault() -> None:
    assert judge_capacity(LINE) == []


def test_beds_that_do_not_add_up_are_refused_with_both_numbers() -> None:
    line = replace(LINE, available=2, usable=6)
    assert judge_capacity(line) == [Fault(FaultKind.DOES_NOT_ADD_UP, found=7, limit=6)]
    assert fault_words(judge_capacity(line)[0]) == (
        "The places add up to 7 but the home is registered for 6. Change one of them"
    )


def test_places_within_28_days_stand_outside_the_sum() -> None:
    assert judge_capacity(replace(LINE, available_soon=4)) == []


def test_no_more_places_can_be_used_than_are_registered() -> None:
    assert judge_capacity(replace(LINE, usable=7)) == [Fault(FaultKind.USABLE_ABOVE_REGISTERED, 7, 6)]


def test_an_available_place_is_one_that_can_be_used_and_nobody_lives_in() -> None:
    assert judge_capacity(replace(LINE, usable=4)) == []
    assert judge_capacity(replace(LINE, usable=3)) == [Fault(FaultKind.AVAILABLE_NOT_USABLE, 4, 3)]


def test_children_may_live_in_places_that_could_not_be_used_for_new_ones() -> None:
    line = CapacityLine(registered=4, usable=1, occupied={SEFTON: 3}, blocked={BlockReason.BUILDING: 1})
    assert judge_capacity(line) == []


def test_no_more_adults_stay_than_live_there() -> None:
    assert judge_capacity(replace(LINE, adults_staying=3)) == []
    assert judge_capacity(replace(LINE, adults_staying=4)) == [Fault(FaultKind.ADULTS_ABOVE_OCCUPIED, 4, 3)]


def test_a_negative_number_is_refused_even_where_the_sum_agrees() -> None:
    assert FaultKind.NEGATIVE in kinds(replace(LINE, reserved=-1, available=3))
    assert FaultKind.NEGATIVE in kinds(replace(LINE, staff_vacancies=-1))


def test_every_fault_is_named_at_once() -> None:
    line = replace(LINE, usable=9, adults_staying=8, reserved=5)
    assert kinds(line) == [
        FaultKind.DOES_NOT_ADD_UP,
        FaultKind.USABLE_ABOVE_REGISTERED,
        FaultKind.ADULTS_ABOVE_OCCUPIED,
    ]


def test_a_nil_return_has_every_place_available_and_adds_up() -> None:
    line = nil_line(5, takes_emergencies=True)
    assert (line.registered, line.usable, line.available, line.occupied_total) == (5, 5, 5, 0)
    assert line.is_nil
    assert line.takes_emergencies
    assert judge_capacity(line) == []


def test_a_fostering_agency_adds_up_by_its_own_words() -> None:
    assert judge_capacity(fostering_line(AGENCY, approved=12, own={SEFTON: 5})) == []
    fault = judge_capacity(fostering_line(AGENCY, approved=10, own={}))[0]
    assert (fault.kind, fault.found, fault.limit) == (FaultKind.DOES_NOT_ADD_UP, 12, 10)
    assert fault_words(fault) == "The places add up to 12 but 10 are approved. Change one of them"


def test_an_agency_has_no_more_of_our_children_than_children() -> None:
    line = fostering_line(AGENCY, approved=12, own={SEFTON: 9})
    assert judge_capacity(line) == [Fault(FaultKind.OWN_ABOVE_FILLED, 9, 8)]


def test_what_an_agency_has_vacant_is_available_and_what_is_unavailable_cannot_be_used() -> None:
    line = fostering_line(AGENCY, approved=12, own={})
    assert (line.registered, line.usable, line.available, line.occupied_total) == (12, 11, 3, 8)


@given(own=places, others=places, parents=places, reserved=places, available=places, staffing=places, building=places)
def test_places_that_add_up_are_taken_and_one_more_or_less_never_is(
    own: int, others: int, parents: int, reserved: int, available: int, staffing: int, building: int
) -> None:
    total = own + others + parents + reserved + available + staffing + building
    line = CapacityLine(
        registered=total,
        usable=total,
        occupied={SEFTON: own, LIVERPOOL: others, Body(BodyKind.PARENTS): parents},
        reserved=reserved,
        available=available,
        blocked={BlockReason.STAFFING: staffing, BlockReason.BUILDING: building},
    )
    assert judge_capacity(line) == []
    more = judge_capacity(replace(line, registered=total + 1))
    assert more == [Fault(FaultKind.DOES_NOT_ADD_UP, total, total + 1)]
    assert FaultKind.DOES_NOT_ADD_UP in kinds(replace(line, reserved=reserved + 1))


@given(filled=places, vacant=places, unavailable=places, households=places, off=st.integers(-3, 3).filter(bool))
def test_an_agencys_places_are_taken_only_when_they_add_up(
    filled: int, vacant: int, unavailable: int, households: int, off: int
) -> None:
    figures = FosteringFigures(households, filled, vacant, unavailable)
    total = filled + vacant + unavailable
    assert judge_capacity(fostering_line(figures, approved=total, own={SEFTON: filled})) == []
    assert FaultKind.DOES_NOT_ADD_UP in kinds(fostering_line(figures, approved=total + off, own={}))
