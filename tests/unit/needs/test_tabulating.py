"""Setting a measure out: totals, shares, the disclosure rule, and the figure made from them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.figures import measure_figure, unit_words
from portal.needs.rules.reading import read_measures
from portal.needs.rules.series import (
    AreaKind,
    Heading,
    Measure,
    Period,
    Point,
    Polarity,
    Series,
    Unit,
    Value,
)
from portal.needs.rules.tabulating import Row, tabulate

PACK = Path(__file__).parents[3] / "portal" / "demo" / "packs" / "sefton" / "needs"
YEARS = (Period("2020", date(2020, 3, 31)), Period("2021", date(2021, 3, 31)))
C, X = Symbol.SUPPRESSED, Symbol.NOT_AVAILABLE


def shipped(name: str) -> Measure:
    (measure,) = read_measures((PACK / f"{name}.csv").read_bytes(), authority_code="E08000014")
    return measure


def heading(breakdown: str = "", area_name: str = "Sefton", unit: Unit = Unit.NUMBER) -> Heading:
    return Heading(
        slug="by-age",
        title="Children looked after by age group",
        unit=unit,
        denominator="",
        polarity=Polarity.NEITHER,
        definition="Children looked after on 31 March.",
        breakdown_by="Age group" if breakdown else "",
        as_at_on=date(2022, 1, 31),
        source_title="Strategy",
        source_place="Page 9",
        already_published_by="",
        area_kind=AreaKind.AUTHORITY,
        area_name=area_name,
        area_code="",
        breakdown=breakdown,
        method="",
    )


def series(about: Heading, *values: Value) -> Series:
    return Series(about, tuple(Point(period, value) for period, value in zip(YEARS, values, strict=False)))


def by_age(*rows: tuple[Value, ...]) -> Measure:
    return Measure(tuple(series(heading(f"Group {index}"), *values) for index, values in enumerate(rows)))


def decimals(text: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, text.split()))


def test_the_shipped_counts_add_up_to_the_totals_the_strategy_printed() -> None:
    table = tabulate(shipped("children-looked-after-by-age"), public=True)
    assert [period.label for period in table.periods] == ["2018", "2019", "2020", "2021", "January 2022"]
    assert table.total == Row("Total", decimals("480 527 566 613 616"))
    assert not table.withheld


def test_the_shares_of_the_shipped_counts_are_those_the_strategy_printed() -> None:
    table = tabulate(shipped("children-looked-after-by-age"), public=True)
    assert table.shares == (
        Row("Under 1 year", decimals("4.0 5.9 4.1 4.6 4.5")),
        Row("1 to 4 years", decimals("18.1 18.0 20.8 21.0 18.7")),
        Row("5 to 9 years", decimals("24.2 23.1 25.8 23.7 25.0")),
        Row("10 to 15 years", decimals("37.7 37.6 33.9 36.1 35.7")),
        Row("16 years and over", decimals("16.0 15.4 15.4 14.7 16.1")),
    )


def test_the_shipped_rates_are_the_strategys_with_what_it_lacks_kept_as_not_available() -> None:
    table = tabulate(shipped("children-looked-after-rate"), public=True)
    assert table.rows == (
        Row("Sefton", decimals("75.00 84.00 87.00 85.00 90.00 98.00 105.00 113.00 115.00")),
        Row("North West", (*decimals("81.00 82.00 82.00 86.00 91.00 94.00 97.00 97.00"), X)),
        Row(
            "Statistical neighbours (mean of ten)",
            (*decimals("71.90 71.90 71.30 76.40 77.90 83.60 86.30 88.70"), X),
        ),
        Row("England", (*decimals("60.00 60.00 60.00 62.00 64.00 65.00 67.00 67.00"), X)),
    )
    assert (table.total, table.shares) == (None, ())


def test_a_small_count_withholds_its_whole_period_in_public_and_nothing_for_staff() -> None:
    measure = by_age(decimals("19 30"), decimals("4 40"))
    staff, public = tabulate(measure, public=False), tabulate(measure, public=True)
    assert [row.values for row in staff.rows] == [decimals("19 30"), decimals("4 40")]
    assert staff.total == Row("Total", decimals("23 70"))
    assert [row.values for row in public.rows] == [(C, Decimal(30)), (C, Decimal(40))]
    assert public.total == Row("Total", decimals("23 70"))
    assert public.shares == (Row("Group 0", (C, Decimal("42.9"))), Row("Group 1", (C, Decimal("57.1"))))
    assert (staff.withheld, public.withheld) == (False, True)


def test_a_period_with_a_gap_has_no_total_and_no_shares() -> None:
    table = tabulate(by_age((Decimal(19), X), decimals("40 40")), public=True)
    assert [row.values for row in table.rows] == [(Decimal(19), X), decimals("40 40")]
    assert table.total == Row("Total", (Decimal(59), X))
    assert [row.values[1] for row in table.shares] == [X, X]


def test_a_small_count_beside_a_gap_is_withheld_with_its_period() -> None:
    table = tabulate(by_age((C,), (Decimal(3),), (Decimal(40),)), public=True)
    assert [row.values for row in table.rows] == [(C,), (C,), (C,)]


def test_a_period_a_series_lacks_is_missing() -> None:
    table = tabulate(by_age(decimals("19 20"), decimals("40")), public=False)
    assert table.rows[1].values == (Decimal(40), Symbol.MISSING)


def test_small_counts_of_areas_are_withheld_each_by_itself() -> None:
    measure = Measure((series(heading(), *decimals("5 0")), series(heading(area_name="Wirral"), *decimals("6 9"))))
    table = tabulate(measure, public=True)
    assert [row.values for row in table.rows] == [(C, Decimal(0)), decimals("6 9")]
    assert table.total is None


def test_a_rate_is_not_a_count() -> None:
    table = tabulate(Measure((series(heading(unit=Unit.PERCENT), *decimals("2.5 3")),)), public=True)
    assert table.rows[0].values == decimals("2.5 3")


def test_a_figure_carries_table_chart_words_and_source_of_the_same_values() -> None:
    figure = measure_figure(shipped("children-looked-after-rate"), id_prefix="rate", public=True)
    assert figure.table.caption == "Rate of children looked after (rate per 10,000 children aged 0 to 17)"
    assert [column.text for column in figure.table.columns][::9] == ["Area", "January 2022"]
    assert [str(cell) for cell in figure.table.rows[2]] == [
        "Statistical neighbours (mean of ten)",
        *["71.9", "71.9", "71.3", "76.4", "77.9", "83.6", "86.3", "88.7", "x"],
    ]
    assert figure.description.startswith("Sefton: 75 in 2014, 115 in January 2022. North West: 81 in 2014, 97 in 2021.")
    assert figure.chart and ">88.7 in 2021<" in figure.chart.wide
    assert "x: not available." in figure.notes
    assert figure.as_at_on == date(2022, 1, 31)
    assert "Sufficiency Strategy 2022–2025" in figure.source


def test_a_breakdown_shows_total_and_shares_and_compares_first_with_last() -> None:
    figure = measure_figure(shipped("children-looked-after-by-age"), id_prefix="age", public=True)
    assert [column.text for column in figure.table.columns] == [
        "Age group",
        *("2018", "2019", "2020", "2021", "January 2022"),
        *("2018 (%)", "2019 (%)", "2020 (%)", "2021 (%)", "January 2022 (%)"),
    ]
    assert [str(cell) for cell in figure.table.rows[-1]] == [
        "Total",
        *["480", "527", "566", "613", "616"],
        *["100.0"] * 5,
    ]
    assert [str(cell) for cell in figure.table.rows[0]][6:] == ["4.0", "5.9", "4.1", "4.6", "4.5"]
    assert figure.chart and ">2018<" in figure.chart.wide and ">2020<" not in figure.chart.wide


def test_what_is_withheld_stands_in_no_part_of_a_public_figure() -> None:
    figure = measure_figure(by_age(decimals("19 4"), decimals("41 43")), id_prefix="age", public=True)
    assert WITHHELD_SENTENCE in figure.notes
    assert figure.chart and ">43<" not in figure.chart.wide and "43" not in figure.description
    assert [row[2] for row in figure.table.rows] == ["c", "c", Decimal(47)]


def test_five_lines_are_a_table_without_a_chart() -> None:
    areas = tuple(series(heading(area_name=name), *decimals("60 70")) for name in "ABCDE")
    figure = measure_figure(Measure(areas), id_prefix="many", public=True)
    assert figure.chart is None and len(figure.table.rows) == 5


def test_areas_in_one_period_are_bars() -> None:
    areas = tuple(series(heading(area_name=name), *decimals("60")) for name in "ABCDE")
    figure = measure_figure(Measure(areas), id_prefix="once", public=True)
    assert figure.chart and figure.chart.wide.count("<rect") == 6  # the paper and five bars


def test_a_line_without_a_number_says_so() -> None:
    figure = measure_figure(Measure((series(heading(), X, X),)), id_prefix="none", public=True)
    assert figure.description == "Sefton: no figures."


def test_units_are_said_in_words() -> None:
    assert unit_words(heading()) == "Number"
    assert unit_words(shipped("children-looked-after-by-age").about) == "Number of children"
    assert unit_words(shipped("children-looked-after-rate").about) == "Rate per 10,000 children aged 0 to 17"
    assert unit_words(shipped("first-time-entrants-youth-justice").about) == "Rate per 100,000 children aged 10 to 17"
