"""The council's own placements as something to bind: counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from portal.disclosure import WHY_WITHHELD, attack
from portal.placements.rules.codes import Group
from portal.placements.rules.kinds import Sourcing
from portal.placements.rules.totals import Place, QuarterCount, last_full_quarter, months_of
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.local import local_catalogue
from portal.statements.rules.placed import Placed
from tests.unit.statements.samples import LIVERPOOL, OWN, QUARTER, facts, line

HOME = Group.RESIDENTIAL
# Forty children in homes: 20 by the framework and 10 direct in the borough, 10 direct outside it.
FORTY = (
    QuarterCount(HOME, Sourcing.ON_FRAMEWORK, Place.IN, 20),
    QuarterCount(HOME, Sourcing.DIRECT, Place.IN, 10),
    QuarterCount(HOME, Sourcing.DIRECT, Place.OUT, 10),
)
# Three homes of ten places: 6 hold Sefton children, 24 hold Liverpool's.
HOMES = [line(number, {OWN: 2, LIVERPOOL: 8}) for number in (1, 2, 3)]


def bound(*counts: QuarterCount, before: Catalogue | None = None) -> Catalogue:
    known = facts(HOMES, placed=Placed(QUARTER, counts))
    return local_catalogue(known, published_before=before.released if before else ())


def rows(found: Catalogue, last: str) -> list[tuple[str, ...]]:
    return [(row.name, *map(str, row.values)) for row in found.datasets[f"placements.residential.{last}"].rows]


def text(found: Catalogue, last: str) -> str:
    return found.figures[f"placements.residential.{last}"].text


def test_how_places_were_found() -> None:
    found = bound(*FORTY)
    assert rows(found, "sourcing") == [
        ("On framework", "20", "50.0"),
        ("Off framework", "0", "0.0"),
        ("Direct", "20", "50.0"),
        ("Block", "0", "0.0"),
        ("Regional system", "0", "0.0"),
        ("In-house", "0", "0.0"),
        ("All our children", "40", "100.0"),
    ]
    table = found.datasets["placements.residential.sourcing"]
    assert table.as_at == date(2026, 9, 30)
    assert table.source == "Sefton Council’s own placements at the end of the quarter"
    assert table.draw is not None


def test_where_children_live_and_the_net_gain() -> None:
    found = bound(*FORTY)
    assert [row[:2] for row in rows(found, "where")] == [
        ("In Sefton", "30"), ("Outside Sefton", "10"), ("Not known", "0"), ("All our children", "40"),
    ]  # fmt: skip
    assert [text(found, last) for last in ("total", "in-borough", "exported", "net-gain")] == ["40", "30", "10", "14"]


def test_the_net_gain_is_withheld_with_either_side() -> None:
    found = bound(QuarterCount(HOME, Sourcing.DIRECT, Place.IN, 20), QuarterCount(HOME, Sourcing.DIRECT, Place.OUT, 4))
    assert text(found, "exported") == text(found, "net-gain") == "[withheld]"
    table = found.datasets["placements.residential.where"]
    assert table.told
    assert table.description == (
        "24 of our children live in such places. “Children’s home: where our children live” is withheld: "
        + WHY_WITHHELD
    )
    assert rows(found, "sourcing")[2][1] == "24"
    assert attack(found.released) == []


def test_kinds_without_a_return_of_their_own_have_no_net_gain() -> None:
    assert "placements.fostering-agency.total" in bound(*FORTY).figures
    assert "placements.fostering-agency.net-gain" not in bound(*FORTY).figures


def test_one_child_found_otherwise_in_a_later_version_cannot_be_told() -> None:
    first = bound(*FORTY)
    moved = (
        QuarterCount(HOME, Sourcing.ON_FRAMEWORK, Place.IN, 19),
        QuarterCount(HOME, Sourcing.DIRECT, Place.IN, 11),
        FORTY[2],
    )
    assert {row[1] for row in rows(bound(*moved), "sourcing")[:3]} == {"19", "0", "21"}
    second = bound(*moved, before=first)
    assert {row[1] for row in rows(second, "sourcing")[:-1]} == {"c"}
    assert rows(second, "where") == rows(first, "where")


def test_where_no_placements_are_kept_nothing_is_available() -> None:
    found = bound()
    assert text(found, "total") == text(found, "net-gain") == "[not available]"
    assert found.datasets["placements.residential.where"].description == "No placements are kept for this quarter."


@pytest.mark.parametrize(
    ("month", "quarter"),
    [
        (date(2026, 8, 1), date(2026, 4, 1)),
        (date(2026, 9, 1), date(2026, 7, 1)),
        (date(2026, 11, 1), date(2026, 7, 1)),
        (date(2026, 12, 1), date(2026, 10, 1)),
        (date(2027, 1, 1), date(2026, 10, 1)),
    ],
)
def test_a_months_quarter_is_the_last_full_one(month: date, quarter: date) -> None:
    assert last_full_quarter(month) == quarter
    assert month in months_of(quarter)
    assert {last_full_quarter(each) for each in months_of(quarter)} == {quarter}
