"""Lines over time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from markupsafe import Markup

from portal.charts.drawing import (
    DASHES,
    GRID,
    INK,
    LAYOUTS,
    PALETTE,
    QUIET,
    Chart,
    Layout,
    Series,
    Sheet,
    Words,
    check,
    mark,
    numbers,
    plain_number,
    rule,
    svg,
    tag,
    text,
)
from portal.disclosure import Symbol

MOST_TICKS = 6
PERIOD_CHARACTERS = 8

Periods = Sequence[tuple[str, date]]


def line_chart(series: Sequence[Series], periods: Periods, words: Words, *, id_prefix: str) -> Chart:
    """Lines over time. `periods` are (label, last day), oldest first; points stand where their day falls.

    The vertical axis begins at zero (lower where a value is negative). `id_prefix`: unique in the page.
    Raises ValueError for no series or more than four, or one that has not a value for each period.
    """
    check(series, len(periods))
    return Chart(*(_line_drawing(series, periods, Sheet(each, words, id_prefix)) for each in LAYOUTS))


def nice_ticks(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Round steps of 1, 2 or 5 (times a power of ten) that enclose low and high: at most eight of them."""
    span = (high - low) or Decimal(1)
    power = Decimal(1).scaleb((span / MOST_TICKS).adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times * MOST_TICKS >= span)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = ((low + span) / step).to_integral_value(ROUND_CEILING)
    return tuple(step * (first + count) for count in range(int(last - first) + 1))


