"""Reading a project CSV: one row a value, every fault found at once with its row and column.

Columns: those of `Heading`, then period_label, period_on, value; those of projections, of their outturn and symbol may
be left out. Dates are written 2022-01-31. Rows of one series agree in their heading; series of one measure agree in
what is the measure's.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.disclosure import Symbol
from portal.needs.rules.series import (
    BASIS_FIELDS,
    FIELDS,
    MEASURE_FIELDS,
    PROJECTION_FIELDS,
    AreaKind,
    Heading,
    Kind,
    Measure,
    Outturn,
    Period,
    Point,
    Polarity,
    Series,
    Unit,
    Value,
    differences,
    may_join,
)

COLUMNS = (*(name for name in FIELDS if name not in PROJECTION_FIELDS), "period_label", "period_on", "value")
# What a projected period came to: all three, or none where nobody knows yet.
OUTTURN_COLUMNS = ("outturn", "outturn_as_at_on", "outturn_source")
OPTIONAL_COLUMNS = (*PROJECTION_FIELDS, "symbol", *OUTTURN_COLUMNS)
MOST_ROWS = 5_000
# The longest text of each column, which is also what the tables hold.
LENGTHS: Mapping[str, int] = {
    "slug": 60,
    "title": 150,
    "denominator": 150,
    "definition": 1_000,
    "breakdown_by": 60,
    "source_title": 200,
    "source_place": 300,
    "already_published_by": 150,
    "area_name": 60,
    "area_code": 9,
    "breakdown": 60,
    "method": 60,
    "inputs": 500,
    "spread": 300,
    "assumptions": 1_000,
    "period_label": 24,
    "outturn_source": 300,
}
REQUIRED = (
    "slug",
    "title",
    "definition",
    "source_title",
    "source_place",
    "area_name",
    "period_label",
)
CHOICES: Mapping[str, type[StrEnum]] = {
    "unit": Unit,
    "polarity": Polarity,
    "area_kind": AreaKind,
    "kind": Kind,
}
DATES = ("as_at_on", "period_on", "outturn_as_at_on")
READ: Mapping[str, Callable[[str], Any]] = {**CHOICES, "as_at_on": date.fromisoformat}
# Twelve digits before the point and six after are more than any published rate or sum needs.
NUMBER = re.compile(r"-?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,6})?", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
SENTINEL = Decimal(-100)

SYMBOL_WORDS: Mapping[str, Symbol] = {
    **{symbol.value: symbol for symbol in Symbol},
    "": Symbol.MISSING,
    "n/a": Symbol.NOT_AVAILABLE,
    "tbc": Symbol.NOT_AVAILABLE,
    "not available": Symbol.NOT_AVAILABLE,
    "not applicable": Symbol.NOT_APPLICABLE,
}


class FaultKind(StrEnum):
    """What can be wrong with a file; `portal.needs.forms` has a sentence for each."""

    NOT_TEXT = "not_text"
    EMPTY = "empty"
    TOO_MANY_ROWS = "too_many_rows"
    COLUMN_MISSING = "column_missing"
    COLUMN_UNKNOWN = "column_unknown"
    CELLS = "cells"
    BLANK = "blank"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    SLUG = "slug"
    CHOICE = "choice"
    DATE = "date"
    AFTER_AS_AT = "after_as_at"
    NOT_A_VALUE = "not_a_value"
    BELOW_ZERO = "below_zero"
    NOT_WHOLE = "not_whole"
    TWO_VALUES = "two_values"
    OTHER_AUTHORITY = "other_authority"
    NO_METHOD = "no_method"
    NO_BASIS = "no_basis"
    HALF_BREAKDOWN = "half_breakdown"
    PERIOD_TWICE = "period_twice"
    LABEL_DIFFERS = "label_differs"
    SERIES_DIFFERS = "series_differs"
    MEASURE_DIFFERS = "measure_differs"
    SEVERAL_AREAS = "several_areas"
    VINTAGE_TAKEN = "vintage_taken"
    OUTTURN_OF_COUNTED = "outturn_of_counted"
    OUTTURN_HALF = "outturn_half"
    OUTTURN_EARLY = "outturn_early"
    OUTTURN_TAKEN = "outturn_taken"


@dataclass(frozen=True, order=True)
class Fault:
    """Something to mend. `row` 1 is the heading row, 0 the whole file; `given` is what stood there."""

    row: int
    column: str
    kind: FaultKind
    given: str = ""


@dataclass(frozen=True)
class _Line:
    """One row that could be read."""

    row: int
    heading: Heading
    point: Point


class FaultyFile(Exception):
    """A file that cannot be taken; `faults` holds all that is wrong with it, in the order of its rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(f"{len(self.faults)} faults")


class NotAValue(ValueError):
    """A cell holds neither a number nor a known symbol."""


