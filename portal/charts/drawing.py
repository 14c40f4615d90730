"""What both kinds of chart are drawn with: sizes, words, colours and shapes, elements."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from portal.disclosure import Symbol

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
DASHES = ("none", "9 4", "2 3", "12 4 2 4")
# A circle, a square, a triangle and a diamond, each about ten units across, around the point they mark.
SHAPES = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "M-4.5-4.5h9v9h-9z",
    "M0-6 5.5 4.5h-11z",
    "M0-6 6 0 0 6-6 0z",
)
INK, QUIET, GRID, PAPER = "#0B0C0C", "#3D3D3D", "#CECECE", "#FFFFFF"
FONT = "Atkinson Hyperlegible Next, Arial, sans-serif"
# The widest this typeface runs to, as a share of its size, for a line of ordinary words and digits.
CHARACTER = 0.56

Plotted = Decimal | int | Symbol


@dataclass(frozen=True)
class Layout:
    """Sizes in the drawing's own units: whole width, plot height, type size, characters to a label's line."""

    name: str
    width: int
    height: int
    type_size: int
    label_characters: int

    @property
    def line(self) -> float:
        return self.type_size * 1.25

    def width_of(self, text: str) -> float:
        return len(text) * self.type_size * CHARACTER

    def wrap(self, text: str) -> list[str]:
        """Lines as narrow as a label beside the chart."""
        return textwrap.wrap(text, self.label_characters, break_on_hyphens=False) or [""]

    def fill(self, text: str) -> list[str]:
        """Lines as wide as the drawing."""
        return textwrap.wrap(text, int(self.width / self.width_of("n")))


LAYOUTS = (
    Layout("wide", width=720, height=330, type_size=17, label_characters=24),
    Layout("narrow", width=340, height=300, type_size=14, label_characters=12),
)


@dataclass(frozen=True)
class Series:
    """A named run of values, one for each period (line chart) or category (bar chart)."""

    name: str
    values: tuple[Plotted, ...]


@dataclass(frozen=True)
class Words:
    """What a chart says: `title` the finding, `description` what a person who cannot see it needs, `unit`."""

    title: str
    description: str
    unit: str


@dataclass(frozen=True)
class Sheet:
    """What one drawing is made on."""

    layout: Layout
    words: Words
    id_prefix: str

    @property
    def unit_lines(self) -> list[str]:
        return self.layout.fill(self.words.unit)

    @property
    def top(self) -> float:
        """Where the drawing begins, under the unit."""
        return self.layout.line * (len(self.unit_lines) + 0.8)

    def unit(self) -> Markup:
        return text(self.unit_lines, 0, self.layout.line * 0.8, self.layout, fill=QUIET)


@dataclass(frozen=True)
class Chart:
    """Both drawings of one chart. A template writes `{{ chart }}`; a printed document takes `wide`."""

    wide: Markup
    narrow: Markup

    def __html__(self) -> str:
        return (
            f'<div class="chart"><div class="chart__wide">{self.wide}</div>'
            f'<div class="chart__narrow">{self.narrow}</div></div>'
        )


def numbers(values: Sequence[Plotted]) -> list[Decimal]:
    """The values that are numbers, in order, without the symbols."""
    return [Decimal(value) for value in values if not isinstance(value, Symbol)]


def plain_number(value: Decimal | int) -> str:
    """A number as people write it: commas, no idle zeros after the point ("71.9", "1,234")."""
    written = f"{Decimal(value):,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def check(series: Sequence[Series], length: int) -> None:
    """Raises ValueError unless there are one to four series of that many values each."""
    if not 1 <= len(series) <= len(PALETTE):
        raise ValueError(f"a chart shows one to {len(PALETTE)} series, not {len(series)}")
    if not length or any(len(each.values) != length for each in series):
        raise ValueError("every series needs one value for each place on the axis")


def tag(element: str, *children: str, **attributes: object) -> Markup:
    """An element. Children that are not Markup are escaped; underscores in attribute names become hyphens."""
    written = Markup().join(
        Markup(' {}="{}"').format(key.replace("_", "-"), _coordinate(value)) for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(element, written, Markup().join(children))


def _coordinate(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, float) else value


def text(lines: Sequence[str], x: float, y: float, layout: Layout, **attributes: object) -> Markup:
    """Lines of text, the first one's baseline at y."""
    written = [tag("text", line, x=x, y=y + index * layout.line, **attributes) for index, line in enumerate(lines)]
    return Markup().join(written)


def rule(x1: float, y1: float, x2: float, y2: float, colour: str) -> Markup:
    """A thin straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=1)


def mark(index: int, x: float, y: float) -> Markup:
    """The shape of the series with this index, at a point."""
    place = f"translate({x:.1f} {y:.1f})"
    return tag("path", d=SHAPES[index], transform=place, fill=PALETTE[index], stroke=PAPER, stroke_width=1)


def svg(sheet: Sheet, height: float, *body: Markup) -> Markup:
    """The whole drawing. It has no width of its own: it fills the room it is given, down to 320 pixels."""
    layout, words = sheet.layout, sheet.words
    title, description = (f"{sheet.id_prefix}-{layout.name}-{part}" for part in ("title", "description"))
    return tag(
        "svg",
        tag("title", words.title, id=title),
        tag("desc", words.description, id=description),
        tag("rect", width=layout.width, height=height, fill=PAPER),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width} {height:.0f}",
        role="img",
        aria_labelledby=f"{title} {description}",
        font_family=FONT,
        font_size=layout.type_size,
        fill=INK,
    )
