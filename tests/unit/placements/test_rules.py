"""What a placement may be, by hand; and totals that are nothing but sums of rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.placements.rules.codes import TYPES, Group, codes_of, group_of
from portal.placements.rules.judging import (
    HomeFacts,
    PlacementDetails,
    age_band_of,
    distance_band_of,
    fee_of,
    judge,
    last_day_of,
    quarter_of,
    quarters_back,
)
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.placements.rules.totals import Counted, Fees, Place, place_of, summarise, tally
from portal.placements.rules.watching import missed_days

TODAY = date(2026, 8, 10)
SEFTON, LIVERPOOL = "E08000014", "E08000012"
HOME = HomeFacts("HM-7K3M9XCD", date(2022, 5, 10), None, is_planned=False, host_authority_code=SEFTON)


def placement(**changes: Any) -> PlacementDetails:
    values: dict[str, Any] = {
        "started_quarter_on": date(2025, 7, 1),
        "age_band": AgeBand.FROM_10_TO_15,
        "type_code": "K2",
        "sourcing": Sourcing.DIRECT,
    }
    return PlacementDetails(**{**values, **changes})


def faulty(details: PlacementDetails, home: HomeFacts | None = None) -> set[str]:
    """The fields that are faulty."""
    return {fault.field for fault in judge(details, home, today=TODAY)}


@pytest.mark.parametrize(
    ("code", "started", "ended", "is_taken"),
    [
        ("H5", date(2025, 1, 1), None, True),  # recorded before the codes changed, and lasting
        ("H5", date(2025, 4, 1), None, False),
        ("P2", date(2024, 10, 1), date(2025, 1, 1), True),
        ("P2", date(2025, 4, 1), date(2025, 7, 1), False),
        ("K3", date(2025, 4, 1), None, True),
        ("K3", date(2024, 10, 1), date(2025, 1, 1), True),  # that year took it beside H5 and P2
        ("K3", date(2023, 10, 1), date(2024, 1, 1), False),
        ("K3", date(2023, 10, 1), date(2024, 4, 1), True),  # renamed while it lasted
        ("Z1", date(2025, 1, 1), None, True),
        ("Z1", date(2025, 7, 1), None, False),
        ("Z11", date(2025, 7, 1), None, True),
        ("Z14", date(2024, 7, 1), date(2024, 7, 1), False),
        ("Z12", date(2025, 1, 1), date(2025, 1, 1), False),
        ("Z13", date(2025, 1, 1), date(2025, 4, 1), True),
        ("U6", date(2015, 1, 1), None, True),
        ("X9", date(2025, 7, 1), None, False),
    ],
)
def test_a_code_counts_in_the_years_it_was_in_use(code: str, started: date, ended: date | None, is_taken: bool) -> None:
    end = {"ended_quarter_on": ended, "end_code": "CARPL"} if ended else {}
    found = faulty(placement(type_code=code, started_quarter_on=started, **end))
    assert found == (set() if is_taken else {"type_code"})


def test_codes_are_counted_as_what_they_are() -> None:
    assert group_of("K2", Sourcing.IN_HOUSE) is Group.RESIDENTIAL
    assert group_of("U4", Sourcing.REGIONAL) is Group.FOSTERING_AGENCY
    assert group_of("U4", Sourcing.IN_HOUSE) is Group.FOSTERING_IN_HOUSE
    assert group_of("U1", Sourcing.IN_HOUSE) is Group.FAMILY_AND_FRIENDS
    assert codes_of(Group.FOSTERING_IN_HOUSE) == ["U4", "U5", "U6"]
    assert all(code in codes_of(group_of(code, sourcing)) for code in TYPES for sourcing in Sourcing)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_quarters(day: date, first: date, last: date) -> None:
    assert (quarter_of(day), last_day_of(first)) == (first, last)


def test_the_quarters_offered_begin_with_this_one() -> None:
    found = quarters_back(TODAY)
    assert found[:3] == (date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1))
    assert (found[-1], len(found)) == (date(2005, 10, 1), 84)


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2025, 8, 11), AgeBand.UNDER_1),
        (date(2025, 8, 10), AgeBand.FROM_1_TO_4),
        (date(2021, 8, 11), AgeBand.FROM_1_TO_4),
        (date(2021, 8, 10), AgeBand.FROM_5_TO_9),
        (date(2016, 8, 10), AgeBand.FROM_10_TO_15),
        (date(2010, 8, 11), AgeBand.FROM_10_TO_15),
        (date(2010, 8, 10), AgeBand.FROM_16),
        (date(2008, 2, 29), AgeBand.FROM_16),
    ],
)
def test_a_birthday_moves_a_child_into_the_next_band(born_on: date, band: AgeBand) -> None:
    assert age_band_of(born_on, TODAY) is band


@pytest.mark.parametrize(
    ("miles", "band"),
    [
        ("0.0", DistanceBand.UP_TO_5),
        ("5.0", DistanceBand.UP_TO_5),
        ("5.1", DistanceBand.FROM_5_TO_10),
        ("10.0", DistanceBand.FROM_5_TO_10),
        ("10.1", DistanceBand.FROM_10_TO_20),
        ("20.0", DistanceBand.FROM_10_TO_20),
        ("20.1", DistanceBand.OVER_20),
    ],
)
def test_a_whole_limit_belongs_to_the_nearer_band(miles: str, band: DistanceBand) -> None:
    assert distance_band_of(Decimal(miles)) is band


WATCHED = {"is_unregistered": True}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"started_quarter_on": date(2026, 10, 1)}, {"started_quarter_on"}),
        ({"started_quarter_on": date(2005, 7, 1)}, {"started_quarter_on"}),
        ({"ended_quarter_on": date(2025, 4, 1), "end_code": "E3"}, {"ended_quarter_on"}),
        ({"ended_quarter_on": date(2026, 10, 1), "end_code": "E3"}, {"ended_quarter_on"}),
        ({"ended_quarter_on": date(2026, 1, 1)}, {"end_code"}),
        ({"end_code": "E3"}, {"ended_quarter_on"}),
        ({"ended_quarter_on": date(2026, 1, 1), "end_code": "E99"}, {"end_code"}),
        ({"sourcing": Sourcing.REGIONAL}, {"regional_system"}),
        ({"sourcing": Sourcing.REGIONAL, "regional_system": "lcr-ppa"}, set()),
        ({"regional_system": "lcr-ppa"}, {"regional_system"}),
        ({"distance_reason": "boredom"}, {"distance_reason"}),
        ({"social_care": Decimal(-1)}, {"social_care"}),
        ({"health": Decimal("4528.005")}, {"health"}),
        ({"education": Decimal(10) ** 9}, {"education"}),
        ({"approved_by_post": "director"} | WATCHED, {"approved_on"}),
        ({"approved_on": date(2026, 8, 1)} | WATCHED, {"approved_by_post"}),
        ({"approved_by_post": "Pat", "approved_on": date(2026, 8, 1)} | WATCHED, {"approved_by_post"}),
        ({"approved_by_post": "director", "approved_on": date(2026, 8, 11)} | WATCHED, {"approved_on"}),
        ({"exit_by_on": date(2026, 9, 1)} | WATCHED, {"exit_plan"}),
        ({"started_quarter_on": date(2066, 1, 1)}, {"started_quarter_on"}),
        ({"approved_by_post": "director", "approved_on": date(1926, 8, 1)} | WATCHED, {"approved_on"}),
        ({"exit_plan": ExitPlan.FAMILY, "exit_by_on": date(2028, 8, 10)} | WATCHED, set()),
        ({"exit_plan": ExitPlan.FAMILY, "exit_by_on": date(2062, 9, 1)} | WATCHED, {"exit_by_on"}),
        ({"exit_plan": ExitPlan.FAMILY, "exit_by_on": date(2016, 9, 1)} | WATCHED, {"exit_by_on"}),
        ({"exit_plan": ExitPlan.FAMILY}, {"is_unregistered"}),
        ({"exit_plan": ExitPlan.FAMILY, "is_deprivation_of_liberty": True}, set()),
    ],
)
def test_what_a_placement_may_be(changes: Mapping[str, Any], fields: set[str]) -> None:
    assert faulty(placement(**changes)) == fields


@pytest.mark.parametrize(
    ("home", "changes", "fields"),
    [
        ({}, {"host_authority_code": SEFTON}, set()),
        ({}, {"host_authority_code": LIVERPOOL}, {"host_authority_code"}),
        ({"host_authority_code": None}, {"host_authority_code": LIVERPOOL}, set()),
        ({"is_planned": True}, {}, {"home"}),
        ({}, {"started_quarter_on": date(2022, 4, 1)}, set()),
        ({}, {"started_quarter_on": date(2022, 1, 1)}, {"home"}),
        ({"closed_on": date(2026, 2, 15)}, {}, {"home"}),
        ({"closed_on": date(2026, 2, 15)}, {"ended_quarter_on": date(2026, 1, 1), "end_code": "CLOSE"}, set()),
        ({"closed_on": date(2026, 2, 15)}, {"ended_quarter_on": date(2026, 4, 1), "end_code": "CLOSE"}, {"home"}),
        ({"closed_on": date(2025, 6, 30)}, {"ended_quarter_on": date(2025, 7, 1), "end_code": "E3"}, {"home"}),
        ({"closed_on": date(2026, 8, 11)}, {}, set()),  # it says that it will close
    ],
)
def test_a_placement_agrees_with_its_home(
    home: Mapping[str, Any], changes: Mapping[str, Any], fields: set[str]
) -> None:
    assert faulty(placement(home=HOME.reference, **changes), HomeFacts(**{**vars(HOME), **home})) == fields


def test_the_fee_is_the_sum_of_the_parts_that_are_known() -> None:
    assert fee_of([None, None, None]) is None
    assert fee_of([Decimal("4528.50"), None, Decimal("0.25")]) == Decimal("4528.75")


def test_days_without_a_review() -> None:
    begun = date(2026, 8, 6)
    reviewed = [date(2026, 8, 6), date(2026, 8, 8)]
    assert missed_days(begun, reviewed, until_on=TODAY) == [date(2026, 8, 9), date(2026, 8, 7)]
    assert missed_days(TODAY, [], until_on=TODAY) == []


@given(st.integers(0, 60), st.sets(st.integers(0, 60)))
def test_every_day_before_today_is_reviewed_or_missed(length: int, reviewed: set[int]) -> None:
    begun = TODAY - timedelta(days=length)
    done = {begun + timedelta(days=day) for day in reviewed if day < length}
    missed = missed_days(begun, done, until_on=TODAY)
    assert len(missed) + len(done) == length
    assert not done & set(missed)


ROWS = st.lists(
    st.builds(
        Counted,
        type_code=st.sampled_from(sorted(TYPES)),
        sourcing=st.sampled_from(Sourcing),
        host_authority_code=st.sampled_from([None, SEFTON, LIVERPOOL]),
        distance_band=st.sampled_from(DistanceBand),
        placements=st.integers(1, 9),
    )
)


@given(ROWS)
def test_totals_are_sums_of_rows(rows: list[Counted]) -> None:
    total = sum(row.placements for row in rows)
    for key in (lambda row: row.group, lambda row: row.sourcing, lambda row: row.distance_band):
        found = tally(rows, key)
        assert sum(found.values()) == total
        assert all(count == sum(row.placements for row in rows if key(row) == name) for name, count in found.items())
    places = tally(rows, lambda row: place_of(row.host_authority_code, SEFTON))
    assert places[Place.IN] + places[Place.OUT] + places[Place.UNKNOWN] == total


@given(st.lists(st.integers(0, 9_999_999), min_size=1))
def test_fees_lie_between_the_lowest_and_the_highest(pence: list[int]) -> None:
    fees = summarise(pence)
    assert fees.count == len(pence)
    assert fees.lowest <= fees.median <= fees.highest
    assert fees.lowest <= fees.mean <= fees.highest


@pytest.mark.parametrize(
    ("pence", "fees"),
    [
        ([1], ("0.01", "0.01", "0.01", "0.01")),
        ([100_000, 20, 31, 10], ("250.15", "0.26", "0.10", "1000.00")),
        ([3, 1, 2], ("0.02", "0.02", "0.01", "0.03")),
        ([1, 2], ("0.02", "0.02", "0.01", "0.02")),
    ],
)
def test_fees_are_exact_and_halves_of_a_penny_rounded_up(pence: list[int], fees: tuple[str, ...]) -> None:
    assert summarise(pence) == Fees(len(pence), *(Decimal(figure) for figure in fees))
