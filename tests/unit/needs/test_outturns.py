"""What a projection came to: read beside it, printed beside it, and never taken for the projection."""

from datetime import date
from decimal import Decimal

import pytest

from portal.disclosure import Symbol
from portal.needs.figures import measure_figure
from portal.needs.forms import fault_sentence
from portal.needs.rules.reading import COLUMNS, OUTTURN_COLUMNS, FaultKind, FaultyFile, read_measures
from portal.needs.rules.series import PROJECTION_FIELDS, Measure, Outturn
from portal.needs.rules.tabulating import is_withheld, tabulate
from portal.statements.rules.indicators import indicator_catalogue
from tests.unit.needs.test_projections import EXPECTED, PROJECTED
from tests.unit.needs.test_reading import written

CAME = {"outturn": "745", "outturn_as_at_on": "2025-03-31", "outturn_source": "DfE, Children looked after 2025"}
NOTE = "Outturn of 2025: DfE, Children looked after 2025. As at 31 March 2025."
WIDE = (*COLUMNS, *PROJECTION_FIELDS, *OUTTURN_COLUMNS)


def measure(*changes: dict[str, str]) -> Measure:
    (found,) = read_measures(written(*changes, columns=WIDE), authority_code="E08000014")
    return found


def part(name: str, value: str, **cells: str) -> dict[str, str]:
    return {**EXPECTED, "breakdown_by": "Type", "breakdown": name, "value": value, **cells}


def test_an_outturn_is_read_with_its_own_source_and_date() -> None:
    first, last = measure(PROJECTED, EXPECTED | CAME).series[0].points
    assert (first.outturn, last.value) == (None, Decimal(770))
    assert last.outturn == Outturn(Decimal(745), date(2025, 3, 31), "DfE, Children looked after 2025")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (PROJECTED | CAME, ("outturn", FaultKind.OUTTURN_OF_COUNTED)),
        ({"kind": "recorded"} | CAME, ("outturn", FaultKind.OUTTURN_OF_COUNTED)),
        (EXPECTED | CAME | {"outturn_source": ""}, ("outturn_source", FaultKind.OUTTURN_HALF)),
        (EXPECTED | CAME | {"outturn": ""}, ("outturn", FaultKind.OUTTURN_HALF)),
        (EXPECTED | CAME | {"outturn_as_at_on": ""}, ("outturn_as_at_on", FaultKind.OUTTURN_HALF)),
        (EXPECTED | CAME | {"outturn_as_at_on": "2025-02-27"}, ("outturn_as_at_on", FaultKind.OUTTURN_EARLY)),
        (EXPECTED | CAME | {"outturn_as_at_on": "31/03/2025"}, ("outturn_as_at_on", FaultKind.DATE)),
        (EXPECTED | CAME | {"outturn": "many"}, ("outturn", FaultKind.NOT_A_VALUE)),
        (EXPECTED | CAME | {"outturn": "-1"}, ("outturn", FaultKind.BELOW_ZERO)),
        (EXPECTED | CAME | {"outturn": "7.5"}, ("outturn", FaultKind.NOT_WHOLE)),
    ],
)
def test_an_outturn_that_cannot_be_is_refused(cells: dict[str, str], expected: tuple[str, FaultKind]) -> None:
    with pytest.raises(FaultyFile) as caught:
        measure(cells)
    assert [(fault.column, fault.kind) for fault in caught.value.faults] == [expected]
    assert "{" not in fault_sentence(caught.value.faults[0])


def test_it_stands_in_a_column_of_its_own_beside_the_projection() -> None:
    table = tabulate(measure(PROJECTED, EXPECTED | CAME), public=True)
    assert [period.label for period in table.periods] == ["2020", "2025 (projected)", "2025 (outturn)"]
    assert table.rows[0].values == (Decimal(619), Decimal(770), Decimal(745))


def test_a_breakdown_gets_total_and_shares_of_what_came() -> None:
    table = tabulate(measure(part("Homes", "100", **CAME | {"outturn": "75"}), part("Carers", "300")), public=True)
    assert [row.values for row in table.rows] == [(Decimal(100), Decimal(75)), (Decimal(300), Symbol.MISSING)]
    assert table.total and table.total.values == (Decimal(400), Symbol.MISSING)
    both = (part("Homes", "100", **CAME | {"outturn": "75"}), part("Carers", "300", **CAME | {"outturn": "225"}))
    table = tabulate(measure(*both), public=True)
    assert table.total and table.total.values == (Decimal(400), Decimal(300))
    assert [row.values for row in table.shares] == [(Decimal("25.0"),) * 2, (Decimal("75.0"),) * 2]


def test_the_rule_holds_for_what_came_whatever_was_said_of_the_projection() -> None:
    found = measure(part("Homes", "4", **CAME | {"outturn": "3"}), part("Carers", "40", **CAME | {"outturn": "30"}))
    printed = Measure(found.series, printed_as_source=True)
    table = tabulate(printed, public=True)
    assert [row.values for row in table.rows] == [
        (Decimal(4), Symbol.SUPPRESSED),
        (Decimal(40), Symbol.SUPPRESSED),
    ]
    assert table.withheld and is_withheld(found)
    assert not is_withheld(measure(EXPECTED | CAME | {"outturn": "3"}))


def test_chart_description_and_notes_tell_it_beside_the_projection() -> None:
    figure = measure_figure(measure(PROJECTED, EXPECTED | CAME), id_prefix="p", public=True)
    assert figure.description == "Sefton: 619 in 2020, 770 in 2025 (projected), 745 in 2025 (outturn)."
    assert NOTE in figure.notes
    assert figure.chart
    assert "2025 (outturn)" in figure.chart.wide and "745" in figure.chart.wide
    assert "745 in 2025 (outturn)" in figure.chart.wide, "the chart's own description"


def test_a_breakdowns_chart_has_what_came_beside_what_was_projected() -> None:
    both = (part("Homes", "100", **CAME | {"outturn": "75"}), part("Carers", "300", **CAME | {"outturn": "225"}))
    figure = measure_figure(measure(*both), id_prefix="p", public=True)
    assert figure.chart and "2025 (projected)" in figure.chart.wide and "2025 (outturn)" in figure.chart.wide
    assert figure.description.startswith("Homes: 100 in 2025 (projected), 75 in 2025 (outturn).")


def test_a_statement_binds_it_by_a_name_of_its_own_with_its_own_source() -> None:
    found = indicator_catalogue([measure(PROJECTED, EXPECTED | CAME)])
    latest, came = found.figures["needs.rate.latest"], found.figures["needs.rate.outturn"]
    assert (latest.text, latest.as_at) == ("770", date(2022, 1, 31))
    assert (came.text, came.as_at, came.source) == ("745", date(2025, 3, 31), "DfE, Children looked after 2025")
    assert came.label == "Rate of children looked after, Sefton, 2025 (outturn)"
    table = found.datasets["needs.rate"]
    assert [column.text for column in table.columns] == ["2020", "2025 (projected)", "2025 (outturn)"]
    assert NOTE in table.notes
    assert "needs.rate.outturn" not in indicator_catalogue([measure(PROJECTED, EXPECTED)]).figures


def test_each_row_of_a_breakdown_has_its_own() -> None:
    both = (part("Homes", "100", **CAME | {"outturn": "75"}), part("Carers", "300", **CAME | {"outturn": "225"}))
    figures = indicator_catalogue([measure(*both)]).figures
    assert [figures[f"needs.rate.{name}"].text for name in ("homes", "homes.outturn", "latest", "outturn")] == [
        *("100", "75", "400", "300"),
    ]
