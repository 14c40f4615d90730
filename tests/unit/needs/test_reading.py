"""Reading a project CSV: what each cell means, and every fault with its place."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.disclosure import Symbol
from portal.needs.forms import fault_place, fault_sentence
from portal.needs.rules.reading import (
    COLUMNS,
    Fault,
    FaultKind,
    FaultyFile,
    NotAValue,
    read_measures,
    read_value,
)
from portal.needs.rules.series import AreaKind, Heading, Measure, Period, Point, Unit, may_join

ROW = {
    "slug": "rate",
    "title": "Rate of children looked after",
    "unit": "rate_per_10000",
    "denominator": "children aged 0 to 17",
    "polarity": "neither",
    "definition": "Children looked after on 31 March.",
    "breakdown_by": "",
    "as_at_on": "2022-01-31",
    "source_title": "Sufficiency strategy",
    "source_place": "Page 9",
    "already_published_by": "Sefton Council",
    "area_kind": "authority",
    "area_name": "Sefton",
    "area_code": "E08000014",
    "breakdown": "",
    "method": "",
    "period_label": "2020",
    "period_on": "2020-03-31",
    "value": "105.00",
}
LATER = {"period_label": "2021", "period_on": "2021-03-31"}
ENGLAND = {"area_kind": "england", "area_name": "England", "area_code": "E92000001"}
NEIGHBOURS = {
    "area_kind": "statistical_neighbours",
    "area_name": "Statistical neighbours",
    "area_code": "",
    "method": "mean of ten",
}


def written(*changes: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """A file of rows, each ROW with some cells changed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**ROW, **change} for change in changes)
    return out.getvalue().encode()


def read(*changes: dict[str, str]) -> tuple[Measure, ...]:
    return read_measures(written(*changes), authority_code="E08000014")


def faults_of(data: bytes) -> list[tuple[int, str, FaultKind]]:
    with pytest.raises(FaultyFile) as caught:
        read_measures(data, authority_code="E08000014")
    return [(fault.row, fault.column, fault.kind) for fault in caught.value.faults]


def faults(*changes: dict[str, str]) -> list[tuple[int, str, FaultKind]]:
    return faults_of(written(*changes))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("71.90", Decimal("71.90")),
        ("1,234,567.5", Decimal("1234567.5")),
        (" 616 ", Decimal(616)),
        ("0", Decimal(0)),
        ("-100", Decimal(-100)),
        ("c", Symbol.SUPPRESSED),
        ("C", Symbol.SUPPRESSED),
        ("z", Symbol.NOT_APPLICABLE),
        ("x", Symbol.NOT_AVAILABLE),
        ("k", Symbol.ROUNDS_TO_ZERO),
        ("low", Symbol.LOW),
        (":", Symbol.MISSING),
        ("", Symbol.MISSING),
        ("N/A", Symbol.NOT_AVAILABLE),
        ("TBC", Symbol.NOT_AVAILABLE),
        ("Not available", Symbol.NOT_AVAILABLE),
        ("Not applicable", Symbol.NOT_APPLICABLE),
    ],
)
def test_a_cell_is_a_number_or_a_symbol(cell: str, value: Decimal | Symbol) -> None:
    assert read_value(cell) == value


@pytest.mark.parametrize(
    "cell", ["about 5", "1,23", "1.2.3", "£5", "12%", "٦١٦", "1e5", "--", "5*", "1 234", "NaN", "1" * 13, "½"]
)
def test_anything_else_is_refused(cell: str) -> None:
    with pytest.raises(NotAValue):
        read_value(cell)


@pytest.mark.parametrize(
    ("cell", "symbol", "value"),
    [
        ("", "c", Symbol.SUPPRESSED),
        ("c", "c", Symbol.SUPPRESSED),
        ("-100.0", "c", Symbol.SUPPRESSED),
        ("-100", "", Decimal(-100)),
        ("12.5", "", Decimal("12.5")),
    ],
)
def test_minus_one_hundred_beside_c_is_a_sentinel(cell: str, symbol: str, value: Decimal | Symbol) -> None:
    assert read_value(cell, symbol) == value


@pytest.mark.parametrize(("cell", "symbol"), [("12", "c"), ("-100", "z"), ("c", "z"), ("", "q"), ("5", "r")])
def test_a_value_and_a_symbol_that_contradict_are_refused(cell: str, symbol: str) -> None:
    with pytest.raises(NotAValue):
        read_value(cell, symbol)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_number_with_or_without_commas_is_the_same_number(number: Decimal) -> None:
    assert read_value(f"{number:,f}") == read_value(f"{number:f}") == number


