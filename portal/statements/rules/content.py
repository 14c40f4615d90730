"""What is frozen at publication: text, figures, tables and charts, resolved once, as plain JSON values.

Page, PDF, CSV and JSON are made from this and from nothing else. Numbers are kept as text, digit for digit.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, NotRequired, TypedDict

from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.needs.rules.series import Unit
from portal.statements.rules.catalogue import (
    Catalogue,
    Dataset,
    Fault,
    FaultKind,
    Figure,
    Kind,
    Placeholder,
    Value,
    number_text,
)
from portal.statements.rules.narrative import Exhibit, Prose, narrate, narrate_line, typed_numbers, typeset

WORDS = "text"


class FigureData(TypedDict):
    """One number. Of `value` and `symbol` exactly one is not None. `remark`: only where there is one."""

    label: str
    value: str | None
    symbol: str | None
    text: str
    unit: str
    as_at: str
    source: str
    remark: NotRequired[str]


class CellData(TypedDict):
    """A number, a symbol, or neither: then `text` holds words, and the unit of its column is `text`."""

    value: str | None
    symbol: str | None
    text: str


class RowData(TypedDict):
    name: str
    cells: list[CellData]


class ColumnData(TypedDict):
    text: str
    unit: str


class TableData(TypedDict):
    """`remark`: see Dataset; only where there is one."""

    name: str
    title: str
    row_heading: str
    columns: list[ColumnData]
    rows: list[RowData]
    notes: list[str]
    withheld: bool
    as_at: str
    source: str
    remark: NotRequired[str]


class ChartData(TypedDict):
    """The same chart drawn for wide and for narrow screens, as SVG."""

    wide: str
    narrow: str


class ProseBlock(TypedDict):
    kind: str
    html: str
    note: str


class ExhibitBlock(TypedDict):
    """A numbered figure of the text; `table` is the table's slug; `told`: see Dataset."""

    kind: str
    number: int
    title: str
    description: str
    table: str
    chart: ChartData | None
    told: NotRequired[bool]


class SectionData(TypedDict):
    id: str
    heading: str
    blocks: list[ProseBlock | ExhibitBlock]


class LeadData(TypedDict):
    name: str
    value: str
    text: str
    note: str


class Content(TypedDict):
    """Everything a reader is shown, but for the version's number and date."""

    slug: str
    title: str
    council: str
    as_of_month: str
    summary: str
    lead_figures: list[LeadData]
    sections: list[SectionData]
    figures: dict[str, FigureData]
    tables: dict[str, TableData]


@dataclass(frozen=True)
class Draft:
    """A working text as plain values: sections are (heading, Markdown), lead figures (name, label)."""

    slug: str
    title: str
    council: str
    as_of_month: date
    summary: str
    sections: tuple[tuple[str, str], ...]
    lead_figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlacedFault:
    """A fault and where it is: a section's heading, or the words for another part of the draft."""

    place: str
    section: int | None
    fault: Fault

    @property
    def sentence(self) -> str:
        where = f"“{self.place}”, line {self.fault.line}" if self.section is not None else self.place
        return f"{where}: {self.fault.sentence}"


@dataclass(frozen=True)
class Built:
    """A resolved draft. With faults it can be looked at, but not sent on or published. `held`: see Catalogue."""

    content: Content
    faults: tuple[PlacedFault, ...]
    typed_numbers: Mapping[str, tuple[str, ...]]
    held: tuple[str, ...]


def build(draft: Draft, catalogue: Catalogue) -> Built:
    """Resolve every placeholder of a draft once."""
    made = _Builder(catalogue)
    summary = narrate_line(draft.summary, catalogue)
    made.note("The summary", None, summary.faults)
    made.keep_figures(summary.figures)
    content = Content(
        slug=draft.slug,
        title=typeset(draft.title),
        council=draft.council,
        as_of_month=draft.as_of_month.isoformat(),
        summary="".join(_line(block) for block in summary.blocks if isinstance(block, Prose)),
        lead_figures=[made.lead(*item, place=index) for index, item in enumerate(draft.lead_figures, 1)],
        sections=[made.section(index, *item) for index, item in enumerate(draft.sections)],
        figures=made.figures,
        tables=made.tables,
    )
    typed = {heading: tuple(typed_numbers(text)) for heading, text in draft.sections}
    return Built(content, tuple(made.faults), typed, catalogue.held)


