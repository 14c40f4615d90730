"""What the map is drawn from, in as many queries for ten thousand homes as for ten. RESTRICTED: it holds points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, literal, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority, Council
from portal.authorities.queries import localities_by_outcode
from portal.authorities.rules import outcode_of
from portal.homes.models import Home, HomeNeed, HomeStatus, Postcode, Premises
from portal.homes.queries import of_authority
from portal.homes.rules import miles_between
from portal.market.beds.queries import Near, is_within, squared
from portal.market.map.rules import Export, Found, Site, Use, Vacancy
from portal.placements.models import Placement
from portal.providers.models import Provider
from portal.returns.models import BlockedPlaces, Entry, EntryVersion, FosteringPlaces, OccupiedPlaces, ReturnPeriod
from portal.returns.vacancies.queries import Homes, newest_figures


@dataclass(frozen=True)
class Wanted:
    """What the map is narrowed to; None and False narrow nothing."""

    need: str | None = None
    age: int | None = None
    service_type: str | None = None
    has_vacancy: bool = False
    near: Near | None = None


@dataclass(frozen=True)
class _Places:
    """The buildings of one home: the points that are known, the first postcode, miles to the nearest."""

    points: tuple[tuple[float, float], ...]
    postcode: str
    miles: Decimal | None


NOWHERE = _Places((), "", None)


def match_sites(session: Session, authority: Authority, wanted: Wanted) -> list[Found]:
    """The open homes of every organisation that stands with the authority, by name: what a page says of all of them
    together. What else is known of a home takes longest, and is read of a page of them."""
    there = (
        select(Premises.home_id, func.count().label("buildings"), func.count(Premises.latitude).label("points"))
        .group_by(Premises.home_id)
        .subquery("there")
    )
    query = (
        select(Home.id, Home.reference, Home.name, Home.service_type, Home.registered_places, Home.host_authority_code,
               func.coalesce(there.c.buildings, 0), func.coalesce(there.c.points, 0))
        .outerjoin(there, there.c.home_id == Home.id)
        .where(*_conditions(authority, wanted))
        .order_by(func.lower(Home.name), Home.id)
    )  # fmt: skip
    if wanted.has_vacancy:
        figures = newest_figures(_homes(authority, wanted))
        query = query.where(Home.id.in_(select(figures.c.home_id).where(figures.c.open_places > 0)))
    if wanted.near:
        query = query.where(is_within(wanted.near))
    return [Found(*row) for row in session.execute(query)]


def places_of(session: Session, authority: Authority, wanted: Wanted, found: Sequence[Found]) -> dict[int, int]:
    """The places of each home: those on its certificate; where it has none, as a fostering agency, those of its newest
    accepted return."""
    newest = _newest_accepted(_homes(authority, wanted).where(Home.registered_places == 0))
    query = (
        select(newest.c.home_id, EntryVersion.registered)
        .join(EntryVersion, EntryVersion.id == newest.c.version_id)
        .where(newest.c.place == 1)
        .order_by(newest.c.home_id)
    )
    told: dict[int, int] = dict(session.execute(query).all())
    return {one.home_id: one.registered_places or told.get(one.home_id, 0) for one in found}


def values_to_sort_by(session: Session, authority: Authority, wanted: Wanted, key: str) -> Mapping[int, int | date]:
    """What a list of the homes that match is ordered by, where that is neither their names nor their places: one of the
    other SORT_KEYS, by home."""
    homes = _homes(authority, wanted)
    if key == "miles":
        metres = select(Home.id, squared(wanted.near)).where(Home.id.in_(homes)).order_by(Home.id)
        return {home_id: away for home_id, away in session.execute(metres) if away is not None}
    if key == "free":
        return {home_id: vacancy.open for home_id, vacancy in _vacancies(session, homes).items()}
    uses = _uses(session, authority, homes)
    return {home_id: use.others_share if key == "others" else use.as_at_on for home_id, use in uses.items()}


def list_sites(
    session: Session, authority: Authority, wanted: Wanted, chosen: Sequence[Found] | None = None
) -> list[Site]:
    """What is known of the homes that match, by name; with `chosen` of these only, in their order."""
    found = match_sites(session, authority, wanted) if chosen is None else chosen
    homes = _homes(authority, wanted) if chosen is None else [one.home_id for one in chosen]
    buildings, uses = _buildings(session, homes, wanted.near), _uses(session, authority, homes)
    vacancies, localities = _vacancies(session, homes), localities_by_outcode(session, authority.id)
    query = (
        select(Home.id, Home.is_solo, Provider.legal_name, Council.name.label("host"))
        .join(Provider, Provider.id == Home.provider_id)
        .outerjoin(Council, Council.code == Home.host_authority_code)
        .where(Home.id.in_(homes))
        .order_by(Home.id)
    )
    rows = {row.id: row for row in session.execute(query)}
    sites = []
    for one in found:
        row, there, use = rows[one.home_id], buildings.get(one.home_id, NOWHERE), uses.get(one.home_id)
        locality = localities.get(outcode_of(there.postcode))
        is_outside = one.host_authority_code not in (None, authority.code)
        site = Site(
            home_id=one.home_id,
            reference=one.reference,
            name=one.name,
            provider=row.legal_name,
            service_type=one.service_type,
            places=one.registered_places or (use.registered if use else 0),
            is_solo=row.is_solo,
            area=row.host if is_outside else (locality.name if locality else ""),
            is_outside=is_outside,
            buildings=one.buildings,
            points=there.points,
            use=use,
            vacancy=vacancies.get(one.home_id),
            miles=there.miles,
        )
        sites.append(site)
    return sites


def _homes(authority: Authority, wanted: Wanted) -> Select[int]:
    """The homes that match, but for what only their places tell."""
    return select(Home.id).where(*_conditions(authority, wanted))


def _conditions(authority: Authority, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield of_authority(authority.id).condition()
    yield Home.status == HomeStatus.OPEN
    if wanted.need:
        yield Home.needs.any(HomeNeed.need_slug == wanted.need)
    if wanted.age is not None:
        yield literal(wanted.age).between(Home.age_from, Home.age_to)
    if wanted.service_type:
        yield Home.service_type == wanted.service_type


def _buildings(session: Session, homes: Homes, near: Near | None) -> dict[int, _Places]:
    query = (
        select(Premises.home_id, Premises.latitude, Premises.longitude, Premises.postcode,
               Postcode.easting, Postcode.northing)
        .outerjoin(Postcode, Postcode.postcode == Premises.postcode)
        .where(Premises.home_id.in_(homes))
        .order_by(Premises.id)
    )  # fmt: skip
    by_home: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(query):
        by_home[row.home_id].append(row)
    return {home_id: _places(rows, near) for home_id, rows in by_home.items()}


def _places(rows: list[Row[*tuple[Any, ...]]], near: Near | None) -> _Places:
    known = [row for row in rows if row.easting is not None]
    miles = [miles_between((row.easting, row.northing), near.place) for row in known] if near else []
    points = tuple((row.latitude, row.longitude) for row in rows if row.latitude is not None)
    return _Places(points, rows[0].postcode, min(miles, default=None))


def _newest_accepted(homes: Homes) -> Subquery:
    """The accepted version of each home's newest month that has one, in `place` 1."""
    newest = func.row_number().over(partition_by=Entry.home_id, order_by=ReturnPeriod.month.desc())
    return (
        select(Entry.home_id, Entry.accepted_version_id.label("version_id"), newest.label("place"))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .where(Entry.accepted_version_id.is_not(None), Entry.home_id.in_(homes))
        .subquery("newest_accepted")
    )


