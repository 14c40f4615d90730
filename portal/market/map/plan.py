"""What is to be drawn on the map, as plain values; `drawing` draws it, and is loaded only then, for folium is heavy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.homes.remarks import Remarks
from portal.market.map.rules import Export, Site

Point = tuple[float, float]


@dataclass(frozen=True)
class Outlines:
    """GeoJSON geometries as text: the borough's (or none), and each locality's by name."""

    borough: str | None
    localities: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Tiles:
    """A background from another host, and what its owner wants said."""

    url: str
    attribution: str


@dataclass(frozen=True)
class Drawn:
    """Everything on the map. `origin`: the name and point of the place that distances are from. `remarks`: what other
    areas say of homes, by their id."""

    sites: Sequence[Site]
    outlines: Outlines
    exports: Sequence[Export]
    centre: Point
    origin: tuple[str, Point] | None = None
    tiles: Tiles | None = None
    remarks: Remarks = field(default_factory=dict)
