"""Bars side by side, lying down so that their names can be read on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from portal.charts.drawing import (
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
    numbers,
    plain_number,
    rule,
    svg,
    tag,
    text,
)
from portal.disclosure import SYMBOL_MEANINGS, Symbol


def bar_chart(series: Sequence[Series], categories: Sequence[str], words: Words, *, id_prefix: str) -> Chart:
    """Bars lying on a common zero, a group for each category, each bar named and followed by its value.

    A symbol is written out in place of its bar. `id_prefix` must be unique in the page. Raises ValueError for
    no series or more than four, one that has not a value for each category, or a value below zero.
    """
    check(series, len(categories))
    if any(value < 0 for each in series for value in numbers(each.values)):
        raise ValueError("a bar cannot be shorter than nothing")
    return Chart(*(_bar_drawing(series, categories, Sheet(each, words, id_prefix)) for each in LAYOUTS))


def _bar_drawing(series: Sequence[Series], categories: Sequence[str], sheet: Sheet) -> Markup:
    layout, y, parts = sheet.layout, sheet.top, [sheet.unit()]
    for index, category in enumerate(categories):
        heading = layout.fill(category)
        parts.append(text(heading, 0, y + layout.line * 0.8, layout, font_weight="bold"))
        y += len(heading) * layout.line
        parts.append(_bars(series, index, y, layout))
        y += (len(series) * 1.2 + 0.6) * layout.line
    return svg(sheet, y, *parts)


def _bars(series: Sequence[Series], category: int, top: float, layout: Layout) -> Markup:
    """One category's bars, one below the other, on a common zero line."""
    zero = max(layout.width_of(each.name) for each in series) + 10
    pitch = layout.line * 1.2
    parts = [_bar(series, index, category, (zero, top + index * pitch), layout) for index in range(len(series))]
    return Markup().join([*parts, rule(zero, top, zero, top + len(series) * pitch, INK)])


def _bar(series: Sequence[Series], index: int, category: int, corner: tuple[float, float], layout: Layout) -> Markup:
    (zero, top), value = corner, series[index].values[category]
    baseline = top + layout.line * 0.9
    name = text([series[index].name], zero - 8, baseline, layout, text_anchor="end", fill=QUIET)
    if isinstance(value, Symbol):
        return name + text([SYMBOL_MEANINGS[value]], zero + 8, baseline, layout, fill=QUIET)
    length = float(Decimal(value)) * _bar_scale(series, zero, layout)
    bar = tag("rect", x=zero, y=top + 2, width=length, height=layout.line * 1.2 - 4, fill=PALETTE[index])
    return name + bar + text([plain_number(value)], zero + length + 8, baseline, layout)


def _bar_scale(series: Sequence[Series], zero: float, layout: Layout) -> float:
    """Units of width to one of value: the longest bar and its figure reach the right edge."""
    values = [value for each in series for value in numbers(each.values)]
    room = layout.width - zero - 16 - max((layout.width_of(plain_number(value)) for value in values), default=0)
    longest = max(values, default=Decimal(0))
    return max(room, 0.0) / float(longest) if longest else 0.0
