"""The commissioner's map of the demonstration borough, with everything that can be drawn on it.

Apart from the other journeys of the map: it stands on the server that the tests of every page stand on.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import Any

from portal.access import Role
from tests.journeys.pages.borough import Borough

# Names and the numbers of lines to other councils: where each belongs, and where its words stand, if they do.
NAMED = """() => {
  const named = [];
  map_of_homes.eachLayer((layer) => {
    if (!(layer instanceof L.Tooltip) || layer.options.className.includes("portal-map__tag")) return;
    const isEnd = layer.options.className.includes("portal-map__end");
    const { x, y } = map_of_homes.latLngToContainerPoint(layer.getLatLng());
    const frame = map_of_homes.getContainer().getBoundingClientRect();
    const box = layer.getElement().firstChild.getBoundingClientRect();
    const isShown = !layer.getElement().classList.contains("portal-map__words--hidden");
    named.push({ x, y, isEnd, isShown, words: layer.getElement().textContent, left: box.left - frame.left,
      right: box.right - frame.left, top: box.top - frame.top, bottom: box.bottom - frame.top });
  });
  return named;
}"""


def gap(words: Mapping[str, Any], end: Mapping[str, Any]) -> float:
    """How far words stand from the end of a line, or from their own place."""
    aside = max(words["left"] - end["x"], 0, end["x"] - words["right"])
    return hypot(aside, max(words["top"] - end["y"], 0, end["y"] - words["bottom"]))


def test_the_words_of_a_line_stand_at_its_own_end_with_every_layer_on_a_phone(borough: Borough) -> None:
    visitor = borough.visitor(Role.COMMISSIONER)
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 640})
    visitor.go("/commissioning/map/?postcode=PR8+1CK")
    for box in page.locator("#map-layers input").all():
        box.check()
    visitor.look("map of the borough with every layer")
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(200)
    named = page.evaluate(NAMED)
    ends = [each for each in named if each["isEnd"]]
    assert len(ends) > 8 and any(end["isShown"] for end in ends)
    misplaced = [
        (each["words"], end["words"])
        for each in named
        for end in ends
        if each["isShown"] and each is not end and gap(each, end) <= (gap(each, each) if each["isEnd"] else 0)
    ]
    assert not misplaced