def spread(centres: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The upper edges of blocks set as near to their centres as they can be without touching each other.

    Blocks keep the order of their centres, and stay between top and bottom where there is room for them all.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    edges = [0.0] * len(centres)
    for index in order:
        edges[index] = max(centres[index] - heights[index] / 2, top)
        top = edges[index] + heights[index]
    for index in reversed(order):
        edges[index] = min(edges[index], bottom - heights[index])
        bottom = edges[index]
    return edges


@dataclass(frozen=True)
class _Frame:
    """The plotting area: its edges, and where a day and a value lie in it."""

    layout: Layout
    ticks: tuple[Decimal, ...]
    first: date
    last: date
    left: float
    right: float
    top: float
    bottom: float

    def x(self, day: date) -> float:
        days = (self.last - self.first).days
        part = (day - self.first).days / days if days else 0.5
        return self.left + part * (self.right - self.left)

    def y(self, value: Decimal) -> float:
        part = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.bottom - float(part) * (self.bottom - self.top)


@dataclass(frozen=True)
class _EndLabel:
    """What stands at a line's end: name, last figure, and the value to stand beside (None: no figure)."""

    name: list[str]
    figure: list[str]
    value: Decimal | None

    def width(self, layout: Layout) -> float:
        return max(layout.width_of(line) for line in self.name + self.figure)

    def height(self, layout: Layout) -> float:
        return (len(self.name + self.figure) + 0.4) * layout.line


def _line_drawing(series: Sequence[Series], periods: Periods, sheet: Sheet) -> Markup:
    labels = [_end_label(each, periods, sheet.layout) for each in series]
    frame = _frame(series, periods, labels, sheet)
    parts = [sheet.unit(), _grid(frame), _period_labels(frame, periods)]
    parts += [_line(frame, periods, each, index) for index, each in enumerate(series)]
    return svg(sheet, frame.bottom + 2.6 * sheet.layout.line, *parts, _end_labels(frame, labels))


def _end_label(series: Series, periods: Periods, layout: Layout) -> _EndLabel:
    """The name, then the last value there is, with its period where that is not the chart's last."""
    name = layout.wrap(series.name)
    for (label, _day), value in zip(reversed(periods), reversed(series.values), strict=True):
        if not isinstance(value, Symbol):
            when = "" if label == periods[-1][0] else f" in {label}"
            return _EndLabel(name, layout.wrap(plain_number(value) + when), Decimal(value))
    return _EndLabel(name, ["no figures"], None)


def _frame(series: Sequence[Series], periods: Periods, labels: Sequence[_EndLabel], sheet: Sheet) -> _Frame:
    layout = sheet.layout
    values = [Decimal(0), *(value for each in series for value in numbers(each.values))]
    ticks = nice_ticks(min(values), max(values))
    left = max(layout.width_of(plain_number(tick)) for tick in ticks) + 10
    right = layout.width - max(label.width(layout) for label in labels) - 36
    bottom = max(sheet.top + layout.height, sum(label.height(layout) for label in labels))
    return _Frame(layout, ticks, periods[0][1], periods[-1][1], left, right, sheet.top, bottom)


def _grid(frame: _Frame) -> Markup:
    layout, parts = frame.layout, []
    for tick in frame.ticks:
        y = frame.y(tick)
        parts.append(rule(frame.left, y, frame.right, y, INK if tick == 0 else GRID))
        baseline = y + layout.type_size * 0.35
        parts.append(text([plain_number(tick)], frame.left - 8, baseline, layout, text_anchor="end", fill=QUIET))
    return Markup().join(parts)


def _period_labels(frame: _Frame, periods: Periods) -> Markup:
    """A tick for every period; labels for the last one and for earlier ones that do not run into the next."""
    layout = frame.layout
    ticks = [rule(frame.x(day), frame.bottom, frame.x(day), frame.bottom + 5, INK) for _label, day in periods]
    labels = [_PeriodLabel.of(label, frame.x(day), layout) for label, day in periods]
    shown = _without_collisions(labels, layout)
    y = frame.bottom + layout.line * 1.2
    return Markup().join([*ticks, *(text(each.lines, each.x, y, layout, text_anchor="middle") for each in shown)])


@dataclass(frozen=True)
class _PeriodLabel:
    """A label under the axis: its lines, the middle of them, and how far they reach to either side."""

    lines: list[str]
    x: float
    half: float

    @classmethod
    def of(cls, label: str, x: float, layout: Layout) -> _PeriodLabel:
        lines = textwrap.wrap(label, PERIOD_CHARACTERS)
        return cls(lines, x, max(layout.width_of(line) for line in lines) / 2)

    def overlap(self, other: _PeriodLabel, layout: Layout) -> float:
        """How much room is missing between this label and an earlier one; below zero where there is some left."""
        return self.half + layout.type_size * 0.6 + other.half - (self.x - other.x)


def _without_collisions(labels: Sequence[_PeriodLabel], layout: Layout) -> list[_PeriodLabel]:
    """The last label and, going back, each that has room before the one kept last.

    A last period is often shorter than the others and has a longer name. Right of it the sheet is empty, so its label
    moves aside for an earlier one, as long as it still stands over its tick.
    """
    kept = [labels[-1]]
    free = min(kept[0].half, layout.width - kept[0].x - kept[0].half)
    for label in reversed(labels[:-1]):
        missing = kept[-1].overlap(label, layout)
        if missing <= 0 or (len(kept) == 1 and missing <= free):
            kept[-1] = replace(kept[-1], x=kept[-1].x + max(missing, 0.0))
            kept.append(label)
    return kept


def _line(frame: _Frame, periods: Periods, series: Series, index: int) -> Markup:
    style = {
        "fill": "none",
        "stroke": PALETTE[index],
        "stroke_width": 3,
        "stroke_dasharray": DASHES[index],
    }
    runs = list(_runs(frame, periods, series))
    lines = [
        tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in run), **style) for run in runs if len(run) > 1
    ]
    return Markup().join([*lines, *(mark(index, x, y) for run in runs for x, y in run)])


def _runs(frame: _Frame, periods: Periods, series: Series) -> Iterator[list[tuple[float, float]]]:
    """Unbroken runs of points: a symbol ends one."""
    run: list[tuple[float, float]] = []
    for (_label, day), value in zip(periods, series.values, strict=True):
        if not isinstance(value, Symbol):
            run.append((frame.x(day), frame.y(Decimal(value))))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _end_labels(frame: _Frame, labels: Sequence[_EndLabel]) -> Markup:
    layout, x = frame.layout, frame.right + 30
    heights = [label.height(layout) for label in labels]
    centres = [frame.bottom if label.value is None else frame.y(label.value) for label in labels]
    parts = []
    for index, edge in enumerate(spread(centres, heights, 0, frame.bottom)):
        name, figure = labels[index].name, labels[index].figure
        parts.append(mark(index, x - 12, edge + layout.line * 0.65))
        parts.append(text(name, x, edge + layout.line, layout, font_weight="bold"))
        parts.append(text(figure, x, edge + (1 + len(name)) * layout.line, layout, fill=QUIET))
    return Markup().join(parts)