def test_rows_become_series_of_one_measure_with_periods_in_order() -> None:
    (measure,) = read({**LATER, "value": "113"}, {"value": "105.00"}, {**ENGLAND, "value": "N/A"})
    assert [series.heading.area_name for series in measure.series] == ["Sefton", "England"]
    assert measure.series[0].points == (
        Point(Period("2020", date(2020, 3, 31)), Decimal("105.00")),
        Point(Period("2021", date(2021, 3, 31)), Decimal(113)),
    )
    assert measure.series[1].points == (Point(Period("2020", date(2020, 3, 31)), Symbol.NOT_AVAILABLE),)
    assert (measure.about.unit, measure.about.as_at_on) == (Unit.RATE_PER_10000, date(2022, 1, 31))


def test_a_file_saved_by_a_spreadsheet_reads_the_same() -> None:
    plain = written({}, LATER)
    saved = b"\xef\xbb\xbf" + plain + b"\r\n" + b"," * (len(COLUMNS) - 1) + b"\r\n"
    assert read_measures(saved, authority_code="E08000014") == read({}, LATER)


def test_measures_and_vintages_are_kept_apart() -> None:
    measures = read({}, {"slug": "other"}, {"as_at_on": "2023-01-31"})
    assert [(each.about.slug, each.about.as_at_on.year) for each in measures] == [
        ("rate", 2022),
        ("other", 2022),
        ("rate", 2023),
    ]


@pytest.mark.parametrize(
    ("change", "column", "kind"),
    [
        ({"value": "about 5"}, "value", FaultKind.NOT_A_VALUE),
        ({"value": "-1"}, "value", FaultKind.BELOW_ZERO),
        ({"unit": "number", "value": "1.5"}, "value", FaultKind.NOT_WHOLE),
        ({"slug": "Rate of children"}, "slug", FaultKind.SLUG),
        ({"slug": ""}, "slug", FaultKind.BLANK),
        ({"title": ""}, "title", FaultKind.BLANK),
        ({"title": "x" * 151}, "title", FaultKind.TOO_LONG),
        ({"title": "two\nlines"}, "title", FaultKind.CONTROL_CHARACTER),
        ({"title": "a\0b"}, "title", FaultKind.CONTROL_CHARACTER),
        ({"title": "a\u202eb"}, "title", FaultKind.CONTROL_CHARACTER),
        ({"unit": "rate"}, "unit", FaultKind.CHOICE),
        ({"polarity": ""}, "polarity", FaultKind.CHOICE),
        ({"area_kind": "Wirral"}, "area_kind", FaultKind.CHOICE),
        ({"as_at_on": "31/01/2022"}, "as_at_on", FaultKind.DATE),
        ({"as_at_on": "20220131"}, "as_at_on", FaultKind.DATE),
        ({"period_on": "2021-02-30"}, "period_on", FaultKind.DATE),
        ({"period_on": "2022-03-31"}, "period_on", FaultKind.AFTER_AS_AT),
        ({"area_code": "E08000015"}, "area_code", FaultKind.OTHER_AUTHORITY),
        ({**NEIGHBOURS, "method": ""}, "method", FaultKind.NO_METHOD),
        ({"breakdown_by": "Age group"}, "breakdown", FaultKind.HALF_BREAKDOWN),
        ({"breakdown": "Under 1"}, "breakdown", FaultKind.HALF_BREAKDOWN),
    ],
)
def test_a_faulty_cell_is_named_by_row_and_column(change: dict[str, str], column: str, kind: FaultKind) -> None:
    assert faults(ENGLAND, change) == [(3, column, kind)]


def test_percentages_may_fall_below_zero() -> None:
    (measure,) = read({"unit": "percent", "value": "-12.5"})
    assert measure.series[0].points[0].value == Decimal("-12.5")


@pytest.mark.parametrize(
    ("change", "column", "kind"),
    [
        ({"value": "107"}, "period_on", FaultKind.PERIOD_TWICE),
        ({**LATER, "method": "median of ten"}, "method", FaultKind.SERIES_DIFFERS),
        ({**LATER, "definition": "Another"}, "definition", FaultKind.SERIES_DIFFERS),
        ({**ENGLAND, "definition": "Another"}, "definition", FaultKind.MEASURE_DIFFERS),
        ({**ENGLAND, "unit": "percent"}, "unit", FaultKind.MEASURE_DIFFERS),
        ({**ENGLAND, "period_label": "2019/20"}, "period_label", FaultKind.LABEL_DIFFERS),
        ({**ENGLAND, "period_on": "2021-03-31"}, "period_label", FaultKind.LABEL_DIFFERS),
    ],
)
def test_rows_that_do_not_belong_together_are_named(change: dict[str, str], column: str, kind: FaultKind) -> None:
    assert faults({}, change) == [(3, column, kind)]


