"""What accepted returns give to bind: counted by hand from a few homes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import WHY_WITHHELD, Symbol, attack
from portal.returns.rules import AcceptedLine, BlockReason, FosteringFigures
from portal.statements.rules.market import market_catalogue
from tests.unit.statements.samples import LEEDS, LIVERPOOL, OWN, SCOPE, WIRRAL, line

STAFFING, BUILDING = BlockReason.STAFFING, BlockReason.BUILDING
# Three homes of three providers, thirty places: 9 own, 6 Liverpool's, 6 Leeds's, 3 + 3 + 3 not occupied.
THREE = [
    line(number, {OWN: 3, LIVERPOOL: 2, LEEDS: 2}, available=1, reserved=1, blocked={STAFFING: 1})
    for number in (1, 2, 3)
]
# Six of them: 60 places, 18 own, 12 Liverpool's, 12 Leeds's, 6 available, 6 reserved, 6 blocked.
SIX = [
    *THREE,
    *(line(n, {OWN: 3, LIVERPOOL: 2, LEEDS: 2}, available=1, reserved=1, blocked={STAFFING: 1}) for n in (4, 5, 6)),
]


def text_of(lines: list[AcceptedLine], last: str) -> str:
    return market_catalogue(lines, SCOPE).figures[f"market.residential.{last}"].text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("providers", "6"),
        ("homes", "6"),
        ("registered", "60"),
        ("own", "18"),
        ("own-share", "30.0%"),
        ("imported", "24"),
        ("imported-share", "40.0%"),
        ("not-occupied", "18"),
        ("available", "6"),
        ("reserved", "6"),
        ("blocked", "6"),
        ("blocked-share", "10.0%"),
    ],
)
def test_figures_of_six_homes(last: str, text: str) -> None:
    assert text_of(SIX, last) == text


def test_figures_carry_their_source_and_day() -> None:
    figure = market_catalogue(SIX, SCOPE).figures["market.residential.own"]
    assert figure.label == "Children’s homes in Sefton: places holding the council’s own children"
    assert figure.source == "Monthly capacity returns accepted by Sefton Council, September 2026"
    assert figure.as_at == date(2026, 9, 30)


def test_the_table_of_use() -> None:
    table = market_catalogue(SIX, SCOPE).datasets["market.residential.use"]
    assert [(row.name, *map(str, row.values)) for row in table.rows] == [
        ("Holding Sefton’s own children", "18", "30.0"),
        ("Holding children placed by others", "24", "40.0"),
        ("Available now", "6", "10.0"),
        ("Reserved", "6", "10.0"),
        ("Blocked", "6", "10.0"),
        ("All not occupied", "18", "30.0"),
        ("Registered places", "60", "100.0"),
    ]
    assert table.description == (
        "60 places are registered, 18 hold Sefton’s own children, 24 hold children placed by others "
        "and 18 are not occupied."
    )
    assert not table.withheld


def test_councils_that_are_not_named_stand_together_whatever_their_number() -> None:
    table = market_catalogue(SIX, SCOPE).datasets["market.residential.placed-by"]
    assert [(row.name, str(row.values[0])) for row in table.rows] == [
        ("Sefton", "18"),
        ("Liverpool", "12"),
        ("Wirral", "0"),
        ("All other councils and bodies", "12"),
        ("All but the council itself", "24"),
        ("Occupied places", "42"),
    ]


def test_a_small_reason_withholds_all_reasons_and_keeps_the_total() -> None:
    lines = [*SIX, *(line(number, {OWN: 1}, blocked={BUILDING: 1}) for number in (7, 8, 9))]
    found = market_catalogue(lines, SCOPE)
    table = found.datasets["market.residential.blocked"]
    assert [str(row.values[0]) for row in table.rows] == ["c", "c", "c", "c", "c", "9"]
    assert table.withheld
    assert table.draw is None
    assert table.told
    assert table.description == f"9 places are blocked. “Why places are blocked” is withheld: {WHY_WITHHELD}"
    assert found.figures["market.residential.blocked"].text == "9"


def test_where_the_unoccupied_divide_too_finely_the_chart_shows_them_whole() -> None:
    found = market_catalogue(THREE, SCOPE)
    table = found.datasets["market.residential.use"]
    assert [str(row.values[0]) for row in table.rows] == ["9", "12", "c", "c", "c", "9", "30"]
    assert found.figures["market.residential.available"].text == "[withheld]"
    assert found.figures["market.residential.available-share"].text == "[withheld]"
    assert not table.told
    assert table.draw is not None
    drawn = str(table.draw("A title", "chart-1").wide)
    assert "All not occupied" in drawn
    assert "Available now" not in drawn


def test_two_providers_show_nothing_at_all() -> None:
    found = market_catalogue(THREE[:2], SCOPE)
    ours = [figure for name, figure in found.figures.items() if name.startswith("market.residential.")]
    assert {figure.value for figure in ours} == {Symbol.SUPPRESSED}
    table = found.datasets["market.residential.use"]
    assert table.told
    assert table.description == f"“Use of places” is withheld: {WHY_WITHHELD}"


def test_what_nobody_returned_is_not_available_and_never_zero() -> None:
    found = market_catalogue(SIX, SCOPE)
    assert found.figures["market.secure.registered"].value is Symbol.NOT_AVAILABLE
    table = found.datasets["market.secure.use"]
    assert table.description == "No return has been accepted for September 2026."
    assert table.draw is None
    assert not table.withheld


def test_true_zero_is_printed() -> None:
    lines = [line(number, {OWN: 4, WIRRAL: 4}) for number in (1, 2, 3)]
    assert text_of(lines, "not-occupied") == "0"
    assert text_of(lines, "not-occupied-share") == "0.0%"


def test_fostering_places() -> None:
    """Three agencies: 30 households; 60 places, 45 filled, 9 vacant, 6 unavailable."""
    agency = FosteringFigures(households=10, filled=15, vacant=3, unavailable=2)
    found = market_catalogue([line(n, {}, service="fostering", fostering=agency) for n in (1, 2, 3)], SCOPE)
    texts = {name.removeprefix("market.fostering."): each.text for name, each in found.figures.items()}
    assert {
        name: texts[name] for name in ("households", "approved", "filled", "vacant", "unavailable", "filled-share")
    } == {
        "households": "30",
        "approved": "60",
        "filled": "45",
        "vacant": "9",
        "unavailable": "6",
        "filled-share": "75.0%",
    }
    assert texts["agencies"] == "[withheld]"


def test_services_are_listed_without_a_total() -> None:
    lines = [*SIX, *(line(n, {OWN: 3}, service="secure") for n in (7, 8, 9))]
    table = market_catalogue(lines, SCOPE).datasets["market.services"]
    assert [(row.name, *map(str, row.values)) for row in table.rows] == [
        ("Children’s homes", "6", "6", "60"),
        ("Secure children’s homes", "c", "c", "9"),
    ]
    assert table.withheld
    assert not table.has_chart


HOMES = st.builds(
    line,
    st.integers(1, 8),
    st.dictionaries(st.sampled_from([OWN, LIVERPOOL, WIRRAL, LEEDS]), st.integers(1, 9)),
    available=st.integers(0, 4),
    reserved=st.integers(0, 4),
    blocked=st.dictionaries(st.sampled_from(list(BlockReason)), st.integers(1, 4)),
)


@given(st.lists(HOMES, max_size=12))
def test_nothing_withheld_can_be_worked_out_and_no_small_count_is_printed(lines: list[AcceptedLine]) -> None:
    found = market_catalogue(lines, SCOPE)
    assert attack(found.released) == []
    places = [value for each in found.datasets.values() for row in each.rows for value in row.values[:1]]
    counts = [value for value in places if isinstance(value, Decimal)]
    assert all(count == 0 or count >= 6 for count in counts)


def test_what_an_earlier_version_withheld_stays_withheld() -> None:
    earlier = market_catalogue(THREE, SCOPE).released
    again = market_catalogue(SIX, SCOPE, published_before=earlier)
    assert again.figures["market.residential.available"].value is Symbol.SUPPRESSED