def read_value(cell: str, symbol: str = "") -> Value:
    """A value cell, with the symbol beside it if the file has such a column, as a number or a symbol.

    Decision 13 of the domain: thousands may have commas; blank is missing (`:`); "N/A", "TBC" and "Not
    available" are `x`; -100 beside `c` is the sentinel of DfE's files, not a number. Raises NotAValue, also
    where a number and a symbol contradict each other.
    """
    written, beside = cell.strip().casefold(), symbol.strip().casefold()
    if not beside:
        return _read_alone(written)
    if beside in SYMBOL_WORDS and (written in ("", beside) or (beside == "c" and _is_sentinel(written))):
        return SYMBOL_WORDS[beside]
    raise NotAValue(f"{cell} {symbol}")


def _read_alone(written: str) -> Value:
    if written in SYMBOL_WORDS:
        return SYMBOL_WORDS[written]
    if NUMBER.fullmatch(written):
        return Decimal(written.replace(",", ""))
    raise NotAValue(written)


def _is_sentinel(written: str) -> bool:
    return bool(NUMBER.fullmatch(written)) and Decimal(written.replace(",", "")) == SENTINEL


def read_measures(data: bytes, *, authority_code: str) -> tuple[Measure, ...]:
    """Every measure of a project CSV, in the order of the file.

    `authority_code` is the ONS code of the authority whose needs these are: rows about another are refused.
    Raises FaultyFile with every fault found.
    """
    lines, faults = [], []
    for row, cells in _rows(data):
        found = list(_faults_in(row, cells, authority_code))
        faults += found
        if not found:
            lines.append(_line(row, cells))
    measures = _measures(lines)
    faults += [fault for each in measures for fault in _faults_between(each)]
    if faults:
        raise FaultyFile(faults)
    return tuple(_measure(each) for each in measures)