def test_a_breakdown_is_about_one_area() -> None:
    age = {"breakdown_by": "Age group", "breakdown": "Under 1 year"}
    assert faults(age, {**age, **ENGLAND}) == [(3, "area_name", FaultKind.SEVERAL_AREAS)]


def test_all_faults_are_found_at_once_in_the_order_of_the_rows() -> None:
    found = faults({"value": "lots", "as_at_on": "soon"}, {}, {**ENGLAND, "value": "-3", "title": ""})
    assert found == [
        (2, "as_at_on", FaultKind.DATE),
        (2, "value", FaultKind.NOT_A_VALUE),
        (4, "title", FaultKind.BLANK),
        (4, "value", FaultKind.BELOW_ZERO),
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", [(0, "", FaultKind.EMPTY)]),
        (b"slug\n", [(0, "", FaultKind.EMPTY)]),
        (b"\xff\xfe\x00", [(0, "", FaultKind.NOT_TEXT)]),
        (b'slug,title\n"broken', [(0, "", FaultKind.NOT_TEXT)]),
        (written({}) + b"one,two\n", [(3, "", FaultKind.CELLS)]),
        (b"slug\n" * 5_002, [(0, "", FaultKind.TOO_MANY_ROWS)]),
        (written({}, columns=COLUMNS[1:]), [(1, "slug", FaultKind.COLUMN_MISSING)]),
        (written({}, columns=(*COLUMNS, "colour")), [(1, "colour", FaultKind.COLUMN_UNKNOWN)]),
        (written({}, columns=(*COLUMNS, "slug")), [(1, "slug", FaultKind.COLUMN_UNKNOWN)]),
        (written({}, columns=(*COLUMNS, "")), [(1, "column 20", FaultKind.COLUMN_UNKNOWN)]),
        (written({"symbol": "c"}, columns=(*COLUMNS, "symbol")), [(2, "value", FaultKind.TWO_VALUES)]),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused_whole(data: bytes, found: list[tuple[int, str, FaultKind]]) -> None:
    assert faults_of(data) == found


@given(st.lists(st.text(max_size=12), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_no_row_of_text_breaks_the_reader(cells: list[str]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([COLUMNS, cells])
    with pytest.raises(FaultyFile):
        read_measures(text.getvalue().encode("utf-8", "replace"), authority_code="E08000014")


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_of_fault_has_a_sentence_that_says_what_to_do(kind: FaultKind) -> None:
    sentence = fault_sentence(Fault(2, "unit", kind, "furlongs"))
    assert sentence.endswith(".") and "{" not in sentence


@pytest.mark.parametrize(
    ("fault", "place", "sentence"),
    [
        (
            Fault(12, "value", FaultKind.NOT_A_VALUE, "about 5"),
            "Row 12, value",
            "“about 5” is neither a number nor a symbol. Use a number like 1,234.5, or c, z, x, k or a colon.",
        ),
        (Fault(0, "", FaultKind.NOT_TEXT), "Whole file", "Save the file as “CSV UTF-8” and upload it again."),
        (
            Fault(3, "", FaultKind.CELLS, "2 instead of 19"),
            "Row 3",
            "This row has 2 instead of 19 cells. Put text that holds a comma in quotation marks.",
        ),
        (
            Fault(2, "title", FaultKind.TOO_LONG),
            "Row 2, title",
            "Shorten title to 150 characters or fewer.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(fault: Fault, place: str, sentence: str) -> None:
    assert (fault_place(fault), fault_sentence(fault)) == (place, sentence)


def test_series_of_another_method_definition_or_vintage_are_never_joined() -> None:
    (measure,) = read(NEIGHBOURS)
    one = measure.about
    assert may_join(one, measure.about)
    for change in (
        {"method": "median of ten"},
        {"definition": "Another"},
        {"as_at_on": date(2023, 1, 31)},
        {"area_kind": AreaKind.ENGLAND},
    ):
        assert not may_join(one, Heading(**{**vars(one), **change}))
