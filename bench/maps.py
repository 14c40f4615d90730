"""The map of 5,000 homes against one folium Marker a home with the same facts, and how soon Chromium shows ours."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

import folium

from portal.homes.words import SERVICE_NAMES
from portal.market.map.drawing import MAP_ID, script_of
from portal.market.map.plan import Drawn, Outlines
from portal.market.map.rules import Site, Use, Vacancy
from portal.providers.models import ServiceType
from portal.web.assets import asset_path
from tests.support.browser import chromium

HOMES = 5_000
ROUNDS = 5
SYMBOL = '<svg><symbol id="map-shape-residential" viewBox="-12 -12 24 24"><circle r="8"/></symbol></svg>'
SHOWN = ".leaflet-marker-icon"


def measure(folder: Path) -> dict[str, float]:
    """Ratios of time and bytes, and the seconds to the first mark on the screen."""
    sites = [_site(number) for number in range(HOMES)]
    ours, our_script = _timed(lambda: script_of(Drawn(sites, Outlines(None, []), [], (53.52, -3.0))), ROUNDS)
    # Ten seconds and more: once tells enough.
    theirs, their_page = _timed(lambda: _one_marker_a_home(sites), 1)
    return {
        f"map of {HOMES:,} homes: seconds to draw it": ours,
        f"map of {HOMES:,} homes: time over one Marker a home": ours / theirs,
        f"map of {HOMES:,} homes: bytes over one Marker a home": len(our_script.encode()) / len(their_page.encode()),
        f"map of {HOMES:,} homes: seconds to the first mark in Chromium": _seconds_to_first_mark(folder, our_script),
    }


def _site(number: int) -> Site:
    return Site(
        home_id=number,
        reference=f"HM-{number:08}",
        name=f"Example Home {number}",
        provider=f"Example Care {number % 300} Ltd",
        service_type=ServiceType.RESIDENTIAL,
        places=4,
        is_solo=number % 9 == 0,
        area="",
        is_outside=False,
        buildings=1,
        points=((round(53.3 + number % 71 / 100, 4), round(-3.2 + number % 97 / 100, 4)),),
        use=Use(own=1, others=2, available=1, reserved=0, blocked=0, as_at_on=date(2026, 9, 30)),
        vacancy=Vacancy(open=1, held=0, on=date(2026, 10, 20)),
        miles=None,
    )


def _one_marker_a_home(sites: list[Site]) -> str:
    """What folium's own examples do: the same facts in a popup and a tooltip of each marker."""
    drawing = folium.Map(location=[53.52, -3.0], tiles=None)
    for site in sites:
        folium.Marker(site.points[0], popup=folium.Popup(_facts(site)), tooltip=escape(site.name)).add_to(drawing)
    return str(drawing.get_root().render())


def _facts(site: Site) -> str:
    use, vacancy = site.use, site.vacancy
    assert use and vacancy
    counts = f"{use.own}, {use.others}, {use.available}, {use.reserved}, {use.blocked}"
    kind = SERVICE_NAMES[ServiceType(site.service_type)]
    return (
        f'<a href="/commissioning/homes/{site.reference}/">{escape(site.name)}</a><br>'
        f"{kind}, {escape(site.provider)}<br>"
        f"{site.places} places: {counts} as at {use.as_at_on}<br>{vacancy.open} open, {vacancy.held} held, {vacancy.on}"
    )


def _timed(make: Callable[[], str], rounds: int) -> tuple[float, str]:
    """(median seconds, what was made)."""
    seconds, made = [], ""
    for _ in range(rounds):
        began = time.perf_counter()
        made = make()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), made


def _seconds_to_first_mark(folder: Path, script: str) -> float:
    """From opening a page with the map's script and styles beside it until a home or a cluster can be seen."""
    (folder / "data.js").write_text(script, encoding="utf-8")
    (folder / "map.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>Map</title><link rel="stylesheet" href="{asset_path("map.css")}">'
        f'{SYMBOL}<div id="{MAP_ID}" class="portal-map"></div>'
        f'<script src="{asset_path("map.js")}"></script><script src="data.js"></script>',
        encoding="utf-8",
    )
    found = []
    with chromium() as browser:
        for _ in range(ROUNDS):
            page = browser.new_page()
            began = time.perf_counter()
            page.goto((folder / "map.html").as_uri())
            page.locator(SHOWN).first.wait_for()
            found.append(time.perf_counter() - began)
            page.close()
    return statistics.median(found)
