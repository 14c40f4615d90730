"""What tables of released counts are made with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from portal.charts import Chart, Series, Words, bar_chart
from portal.disclosure import Released, Symbol
from portal.statements.rules.catalogue import Drawing, Row, Value

Count = int | Symbol


def counts_of(released: Iterable[Released]) -> dict[str, Count]:
    """Every released quantity by name."""
    return {name: count for table in released for name, count in table.printed()}


def value_of(count: Count | Decimal) -> Value:
    """A count as a table holds it."""
    return count if isinstance(count, Symbol) else Decimal(count)


def listed(parts: Sequence[str]) -> str:
    """One sentence of several parts."""
    if len(parts) < 2:
        return "".join(f"{part}." for part in parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}."


def bars_of(rows: Sequence[Row], description: str, unit: str) -> Drawing | None:
    """A bar for the first value of each row; None where one of them has none."""
    if not rows or any(isinstance(row.values[0], Symbol) for row in rows):
        return None

    def draw(title: str, id_prefix: str) -> Chart:
        # One series needs no name beside its bars: the unit says what they count.
        series = Series("", tuple(row.values[0] for row in rows))
        return bar_chart([series], [row.name for row in rows], Words(title, description, unit), id_prefix=id_prefix)

    return draw
