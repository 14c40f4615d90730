"""Areas by name and as outlines, for the public map and for statements: never a place of anything that stands there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.charts import Chart, Outlined, Words, area_map

NOT_KNOWN = "Homes whose area is not known"
HAND_DRAWN = "Coarse outlines, drawn by hand"
Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Part:
    """A locality as readers know it: its name, and its rings of (longitude, latitude); none where it has no outline."""

    name: str
    rings: tuple[Ring, ...] = ()


# Localities by their slug.
Parts = Mapping[str, Part]


def part_of(name: str, outline: str | None) -> Part:
    """A locality from its name and its outline as GeoJSON."""
    rings = json.loads(outline)["coordinates"] if outline else []
    return Part(name, tuple([(longitude, latitude) for longitude, latitude in ring] for ring in rings))


def name_of(localities: Sequence[str], parts: Parts) -> str:
    """What an area of one or more localities is called; of none, it holds the homes whose locality nobody knows."""
    known = [parts[slug].name for slug in localities]
    if len(known) < 2:
        return "".join(known) or NOT_KNOWN
    return f"{', '.join(known[:-1])}, and {known[-1]}"


def has_outline(areas: Iterable[Sequence[str]], parts: Parts) -> bool:
    """Whether any locality of these areas can be drawn."""
    return any(parts[slug].rings for localities in areas for slug in localities)


def draw_areas(
    areas: Sequence[tuple[Sequence[str], str]], parts: Parts, title: str, description: str, *, id_prefix: str
) -> Chart:
    """The outlines of areas, numbered from 1, each with its words under the map. Raises ValueError without outlines."""
    outlined = [
        Outlined(number, tuple(ring for slug in localities for ring in parts[slug].rings), words)
        for number, (localities, words) in enumerate(areas, 1)
    ]
    return area_map(outlined, Words(title, description, HAND_DRAWN), id_prefix=id_prefix)
