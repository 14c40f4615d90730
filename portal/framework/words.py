"""How this area's values are read, in sentence case."""

from __future__ import annotations

from collections.abc import Mapping

from portal.framework.rules import FrameworkKind, Standing

KIND_NAMES: Mapping[str, str] = {
    FrameworkKind.CLOSED: "Closed framework",
    FrameworkKind.OPEN: "Open framework",
    FrameworkKind.DYNAMIC_MARKET: "Dynamic market",
}
KIND_HINTS: Mapping[str, str] = {
    FrameworkKind.CLOSED: "No provider can join after it has started",
    FrameworkKind.OPEN: "Providers can join in rounds, when the council opens it again",
    FrameworkKind.DYNAMIC_MARKET: "Providers can ask to join at any time, and there is no limit to how many",
}
STANDING_NAMES: Mapping[str, str] = {
    Standing.ACTIVE: "Active",
    Standing.SUSPENDED: "Suspended",
    Standing.ENDED: "Ended",
}
STANDING_TONES: Mapping[str, str] = {Standing.ACTIVE: "green", Standing.SUSPENDED: "yellow", Standing.ENDED: "grey"}
# A membership whose first day is still to come.
TO_BEGIN, TO_BEGIN_NAME, TO_BEGIN_TONE = "to_begin", "Not begun yet", "blue"
EVENT_WORDS: Mapping[str, str] = {
    "framework.added": "Framework added",
    "framework.changed": "Details changed",
    "framework.published": "Put on the public page",
    "framework.taken_down": "Taken off the public page",
    "framework.lot_added": "Lot added",
    "framework.lot_changed": "Lot changed",
}
