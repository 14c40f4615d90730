"""The script of the map, made by folium: one GeoJSON layer for all homes, outlines, rings and lines.

No text of anybody's reaches the script but as JSON data, which `static/js/map.js` sets as text. folium's own `Popup`
and `Tooltip` paste text into the code itself and are never used; nor are its files, which lie with others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import folium
from folium.map import Layer
from folium.plugins import MarkerCluster
from folium.template import Template
from folium.utilities import JsCode
from geopy.distance import geodesic

from portal.charts.drawing import PALETTE, QUIET
from portal.homes.remarks import Remarks
from portal.homes.words import SERVICE_NAMES
from portal.market.map.plan import Drawn, Outlines, Point, Tiles
from portal.market.map.rules import MOST_APART, RING_MILES, Export, Site

MAP_ID = "map_of_homes"
CLOSEST = 18
CORNERS = 64
# Pixels between marks: room for a finger, and far more where there are many.
NEAR_BY, FAR_APART = 44, 80
# Nothing on the portal's pages moves by itself.
STILL = {"zoomAnimation": False, "fadeAnimation": False, "markerZoomAnimation": False}
OUTLINE = {"color": PALETTE[0], "weight": 2, "fill": False}
LOCALITY = {"color": PALETTE[0], "weight": 1, "dashArray": "2 4", "fill": False}
RING = {"color": QUIET, "weight": 1.5, "dashArray": "6 6", "fill": False}
LINE = {"color": PALETTE[2], "weight": 2}
Feature = dict[str, Any]


class HomesMap(folium.Map):
    """A map whose element stands in our own page, and whose script and style sheet are our own assets."""

    default_js: ClassVar[list[tuple[str, str]]] = []  # type: ignore[misc]
    default_css: ClassVar[list[tuple[str, str]]] = []  # type: ignore[misc]

    def get_name(self) -> str:
        """The same name at each drawing: the page has an element of this id."""
        return MAP_ID


class Clusters(MarkerCluster):
    """Homes that stand close together, as one number: what lies under another cannot be read, pressed or tapped."""

    default_js: ClassVar[list[tuple[str, str]]] = []  # type: ignore[misc]
    default_css: ClassVar[list[tuple[str, str]]] = []  # type: ignore[misc]


class Reading(Layer):
    """One way to read the homes that are drawn: a function of map.js says what stands beside their marks."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = portalMap.reading(portalMap.{{ this.function }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, function: str) -> None:
        super().__init__(name=name, overlay=True, control=True, show=False)
        self._name = "Reading"
        self.function = function


class Layers(folium.LayerControl):
    """The layers as boxes to tick under the map: Leaflet's own list lies over it, and hides all of it on a phone."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            portalMap.layers({{ this._parent.get_name() }}, {
                {%- for name, layer in this.overlays.items() %}
                {{ name|tojson }}: {{ layer }},
                {%- endfor %}
            });
        {% endmacro %}
        """
    )


def script_of(drawn: Drawn) -> str:
    """The script that draws the map in the element `MAP_ID`, for a page that has loaded map.js."""
    drawing = HomesMap(location=list(drawn.centre), zoom_start=11, tiles=_tiles(drawn.tiles), control_scale=True)
    # Clusters need to know how close one can look, also where there are no tiles to say so.
    drawing.options |= {"maxZoom": CLOSEST, "attributionControl": drawn.tiles is not None, **STILL}
    for each in (_outlines(drawn.outlines), _rings(drawn.origin)):
        if each is not None:
            each.add_to(drawing)
    homes = _homes(drawn.sites, drawn.remarks)
    reach = FAR_APART if sum(len(site.points) for site in drawn.sites) > MOST_APART else NEAR_BY
    cluster = Clusters(  # type: ignore[no-untyped-call]  # nor typed by folium
        name="Homes", maxClusterRadius=reach, animate=False, icon_create_function="portalMap.cluster"
    )
    homes.add_to(cluster)
    cluster.add_to(drawing)
    for name, function in (
        ("Share of places with others’ children", "shares"),
        ("Solo homes", "solos"),
        ("Open places and their age", "vacancies"),
    ):
        Reading(name, function).add_to(drawing)
    _exports(drawn.exports, drawn.centre).add_to(drawing)
    Layers().add_to(drawing)
    if corners := _corners(drawn):
        drawing.fit_bounds(corners, padding=(24, 24), max_zoom=14)
    return _script(drawing)


def _script(drawing: HomesMap) -> str:
    """Only the script: folium's header has styles and scripts in line, which the policy refuses."""
    root: Any = drawing.get_root()
    drawing.render()  # type: ignore[no-untyped-call]  # nor typed by folium
    return str(root.script.render())


def _tiles(tiles: Tiles | None) -> folium.TileLayer | None:
    return folium.TileLayer(tiles.url, attr=tiles.attribution, control=False) if tiles else None


