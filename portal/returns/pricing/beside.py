"""Prices side by side, for people: what changed first, with the change in pounds and per cent, then what stayed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from portal.returns.beside import Beside
from portal.returns.pricing.rules import Compared, PriceLine, compare
from portal.returns.pricing.words import MONEY, change_words, figure_name, value_words
from portal.web.tables import Column, Table


def side_by_side(line: PriceLine, before: PriceLine | None, *, since: str = "", heading: str = "") -> Beside:
    """A price beside an earlier one. `since` is how a sentence speaks of that one ("June 2026", "version 1"), `heading`
    what stands over its column."""
    if before is None:
        return Beside("", None, _once("Prices", compare(line)))
    rows = compare(before, line)
    changed = [row for row in rows if row.changed]
    count = f"{len(changed) or 'No'} {'price or detail' if len(changed) == 1 else 'prices or details'}"
    finding = f"{count} changed since {since}"
    same = [row for row in rows if not row.changed]
    return Beside(finding, _changed(finding, heading, changed), _once(f"The same as in {since}", same))


def _once(caption: str, rows: Sequence[Compared]) -> Table | None:
    columns = [Column("Price or detail"), Column("Value", numeric=True)]
    shown = [[figure_name(row.figure), value_words(row.figure, row.values[-1])] for row in rows]
    return Table(caption, columns, shown) if shown else None


def _changed(caption: str, heading: str, rows: Sequence[Compared]) -> Table | None:
    columns = [Column("Price or detail"), *(Column(text, numeric=True) for text in (heading, "Now", "Change"))]
    shown = [
        [figure_name(row.figure), *(value_words(row.figure, value) for value in row.values), _change(row)]
        for row in rows
    ]
    return Table(caption, columns, shown) if shown else None


def _change(row: Compared) -> str:
    before, after = row.values
    if row.figure.name in MONEY and isinstance(before, Decimal) and isinstance(after, Decimal):
        return change_words(before, after)
    return ""