def content_json(content: Content) -> str:
    """The content as canonical JSON: the same values give the same text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(content: Content) -> str:
    """What an approval is bound to, and what a version is known by."""
    return hashlib.sha256(content_json(content).encode()).hexdigest()


class _Builder:
    """Collects what the sections name, in the order they name it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.figures: dict[str, FigureData] = {}
        self.tables: dict[str, TableData] = {}
        self.faults: list[PlacedFault] = []
        self.exhibits = 0

    def note(self, place: str, section: int | None, faults: Iterable[Fault]) -> None:
        self.faults += [PlacedFault(place, section, fault) for fault in faults]

    def keep_figures(self, names: Iterable[str]) -> None:
        known = (self.catalogue.figures[name] for name in names if name in self.catalogue.figures)
        self.figures.update({figure.name: _figure_data(figure) for figure in known})

    def lead(self, name: str, label: str, *, place: int) -> LeadData:
        figure = self.catalogue.figures.get(name)
        if figure is None:
            written = Placeholder(name, Kind.FIGURE, name)
            nearest = self.catalogue.nearest(Kind.FIGURE, name)
            self.note(f"Lead figure {place}", None, [Fault(FaultKind.UNKNOWN, 1, written, nearest)])
            return LeadData(name=name, value="?", text=typeset(label), note="")
        self.keep_figures([name])
        withheld = figure.value is Symbol.SUPPRESSED
        return LeadData(
            name=name,
            value="Withheld" if withheld else figure.text,
            text=typeset(label),
            note=WITHHELD_SENTENCE if withheld else figure.remark,
        )

    def section(self, index: int, heading: str, markdown: str) -> SectionData:
        narrative = narrate(markdown, self.catalogue)
        self.note(heading, index, narrative.faults)
        self.keep_figures(narrative.figures)
        blocks = [_prose(block) if isinstance(block, Prose) else self._exhibit(block) for block in narrative.blocks]
        return SectionData(id=_section_id(index, heading), heading=typeset(heading), blocks=blocks)

    def _exhibit(self, block: Exhibit) -> ExhibitBlock:
        self.exhibits += 1
        placeholder, data = block.placeholder, self.catalogue.datasets[block.placeholder.name]
        title = typeset(placeholder.title) or data.title
        self.tables[data.slug] = _table_data(data)
        chart = data.draw(title, f"chart-{self.exhibits}") if placeholder.kind is Kind.CHART and data.draw else None
        return ExhibitBlock(
            kind="exhibit",
            number=self.exhibits,
            title=title,
            description=data.description,
            table=data.slug,
            chart=ChartData(wide=str(chart.wide), narrow=str(chart.narrow)) if chart else None,
            told=data.told,
        )


def _section_id(index: int, heading: str) -> str:
    """An id that no other part of the page has."""
    words = "-".join(re.findall(r"[a-z0-9]+", heading.casefold(), re.ASCII))
    return f"section-{index + 1}-{words}".rstrip("-")


def _line(block: Prose) -> str:
    """The summary is one paragraph and has no note under it, so what is said of its figures follows in it."""
    return " ".join([block.html, *map(escape, block.remarks)])


def _prose(block: Prose) -> ProseBlock:
    said = (*((WITHHELD_SENTENCE,) if block.withheld else ()), *block.remarks)
    return ProseBlock(kind="prose", html=block.html, note=" ".join(said))


def _figure_data(figure: Figure) -> FigureData:
    data = FigureData(
        label=figure.label,
        value=_digits(figure.value),
        symbol=_symbol(figure.value),
        text=figure.text,
        unit=figure.unit.value,
        as_at=figure.as_at.isoformat(),
        source=figure.source,
    )
    return {**data, "remark": figure.remark} if figure.remark else data


def _table_data(data: Dataset) -> TableData:
    units = [column.unit for column in data.columns]
    table = TableData(
        name=data.name,
        title=data.title,
        row_heading=data.row_heading,
        columns=[
            *(ColumnData(text=text, unit=WORDS) for text in data.word_columns),
            *(ColumnData(text=column.text, unit=column.unit.value) for column in data.columns),
        ],
        rows=[RowData(name=row.name, cells=[*_said(row.words), *_cells(row.values, units)]) for row in data.rows],
        notes=list(data.notes),
        withheld=data.withheld,
        as_at=data.as_at.isoformat(),
        source=data.source,
    )
    return {**table, "remark": data.remark} if data.remark else table


def _said(words: Iterable[str]) -> list[CellData]:
    return [CellData(value=None, symbol=None, text=text) for text in words]


def _cells(values: Iterable[Value], units: Iterable[Unit]) -> list[CellData]:
    return [
        CellData(value=_digits(value), symbol=_symbol(value), text=_cell_text(value, unit))
        for value, unit in zip(values, units, strict=True)
    ]


def _cell_text(value: Value, unit: Unit) -> str:
    """In a table a symbol stands as it is: the notes say what it means."""
    return value.value if isinstance(value, Symbol) else number_text(value, unit)


def _digits(value: Value) -> str | None:
    """The number without commas or idle zeros after whole numbers."""
    return None if isinstance(value, Symbol) else f"{value:f}"


def _symbol(value: Value) -> str | None:
    return value.value if isinstance(value, Symbol) else None


def parse_content(text: str) -> Content:
    """Frozen content as it was stored."""
    loaded: Any = json.loads(text)
    return loaded  # type: ignore[no-any-return]
