"""Outlines of areas with a number in each: a map that holds no point of anything that stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from markupsafe import Markup

from portal.charts.drawing import INK, LAYOUTS, PALETTE, PAPER, Chart, Sheet, Words, svg, tag, text

Ring = Sequence[tuple[float, float]]
# Pale enough that ink can be read on any of them; the number in an area says the same as its tint.
TINT = "0.25"


@dataclass(frozen=True)
class Outlined:
    """One area: its number, its rings of (longitude, latitude) in degrees, and what is written under the map of it.

    Without words the number is one that a table explains.
    """

    number: int
    rings: tuple[Ring, ...]
    words: str = ""


def area_map(areas: Sequence[Outlined], words: Words, *, id_prefix: str) -> Chart:
    """The outlines, north above, each with its number. Raises ValueError when there is no outline."""
    if not any(area.rings for area in areas):
        raise ValueError("a map of areas needs an outline")
    return Chart(*(_drawing(areas, Sheet(layout, words, id_prefix)) for layout in LAYOUTS))


class _Projection:
    """Degrees to the units of a drawing, as wide as it is or as high as half again."""

    def __init__(self, points: Ring, sheet: Sheet) -> None:
        longitudes, latitudes = zip(*points, strict=True)
        self.west, self.north, self.top = min(longitudes), max(latitudes), sheet.top
        self.squeeze = cos(radians((self.north + min(latitudes)) / 2))
        wide = (max(longitudes) - self.west) * self.squeeze
        high = self.north - min(latitudes)
        self.scale = min(sheet.layout.width / wide, sheet.layout.height * 1.5 / high)
        self.left = (sheet.layout.width - wide * self.scale) / 2
        self.height = high * self.scale

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        longitude, latitude = point
        x = self.left + (longitude - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - latitude) * self.scale


def _drawing(areas: Sequence[Outlined], sheet: Sheet) -> Markup:
    place = _Projection([point for area in areas for ring in area.rings for point in ring], sheet)
    shapes = [_shape([place(point) for point in ring], area.number) for area in areas for ring in area.rings]
    labels = [_label([place(point) for point in ring], area.number) for area in areas for ring in area.rings]
    layout, foot = sheet.layout, sheet.top + place.height + sheet.layout.line
    key = [line for area in areas if area.words for line in layout.fill(f"{area.number}. {area.words}")]
    written = text(key, 0, foot + layout.line, layout)
    return svg(sheet, foot + len(key) * layout.line, sheet.unit(), *shapes, *labels, written)


def _shape(points: Ring, number: int) -> Markup:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    colour = PALETTE[(number - 1) % len(PALETTE)]
    return tag("polygon", points=corners, fill=colour, fill_opacity=TINT, stroke=INK, stroke_width=1.5)


def _label(points: Ring, number: int) -> Markup:
    x, y = _middle(points)
    disc = tag("circle", cx=x, cy=y, r=14, fill=PAPER, stroke=INK, stroke_width=1.5)
    return disc + tag("text", str(number), x=x, y=y + 6, text_anchor="middle", font_weight="bold")


def _middle(points: Ring) -> tuple[float, float]:
    """The centre of gravity of a ring's surface (its corners' mean when it has none)."""
    pairs = list(zip(points, [*points[1:], points[0]], strict=True))
    turns = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in pairs]
    surface = sum(turn for turn, _, _ in turns) * 3
    if not surface:
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return sum(turn * x for turn, x, _ in turns) / surface, sum(turn * y for turn, _, y in turns) / surface
