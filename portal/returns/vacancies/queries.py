"""What each home last said of its vacancies: in its newest return as sent, or by a tap since.

A return counts from the day its figures are for, so one that is sent late never hides a newer tap; on one day the later
instant counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.db import NotFound
from portal.homes.models import Home, HomeKeeper, HomeStatus
from portal.homes.queries import Scope
from portal.providers.models import ServiceType
from portal.returns.models import Entry, EntryVersion
from portal.returns.vacancies.models import VacancyUpdate
from portal.returns.vacancies.rules import Counts

# The homes that something is looked for in: their ids, or a query for these.
Homes = Sequence[int] | Select[int]


@dataclass(frozen=True)
class Told:
    """What was said last, the day it is true for, and the row that said it ("entry-12", "update-7")."""

    counts: Counts
    on: date
    seen: str


@dataclass(frozen=True)
class Vacancy:
    """An open home, its places (registered; an agency's approved ones) and what it said, if it ever did."""

    home: Home
    places: int
    told: Told | None


def newest_figures(homes: Homes | None = None) -> Subquery:
    """A row for each home (with `homes` each of these) that ever said something: home_id, open_places, held_places,
    told_on, approved (places by the return), takes_emergencies, version_id, and update_id where a tap counts."""
    entry, update = _newest_versions(homes), _newest_updates(homes)
    by_tap = or_(
        update.c.as_at_on > entry.c.as_at_on,
        and_(update.c.as_at_on == entry.c.as_at_on, update.c.updated_at > entry.c.submitted_at),
    )
    return (
        select(
            entry.c.home_id,
            case((by_tap, update.c.open_places), else_=entry.c.available).label("open_places"),
            case((by_tap, update.c.held_places), else_=entry.c.reserved).label("held_places"),
            case((by_tap, update.c.as_at_on), else_=entry.c.as_at_on).label("told_on"),
            case((by_tap, update.c.id)).label("update_id"),
            entry.c.id.label("version_id"),
            entry.c.registered.label("approved"),
            entry.c.takes_emergencies,
        )
        .outerjoin(update, and_(update.c.home_id == entry.c.home_id, update.c.place == 1))
        .subquery("figures")
    )


def _newest_versions(homes: Homes | None) -> Subquery:
    """What whoever holds a home now sent for it last, of the newest day. Only keys are sorted to find it: with all the
    figures that takes twice as long."""
    order = (EntryVersion.as_at_on.desc(), EntryVersion.id.desc())
    ranked = (
        select(
            Entry.home_id,
            EntryVersion.id.label("version_id"),
            func.row_number().over(partition_by=Entry.home_id, order_by=order).label("place"),
        )
        .join(EntryVersion, EntryVersion.entry_id == Entry.id)
        .join(Home, and_(Home.id == Entry.home_id, Home.provider_id == Entry.provider_id))
        .where(_is_one_of(Entry.home_id, homes))
        .subquery("ranked_version")
    )
    return (
        select(
            ranked.c.home_id,
            EntryVersion.id,
            EntryVersion.as_at_on,
            EntryVersion.submitted_at,
            EntryVersion.available,
            EntryVersion.reserved,
            EntryVersion.registered,
            EntryVersion.takes_emergencies,
        )
        .join(EntryVersion, EntryVersion.id == ranked.c.version_id)
        .where(ranked.c.place == 1)
        .subquery("newest_version")
    )


def _newest_updates(homes: Homes | None) -> Subquery:
    order = (VacancyUpdate.updated_at.desc(), VacancyUpdate.id.desc())
    place = func.row_number().over(partition_by=VacancyUpdate.home_id, order_by=order).label("place")
    return select(VacancyUpdate, place).where(_is_one_of(VacancyUpdate.home_id, homes)).subquery("newest_update")


def _is_one_of(home_id: Any, homes: Homes | None) -> ColumnElement[bool]:
    return true() if homes is None else home_id.in_(homes)


def list_vacancies(session: Session, scope: Scope) -> list[Vacancy]:
    """The open homes of a scope, by name, in one query."""
    query = _open_homes(scope).order_by(func.lower(Home.name), Home.id)
    return [vacancy_of(row) for row in session.execute(query)]


def get_vacancy(session: Session, reference: str, scope: Scope) -> Vacancy:
    """One open home of a scope; NotFound for any other."""
    row = session.execute(_open_homes(scope, Home.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("no such open home")
    return vacancy_of(row)


def _open_homes(scope: Scope, *conditions: ColumnElement[bool]) -> Select[Any]:
    """What these homes said is looked for among what they said, not in all that anybody did."""
    open_homes = (scope.condition(), Home.status == HomeStatus.OPEN, *conditions)
    figures = newest_figures(select(Home.id).where(*open_homes))
    return (
        select(Home, *figures.c)
        .outerjoin(figures, figures.c.home_id == Home.id)
        .where(*open_homes)
        .options(joinedload(Home.provider))
    )


def vacancy_of(row: Row[Any]) -> Vacancy:
    """A row of a home and its figures, read."""
    home: Home = row.Home
    places = row.approved if home.service_type == ServiceType.FOSTERING else home.registered_places
    if row.version_id is None:
        return Vacancy(home, places or 0, None)
    seen = f"update-{row.update_id}" if row.update_id else f"entry-{row.version_id}"
    return Vacancy(home, places, Told(Counts(row.open_places, row.held_places), row.told_on, seen))


def find_following(session: Session, home_id: int, seen: str) -> VacancyUpdate | None:
    """The tap that was made on a page that showed a certain row."""
    query = select(VacancyUpdate).where(VacancyUpdate.home_id == home_id, VacancyUpdate.follows == seen)
    return session.scalar(query)


def list_updates(session: Session, home_id: int, *, limit: int) -> Sequence[tuple[VacancyUpdate, str | None]]:
    """A home's newest taps and who made them, newest first."""
    query = (
        select(VacancyUpdate, Person.name)
        .outerjoin(Person, Person.id == VacancyUpdate.updated_by_id)
        .where(VacancyUpdate.home_id == home_id)
        .order_by(VacancyUpdate.updated_at.desc(), VacancyUpdate.id.desc())
        .limit(limit)
    )
    return [(update, name) for update, name in session.execute(query)]


def list_people_to_nudge(session: Session, told_by: date) -> list[tuple[Person, int]]:
    """Who can say what is true at open homes that last did so on a day or before it, and at how many, by person."""
    figures = newest_figures()
    kept = select(HomeKeeper.grant_id).where(HomeKeeper.home_id == Home.id)
    query = (
        select(Person, func.count(Home.id.distinct()))
        .join(Grant, Grant.person_id == Person.id)
        .join(Home, Home.provider_id == Grant.provider_id)
        .join(figures, figures.c.home_id == Home.id)
        .where(
            figures.c.told_on <= told_by,
            Home.status == HomeStatus.OPEN,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
            or_(Grant.role == Role.PROVIDER_ADMIN, Grant.id.in_(kept)),
        )
        .group_by(Person.id)
        .order_by(Person.id)
    )
    return [(person, homes) for person, homes in session.execute(query)]
