"""Localities as the public may see them: merged until each area holds six homes of three providers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Released, attack, release_all
from portal.market.localities import rules
from portal.market.localities.rules import UNKNOWN
from portal.returns.rules.market import AcceptedLine
from portal.returns.rules.trees import SERVICES, Scope, breakdowns
from tests.unit.market.lines import MONTH, SEFTON, line

ORDER = ("north", "middle", "south", "east")
HOMES = SERVICES["residential"]


def market(**homes: int) -> tuple[list[AcceptedLine], dict[int, str]]:
    """So many homes in each locality, of three providers in turn; "nowhere" is where nobody knows."""
    lines, where = [], {}
    for slug, count in homes.items():
        for number in range(count):
            lines.append(line(len(lines) + 1, provider_id=1 + number % 3))
            where[len(lines)] = UNKNOWN if slug == "nowhere" else slug
    return lines, where


def merged(**homes: int) -> list[tuple[tuple[str, ...], int]]:
    lines, where = market(**homes)
    return [(area.localities, len(area.lines)) for area in rules.merge(lines, where, ORDER)]


def test_localities_with_enough_stand_alone() -> None:
    assert merged(north=6, middle=7, south=8, east=9) == [
        (("north",), 6), (("middle",), 7), (("south",), 8), (("east",), 9),
    ]  # fmt: skip


def test_small_localities_stand_together() -> None:
    assert merged(north=6, middle=2, south=8, east=4) == [(("north",), 6), (("middle", "east"), 6), (("south",), 8)]


def test_while_they_are_too_few_the_smallest_of_the_rest_joins_them() -> None:
    assert merged(north=9, middle=1, south=6, east=8) == [(("north",), 9), (("middle", "south"), 7), (("east",), 8)]


def test_an_empty_locality_is_small_too() -> None:
    assert merged(north=6, middle=7, south=8) == [(("north", "east"), 6), (("middle",), 7), (("south",), 8)]


def test_a_borough_that_is_too_small_has_no_areas() -> None:
    assert merged(north=5) == []
    assert merged() == []
    assert merged(nowhere=2) == []


def test_an_authority_without_localities_has_no_areas() -> None:
    assert rules.merge(market(nowhere=20)[0], {}, ()) == []


def test_many_homes_whose_locality_nobody_knows_are_an_area_without_a_name() -> None:
    assert merged(north=6, middle=6, south=6, east=6, nowhere=6)[-1] == ((), 6)


def test_homes_of_two_providers_are_never_an_area() -> None:
    lines = [line(number, provider_id=1 + number % 2) for number in range(1, 21)]
    where = dict.fromkeys(range(1, 21), "north")
    assert rules.merge(lines, where, ORDER) == []


def test_homes_whose_locality_nobody_knows_are_counted_with_the_small_ones() -> None:
    assert merged(north=9, middle=5, south=9, east=9, nowhere=1) == [
        (("north",), 9), (("middle",), 6), (("south",), 9), (("east",), 9),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([*ORDER, UNKNOWN]), st.integers(1, 6), st.integers(1, 12)), max_size=60))
def test_whatever_the_market_no_area_is_small_and_nothing_hidden_can_be_worked_out(
    homes: Sequence[tuple[str, int, int]],
) -> None:
    lines = [line(number, provider_id=provider, own=own) for number, (_, provider, own) in enumerate(homes, 1)]
    where = {number: slug for number, (slug, _, _) in enumerate(homes, 1)}
    areas = rules.merge(lines, where, ORDER)
    assert all(len(area.lines) >= 6 and len({each.provider_id for each in area.lines}) >= 3 for area in areas)
    counted = Counter(each.home_id for area in areas for each in area.lines)
    assert not areas or counted == Counter({each.home_id: 1 for each in lines})
    assert not areas or Counter(slug for area in areas for slug in area.localities) == Counter(ORDER)
    trees = breakdowns(HOMES, lines, Scope("Sefton", "Sefton Council", SEFTON, {}, MONTH))
    assert attack(release_all([*trees, *rules.breakdowns_by_area(HOMES, areas)])) == []


def released(lines: Sequence[AcceptedLine], where: Mapping[int, str]) -> tuple[Released, ...]:
    trees = breakdowns(HOMES, lines, Scope("Sefton", "Sefton Council", SEFTON, {}, MONTH))
    return release_all([*trees, *rules.breakdowns_by_area(HOMES, rules.merge(lines, where, ORDER))])


def test_what_was_let_out_is_told_by_area_and_for_the_borough() -> None:
    (shown,) = rules.public_services(released(*market(north=7, middle=2, south=8, east=4)), ORDER)
    assert [(area.localities, area.homes, area.places) for area in shown.areas] == [
        (("north",), 7, 28), (("middle", "east"), 6, 24), (("south",), 8, 32),
    ]  # fmt: skip
    assert (shown.service, shown.homes, shown.places) == (HOMES, 21, 84)


def test_homes_without_a_locality_are_told_as_such() -> None:
    counts = {"north": 6, "middle": 6, "south": 6, "east": 6, "nowhere": 6}
    (shown,) = rules.public_services(released(*market(**counts)), ORDER)
    assert [area.localities for area in shown.areas] == [("north",), ("middle",), ("south",), ("east",), ()]


def test_areas_of_localities_that_are_no_more_are_not_told() -> None:
    told = released(*market(north=7, middle=6, south=8, east=6))
    (shown,) = rules.public_services(told, ("north", "middle", "south"))
    assert (shown.areas, shown.homes) == ((), 27)


def test_a_service_of_which_nothing_was_let_out_is_not_told() -> None:
    assert rules.public_services([], ORDER) == []
