"""A measure set out in rows and periods, with total and shares, and with the disclosure rule where it is
public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

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
    projected period says so.
    """

    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    total: Row | None
    shares: tuple[Row, ...]
    withheld: bool


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
    columns = [_column(measure, period, public=public) for period in measure.periods]
    names = [series.name for series in measure.series]
    divided = bool(measure.about.breakdown_by) and measure.about.unit is Unit.NUMBER
    return Tabulation(
        tuple(_shown(measure, period) for period in measure.periods),
        _rows(names, [column.values for column in columns]),
        Row("Total", tuple(column.total for column in columns)) if divided else None,
        _rows(names, [column.shares for column in columns]) if divided else (),
        any(column.withheld for column in columns),
    )


def is_withheld(measure: Measure) -> bool:
    """Whether the disclosure rule withholds anything of a measure, whatever has been said about printing it."""
    return tabulate(replace(measure, printed_as_source=False), public=True).withheld


def _shown(measure: Measure, period: Period) -> Period:
    return Period(f"{period.label} (projected)", period.on) if measure.is_expected(period) else period


def _rows(names: Sequence[str], columns: Sequence[tuple[Value, ...]]) -> tuple[Row, ...]:
    return tuple(Row(name, tuple(column[index] for column in columns)) for index, name in enumerate(names))


def _column(measure: Measure, period: Period, *, public: bool) -> _Column:
    values = tuple(series.value_in(period) for series in measure.series)
    if measure.about.unit is not Unit.NUMBER:
        return _Column(values, Symbol.NOT_APPLICABLE, (), withheld=False)
    if measure.about.breakdown_by:
        return _divided(measure, period, values, public=public)
    guarded = public and not measure.printed_as_source
    return _single_counts(values, guarded=guarded)


def _single_counts(values: tuple[Value, ...], *, guarded: bool) -> _Column:
    """Counts of different areas, which are not parts of one total."""
    shown = tuple(_safe(value) for value in values) if guarded else values
    return _Column(shown, Symbol.NOT_APPLICABLE, (), withheld=shown != values)


def _safe(value: Value) -> Value:
    return value if isinstance(value, Symbol) or is_safe(int(value)) else Symbol.SUPPRESSED


def _divided(measure: Measure, period: Period, values: tuple[Value, ...], *, public: bool) -> _Column:
    symbols = [value for value in values if isinstance(value, Symbol)]
    if symbols:
        return _partly_known(values, symbols[0], guarded=public and not measure.printed_as_source)
    labels = [series.name for series in measure.series]
    cells = tuple(Cell(label, int(value)) for label, value in zip(labels, values, strict=True))
    name, total = f"{measure.about.slug} {period.on}", sum(cell.count for cell in cells)
    breakdown = Breakdown(name, total, cells, printed_by_source=measure.printed_as_source)
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
