"""The map for commissioners: the list with the same facts first, then the map, whose script is a route of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request

from portal import access, clock, db
from portal.access import MARKET_ROLES
from portal.authorities.models import Authority
from portal.authorities.queries import get_authority, list_localities
from portal.homes.places import PostcodeTable
from portal.homes.queries import list_needs
from portal.homes.remarks import list_remarks
from portal.mail import settings
from portal.market.beds.queries import Near
from portal.market.beds.views import UNKNOWN_POSTCODE
from portal.market.map import queries, services, shown
from portal.market.map.forms import MapFilter
from portal.market.map.plan import Drawn, Outlines, Point, Tiles
from portal.market.map.queries import Wanted
from portal.market.map.rules import SORT_KEYS, Found, Site, ordered
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.headers import allow_images_from
from portal.web.paging import Sort, address, page_of, sort_of

# The middle of England, for an authority whose council has no centre.
NOWHERE_ELSE = (52.9, -1.5)

blueprint = Blueprint("homes_map", __name__, url_prefix="/commissioning/map")
nav.add(
    "Map",
    "homes_map.homes_map",
    *MARKET_ROLES,
    order=43,
    under="market.overview",
    about="Every home with its places, who is in them, and where our children are placed elsewhere.",
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `origin` is the postcode that distances are from and its point."""

    form: MapFilter
    wanted: Wanted
    origin: tuple[str, Point] | None


@blueprint.get("/")
@access.allow(*MARKET_ROLES, records=True)
def homes_map() -> str:
    """The page. It and the script that draws its map are one look, recorded here."""
    session, authority, asked = db.session(), get_authority(db.session(), access.authority_id()), _asked()
    found = queries.match_sites(session, authority, asked.wanted)
    _note(authority, found, is_download=False)
    places = queries.places_of(session, authority, asked.wanted, found)
    sort = sort_of(request.args, SORT_KEYS, default="miles" if asked.origin else "home")
    page = page_of(request.args, total=len(found))
    listed = page.cut(_in_order(found, places, authority, asked.wanted, sort))
    sites = queries.list_sites(session, authority, asked.wanted, listed)
    if tiles := settings().tiles_url:
        allow_images_from(_origin_of(tiles))
    return render_template(
        "market/map.html",
        form=asked.form,
        authority=authority,
        table=shown.table(sites, list_remarks(session, authority.id), has_miles=asked.origin is not None),
        sort=sort,
        page=page,
        count_words=shown.count_words(places),
        narrowed=shown.narrowed_words(asked.form),
        filtered=asked.wanted != Wanted(),
        pending=[shown.link(one) for one in found if one.is_pending],
        exports=shown.exports_table(queries.list_exports(session, authority)),
        legend=shown.legend(found),
        has_outside=any(one.host_authority_code not in (None, authority.code) for one in found),
        csv_href=f"homes.csv{address(request.args.items(multi=True))}" if found else None,
        script_href=f"script.js{address([*_filter_args(), ('ticket', _ticket())])}",
    )


def _in_order(
    found: list[Found], places: Mapping[int, int], authority: Authority, wanted: Wanted, sort: Sort
) -> list[Found]:
    """Homes that come by name, by what is asked for."""
    if sort.key == "home":
        return found[::-1] if sort.descending else found
    values = places if sort.key == "places" else queries.values_to_sort_by(db.session(), authority, wanted, sort.key)
    return ordered(found, values, descending=sort.descending)


@blueprint.get("/script.js")
@access.allow(*MARKET_ROLES, records=True)
def script() -> Response:
    """The map's script, with the points of all homes that match. Asked for without its page it is a look of its own."""
    authority, asked = get_authority(db.session(), access.authority_id()), _asked()
    sites = queries.list_sites(db.session(), authority, asked.wanted)
    if not services.belongs_to_look(request.args.get("ticket", ""), access.viewer(), _filter_text(), key=_key()):
        _note(authority, sites, is_download=False)
    drawn = Drawn(
        sites=sites,
        outlines=Outlines(
            authority.outline,
            [(row.name, row.outline) for row in list_localities(db.session(), authority.id) if row.outline],
        ),
        exports=queries.list_exports(db.session(), authority),
        centre=queries.find_centre(db.session(), authority) or NOWHERE_ELSE,
        origin=asked.origin,
        remarks=list_remarks(db.session(), authority.id),
        tiles=Tiles(settings().tiles_url, settings().tiles_attribution) if settings().tiles_url else None,
    )
    from portal.market.map.drawing import script_of  # noqa: PLC0415

    return Response(script_of(drawn), mimetype="text/javascript")


@blueprint.get("/homes.csv")
@access.allow(*MARKET_ROLES, records=True)
def homes_csv() -> Response:
    """The same list, whole, without addresses or points. That it was taken is recorded."""
    authority, asked = get_authority(db.session(), access.authority_id()), _asked()
    sites = queries.list_sites(db.session(), authority, asked.wanted)
    _note(authority, sites, is_download=True)
    name = f"map-{clock.today(clock.now()).isoformat()}.csv"
    remarks = list_remarks(db.session(), authority.id)
    return csv_response(name, shown.CSV_HEADER, (shown.csv_row(site, remarks) for site in sites))


def _asked() -> Asked:
    """What was not understood is said beside its box and narrows nothing."""
    form = MapFilter()
    form.need.choices = [(need.slug, need.text) for need in list_needs(db.session())]
    form.validate()
    given: dict[str, Any] = {field.name: field.data for field in form if field.data and not field.errors}
    wanted = Wanted(
        need=given.get("need"),
        age=None if form.age.errors else form.age.data,
        service_type=given.get("type"),
        has_vacancy=bool(given.get("vacancy")),
    )
    if "postcode" not in given:
        return Asked(form, wanted, None)
    found = PostcodeTable(db.session()).geocode(given["postcode"])
    if found is None:
        form.refuse(UNKNOWN_POSTCODE, "postcode")
        return Asked(form, wanted, None)
    within = int(given["within"]) if "within" in given else None
    near = Near((found.raw["easting"], found.raw["northing"]), within)
    return Asked(form, replace(wanted, near=near), (found.address, (found.latitude, found.longitude)))


def _note(authority: Authority, homes: Sequence[Found | Site], *, is_download: bool) -> None:
    services.note_look(
        db.session(), authority.code, homes, is_download=is_download, actor=access.viewer(), now=clock.now()
    )


def _filter_args() -> list[tuple[str, str]]:
    """The filter in the address, without what only the list is asked for."""
    names = set(MapFilter()._fields)
    return sorted((name, value) for name, value in request.args.items(multi=True) if name in names and value)


def _filter_text() -> str:
    return address(_filter_args())


def _ticket() -> str:
    return services.ticket_for(access.viewer(), _filter_text(), key=_key())


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
