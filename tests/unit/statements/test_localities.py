"""What statements bind of the market by area: counted by hand from a few homes."""

from __future__ import annotations

import pytest

from portal.disclosure import WHY_WITHHELD, Symbol, attack
from portal.market.localities.drawing import Part, Parts
from portal.market.localities.rules import merge
from portal.returns.rules import AcceptedLine
from portal.statements.rules.catalogue import Catalogue, Dataset
from portal.statements.rules.local import local_catalogue
from portal.statements.rules.localities import ByArea
from tests.unit.statements.samples import LIVERPOOL, OWN, facts, line

SQUARE = ((-3.1, 53.6), (-3.0, 53.6), (-3.0, 53.7))
PARTS: Parts = {
    "southport": Part("Southport", (SQUARE,)),
    "formby": Part("Formby", (SQUARE,)),
    "bootle": Part("Bootle and Netherton"),
}
# Eighteen homes of four places, each of a provider of its own: two Sefton children, two Liverpool's.
HOMES = [line(number, {OWN: 2, LIVERPOOL: 2}) for number in range(1, 19)]
SIXES = {home.home_id: list(PARTS)[(home.home_id - 1) // 6] for home in HOMES}
# A home of Formby's is in Bootle instead.
MOVED = SIXES | {7: "bootle"}


def bound(lines: list[AcceptedLine], where: dict[int, str], *, before: Catalogue | None = None) -> Catalogue:
    by_area = ByArea(PARTS, {"residential": merge(lines, where, list(PARTS))})
    return local_catalogue(facts(lines, by_area=by_area), published_before=before.released if before else ())


def told(catalogue: Catalogue) -> list[tuple[str, ...]]:
    return [(row.name, *map(str, row.values)) for row in table(catalogue).rows]


def table(catalogue: Catalogue) -> Dataset:
    return catalogue.datasets["market.residential.localities"]


def test_each_area_has_its_homes_and_places() -> None:
    found = bound(HOMES, SIXES)
    assert told(found) == [
        ("1. Southport", "6", "24"),
        ("2. Formby", "6", "24"),
        ("3. Bootle and Netherton", "6", "24"),
        ("All of Sefton", "18", "72"),
    ]
    assert table(found).description.startswith("Southport: 6 homes, 24 registered places. Formby: 6 homes")
    assert not table(found).withheld


def test_the_map_has_each_count_as_text_and_an_area_without_outline_too() -> None:
    draw = table(bound(HOMES, SIXES)).draw
    assert draw is not None
    drawn = draw("Homes by area", "chart-1").wide
    assert drawn.count("<polygon") == 2
    for words in ("1. Southport: 6 homes", "3. Bootle and Netherton: 6 homes", "<title", "Homes by area"):
        assert words in drawn


def test_small_areas_stand_together() -> None:
    assert told(bound(HOMES, MOVED))[:2] == [
        ("1. Southport, and Formby", "11", "44"),
        ("2. Bootle and Netherton", "7", "28"),
    ]


def test_a_borough_that_is_too_small_has_only_its_total() -> None:
    few = table(bound(HOMES[:5], SIXES))
    assert [(row.name, *map(str, row.values)) for row in few.rows] == [("All of Sefton", "c", "20")]
    assert few.told
    assert few.draw is None
    assert few.description == (
        f"All of Sefton: [withheld] homes, 20 registered places. “Where they are” is withheld: {WHY_WITHHELD}"
    )


def test_what_nobody_returned_is_not_available() -> None:
    nothing = bound(HOMES, SIXES).datasets["market.secure.localities"]
    assert nothing.description == "No return has been accepted for September 2026."
    assert nothing.rows[0].values == (Symbol.NOT_AVAILABLE, Symbol.NOT_AVAILABLE)
    assert not nothing.withheld


def test_fostering_agencies_stand_nowhere() -> None:
    assert "market.fostering.localities" not in bound(HOMES, SIXES).datasets


@pytest.mark.parametrize("lines", [HOMES, HOMES[:17]])
def test_a_later_version_whose_homes_moved_shows_no_areas(lines: list[AcceptedLine]) -> None:
    """Southport and Formby less Southport of the version before would be the five homes that Formby has now."""
    first = bound(HOMES, SIXES)
    second = bound(lines, MOVED, before=first)
    assert told(second) == [("All of Sefton", str(len(lines)), str(4 * len(lines)))]
    assert table(second).told
    assert not any(cell.label.startswith("in ") for each in second.released for cell in each.cells)


def test_a_later_version_of_the_same_homes_says_the_same() -> None:
    first = bound(HOMES, SIXES)
    assert told(bound(HOMES, SIXES, before=first)) == told(first)
    assert attack(first.released) == []