# The file


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Rows by number as column → text; blank rows are left out. Raises FaultyFile where there is no table."""
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise FaultyFile([Fault(0, "", FaultKind.NOT_TEXT)]) from None
    if len(table) > MOST_ROWS + 1:
        raise FaultyFile([Fault(0, "", FaultKind.TOO_MANY_ROWS, f"{len(table) - 1:,}")])
    if not any("".join(cells).strip() for cells in table[1:]):
        raise FaultyFile([Fault(0, "", FaultKind.EMPTY)])
    names = [_tidy(name).casefold() for name in table[0]]
    if faults := list(_heading_faults(names)):
        raise FaultyFile(faults)
    return _body(names, table)


def _heading_faults(names: Sequence[str]) -> Iterator[Fault]:
    known = COLUMNS + OPTIONAL_COLUMNS
    yield from (Fault(1, name, FaultKind.COLUMN_MISSING) for name in COLUMNS if name not in names)
    for index, name in enumerate(names):
        if name not in known or name in names[:index]:
            yield Fault(1, name or f"column {index + 1}", FaultKind.COLUMN_UNKNOWN)


def _body(names: Sequence[str], table: Sequence[Sequence[str]]) -> list[tuple[int, dict[str, str]]]:
    filled = [(row, cells) for row, cells in enumerate(table[1:], 2) if any(cell.strip() for cell in cells)]
    if faults := [
        Fault(row, "", FaultKind.CELLS, f"{len(cells)} instead of {len(names)}")
        for row, cells in filled
        if len(cells) != len(names)
    ]:
        raise FaultyFile(faults)
    return [(row, dict(zip(names, map(_tidy, cells), strict=True))) for row, cells in filled]


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", cell.strip())


# One row


def _faults_in(row: int, cells: Mapping[str, str], authority_code: str) -> Iterator[Fault]:
    """What is wrong with a row by itself; how its cells fit each other is asked once each can be read."""
    alone = [
        Fault(row, column, kind, cell[:40]) for column, cell in cells.items() for kind in _cell_faults(column, cell)
    ]
    yield from alone
    for column in ("value", "outturn"):
        if fault := _value_fault(cells, column):
            yield Fault(row, column, fault, cells[column][:40])
    if not alone:
        yield from (Fault(row, column, kind) for column, kind in _fit_faults(cells, authority_code))


def _cell_faults(column: str, cell: str) -> Iterator[FaultKind]:
    if any(_is_unseen(character) for character in cell):
        yield FaultKind.CONTROL_CHARACTER
    if len(cell) > LENGTHS.get(column, len(cell)):
        yield FaultKind.TOO_LONG
    if column in REQUIRED and not cell:
        yield FaultKind.BLANK
    elif column == "slug" and not SLUG.fullmatch(cell):
        yield FaultKind.SLUG
    elif column in CHOICES and cell not in list(CHOICES[column]):
        yield FaultKind.CHOICE
    elif column in DATES and not _is_date(cell) and (cell or column not in OUTTURN_COLUMNS):
        yield FaultKind.DATE


def _is_unseen(character: str) -> bool:
    # Joiners are needed to write several scripts; every other format or control character only misleads.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and character not in "\u200c\u200d"


def _is_date(cell: str) -> bool:
    try:
        return bool(DATE.fullmatch(cell)) and bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _value_fault(cells: Mapping[str, str], column: str) -> FaultKind | None:
    beside = cells.get("symbol", "") if column == "value" else ""
    try:
        value = read_value(cells.get(column, ""), beside)
    except NotAValue:
        return FaultKind.TWO_VALUES if beside else FaultKind.NOT_A_VALUE
    if isinstance(value, Symbol) or cells["unit"] == Unit.PERCENT:
        return None
    if value < 0:
        return FaultKind.BELOW_ZERO
    whole = value == value.to_integral_value()
    return FaultKind.NOT_WHOLE if cells["unit"] == Unit.NUMBER and not whole else None


def _fit_faults(cells: Mapping[str, str], authority_code: str) -> Iterator[tuple[str, FaultKind]]:
    if cells.get("kind") == Kind.PROJECTION:
        yield from ((name, FaultKind.NO_BASIS) for name in ("method", *BASIS_FIELDS) if not cells.get(name))
    elif cells["period_on"] > cells["as_at_on"]:
        yield "period_on", FaultKind.AFTER_AS_AT
    yield from _outturn_faults(cells)
    if cells["area_kind"] == AreaKind.AUTHORITY and cells["area_code"] != authority_code:
        yield "area_code", FaultKind.OTHER_AUTHORITY
    if cells["area_kind"] == AreaKind.STATISTICAL_NEIGHBOURS and not cells["method"]:
        yield "method", FaultKind.NO_METHOD
    if bool(cells["breakdown_by"]) != bool(cells["breakdown"]):
        yield "breakdown", FaultKind.HALF_BREAKDOWN


def _outturn_faults(cells: Mapping[str, str]) -> Iterator[tuple[str, FaultKind]]:
    blank = [name for name in OUTTURN_COLUMNS if not cells.get(name)]
    if len(blank) == len(OUTTURN_COLUMNS):
        return
    if cells.get("kind") != Kind.PROJECTION or cells["period_on"] <= cells["as_at_on"]:
        yield "outturn", FaultKind.OUTTURN_OF_COUNTED
    yield from ((name, FaultKind.OUTTURN_HALF) for name in blank)
    if not blank and cells["outturn_as_at_on"] < cells["period_on"]:
        yield "outturn_as_at_on", FaultKind.OUTTURN_EARLY


def _line(row: int, cells: Mapping[str, str]) -> _Line:
    own = {name: READ.get(name, str)(cells[name]) for name in FIELDS if name in cells}
    period = Period(cells["period_label"], date.fromisoformat(cells["period_on"]))
    return _Line(
        row,
        Heading(**own),
        Point(period, read_value(cells["value"], cells.get("symbol", "")), _outturn(cells)),
    )


def _outturn(cells: Mapping[str, str]) -> Outturn | None:
    if not cells.get("outturn"):
        return None
    as_at_on = date.fromisoformat(cells["outturn_as_at_on"])
    return Outturn(read_value(cells["outturn"]), as_at_on, cells["outturn_source"])


# Rows together


_SeriesLines = list[_Line]


def _measures(lines: Sequence[_Line]) -> list[list[_SeriesLines]]:
    """Lines gathered by measure and vintage, then by series, each in the order of the file."""
    gathered: dict[object, dict[object, _SeriesLines]] = {}
    for line in lines:
        about = line.heading
        measure = gathered.setdefault((about.slug, about.as_at_on), {})
        measure.setdefault((about.area_kind, about.area_name, about.breakdown), []).append(line)
    return [list(measure.values()) for measure in gathered.values()]


def _faults_between(measure: Sequence[_SeriesLines]) -> Iterator[Fault]:
    first = measure[0][0]
    for lines in measure:
        yield from _series_faults(lines)
        for name in differences(first.heading, lines[0].heading, MEASURE_FIELDS):
            yield Fault(lines[0].row, name, FaultKind.MEASURE_DIFFERS)
        if first.heading.breakdown_by and lines[0].heading.area_name != first.heading.area_name:
            yield Fault(lines[0].row, "area_name", FaultKind.SEVERAL_AREAS)
    yield from _label_faults([line for lines in measure for line in lines])


def _series_faults(lines: _SeriesLines) -> Iterator[Fault]:
    seen: set[date] = set()
    for line in lines:
        if not may_join(lines[0].heading, line.heading):
            names = differences(lines[0].heading, line.heading)
            yield from (Fault(line.row, name, FaultKind.SERIES_DIFFERS) for name in names)
        if line.point.period.on in seen:
            yield Fault(line.row, "period_on", FaultKind.PERIOD_TWICE, f"{line.point.period.on}")
        seen.add(line.point.period.on)


def _label_faults(lines: Sequence[_Line]) -> Iterator[Fault]:
    """One day has one label, and one label means one day, throughout a measure."""
    labels: dict[date, str] = {}
    days: dict[str, date] = {}
    for line in lines:
        label, on = line.point.period
        if labels.setdefault(on, label) != label or days.setdefault(label, on) != on:
            yield Fault(line.row, "period_label", FaultKind.LABEL_DIFFERS, label)


def _measure(measure: Sequence[_SeriesLines]) -> Measure:
    return Measure(
        tuple(
            Series(
                lines[0].heading,
                tuple(sorted((line.point for line in lines), key=lambda each: each.period.on)),
            )
            for lines in measure
        )
    )
