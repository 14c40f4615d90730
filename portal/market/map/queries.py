"""What the map is drawn from, in as many queries for ten thousand homes as for ten. RESTRICTED: it holds points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
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
from portal.market.beds.queries import Near
from portal.market.map.rules import Export, Site, Use, Vacancy
from portal.placements.models import Placement
from portal.providers.models import Provider
from portal.returns.models import BlockedPlaces, Entry, EntryVersion, FosteringPlaces, OccupiedPlaces, ReturnPeriod
from portal.returns.vacancies.queries import newest_figures


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
    """The buildings of one home: how many, the points that are known, the first postcode, miles to the nearest."""

    count: int
    points: tuple[tuple[float, float], ...]
    postcode: str
    miles: Decimal | None


def list_sites(session: Session, authority: Authority, wanted: Wanted) -> list[Site]:
    """The open homes of every organisation that stands with the authority, by name."""
    conditions = list(_conditions(authority, wanted))
    homes = select(Home.id).where(*conditions)
    buildings, uses = _buildings(session, homes, wanted.near), _uses(session, authority, homes)
    vacancies, localities = _vacancies(session, homes), localities_by_outcode(session, authority.id)
    query = (
        select(Home.id, Home.reference, Home.name, Home.service_type, Home.registered_places, Home.is_solo,
               Home.host_authority_code, Provider.legal_name, Council.name.label("host"))
        .join(Provider, Provider.id == Home.provider_id)
        .outerjoin(Council, Council.code == Home.host_authority_code)
        .where(*conditions)
        .order_by(func.lower(Home.name), Home.id)
    )  # fmt: skip
    sites = []
    for row in session.execute(query):
        there, vacancy = buildings.get(row.id, _Places(0, (), "", None)), vacancies.get(row.id)
        if not _is_wanted(wanted, there, vacancy):
            continue
        is_outside = row.host_authority_code not in (None, authority.code)
        locality = localities.get(outcode_of(there.postcode))
        area = row.host if is_outside else (locality.name if locality else "")
        sites.append(_site(row, there, uses.get(row.id), vacancy, area=area, is_outside=is_outside))
    return sites


def _site(
    row: Row[*tuple[Any, ...]], there: _Places, use: Use | None, vacancy: Vacancy | None, *, area: str, is_outside: bool
) -> Site:
    return Site(
        home_id=row.id,
        reference=row.reference,
        name=row.name,
        provider=row.legal_name,
        service_type=row.service_type,
        places=row.registered_places or (use.registered if use else 0),
        is_solo=row.is_solo,
        area=area,
        is_outside=is_outside,
        buildings=there.count,
        points=there.points,
        use=use,
        vacancy=vacancy,
        miles=there.miles,
    )


def _is_wanted(wanted: Wanted, there: _Places, vacancy: Vacancy | None) -> bool:
    if wanted.has_vacancy and not (vacancy and vacancy.open):
        return False
    if wanted.near is None or wanted.near.within is None:
        return True
    return there.miles is not None and there.miles <= wanted.near.within


def _conditions(authority: Authority, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield of_authority(authority.id).condition()
    yield Home.status == HomeStatus.OPEN
    if wanted.need:
        yield Home.needs.any(HomeNeed.need_slug == wanted.need)
    if wanted.age is not None:
        yield literal(wanted.age).between(Home.age_from, Home.age_to)
    if wanted.service_type:
        yield Home.service_type == wanted.service_type


def _buildings(session: Session, homes: Select[int], near: Near | None) -> dict[int, _Places]:
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
    return _Places(len(rows), points, rows[0].postcode, min(miles, default=None))


def _newest_accepted(homes: Select[int]) -> Subquery:
    """The accepted version of each home's newest month that has one, in `place` 1."""
    newest = func.row_number().over(partition_by=Entry.home_id, order_by=ReturnPeriod.month.desc())
    return (
        select(Entry.home_id, Entry.accepted_version_id.label("version_id"), newest.label("place"))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .where(Entry.accepted_version_id.is_not(None), Entry.home_id.in_(homes))
        .subquery("newest_accepted")
    )


def _uses(session: Session, authority: Authority, homes: Select[int]) -> dict[int, Use]:
    """Who has the places of each home; a fostering agency names only the authority's own among those filled."""
    newest = _newest_accepted(homes)
    of_newest = select(newest.c.version_id).where(newest.c.place == 1)
    own = func.sum(case((OccupiedPlaces.council_code == authority.code, OccupiedPlaces.places), else_=0))
    occupied = _sums(session, OccupiedPlaces.version_id, of_newest, own, func.sum(OccupiedPlaces.places))
    blocked = _sums(session, BlockedPlaces.version_id, of_newest, func.sum(BlockedPlaces.places))
    query = (
        select(newest.c.home_id, EntryVersion.id, EntryVersion.available, EntryVersion.reserved, EntryVersion.as_at_on,
               FosteringPlaces.filled, FosteringPlaces.unavailable)
        .join(EntryVersion, EntryVersion.id == newest.c.version_id)
        .outerjoin(FosteringPlaces, FosteringPlaces.version_id == EntryVersion.id)
        .where(newest.c.place == 1)
        .order_by(newest.c.home_id)
    )  # fmt: skip
    uses = {}
    for row in session.execute(query):
        ours, filled = occupied.get(row.id, (0, 0))
        filled = filled if row.filled is None else row.filled
        (lost,) = blocked.get(row.id, (0,)) if row.unavailable is None else (row.unavailable,)
        uses[row.home_id] = Use(ours, filled - ours, row.available, row.reserved, lost, row.as_at_on)
    return uses


def _sums(
    session: Session, version_id: Any, versions: Select[Any], *sums: ColumnElement[int]
) -> dict[int, tuple[int, ...]]:
    """Sums by version."""
    query = select(version_id, *sums).where(version_id.in_(versions)).group_by(version_id).order_by(version_id)
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def _vacancies(session: Session, homes: Select[int]) -> dict[int, Vacancy]:
    figures = newest_figures()
    columns = (figures.c.home_id, figures.c.open_places, figures.c.held_places, figures.c.told_on)
    query = select(*columns).where(figures.c.home_id.in_(homes)).order_by(figures.c.home_id)
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
