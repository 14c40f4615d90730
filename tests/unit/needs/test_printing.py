"""A measure that a publisher has said to print as its source printed it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.figures import measure_figure
from portal.needs.rules.reading import read_measures
from portal.needs.rules.series import Measure
from portal.needs.rules.tabulating import is_withheld, tabulate
from portal.statements.rules.indicators import indicator_catalogue
from tests.unit.needs.test_reading import ENGLAND, LATER, written

C = Symbol.SUPPRESSED
PRINTED = "Printed as Sefton Council published it."
COUNT = {"unit": "number", "denominator": "children", "value": "4"}
PARTS = (
    {**COUNT, "breakdown_by": "Reason", "breakdown": "Adopted", "value": "3"},
    {**COUNT, "breakdown_by": "Reason", "breakdown": "Returned home", "value": "9"},
)


def measure(*changes: dict[str, str]) -> Measure:
    (found,) = read_measures(written(*changes), authority_code="E08000014")
    return found


def printed(*changes: dict[str, str]) -> Measure:
    return replace(measure(*changes), printed_as_source=True)


def test_small_counts_and_their_shares_are_printed_as_they_were() -> None:
    table = tabulate(printed(*PARTS), public=True)
    assert [row.values for row in table.rows] == [(Decimal(3),), (Decimal(9),)]
    assert [row.values for row in table.shares] == [(Decimal("25.0"),), (Decimal("75.0"),)]
    assert table.total and table.total.values == (Decimal(12),)
    assert not table.withheld


def test_counts_of_areas_are_printed_as_they_were() -> None:
    table = tabulate(printed(COUNT, {**COUNT, **ENGLAND, "value": "40"}), public=True)
    assert [row.values for row in table.rows] == [(Decimal(4),), (Decimal(40),)]


def test_what_the_source_left_out_stays_left_out() -> None:
    gap = {**PARTS[1], "value": "c"}
    table = tabulate(printed(PARTS[0], gap), public=True)
    assert [row.values for row in table.rows] == [(Decimal(3),), (C,)]
    assert table.total and table.total.values == (C,)


def test_without_that_word_the_same_counts_are_withheld() -> None:
    for second in ("9", "x"):
        table = tabulate(measure(PARTS[0], {**PARTS[1], "value": second}), public=True)
        assert [row.values for row in table.rows] == [(C,), (C,)]


@pytest.mark.parametrize(
    ("found", "expected"), [(measure(*PARTS), True), (printed(*PARTS), True), (measure({}), False)]
)
def test_whether_there_is_anything_to_let_out(found: Measure, expected: bool) -> None:
    assert is_withheld(found) is expected


def test_the_word_is_no_part_of_the_figures() -> None:
    assert printed(*PARTS) == measure(*PARTS)


def test_the_figure_says_first_that_it_is_printed_as_its_source_did_or_withheld() -> None:
    assert measure_figure(printed(*PARTS), id_prefix="p", public=True).notes[0] == PRINTED
    assert measure_figure(measure(*PARTS), id_prefix="p", public=True).notes[0] == WITHHELD_SENTENCE


def test_a_statement_binds_it_whole_with_chart_and_says_so_beside_each_figure() -> None:
    found = indicator_catalogue([printed(COUNT, {**COUNT, **LATER, "value": "5"})])
    table, latest = found.datasets["needs.rate"], found.figures["needs.rate.latest"]
    assert table.rows[0].values == (Decimal(4), Decimal(5))
    assert (table.withheld, table.told, table.remark) == (False, False, PRINTED)
    assert table.draw is not None
    assert (latest.text, latest.remark) == ("5", f"“Rate of children looked after”: {PRINTED}")
    hidden = indicator_catalogue([measure(COUNT)])
    assert (hidden.datasets["needs.rate"].remark, hidden.figures["needs.rate.latest"].remark) == ("", "")
