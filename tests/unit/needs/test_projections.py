"""What makes a measure a projection, and how it is told apart from what was counted."""

from datetime import date
from decimal import Decimal

import pytest

from portal.needs.figures import measure_figure
from portal.needs.rules.reading import COLUMNS, FaultKind, FaultyFile, read_measures
from portal.needs.rules.series import PROJECTION_FIELDS, Measure
from portal.needs.rules.tabulating import tabulate
from portal.statements.rules.indicators import indicator_catalogue
from tests.unit.needs.test_reading import written

BASIS = {"kind": "projection", "method": "linear trend", "inputs": "Counts since 2017", "spread": "Not printed"}
PROJECTED = {**BASIS, "assumptions": "Nothing changes.", "unit": "number", "value": "619", "denominator": "children"}
EXPECTED = {**PROJECTED, "period_label": "2025", "period_on": "2025-02-28", "value": "770"}
WIDE = (*COLUMNS, *PROJECTION_FIELDS)


def projection(*changes: dict[str, str]) -> Measure:
    (measure,) = read_measures(written(*changes, columns=WIDE), authority_code="E08000014")
    return measure


def test_a_projection_may_reach_beyond_its_as_at_date_and_says_which_periods_do() -> None:
    table = tabulate(projection(PROJECTED, EXPECTED), public=True)
    assert [period.label for period in table.periods] == ["2020", "2025 (projected)"]
    assert table.rows[0].values == (Decimal(619), Decimal(770))


@pytest.mark.parametrize("name", ["method", "inputs", "spread", "assumptions"])
def test_a_projection_says_how_it_was_made(name: str) -> None:
    with pytest.raises(FaultyFile) as caught:
        read_measures(written({**PROJECTED, name: ""}, columns=WIDE), authority_code="E08000014")
    assert [(fault.column, fault.kind) for fault in caught.value.faults] == [(name, FaultKind.NO_BASIS)]


def test_what_was_recorded_still_ends_by_its_as_at_date() -> None:
    with pytest.raises(FaultyFile) as caught:
        read_measures(written({**EXPECTED, "kind": "recorded"}, columns=WIDE), authority_code="E08000014")
    assert [fault.kind for fault in caught.value.faults] == [FaultKind.AFTER_AS_AT]


def test_a_projection_is_bars_and_tells_method_inputs_range_and_assumptions() -> None:
    figure = measure_figure(projection(PROJECTED, EXPECTED), id_prefix="p", public=True)
    assert figure.notes[1:] == (
        "Method: linear trend.",
        "Inputs: Counts since 2017.",
        "Range: Not printed.",
        "Assumptions: Nothing changes.",
    )
    assert figure.chart
    assert "<path" not in figure.chart.wide  # a line and its marks would be paths
    assert ">2025 (projected)<" in figure.chart.wide
    assert figure.description == "Sefton: 619 in 2020, 770 in 2025 (projected)."


def test_a_projected_figure_is_as_at_the_day_it_was_made() -> None:
    found = indicator_catalogue([projection(PROJECTED, EXPECTED)]).figures
    latest, first = found["needs.rate.latest"], found["needs.rate.first"]
    assert (latest.text, latest.as_at) == ("770", date(2022, 1, 31))
    assert latest.label == "Rate of children looked after, Sefton, 2025 (projected)"
    assert (first.text, first.as_at) == ("619", date(2020, 3, 31))
