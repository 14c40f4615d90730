"""Differences and surprises (decision 12): more than 30 points, more than 20 points, six months the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.returns.rules import (
    BlockReason,
    CapacityLine,
    Compared,
    Figure,
    FosteringFigures,
    Surprise,
    SurpriseKind,
    compare,
    council,
    find_surprises,
    fostering_line,
)
from portal.returns.words import figure_name, surprise_words, value_words

SEFTON, LIVERPOOL, WIRRAL = council("E08000014"), council("E08000012"), council("E08000015")
LINE = CapacityLine(registered=10, usable=10, occupied={SEFTON: 4, LIVERPOOL: 1}, available=5, agency_share=10)


def occupied(children: int, registered: int = 10) -> CapacityLine:
    line = replace(LINE, registered=registered, usable=registered)
    return replace(line, occupied={SEFTON: children}, available=registered - children)


@pytest.mark.parametrize(("children", "surprising"), [(2, False), (8, False), (1, True), (9, True), (0, True)])
def test_occupancy_may_move_by_thirty_points_and_no_more(children: int, surprising: bool) -> None:
    found = find_surprises(occupied(children), certificate=10, predecessor=LINE)
    assert [one.kind for one in found] == ([SurpriseKind.OCCUPANCY] if surprising else [])


def test_occupancy_is_said_in_whole_percent() -> None:
    found = find_surprises(occupied(3, 3), certificate=3, predecessor=occupied(2, 3))
    assert found == [Surprise(SurpriseKind.OCCUPANCY, before=67, after=100)]
    assert surprise_words(found[0]) == "Occupancy went from 67% to 100%."


def test_a_home_without_places_has_no_occupancy() -> None:
    assert find_surprises(occupied(0, 0), certificate=0, predecessor=LINE) == []


@pytest.mark.parametrize(("share", "surprising"), [(30, False), (31, True), (0, False), (None, False)])
def test_agency_staff_may_rise_by_twenty_points(share: int | None, surprising: bool) -> None:
    found = find_surprises(replace(LINE, agency_share=share), certificate=10, predecessor=LINE)
    assert [one.kind for one in found] == ([SurpriseKind.AGENCY_SHARE] if surprising else [])


def test_beds_above_the_certificate() -> None:
    found = find_surprises(LINE, certificate=9, predecessor=None)
    assert found == [Surprise(SurpriseKind.ABOVE_CERTIFICATE, before=9, after=10)]
    assert find_surprises(LINE, certificate=10, predecessor=None) == []


def test_six_returns_with_the_same_figures_are_a_surprise_five_are_not() -> None:
    same = [replace(LINE, comment=f"month {number}") for number in range(5)]
    assert find_surprises(LINE, certificate=10, predecessor=None, history=same[:4]) == []
    found = find_surprises(LINE, certificate=10, predecessor=None, history=same)
    assert [one.kind for one in found] == [SurpriseKind.NO_CHANGE]
    changed = [*same[:4], replace(LINE, reserved=1, available=4)]
    assert find_surprises(LINE, certificate=10, predecessor=None, history=changed) == []


def test_a_new_home_has_nothing_to_differ_from() -> None:
    assert not any(one.changed for one in compare(LINE))


def test_every_body_and_reason_of_either_line_stands_beside_the_other() -> None:
    before = replace(LINE, occupied={SEFTON: 4, WIRRAL: 1}, blocked={BlockReason.BUILDING: 2}, available=3)
    found = {one.figure: one for one in compare(before, LINE)}
    wirral, liverpool = Figure("occupied", body=WIRRAL), Figure("occupied", body=LIVERPOOL)
    assert found[wirral] == Compared(wirral, (1, 0))
    assert found[liverpool] == Compared(liverpool, (0, 1))
    building = Figure("blocked", reason=BlockReason.BUILDING)
    assert found[building] == Compared(building, (2, 0))
    assert [found[one].changed for one in (wirral, liverpool, building, Figure("registered"))] == [
        True,
        True,
        True,
        False,
    ]


def test_a_number_that_changed_and_changed_back_has_changed() -> None:
    between = replace(LINE, reserved=1, available=4)
    reserved = next(one for one in compare(LINE, between, LINE) if one.figure == Figure("reserved"))
    assert (reserved.values, reserved.changed) == ((0, 1, 0), True)


def test_an_agencys_figures_are_its_own() -> None:
    line = fostering_line(FosteringFigures(7, 8, 3, 1), approved=12, own={SEFTON: 5})
    assert [(one.figure.name, *one.values) for one in compare(line)] == [
        ("households", 7), ("approved", 12), ("filled", 8), ("filled_own", 5), ("vacant", 3), ("unavailable", 1),
    ]  # fmt: skip


def test_figures_are_named_for_people() -> None:
    assert figure_name(Figure("occupied", body=LIVERPOOL), {"E08000012": "Liverpool"}) == "Children placed by Liverpool"
    assert figure_name(Figure("blocked", reason=BlockReason.STAFFING), {}) == "Blocked: staffing"
    assert [value_words(value) for value in (None, True, False, 0, 1234)] == ["Not given", "Yes", "No", "0", "1,234"]
