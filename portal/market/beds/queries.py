"""Open homes with an open place, of providers the authority approved, narrowed to what one child needs.

Everything is narrowed and ordered by the database, and only the homes of a page are read, so that a page costs as many
queries however large the market is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Subquery, cast, func, literal, null, select, true
from sqlalchemy.orm import Session, joinedload

from portal.homes.models import Genders, Home, HomeNeed, HomeStatus, Need, Postcode, Premises
from portal.homes.places import PostcodeTable
from portal.homes.rules import METRES_IN_A_MILE, miles_between
from portal.providers.models import ProviderAuthority, ProviderStatus
from portal.returns.vacancies.queries import Vacancy, newest_figures, vacancy_of

SORT_KEYS = ("updated", "distance", "home", "open")


@dataclass(frozen=True)
class Near:
    """A postcode's place on the national grid in metres, and how many miles from it at most (None: any)."""

    place: tuple[int, int]
    within: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and False narrow nothing. `genders`: boys or girls; homes for any take both."""

    need: str | None = None
    age: int | None = None
    genders: Genders | None = None
    service_type: str | None = None
    is_solo: bool = False
    takes_emergencies: bool = False
    near: Near | None = None


@dataclass(frozen=True)
class Match:
    """A home (by id) that matches, and its open places."""

    home_id: int
    open_places: int


@dataclass(frozen=True)
class Bed:
    """A home with open places, the words of its needs, and how far its nearest building is (None: not known)."""

    vacancy: Vacancy
    takes_emergencies: bool
    needs: Sequence[str]
    miles: Decimal | None


def find_near(session: Session, postcode: str, within: int | None) -> Near | None:
    """Where a postcode is; None where the table does not know it."""
    found = PostcodeTable(session).geocode(postcode)
    return Near((found.raw["easting"], found.raw["northing"]), within) if found else None


def match_beds(
    session: Session, authority_id: int, wanted: Wanted, *, order: str = "updated", descending: bool = True
) -> list[Match]:
    """The homes that match, in order, as keys and open places only: finding what every home said last takes longest, so
    it is done once, and counted and cut into pages from here. What has no distance comes last by it."""
    of_child = list(_of_child(wanted))
    figures = newest_figures(select(Home.id).where(*of_child) if of_child else None)
    columns: dict[str, ColumnElement[Any]] = {
        "updated": figures.c.told_on,
        "distance": squared(wanted.near),
        "home": func.lower(Home.name),
        "open": figures.c.open_places,
    }
    first = columns[order].desc() if descending else columns[order].asc()
    query = (
        select(Home.id, figures.c.open_places)
        .join(figures, figures.c.home_id == Home.id)
        .where(*_conditions(authority_id, wanted, figures))
        .order_by(first.nulls_last(), func.lower(Home.name), Home.id)
    )
    return [Match(home_id, open_places) for home_id, open_places in session.execute(query)]


def list_beds(session: Session, matches: Sequence[Match], near: Near | None) -> list[Bed]:
    """These homes in their order, each with what it said last, in three queries."""
    ids = [match.home_id for match in matches]
    figures = newest_figures(ids)
    query = (
        select(Home, *figures.c)
        .join(figures, figures.c.home_id == Home.id)
        .options(joinedload(Home.provider), joinedload(Home.host_authority))
        .order_by(Home.id)
    )
    rows = {row.Home.id: row for row in session.execute(query)}
    needs, miles = _needs(session, ids), _miles(session, ids, near)
    return [
        Bed(vacancy_of(rows[key]), bool(rows[key].takes_emergencies), needs.get(key, ()), miles.get(key)) for key in ids
    ]


def _conditions(authority_id: int, wanted: Wanted, figures: Subquery) -> Iterator[ColumnElement[bool]]:
    approved = select(ProviderAuthority.provider_id).where(
        ProviderAuthority.authority_id == authority_id, ProviderAuthority.status == ProviderStatus.APPROVED
    )
    yield Home.provider_id.in_(approved)
    yield Home.status == HomeStatus.OPEN
    yield figures.c.open_places > 0
    if wanted.takes_emergencies:
        yield figures.c.takes_emergencies
    yield from _of_child(wanted)
    if wanted.near:
        yield is_within(wanted.near)


def _of_child(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.need:
        yield Home.needs.any(HomeNeed.need_slug == wanted.need)
    if wanted.age is not None:
        yield literal(wanted.age).between(Home.age_from, Home.age_to)
    if wanted.genders:
        yield Home.genders.in_((Genders.ANY, wanted.genders))
    if wanted.service_type:
        yield Home.service_type == wanted.service_type
    if wanted.is_solo:
        yield Home.is_solo.is_(True)


def is_within(near: Near) -> ColumnElement[bool]:
    """The condition that a home is as near as is asked for: inside the ring that the map draws."""
    if near.within is None:
        return true()
    most = near.within * METRES_IN_A_MILE
    return squared(near) <= int(most * most)


def squared(near: Near | None) -> ColumnElement[Any]:
    """ΔE² + ΔN² to a home's nearest building, in square metres: in the order of the distance, and exact."""
    if near is None:
        return null()
    east, north = (
        cast(column, BigInteger) - metres
        for column, metres in zip((Postcode.easting, Postcode.northing), near.place, strict=True)
    )
    return (
        select(func.min(east * east + north * north))
        .join(Premises, Premises.postcode == Postcode.postcode)
        .where(Premises.home_id == Home.id)
        .correlate(Home)
        .scalar_subquery()
    )


def _needs(session: Session, home_ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(HomeNeed.home_id, Need.text)
        .join(Need, Need.slug == HomeNeed.need_slug)
        .where(HomeNeed.home_id.in_(home_ids))
        .order_by(HomeNeed.home_id, Need.position)
    )
    found: dict[int, list[str]] = {}
    for home_id, text in session.execute(query):
        found.setdefault(home_id, []).append(text)
    return found


def _miles(session: Session, home_ids: Sequence[int], near: Near | None) -> dict[int, Decimal]:
    if near is None:
        return {}
    query = (
        select(Premises.home_id, Postcode.easting, Postcode.northing)
        .join(Postcode, Postcode.postcode == Premises.postcode)
        .where(Premises.home_id.in_(home_ids))
        .order_by(Premises.id)
    )
    found: dict[int, Decimal] = {}
    for home_id, easting, northing in session.execute(query):
        miles = miles_between((easting, northing), near.place)
        found[home_id] = min(miles, found.get(home_id, miles))
    return found
