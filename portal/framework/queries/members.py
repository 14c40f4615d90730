"""Who is on which lot, and how they stand on a day: the last change that has begun by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.db import NotFound
from portal.framework.models import Framework, Lot, LotMembership, Standing, StandingChange
from portal.framework.rules import ENDS_SOON
from portal.framework.words import TO_BEGIN
from portal.providers.models import Provider

SORT_KEYS = ("provider", "lot", "since")


@dataclass(frozen=True)
class Wanted:
    """A filter: None and "" mean any. `standing` is one of Standing or TO_BEGIN; `ending`: ends within 90 days."""

    search: str = ""
    lot: str | None = None
    standing: str | None = None
    ending: bool = False


@dataclass(frozen=True)
class Member:
    """A membership and how it stands on the day asked about; both None before it begins."""

    membership: LotMembership
    standing: Standing | None
    since_on: date | None


@dataclass(frozen=True)
class Ending:
    """A framework, how many of its memberships end soon, and from which day the first has."""

    reference: str
    title: str
    members: int
    first_on: date


@dataclass(frozen=True)
class Told:
    """A change of a provider's standing: when it was decided, and what it says."""

    decided_at: datetime
    standing: Standing
    from_on: date
    lot_number: int
    lot_title: str


def _standing_on(on: date) -> Subquery:
    """How every membership that has begun stands on a day: membership_id, standing, from_on."""
    place = func.row_number().over(
        partition_by=StandingChange.membership_id, order_by=(StandingChange.from_on.desc(), StandingChange.id.desc())
    )
    begun = (
        select(StandingChange.membership_id, StandingChange.standing, StandingChange.from_on, place.label("place"))
        .where(StandingChange.from_on <= on)
        .subquery()
    )
    return select(begun).where(begun.c.place == 1).subquery("standing_on")


def lots_held(authority_id: int, on: date) -> Subquery:
    """Who is on which lot of an authority's frameworks on a day, to join with or count.

    provider_id, lot_id, framework_id, service_type, standing (active or suspended): once for each provider and lot, in
    frameworks in force that day.
    """
    now = _standing_on(on)
    return (
        select(
            LotMembership.provider_id,
            LotMembership.lot_id,
            Lot.framework_id,
            Lot.service_type,
            now.c.standing,
        )
        .join(LotMembership.lot)
        .join(Lot.framework)
        .join(now, now.c.membership_id == LotMembership.id)
        .where(
            Framework.authority_id == authority_id,
            Framework.starts_on <= on,
            func.coalesce(Framework.ends_on, on) >= on,
            now.c.standing != Standing.ENDED,
        )
        .subquery("lots_held")
    )


def count_members(session: Session, authority_id: int, on: date) -> dict[int, int]:
    """How many providers are on each lot of an authority on a day, by its id; suspended ones count (decision 11)."""
    held = lots_held(authority_id, on)
    return dict(session.execute(select(held.c.lot_id, func.count()).group_by(held.c.lot_id)).all())


def count_providers(session: Session, authority_id: int, on: date) -> dict[int, int]:
    """How many providers are on any lot of each framework on a day, by the framework's id; suspended ones count."""
    held = lots_held(authority_id, on)
    query = select(held.c.framework_id, func.count(held.c.provider_id.distinct())).group_by(held.c.framework_id)
    return dict(session.execute(query).all())


def providers_by_service(session: Session, authority_id: int, on: date) -> dict[str, set[int]]:
    """The ids of the providers on any lot for each kind of service on a day; suspended ones count (decision 11)."""
    held = lots_held(authority_id, on)
    query = select(held.c.service_type, held.c.provider_id).distinct().order_by(held.c.service_type, held.c.provider_id)
    found: dict[str, set[int]] = {}
    for service_type, provider_id in session.execute(query):
        found.setdefault(service_type, set()).add(provider_id)
    return found


