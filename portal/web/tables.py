"""Plain tables for `data_table` in components/tables.html and for whoever writes the same rows as CSV.

Table(caption, columns, rows): `columns` are Column(text, numeric=False, sort_key=None, spoken=None);
a row is a sequence of cells: text, a number (printed 1,234), Markup, or Cell(text, href=…, tone=…, note=…).
The first cell of a row is its heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Column:
    """A heading; `sort_key` makes it a link that orders the list; `spoken` is read aloud in place of a short text."""

    text: str
    numeric: bool = False
    sort_key: str | None = None
    spoken: str | None = None


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its text: a link, a status with its tone, a small note under it."""

    text: str
    href: str | None = None
    tone: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Table:
    """A captioned table of rows as long as `columns`."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | int | Decimal | Cell]]
