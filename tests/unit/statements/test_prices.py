"""Released price ranges as something to bind."""

from __future__ import annotations

from datetime import date

from portal.disclosure import PriceRange, Symbol
from portal.returns.fees.words import WHY_WITHHELD
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.prices import PricedGroup, price_catalogue, told_apart
from tests.unit.statements.samples import SCOPE

JULY, APRIL = date(2026, 7, 1), date(2026, 4, 1)
RANGE = PriceRange(providers=7, prices=15, lower=4300, middle=4400, upper=4950)


def priced(*groups: PricedGroup) -> Catalogue:
    return price_catalogue(groups, SCOPE)


def group(slug: str = "lot-1", *, found: PriceRange | None = RANGE, month: date = JULY) -> PricedGroup:
    return PricedGroup("residential", slug, slug.capitalize(), found, month)


def test_a_range_is_bound_as_it_was_released() -> None:
    found = priced(group())
    table = found.datasets["prices.residential"]
    assert [(row.name, *map(str, row.values)) for row in table.rows] == [("Lot-1", "4300", "4400", "4950", "7")]
    assert (table.as_at, table.withheld, table.has_chart) == (date(2026, 7, 31), False, False)
    texts = {name: figure.text for name, figure in found.figures.items()}
    assert texts == {
        "prices.residential.lot-1.lower": "£4,300",
        "prices.residential.lot-1.middle": "£4,400",
        "prices.residential.lot-1.upper": "£4,950",
        "prices.residential.lot-1.providers": "7",
    }
    figure = found.figures["prices.residential.lot-1.middle"]
    assert figure.label == "Children’s homes, Lot-1: median, prices of July 2026"
    assert (figure.as_at, figure.source) == (
        date(2026, 7, 31),
        "Prices that providers sent and Sefton Council accepted",
    )


def test_a_range_of_older_prices_says_so() -> None:
    found = priced(group(), group("outside", month=APRIL))
    assert [row.name for row in found.datasets["prices.residential"].rows] == [
        "Lot-1",
        "Outside (prices of April 2026)",
    ]
    assert found.figures["prices.residential.outside.lower"].as_at == date(2026, 4, 30)


def test_one_withheld_range_stands_as_c_beside_the_others() -> None:
    found = priced(group(), group("outside", found=None))
    table = found.datasets["prices.residential"]
    assert table.rows[1].values == (Symbol.SUPPRESSED,) * 4
    assert (table.withheld, table.told, table.notes[0]) == (True, False, WHY_WITHHELD)
    assert found.figures["prices.residential.outside.middle"].text == "[withheld]"


def test_where_no_range_is_left_one_sentence_says_so() -> None:
    table = priced(group(found=None)).datasets["prices.residential"]
    assert table.told
    assert table.description == f"“Children’s homes: what a place costs” is withheld. {WHY_WITHHELD}"


def test_before_the_first_release_nothing_is_available() -> None:
    table = priced().datasets["prices.fostering"]
    assert table.description == "No prices have been released yet."
    assert table.rows[0].values == (Symbol.NOT_AVAILABLE,) * 4
    assert not table.withheld


def test_lots_of_two_frameworks_with_one_number_have_names_of_their_own() -> None:
    slugs = [each.slug for each in told_apart([group(), group(), group("outside"), group()])]
    assert slugs == ["lot-1", "lot-1-2", "outside", "lot-1-3"]