def get_membership(session: Session, framework: Framework, reference: str) -> LotMembership:
    """A membership of a framework already looked up, with provider, lot and changes; NotFound for another's."""
    query = (
        select(LotMembership)
        .join(LotMembership.lot)
        .where(LotMembership.reference == reference, Lot.framework_id == framework.id)
        .options(
            contains_eager(LotMembership.lot),
            joinedload(LotMembership.provider),
            selectinload(LotMembership.changes),
        )
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such membership")
    return found


def locked_membership(session: Session, membership_id: int) -> LotMembership:
    """The membership with its changes as they stand now, held until this transaction ends."""
    query = (
        select(LotMembership)
        .where(LotMembership.id == membership_id)
        .options(selectinload(LotMembership.changes))
        .with_for_update(of=LotMembership)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one()


def list_memberships(session: Session, lot_id: int, provider_id: int) -> list[LotMembership]:
    """Every membership a provider has, had or is to have on a lot, with its changes, oldest first."""
    query = (
        select(LotMembership)
        .where(LotMembership.lot_id == lot_id, LotMembership.provider_id == provider_id)
        .options(selectinload(LotMembership.changes))
        .order_by(LotMembership.id)
    )
    return list(session.scalars(query))


def list_own(session: Session, provider_id: int) -> list[LotMembership]:
    """A provider's own memberships with lot, framework and changes: by framework, the newest first, then by lot."""
    query = (
        select(LotMembership)
        .join(LotMembership.lot)
        .join(Lot.framework)
        .where(LotMembership.provider_id == provider_id)
        .options(contains_eager(LotMembership.lot).contains_eager(Lot.framework), selectinload(LotMembership.changes))
        .order_by(Framework.starts_on.desc(), Framework.id.desc(), Lot.number, LotMembership.id.desc())
    )
    return list(session.scalars(query))


def list_members(
    session: Session,
    framework: Framework,
    wanted: Wanted,
    on: date,
    *,
    order: str = "provider",
    descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Member]:
    """Memberships of a framework with provider, lot and changes; those that have ended too."""
    now = _standing_on(on)
    query = (
        _found(framework, wanted, on, now)
        .options(
            contains_eager(LotMembership.lot),
            contains_eager(LotMembership.provider),
            selectinload(LotMembership.changes),
        )
        .order_by(*_order(order, now, descending=descending))
        .offset(offset)
        .limit(limit)
    )
    return [
        Member(membership, Standing(standing) if standing else None, since)
        for membership, standing, since in session.execute(query)
    ]


def _order(key: str, now: Subquery, *, descending: bool) -> Sequence[ColumnElement[Any]]:
    columns: dict[str, ColumnElement[Any]] = {
        "provider": func.lower(Provider.legal_name),
        "lot": Lot.number.expression,
        "since": now.c.from_on,
    }
    first = columns[key]
    return [
        first.desc() if descending else first.asc(),
        func.lower(Provider.legal_name),
        Lot.number.expression,
        LotMembership.id.expression,
    ]


def count_found(session: Session, framework: Framework, wanted: Wanted, on: date) -> int:
    """How many `list_members` would give without a limit."""
    found = _found(framework, wanted, on, _standing_on(on)).with_only_columns(
        LotMembership.id, maintain_column_froms=True
    )
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _found(framework: Framework, wanted: Wanted, on: date, now: Subquery) -> Select[LotMembership, str, date]:
    query = (
        select(LotMembership, now.c.standing, now.c.from_on)
        .join(LotMembership.lot)
        .join(LotMembership.provider)
        .outerjoin(now, now.c.membership_id == LotMembership.id)
        .where(Lot.framework_id == framework.id)
    )
    if wanted.lot:
        query = query.where(Lot.reference == wanted.lot)
    if wanted.standing:
        asked = None if wanted.standing == TO_BEGIN else wanted.standing
        query = query.where(now.c.standing.is_not_distinct_from(asked))
    if wanted.ending:
        query = query.where(
            now.c.standing.is_distinct_from(Standing.ENDED),
            LotMembership.changes.any(_is_end_between(on, on + ENDS_SOON)),
        )
    return query.where(_matches(wanted.search)) if wanted.search else query


def _matches(search: str) -> ColumnElement[bool]:
    columns = (Provider.legal_name, Provider.trading_name, Provider.reference)
    return or_(*(column.icontains(search, autoescape=True) for column in columns))


def _is_end_between(on: date, until: date) -> ColumnElement[bool]:
    """Changes that end a membership after one day and by another."""
    return and_(StandingChange.standing == Standing.ENDED, StandingChange.from_on > on, StandingChange.from_on <= until)


def list_ending(session: Session, authority_id: int, on: date) -> list[Ending]:
    """The frameworks of which memberships end within 90 days of a day, the first to end first."""
    now = _standing_on(on)
    first_on = func.min(StandingChange.from_on)
    query = (
        select(Framework.reference, Framework.title, func.count(LotMembership.id.distinct()), first_on)
        .join(Lot, Lot.framework_id == Framework.id)
        .join(LotMembership, LotMembership.lot_id == Lot.id)
        .join(StandingChange, StandingChange.membership_id == LotMembership.id)
        .outerjoin(now, now.c.membership_id == LotMembership.id)
        .where(
            Framework.authority_id == authority_id,
            now.c.standing.is_distinct_from(Standing.ENDED),
            _is_end_between(on, on + ENDS_SOON),
        )
        .group_by(Framework.id, Framework.reference, Framework.title)
        .order_by(first_on, Framework.id)
    )
    return [Ending(*row) for row in session.execute(query)]


def list_told(session: Session, provider_id: int, since: datetime) -> list[Told]:
    """What was decided about a provider's standing after an instant, newest first."""
    query = (
        select(StandingChange.decided_at, StandingChange.standing, StandingChange.from_on, Lot.number, Lot.title)
        .join(LotMembership, LotMembership.id == StandingChange.membership_id)
        .join(LotMembership.lot)
        .where(LotMembership.provider_id == provider_id, StandingChange.decided_at > since)
        .order_by(StandingChange.decided_at.desc(), StandingChange.id.desc())
    )
    return [Told(*row) for row in session.execute(query)]
