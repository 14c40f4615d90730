"""Outcodes, localities and their outlines: plain values in and out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Outline = Mapping[str, Any]
# Drawn by hand, so that nobody takes an outline for a survey; and a page that shows some of them stays small.
MOST_POINTS = 60


# The nations of the UK but England, by the letter that the ONS codes of all their areas begin with.
_NATIONS = {"N": "N92000002", "S": "S92000003", "W": "W92000004"}
_NATIONS_AREA = re.compile(r"([NSW])[0-9]{8}", re.ASCII)


@dataclass(frozen=True)
class LocalityDetails:
    """A locality as it is given: its outcodes ("PR8"), and its outline as a GeoJSON Polygon in degrees, or none."""

    slug: str
    name: str
    outcodes: tuple[str, ...]
    outline: Outline | None = None


def read_localities(text: str) -> tuple[list[LocalityDetails], Outline | None]:
    """The localities of a file and the outline of the whole.

    JSON: {"outline": Polygon or null, "localities": [{"slug", "name", "outcodes": [...], "outline": Polygon or null}]}.
    """
    given = json.loads(text)
    localities = [
        LocalityDetails(each["slug"], each["name"], tuple(each["outcodes"]), each.get("outline"))
        for each in given["localities"]
    ]
    return localities, given.get("outline")


def nation_of(code: str) -> str | None:
    """The nation that an area outside England lies in, by ONS code ("S12000033" → "S92000003"); None for others."""
    match = _NATIONS_AREA.fullmatch(code)
    return _NATIONS[match[1]] if match else None


def outcode_of(postcode: str) -> str:
    """The first half of a postcode as it is stored ("PR8 1AA" → "PR8"); "" for an empty one."""
    return postcode.partition(" ")[0]


def outline_fault(outline: Outline) -> str:
    """Why a GeoJSON geometry cannot be an outline; "" when it can: a Polygon of one closed ring, in degrees."""
    rings = outline.get("coordinates")
    if outline.get("type") != "Polygon" or not isinstance(rings, Sequence) or len(rings) != 1:
        return "an outline is a Polygon with one ring"
    ring = rings[0]
    if len(ring) < 4 or list(ring[0]) != list(ring[-1]):
        return "the ring of an outline has three points or more and ends where it began"
    if len(ring) > MOST_POINTS + 1:
        return f"an outline has at most {MOST_POINTS} points"
    if any(not (-180 <= longitude <= 180 and -90 <= latitude <= 90) for longitude, latitude in ring):
        return "the points of an outline are longitude and latitude in degrees"
    return ""
