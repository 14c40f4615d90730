"""The facts of the map as rows of a table and of a CSV, and its legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from wtforms import Field

from portal.charts.drawing import PALETTE, QUIET, SHAPES
from portal.homes.remarks import Remarks
from portal.homes.words import SERVICE_NAMES
from portal.market.map.forms import MapFilter
from portal.market.map.rules import Export, Found, Site
from portal.providers.models import ServiceType
from portal.web.filters import format_age
from portal.web.forms import CheckboxField, SelectField
from portal.web.tables import Cell, Column, Table

PENDING = "Location pending"
CARERS = "With its carers"
NOT_SAID = "–"
CSV_HEADER = (
    "Home reference", "Home", "Provider", "Type", "Area", "Outside the borough", "Solo home", "Places", "Our children",
    "Others’ children", "Available", "Reserved", "Blocked", "As at", "Open now", "Held now", "Open and held as at",
    "Miles", "Remarks",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """How a kind of service is drawn: a path of twenty-four units around its point, and its colour."""

    service: str
    title: str
    path: str
    colour: str


# Shape and colour each tell the kind of service by themselves.
_HEXAGON, _STAR, _CROSS = (
    "M-6 0-3-5.5h6L6 0 3 5.5h-6z",
    "M0-7 2-2h5L3 1.5 4.5 7 0 4-4.5 7-3 1.5-7-2h5z",
    "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
)
MARKS = {
    ServiceType.RESIDENTIAL: (SHAPES[0], PALETTE[0]),
    ServiceType.SUPPORTED_ACCOMMODATION: (SHAPES[1], PALETTE[1]),
    ServiceType.FAMILY_ASSESSMENT: (SHAPES[2], PALETTE[2]),
    ServiceType.SHORT_BREAKS: (SHAPES[3], PALETTE[3]),
    ServiceType.SECURE: (_HEXAGON, QUIET),
    ServiceType.RESIDENTIAL_SCHOOL: (_STAR, QUIET),
    ServiceType.FOSTERING: (_CROSS, QUIET),
}


def legend(found: Sequence[Found]) -> list[Mark]:
    """The marks of the kinds of service among these homes that stand somewhere."""
    kinds = {one.service_type for one in found if one.points}
    return [Mark(kind, SERVICE_NAMES[kind], *MARKS[kind]) for kind in SERVICE_NAMES if kind in kinds]


def count_words(places: Mapping[int, int]) -> str:
    """How many homes and places there are, from the places of each."""
    homes = "1 home" if len(places) == 1 else f"{len(places):,} homes"
    return f"{homes} with {sum(places.values()):,} places" if places else "No homes"


def narrowed_words(form: MapFilter) -> str:
    """What the list was narrowed to, for paper, where the filter's boxes are left out."""
    given = [field for field in form if field.data not in (None, "") and field.data is not False and not field.errors]
    return "; ".join(f"{field.label.text}: {_chosen(field)}" for field in given)


def _chosen(field: Field) -> str:
    if isinstance(field, SelectField):
        return next(option.text for option in field.options if option.value == field.data)
    return "yes" if isinstance(field, CheckboxField) else str(field.data)


def link(home: Found | Site) -> dict[str, str]:
    return {"text": home.name, "href": url_for("commissioning_homes.home", reference=home.reference)}


def table(sites: Sequence[Site], remarks: Remarks, *, has_miles: bool) -> Table:
    columns = [
        Column("Home", sort_key="home"),
        *([Column("Miles", numeric=True, sort_key="miles")] if has_miles else []),
        Column("Places", numeric=True, sort_key="places"),
        Column("Ours", numeric=True, spoken="Our children"),
        Column("Others’", numeric=True, sort_key="others"),
        Column("Free", numeric=True, spoken="Available"),
        Column("Held", numeric=True, spoken="Reserved"),
        Column("Blocked", numeric=True),
        Column("As at", sort_key="age"),
        Column("Open now", sort_key="free"),
    ]
    return Table("Homes on the map", columns, [_row(site, remarks, has_miles=has_miles) for site in sites])


def _row(site: Site, remarks: Remarks, *, has_miles: bool) -> list[Any]:
    use = site.use
    service, said = SERVICE_NAMES[ServiceType(site.service_type)], remarks.get(site.home_id, ())
    solo = ", solo home" if site.is_solo else ""
    parts = [use.own, use.others, use.available, use.reserved, use.blocked] if use else [NOT_SAID] * 5
    return [
        Cell(**link(site), note=". ".join([_area(site), f"{service}{solo}", site.provider, *said])),
        *([str(site.miles) if site.miles is not None else NOT_SAID] if has_miles else []),
        site.places,
        *parts,
        format_age(use.as_at_on) if use else "No return yet",
        _open(site),
    ]


def _area(site: Site) -> str:
    if site.is_outside:
        return f"Outside the borough, in {site.area}"
    if site.is_pending:
        return f"{site.area}, {PENDING.lower()}" if site.area else PENDING
    return site.area or ("Area not known" if site.buildings else CARERS)


def _open(site: Site) -> Cell:
    if site.vacancy is None:
        return Cell(NOT_SAID)
    held = f"{site.vacancy.held:,} held, " if site.vacancy.held else ""
    return Cell(f"{site.vacancy.open:,} open", note=f"{held}{format_age(site.vacancy.on)}")


def exports_table(exports: Sequence[Export]) -> Table:
    rows: list[list[Cell | int]] = [[Cell(export.council or "Not known"), export.children] for export in exports]
    if len(rows) > 1:
        rows.append([Cell("All"), sum(export.children for export in exports)])
    return Table(
        "Our children placed elsewhere, by council", [Column("Council"), Column("Children", numeric=True)], rows
    )


def csv_row(site: Site, remarks: Remarks) -> list[Any]:
    use, vacancy = site.use, site.vacancy
    parts = [use.own, use.others, use.available, use.reserved, use.blocked, use.as_at_on] if use else [None] * 6
    now = [vacancy.open, vacancy.held, vacancy.on] if vacancy else [None] * 3
    return [
        site.reference, site.name, site.provider, SERVICE_NAMES[ServiceType(site.service_type)], site.area or None,
        "yes" if site.is_outside else "no", "yes" if site.is_solo else "no", site.places, *parts, *now, site.miles,
        "; ".join(remarks.get(site.home_id, ())),
    ]  # fmt: skip
