"""Needs data as something to bind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from portal.disclosure import WHY_WITHHELD, Symbol
from portal.needs.rules.series import AreaKind, Heading, Measure, Period, Point, Polarity, Series, Unit, Value
from portal.statements.rules.indicators import indicator_catalogue

YEARS = (Period("2020", date(2020, 3, 31)), Period("2021", date(2021, 3, 31)))


def series(unit: Unit, values: tuple[Value, Value], *, area: str = "Sefton", breakdown: str = "") -> Series:
    heading = Heading(
        slug="children",
        title="Children",
        unit=unit,
        denominator="children" if unit is Unit.RATE_PER_10000 else "",
        polarity=Polarity.NEITHER,
        definition="Children counted.",
        breakdown_by="Age group" if breakdown else "",
        as_at_on=date(2021, 6, 1),
        source_title="A report",
        source_place="table 1",
        already_published_by="",
        area_kind=AreaKind.AUTHORITY if area == "Sefton" else AreaKind.ENGLAND,
        area_name=area,
        area_code="",
        breakdown=breakdown,
        method="",
    )
    return Series(heading, tuple(Point(period, value) for period, value in zip(YEARS, values, strict=True)))


def test_the_latest_figure_is_the_newest_there_is() -> None:
    rates = (series(Unit.RATE_PER_10000, (Decimal("71.90"), Symbol.NOT_AVAILABLE)),)
    figure = indicator_catalogue([Measure(rates)]).figures["needs.children.latest"]
    assert (figure.text, figure.as_at) == ("71.9", date(2020, 3, 31))
    assert figure.label == "Children, Sefton, 2020"
    assert figure.source == "A report. table 1"


def test_a_breakdown_has_shares_and_its_total_is_the_latest_figure() -> None:
    parts = (
        series(Unit.NUMBER, (Decimal(10), Decimal(30)), breakdown="Under 10"),
        series(Unit.NUMBER, (Decimal(30), Decimal(10)), breakdown="10 and over"),
    )
    found = indicator_catalogue([Measure(parts)])
    table = found.datasets["needs.children"]
    assert [column.text for column in table.columns] == ["2020", "2021", "2020 (%)", "2021 (%)"]
    assert [(row.name, *map(str, row.values)) for row in table.rows] == [
        ("Under 10", "10", "30", "25.0", "75.0"),
        ("10 and over", "30", "10", "75.0", "25.0"),
        ("Total", "40", "40", "100.0", "100.0"),
    ]
    assert {name: figure.text for name, figure in found.figures.items()} == {
        "needs.children.latest": "40",
        "needs.children.first": "40",
        "needs.children.under-10": "30",
        "needs.children.10-and-over": "10",
    }


def test_amounts_that_are_not_added_up_have_a_figure_for_each_row_and_none_for_all() -> None:
    parts = (
        series(Unit.POUNDS, (Decimal(4528), Decimal("4600.50")), breakdown="Children’s homes"),
        series(Unit.POUNDS, (Decimal(700), Symbol.NOT_AVAILABLE), breakdown="Fostering"),
    )
    catalogue = indicator_catalogue([Measure(parts)])
    table, found = catalogue.datasets["needs.children"], catalogue.figures
    assert [column.text for column in table.columns] == ["2020 (£)", "2021 (£)"]
    assert table.description == "Children’s homes: £4,528 in 2020, £4,600.50 in 2021. Fostering: £700 in 2020."
    assert {name: (figure.text, figure.label) for name, figure in found.items()} == {
        "needs.children.childrens-homes": ("£4,600.50", "Children, Children’s homes, 2021"),
        "needs.children.fostering": ("£700", "Children, Fostering, 2020"),
    }


def test_a_share_in_a_sentence_has_no_idle_zeros() -> None:
    found = indicator_catalogue([Measure((series(Unit.PERCENT, (Decimal("69.00"), Decimal("2.370"))),))]).figures
    assert (found["needs.children.first"].text, found["needs.children.latest"].text) == ("69%", "2.37%")


def test_small_counts_are_withheld_here_too() -> None:
    parts = (
        series(Unit.NUMBER, (Decimal(3), Decimal(30)), breakdown="Under 10"),
        series(Unit.NUMBER, (Decimal(30), Decimal(10)), breakdown="10 and over"),
    )
    table = indicator_catalogue([Measure(parts)]).datasets["needs.children"]
    assert table.withheld
    assert [str(row.values[0]) for row in table.rows] == ["c", "c", "33"]
    assert not table.told
    assert table.description.startswith("Withheld:")


def test_a_measure_of_small_counts_only_is_one_sentence() -> None:
    parts = (
        series(Unit.NUMBER, (Decimal(3), Decimal(2)), breakdown="Under 10"),
        series(Unit.NUMBER, (Decimal(1), Decimal(2)), breakdown="10 and over"),
    )
    table = indicator_catalogue([Measure(parts)]).datasets["needs.children"]
    assert table.told
    assert table.draw is None
    assert table.description == f"“Children” is withheld: {WHY_WITHHELD}"


def test_a_chart_is_drawn_under_the_authors_title() -> None:
    rates = (series(Unit.RATE_PER_10000, (Decimal(70), Decimal(72))),)
    table = indicator_catalogue([Measure(rates)]).datasets["needs.children"]
    assert table.draw is not None
    drawn = str(table.draw("The rate has risen", "chart-7").wide)
    assert "<title" in drawn
    assert "The rate has risen" in drawn
    assert 'id="chart-7-wide-title"' in drawn
