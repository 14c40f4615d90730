"""The public map: areas, their totals and their outlines, and never a place of anything.

It says what the newest statement let out and nothing else, so that the two cannot be subtracted from one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request, url_for

from portal import access, db
from portal.authorities.models import Authority
from portal.authorities.queries import get_active_authority, get_authority
from portal.charts import Chart
from portal.disclosure import WITHHELD_SENTENCE, Symbol
from portal.market.localities.drawing import Parts, draw_areas, has_outline, name_of
from portal.market.localities.queries import list_parts
from portal.market.localities.rules import PublicService, public_services
from portal.returns.rules import last_day
from portal.statements.queries import published
from portal.statements.queries.released import released_by
from portal.statements.rules.placed import NetPosition, net_position
from portal.web.tables import Cell, Column, Table

blueprint = Blueprint("public_map", __name__)


@blueprint.get("/map")
@access.public
def public_map() -> str:
    session = db.session()
    current = published.find_current(session)
    released = released_by(session, current.id) if current else []
    authority = get_authority(session, current.authority_id) if current else get_active_authority(session)
    parts = list_parts(session, authority.id)
    services = public_services(released, parts)
    if not current or not services:
        return render_template("statements/public_map.html", shown=None)
    shown, month = _asked(services), current.as_of_month
    net = net_position(released, month)
    return render_template(
        "statements/public_map.html",
        shown=shown,
        authority=authority,
        current=current,
        as_at=last_day(month),
        services=[_link(each, shown) for each in services],
        table=_table(shown, parts, authority),
        chart=_chart(shown, parts, authority),
        net_table=_net_table(net, authority, month),
        net_sentence=_net_sentence(net, authority),
        withheld=WITHHELD_SENTENCE if _hides(shown) or Symbol.SUPPRESSED in (net.imported, net.exported) else "",
    )


def _asked(services: Sequence[PublicService]) -> PublicService:
    """The kind of service the address asks for, or the first there is."""
    slug = request.args.get("service", "")
    return next((each for each in services if each.service.slug == slug), services[0])


def _link(each: PublicService, shown: PublicService) -> dict[str, str | None]:
    href = None if each is shown else url_for("public_map.public_map", service=each.service.slug)
    return {"text": each.service.title, "href": href}


def _table(shown: PublicService, parts: Parts, authority: Authority) -> Table:
    rows = [
        [Cell(f"{number}. {name_of(area.localities, parts)}"), _count(area.homes), _count(area.places)]
        for number, area in enumerate(shown.areas, 1)
    ]
    rows.append([Cell(f"All of {authority.name}"), _count(shown.homes), _count(shown.places)])
    columns = [
        Column("Area"),
        Column(shown.service.homes.capitalize(), numeric=True),
        Column("Places", numeric=True),
    ]
    return Table(f"{shown.service.title} by area", columns, rows)


def _count(count: int | Symbol) -> int | str:
    if count is Symbol.NOT_AVAILABLE:
        return "Not known yet"
    return count.value if isinstance(count, Symbol) else count


def _hides(shown: PublicService) -> bool:
    counts = [shown.homes, shown.places, *(count for area in shown.areas for count in (area.homes, area.places))]
    return Symbol.SUPPRESSED in counts


def _chart(shown: PublicService, parts: Parts, authority: Authority) -> Chart | None:
    """The areas' outlines under the numbers of the table; None where there are none."""
    if not has_outline([area.localities for area in shown.areas], parts):
        return None
    title = f"{shown.service.title} by area"
    areas = "1 area" if len(shown.areas) == 1 else f"{len(shown.areas)} areas"
    told = f"A map of {authority.name} in {areas}. The numbers are those of the table."
    return draw_areas([(area.localities, "") for area in shown.areas], parts, title, told, id_prefix="areas")


def _net_table(net: NetPosition, authority: Authority, month: date) -> Table:
    rows = [
        [Cell(f"Children others placed in homes in {authority.name}", note=f"{month:%B %Y}"), _count(net.imported)],
        [
            Cell(f"{authority.name}’s own children in homes elsewhere", note=f"Quarter from {net.quarter_on:%B %Y}"),
            _count(net.exported),
        ],
    ]
    return Table("Children’s homes", [Column("Children"), Column("Number", numeric=True)], rows)


def _net_sentence(net: NetPosition, authority: Authority) -> str:
    """The difference in words; empty unless both sides are known."""
    if isinstance(net.imported, Symbol) or isinstance(net.exported, Symbol):
        return ""
    more = net.imported - net.exported
    if more == 0:
        return f"As many children come into homes in {authority.name} as leave for homes elsewhere."
    direction = "come into homes in" if more > 0 else "leave for homes outside"
    other = "leave" if more > 0 else "come in"
    return f"{abs(more):,} more children {direction} {authority.name} than {other}."
