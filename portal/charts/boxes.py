"""Boxes lying down: from the lowest value to the highest, the middle half as a box, the median as a line in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from portal.charts.drawing import (
    INK,
    LAYOUTS,
    PALETTE,
    PAPER,
    QUIET,
    Chart,
    Sheet,
    Words,
    plain_number,
    rule,
    svg,
    tag,
    text,
)


@dataclass(frozen=True)
class Box:
    """One named group of values: lowest, lower quartile, median, upper quartile, highest."""

    name: str
    values: tuple[Decimal, Decimal, Decimal, Decimal, Decimal]


def box_chart(boxes: Sequence[Box], words: Words, *, id_prefix: str) -> Chart:
    """A box for each group on one scale from zero, its five values written under it. `id_prefix`: unique in the page.

    Raises ValueError for no box, values out of order, or one below zero.
    """
    if not boxes or any(list(box.values) != sorted(box.values) or box.values[0] < 0 for box in boxes):
        raise ValueError("a box needs five values in order, none below zero")
    return Chart(*(_drawing(boxes, Sheet(each, words, id_prefix)) for each in LAYOUTS))


def _drawing(boxes: Sequence[Box], sheet: Sheet) -> Markup:
    layout, y, parts = sheet.layout, sheet.top, [sheet.unit()]
    longest = max(box.values[-1] for box in boxes) or Decimal(1)
    for box in boxes:
        heading = layout.fill(box.name)
        parts.append(text(heading, 0, y + layout.line * 0.8, layout, font_weight="bold"))
        y += len(heading) * layout.line
        parts.append(_box(box, y, sheet, (layout.width - 8) / float(longest)))
        said = layout.fill(_said(box))
        parts.append(text(said, 0, y + layout.line * 2.6, layout, fill=QUIET))
        y += (len(said) + 2.6) * layout.line
    return svg(sheet, y, *parts)


def _box(box: Box, top: float, sheet: Sheet, scale: float) -> Markup:
    """The whisker, the box on it and the median across the box, four units from the left edge."""
    low, lower, median, upper, high = (4 + float(value) * scale for value in box.values)
    height = sheet.layout.line * 1.2
    middle = top + 4 + height / 2
    ends = [rule(x, middle - 6, x, middle + 6, INK) for x in (low, high)]
    body = tag("rect", x=lower, y=top + 4, width=max(upper - lower, 1.0), height=height, fill=PALETTE[0])
    across = tag("line", x1=median, y1=top + 4, x2=median, y2=top + 4 + height, stroke=PAPER, stroke_width=3)
    return Markup().join([rule(low, middle, high, middle, INK), *ends, body, across])


def _said(box: Box) -> str:
    low, lower, median, upper, high = (plain_number(value.quantize(Decimal(1))) for value in box.values)
    return f"{low} to {high}, middle half {lower} to {upper}, median {median}"
