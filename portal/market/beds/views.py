"""Beds now: which homes have a place open at this moment, how old each figure is, and how far each home is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from portal import access, clock, db
from portal.access import MARKET_ROLES
from portal.authorities.queries import get_authority
from portal.homes.models import Genders
from portal.homes.queries import list_needs
from portal.homes.remarks import Remarks, list_remarks
from portal.homes.words import GENDER_NAMES, SERVICE_NAMES
from portal.market.beds import queries, services
from portal.market.beds.forms import BedsFilter
from portal.market.beds.queries import Bed, Match, Wanted
from portal.returns.vacancies.queries import Told
from portal.returns.vacancies.rules import is_stale
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.filters import format_age, format_number
from portal.web.paging import Sort, address, page_of, sort_of
from portal.web.tables import Cell, Column, Table

UNKNOWN_POSTCODE = "This postcode is not in the portal’s table. Check it, or try another one nearby."
CSV_HEADER = (
    "Home reference", "Home", "Provider", "Type", "Council area", "Youngest age", "Oldest age", "Gender", "Solo home",
    "Takes emergencies", "Needs", "Open places", "Held places", "As at", "Miles", "Remarks",
)  # fmt: skip

blueprint = Blueprint("beds", __name__, url_prefix="/commissioning/beds-now")
nav.add(
    "Beds now",
    "beds.list_beds",
    *MARKET_ROLES,
    order=42,
    under="market.overview",
    about="Places open to a child now, by need, age and distance, and how old each figure is.",
)


@blueprint.get("/")
@access.allow(*MARKET_ROLES, records=True)
def list_beds() -> str:
    """The list; distances are drawn from addresses, so a look at them is recorded."""
    session, form = db.session(), _filter()
    wanted = _wanted(form)
    sort = _sort(wanted)
    matches = _match(wanted, sort)
    page = page_of(request.args, total=len(matches))
    beds = queries.list_beds(session, matches[page.offset : page.offset + page.limit], wanted.near)
    if wanted.near:
        _note(beds, is_download=False)
    return render_template(
        "beds/list.html",
        form=form,
        table=_table(beds, wanted, _remarks()),
        count_words=_count_words(matches),
        sort=sort,
        page=page,
        filtered=wanted != Wanted(),
        csv_href=f"list.csv{address(request.args.items(multi=True))}" if matches else None,
    )


@blueprint.get("/list.csv")
@access.allow(*MARKET_ROLES, records=True)
def list_csv() -> Response:
    """The same list, whole, without addresses. That it was taken is recorded."""
    wanted = _wanted(_filter())
    beds = queries.list_beds(db.session(), _match(wanted, _sort(wanted)), wanted.near)
    _note(beds, is_download=True)
    name = f"beds-{clock.today(clock.now()).isoformat()}.csv"
    remarks = _remarks()
    return csv_response(name, CSV_HEADER, (_csv_row(bed, told, remarks) for bed, told in _told(beds)))


def _remarks() -> Remarks:
    return list_remarks(db.session(), access.authority_id())


def _filter() -> BedsFilter:
    form = BedsFilter()
    form.need.choices = [(need.slug, need.text) for need in list_needs(db.session())]
    form.validate()
    return form


def _wanted(form: BedsFilter) -> Wanted:
    """What the address asks for; what was not understood is said beside its box and narrows nothing."""
    given = {field.name: field.data for field in form if field.data and not field.errors}
    wanted = Wanted(
        need=given.get("need"),
        age=None if form.age.errors else form.age.data,
        genders=Genders(given["gender"]) if "gender" in given else None,
        service_type=given.get("type"),
        is_solo=bool(given.get("solo")),
        takes_emergencies=bool(given.get("emergencies")),
    )
    return _placed(wanted, form, given)


def _placed(wanted: Wanted, form: BedsFilter, given: dict[str, Any]) -> Wanted:
    if "postcode" not in given:
        return wanted
    within = int(given["within"]) if "within" in given else None
    near = queries.find_near(db.session(), given["postcode"], within)
    if near is None:
        form.refuse(UNKNOWN_POSTCODE, "postcode")
    return replace(wanted, near=near)


def _sort(wanted: Wanted) -> Sort:
    """The nearest first where distances are known, else the newest figures."""
    return sort_of(request.args, queries.SORT_KEYS, default="distance" if wanted.near else "-updated")


def _match(wanted: Wanted, sort: Sort) -> list[Match]:
    return queries.match_beds(db.session(), access.authority_id(), wanted, order=sort.key, descending=sort.descending)


def _note(beds: list[Bed], *, is_download: bool) -> None:
    code = get_authority(db.session(), access.authority_id()).code
    services.note_look(db.session(), code, beds, is_download=is_download, actor=access.viewer(), now=clock.now())


def _count_words(matches: list[Match]) -> str:
    homes, places = len(matches), sum(match.open_places for match in matches)
    where = "1 home" if homes == 1 else f"{homes:,} homes"
    return f"{places:,} open {'place' if places == 1 else 'places'} in {where}" if homes else "No open places"


def _told(beds: list[Bed]) -> list[tuple[Bed, Told]]:
    """Each home with what it said; a home that said nothing has no open place and is not here."""
    return [(bed, bed.vacancy.told) for bed in beds if bed.vacancy.told]


def _table(beds: list[Bed], wanted: Wanted, remarks: Remarks) -> Table:
    columns = [
        Column("Home", sort_key="home"),
        Column("Open", numeric=True, sort_key="open"),
        Column("Updated", sort_key="updated"),
        Column("Type"),
        Column("For"),
        *([Column("Miles", numeric=True, sort_key="distance")] if wanted.near else []),
    ]
    return Table("Homes with open places", columns, [_row(bed, told, wanted, remarks) for bed, told in _told(beds)])


def _row(bed: Bed, told: Told, wanted: Wanted, remarks: Remarks) -> list[Any]:
    home, held = bed.vacancy.home, told.counts.held
    extras = [word for word, true in (("Solo home", home.is_solo), ("Emergencies", bed.takes_emergencies)) if true]
    said = [home.provider.legal_name, *remarks.get(home.id, ())]
    return [
        Cell(home.name, href=url_for("commissioning_homes.home", reference=home.reference), note=". ".join(said)),
        Cell(format_number(told.counts.open), note=f"{held:,}\N{NO-BREAK SPACE}held" if held else None),
        _age(told),
        Cell(SERVICE_NAMES[home.service_type], note=", ".join(extras) or None),
        Cell(f"{home.age_from} to {home.age_to}", note=GENDER_NAMES[home.genders]),
        *([str(bed.miles) if bed.miles is not None else "Not known"] if wanted.near else []),
    ]


def _age(told: Told) -> Cell:
    """How old a figure is; an old one says so first."""
    age = format_age(told.on)
    if is_stale(told.on, clock.today(clock.now())):
        return Cell("Out of date", tone="yellow", note=age)
    return Cell(age)


def _csv_row(bed: Bed, told: Told, remarks: Remarks) -> list[Any]:
    home = bed.vacancy.home
    return [
        home.reference, home.name, home.provider.legal_name, SERVICE_NAMES[home.service_type],
        home.host_authority.name if home.host_authority else None, home.age_from, home.age_to,
        GENDER_NAMES[home.genders], "yes" if home.is_solo else "no", "yes" if bed.takes_emergencies else "no",
        "; ".join(bed.needs), told.counts.open, told.counts.held, told.on, bed.miles,
        "; ".join(remarks.get(home.id, ())),
    ]  # fmt: skip
