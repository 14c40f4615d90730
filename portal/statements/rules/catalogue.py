"""What a statement can bind by name, and the placeholders that name it.

`{{ figure:market.residential.registered }}` stands in a sentence; `{{ table:… }}` and `{{ chart:… }}` stand on a
line of their own and may carry the finding as a title: `{{ chart:needs.some-measure | The rate has risen }}`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.charts import Chart, plain_number
from portal.disclosure import SYMBOL_MEANINGS, WHY_WITHHELD, Released, Symbol
from portal.needs.rules.series import Unit
from portal.returns.rules import AcceptedLine

Value = Decimal | Symbol
WITHHELD_TEXT = "[withheld]"
# Its length has an end, so that thousands of braces that are never closed are not each searched to the end of the text.
PLACEHOLDER = re.compile(r"\{\{(.{0,400}?)\}\}")
_INSIDE = re.compile(r"(figure|table|chart):\s*([A-Za-z0-9._-]+)\s*(?:\|(.*))?")
_NEAR_ENOUGH = 0.5


class Kind(StrEnum):
    FIGURE = "figure"
    TABLE = "table"
    CHART = "chart"


def value_text(value: Value, unit: Unit) -> str:
    """A value as people read it: "1,234", "24.3%", "£4,528", or what its symbol means."""
    if value is Symbol.SUPPRESSED:
        return WITHHELD_TEXT
    if isinstance(value, Symbol):
        return f"[{SYMBOL_MEANINGS[value]}]"
    written = number_text(value, unit)
    return {Unit.PERCENT: f"{written}%", Unit.POUNDS: f"£{written}"}.get(unit, written)


def number_text(value: Decimal, unit: Unit) -> str:
    """A number with commas. A percentage keeps its decimals, so that a column lines up; pence are two digits."""
    if unit is Unit.POUNDS and value % 1:
        return f"{value:,.2f}"
    return f"{value:,f}" if unit is Unit.PERCENT else plain_number(value)


@dataclass(frozen=True)
class Figure:
    """One number with everything that must travel with it; `remark` is said beside it."""

    name: str
    label: str
    value: Value
    unit: Unit
    source: str
    as_at: date
    remark: str = ""

    @property
    def text(self) -> str:
        return value_text(self.value, self.unit)


@dataclass(frozen=True)
class Column:
    """A heading over values of one unit."""

    text: str
    unit: Unit


@dataclass(frozen=True)
class Row:
    """A name, its words for each column of words, and one value for each other column."""

    name: str
    values: tuple[Value, ...] = ()
    words: tuple[str, ...] = ()


# Draws a chart under a title, with ids that begin with the second text.
Drawing = Callable[[str, str], Chart]


@dataclass(frozen=True)
class Dataset:
    """Rows of figures: a table, and where `has_chart` a chart of the same values.

    `draw` is None where there is nothing to draw (withheld or not available); then `description` says why. `notes`
    are what has to be printed beside the table. `told`: so much is withheld that `description` says all that is left,
    and stands without the table; the data keep every `c`. `remark`: the note that stands beside every row
    of the data too. `word_columns` hold words and stand before the columns of values.
    """

    name: str
    title: str
    row_heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    description: str
    source: str
    as_at: date
    notes: tuple[str, ...] = ()
    withheld: bool = False
    told: bool = False
    remark: str = ""
    word_columns: tuple[str, ...] = ()
    has_chart: bool = True
    draw: Drawing | None = None

    @property
    def slug(self) -> str:
        """Its name in addresses: `data/<slug>.csv`."""
        return self.name.replace(".", "-")


def withheld_words(title: str) -> str:
    """What stands in place of a table with this title."""
    return f"“{title}” is withheld: {WHY_WITHHELD}"


def legend(rows: Iterable[Row]) -> tuple[str, ...]:
    """What the symbols in these rows mean, one sentence each."""
    found = {value for row in rows for value in row.values if isinstance(value, Symbol)}
    return tuple(f"{symbol.value}: {SYMBOL_MEANINGS[symbol]}." for symbol in Symbol if symbol in found)


@dataclass(frozen=True)
class Catalogue:
    """Everything that can be bound for one authority and month, as the disclosure rule lets it out.

    `counted`: the accepted lines that it was made from, RESTRICTED. `held`: what drafters must know of others, a
    sentence each.
    """

    figures: Mapping[str, Figure] = field(default_factory=dict)
    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    released: tuple[Released, ...] = ()
    counted: tuple[AcceptedLine, ...] = ()
    held: tuple[str, ...] = ()

    def names(self, kind: Kind) -> list[str]:
        """The names a placeholder of this kind may use, in order."""
        if kind is Kind.FIGURE:
            return list(self.figures)
        return [name for name, data in self.datasets.items() if kind is Kind.TABLE or data.has_chart]

    def nearest(self, kind: Kind, name: str) -> str | None:
        """The known name most like this one, if any is."""
        near = difflib.get_close_matches(name.casefold(), self.names(kind), n=1, cutoff=_NEAR_ENOUGH)
        return near[0] if near else None


def joined(parts: Iterable[Catalogue]) -> Catalogue:
    """Several catalogues as one, in order."""
    figures: dict[str, Figure] = {}
    datasets: dict[str, Dataset] = {}
    released: list[Released] = []
    counted: list[AcceptedLine] = []
    held: list[str] = []
    for part in parts:
        figures.update(part.figures)
        datasets.update(part.datasets)
        released.extend(part.released)
        counted.extend(part.counted)
        held.extend(part.held)
    return Catalogue(figures, datasets, tuple(released), tuple(counted), tuple(held))


@dataclass(frozen=True)
class Placeholder:
    """What stands between `{{` and `}}`; `kind` is None when it could not be read."""

    written: str
    kind: Kind | None = None
    name: str = ""
    title: str = ""


def read_placeholder(inside: str) -> Placeholder:
    """The placeholder with this text between its braces."""
    found = _INSIDE.fullmatch(inside.strip())
    written = "{{ " + inside.strip() + " }}"
    if found is None:
        return Placeholder(written)
    return Placeholder(written, Kind(found[1]), found[2], (found[3] or "").strip())


class FaultKind(StrEnum):
    """What can be wrong with a placeholder."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    NOT_ALONE = "not_alone"


@dataclass(frozen=True)
class Fault:
    """A placeholder that cannot be resolved, with its line in the text (from 1)."""

    kind: FaultKind
    line: int
    placeholder: Placeholder
    nearest: str | None = None

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, without the place."""
        found = self.placeholder
        if self.kind is FaultKind.UNREADABLE:
            ways = "{{ figure:name }}, {{ table:name }} or {{ chart:name }}"
            return f"“{found.written}” cannot be read. Write {ways}."
        if self.kind is FaultKind.NOT_ALONE:
            return f"The {found.kind} “{found.name}” needs a line of its own, outside lists and quotations."
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else " Copy a name from the list of figures."
        return f"There is no {found.kind} called “{found.name}”.{hint}"


def judge(placeholder: Placeholder, catalogue: Catalogue, line: int, *, alone: bool) -> Fault | None:
    """What is wrong with a placeholder; `alone`: it has a line of its own, outside lists."""
    if placeholder.kind is None:
        return Fault(FaultKind.UNREADABLE, line, placeholder)
    if placeholder.name not in catalogue.names(placeholder.kind):
        nearest = catalogue.nearest(placeholder.kind, placeholder.name)
        return Fault(FaultKind.UNKNOWN, line, placeholder, nearest)
    if placeholder.kind is not Kind.FIGURE and not alone:
        return Fault(FaultKind.NOT_ALONE, line, placeholder)
    return None