def _uses(session: Session, authority: Authority, homes: Homes) -> dict[int, Use]:
    """Who has the places of each home; a fostering agency names only the authority's own among those filled."""
    newest = _newest_accepted(homes)
    own = func.sum(case((OccupiedPlaces.council_code == authority.code, OccupiedPlaces.places), else_=0))
    query = (
        select(newest.c.home_id, EntryVersion.available, EntryVersion.reserved, EntryVersion.as_at_on,
               FosteringPlaces.filled, FosteringPlaces.unavailable,
               _of_version(OccupiedPlaces, own).label("own"),
               _of_version(OccupiedPlaces, func.sum(OccupiedPlaces.places)).label("occupied"),
               _of_version(BlockedPlaces, func.sum(BlockedPlaces.places)).label("blocked"))
        .join(EntryVersion, EntryVersion.id == newest.c.version_id)
        .outerjoin(FosteringPlaces, FosteringPlaces.version_id == EntryVersion.id)
        .where(newest.c.place == 1)
        .order_by(newest.c.home_id)
    )  # fmt: skip
    return {row.home_id: _use(row) for row in session.execute(query)}


def _of_version(places: type[OccupiedPlaces | BlockedPlaces], total: ColumnElement[int]) -> ColumnElement[int]:
    """A sum over a version's rows of one kind; 0 where it has none."""
    of_version = select(total).where(places.version_id == EntryVersion.id).correlate(EntryVersion)
    return func.coalesce(of_version.scalar_subquery(), 0)


def _use(row: Row[*tuple[Any, ...]]) -> Use:
    filled = row.occupied if row.filled is None else row.filled
    lost = row.blocked if row.unavailable is None else row.unavailable
    return Use(row.own, filled - row.own, row.available, row.reserved, lost, row.as_at_on)


def _vacancies(session: Session, homes: Homes) -> dict[int, Vacancy]:
    figures = newest_figures(homes)
    columns = (figures.c.home_id, figures.c.open_places, figures.c.held_places, figures.c.told_on)
    query = select(*columns).order_by(figures.c.home_id)
    return {row.home_id: Vacancy(row.open_places, row.held_places, row.told_on) for row in session.execute(query)}


def list_exports(session: Session, authority: Authority) -> list[Export]:
    """Where the authority's own children live outside its area now, by number; a host nobody knows has no name."""
    children = func.count(Placement.id)
    query = (
        select(Council.name, Council.latitude, Council.longitude, children)
        .select_from(Placement)
        .outerjoin(Council, Council.code == Placement.host_authority_code)
        .where(
            Placement.authority_id == authority.id,
            Placement.ended_quarter_on.is_(None),
            Placement.host_authority_code.is_distinct_from(authority.code),
        )
        .group_by(Council.name, Council.latitude, Council.longitude)
        .order_by(children.desc(), Council.name)
    )
    return [
        Export(name or "", count, None if latitude is None or longitude is None else (latitude, longitude))
        for name, latitude, longitude, count in session.execute(query)
    ]


def find_centre(session: Session, authority: Authority) -> tuple[float, float] | None:
    """About the middle of the authority's area, where its lines begin."""
    council = session.get_one(Council, authority.code)
    return None if council.latitude is None or council.longitude is None else (council.latitude, council.longitude)
