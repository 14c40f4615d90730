"""A measure set out in rows and periods, with total and shares, and with the disclosure rule where it is
public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from portal.disclosure import Breakdown, Cell, Symbol, is_safe, release, share_of
from portal.needs.rules.series import Measure, Period, Unit, Value


@dataclass(frozen=True)
class Row:
    """A name and its values, one for each period."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Tabulation:
    """A measure as it is printed. Counts of a breakdown have a total, and shares in per cent. The label of a
    projected period says so; where its outturn is known, that stands in a column of its own just after it, and
    `outturns` has the places of such columns.
    """

    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    total: Row | None
    shares: tuple[Row, ...]
    withheld: bool
    outturns: frozenset[int] = frozenset()


class _Look(NamedTuple):
    """A period as it was projected or counted, or what it came to."""

    period: Period
    is_outturn: bool

    def name_in(self, measure: Measure) -> Period:
        """The period as its column is headed."""
        said = "outturn" if self.is_outturn else "projected" if measure.is_expected(self.period) else ""
        return Period(f"{self.period.label} ({said})", self.period.on) if said else self.period

    def values_in(self, measure: Measure) -> tuple[Value, ...]:
        if not self.is_outturn:
            return tuple(series.value_in(self.period) for series in measure.series)
        found = (series.outturn_in(self.period) for series in measure.series)
        return tuple(outturn.value if outturn else Symbol.MISSING for outturn in found)

    def is_printed_in(self, measure: Measure) -> bool:
        """Whether it is printed as its source printed it, which was said of the projection and its source alone."""
        return measure.printed_as_source and not self.is_outturn


@dataclass(frozen=True)
class _Column:
    """One period's values, with what is computed from them."""

    values: tuple[Value, ...]
    total: Value
    shares: tuple[Value, ...]
    withheld: bool


def tabulate(measure: Measure, *, public: bool) -> Tabulation:
    """Rows in the order of the series, periods oldest first; `public` applies the disclosure rule to counts, unless the
    measure is printed as its source printed it.

    Totals and shares are computed here from the counts, never read from a file. A total is a symbol where
    one of its parts is, because what is unknown cannot be added.
    """
    looks = _looks(measure)
    columns = [_column(measure, look, public=public) for look in looks]
    names = [series.name for series in measure.series]
    divided = bool(measure.about.breakdown_by) and measure.about.unit is Unit.NUMBER
    return Tabulation(
        tuple(look.name_in(measure) for look in looks),
        _rows(names, [column.values for column in columns]),
        Row("Total", tuple(column.total for column in columns)) if divided else None,
        _rows(names, [column.shares for column in columns]) if divided else (),
        any(column.withheld for column in columns),
        frozenset(place for place, look in enumerate(looks) if look.is_outturn),
    )


def _looks(measure: Measure) -> list[_Look]:
    known = {period for _place, period in measure.outturns}
    return [
        _Look(period, is_outturn)
        for period in measure.periods
        for is_outturn in (False, True)
        if not is_outturn or period in known
    ]


def is_withheld(measure: Measure) -> bool:
    """Whether the disclosure rule withholds anything that a measure's source printed, whatever was said about it."""
    return tabulate(replace(measure.without_outturns, printed_as_source=False), public=True).withheld


def _rows(names: Sequence[str], columns: Sequence[tuple[Value, ...]]) -> tuple[Row, ...]:
    return tuple(Row(name, tuple(column[index] for column in columns)) for index, name in enumerate(names))


def _column(measure: Measure, look: _Look, *, public: bool) -> _Column:
    values = look.values_in(measure)
    if measure.about.unit is not Unit.NUMBER:
        return _Column(values, Symbol.NOT_APPLICABLE, (), withheld=False)
    if measure.about.breakdown_by:
        return _divided(measure, look, values, public=public)
    return _single_counts(values, guarded=public and not look.is_printed_in(measure))


def _single_counts(values: tuple[Value, ...], *, guarded: bool) -> _Column:
    """Counts of different areas, which are not parts of one total."""
    shown = tuple(_safe(value) for value in values) if guarded else values
    return _Column(shown, Symbol.NOT_APPLICABLE, (), withheld=shown != values)


def _safe(value: Value) -> Value:
    return value if isinstance(value, Symbol) or is_safe(int(value)) else Symbol.SUPPRESSED


def _divided(measure: Measure, look: _Look, values: tuple[Value, ...], *, public: bool) -> _Column:
    is_printed = look.is_printed_in(measure)
    symbols = [value for value in values if isinstance(value, Symbol)]
    if symbols:
        return _partly_known(values, symbols[0], guarded=public and not is_printed)
    labels = [series.name for series in measure.series]
    cells = tuple(Cell(label, int(value)) for label, value in zip(labels, values, strict=True))
    name, total = f"{measure.about.slug} {look.name_in(measure).label}", sum(cell.count for cell in cells)
    breakdown = Breakdown(name, total, cells, printed_by_source=is_printed)
    if not public:
        return _Column(values, Decimal(breakdown.total), _shares(breakdown), withheld=False)
    released = release(breakdown)
    shown = tuple(_value(cell.count) for cell in released.cells)
    return _Column(shown, _value(released.total), released.shares, released.withheld)


def _partly_known(values: tuple[Value, ...], symbol: Symbol, *, guarded: bool) -> _Column:
    """A period in which the source itself left something out: no total, and nothing small beside the gap."""
    unknown: tuple[Value, ...] = (symbol,) * len(values)
    if guarded and any(_safe(value) != value for value in values):
        return _Column((Symbol.SUPPRESSED,) * len(values), symbol, unknown, withheld=True)
    return _Column(values, symbol, unknown, withheld=False)


def _shares(breakdown: Breakdown) -> tuple[Value, ...]:
    return tuple(share_of(cell.count, breakdown.total) for cell in breakdown.cells)


def _value(count: int | Symbol) -> Value:
    return count if isinstance(count, Symbol) else Decimal(count)