def _homes(sites: Sequence[Site], remarks: Remarks) -> folium.GeoJson:
    """All homes in one layer, a feature for each kind of service: points in `coordinates`, what they stand for in
    `homes` in the same order. So nothing is said twice, and five thousand homes stay half a megabyte."""
    features = [_service(service, sites, remarks) for service in SERVICE_NAMES]
    return folium.GeoJson(
        _collection(feature for feature in features if feature["properties"]["homes"]),
        name="Homes",
        point_to_layer=JsCode("portalMap.home"),
    )


def _service(service: str, sites: Sequence[Site], remarks: Remarks) -> Feature:
    rows = [
        (site, number, point)
        for site in sites
        if site.service_type == service
        for number, point in enumerate(site.points, 1)
    ]
    providers = sorted({site.provider for site, _, _ in rows})
    places = {name: index for index, name in enumerate(providers)}
    return _feature(
        {"type": "MultiPoint", "coordinates": [[longitude, latitude] for _, _, (latitude, longitude) in rows]},
        service=service,
        title=SERVICE_NAMES[service],  # type: ignore[index]  # enumerated keys are texts
        providers=providers,
        homes=[
            [*_row(site, number, places[site.provider]), *remarks.get(site.home_id, ())] for site, number, _ in rows
        ],
    )


def _row(site: Site, number: int, provider: int) -> list[Any]:
    """What map.js takes apart again as `HOME`; what is not known is nought. Behind it stands what others remark."""
    use, vacancy = site.use, site.vacancy
    building = f"{number} of {site.buildings}" if site.buildings > 1 else 0
    return [
        site.reference,
        site.name,
        provider,
        site.places,
        int(site.is_solo),
        site.area if site.is_outside else 0,
        building,
        [use.own, use.others, use.available, use.reserved, use.blocked, use.others_share, str(use.as_at_on)]
        if use
        else 0,
        [vacancy.open, vacancy.held, str(vacancy.on)] if vacancy else 0,
    ]


def _outlines(outlines: Outlines) -> folium.GeoJson | None:
    features = [_feature(json.loads(geometry), label=name, style=LOCALITY) for name, geometry in outlines.localities]
    if outlines.borough:
        features.append(_feature(json.loads(outlines.borough), style=OUTLINE))
    if not features:
        return None
    return folium.GeoJson(
        _collection(features),
        name="Outlines",
        on_each_feature=JsCode("portalMap.labelled"),
        interactive=False,
    )


def _rings(origin: tuple[str, Point] | None) -> folium.GeoJson | None:
    """Circles of so many miles over the ground around a place, and a mark on it."""
    if origin is None:
        return None
    name, centre = origin
    rings = [
        _feature({"type": "LineString", "coordinates": _ring(centre, miles)}, label=f"{miles} miles", style=RING)
        for miles in RING_MILES
    ]
    middle = _feature({"type": "Point", "coordinates": [centre[1], centre[0]]}, label=name)
    return folium.GeoJson(
        _collection([*rings, middle]),
        name=f"Distance from {name}",
        on_each_feature=JsCode("portalMap.labelled"),
        point_to_layer=JsCode("portalMap.origin"),
        interactive=False,
    )


def _ring(centre: Point, miles: int) -> list[list[float]]:
    reach = geodesic(miles=miles)
    corners = [reach.destination(centre, bearing=360 * corner / CORNERS) for corner in range(CORNERS + 1)]
    return [[round(corner.longitude, 5), round(corner.latitude, 5)] for corner in corners]


def _exports(exports: Sequence[Export], centre: Point) -> folium.GeoJson:
    """A line from the borough's middle to each council where children of its own live, with their number."""
    lines = [
        _feature(
            {
                "type": "LineString",
                "coordinates": [[centre[1], centre[0]], [export.centre[1], export.centre[0]]],
            },
            label=f"{export.council}: {export.children}",
            style=LINE | {"weight": min(2 + export.children / 5, 8)},
        )
        for export in exports
        if export.centre
    ]
    return folium.GeoJson(
        _collection(lines),
        name="Children placed elsewhere",
        show=False,
        on_each_feature=JsCode("portalMap.ending"),
        interactive=False,
    )


def _corners(drawn: Drawn) -> list[list[float]]:
    """South-west and north-east of all that is shown at first."""
    points = [point for site in drawn.sites for point in site.points]
    if drawn.outlines.borough:
        ring = json.loads(drawn.outlines.borough)["coordinates"][0]
        points += [(latitude, longitude) for longitude, latitude in ring]
    if drawn.origin:
        points.append(drawn.origin[1])
    if not points:
        return []
    latitudes, longitudes = zip(*points, strict=True)
    return [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]


def _feature(geometry: dict[str, Any], **properties: Any) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: Iterable[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
