"""Homes due in a period with their entries. Nothing is written for a home until somebody saves, so a home added during
the month is due at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, raiseload

from portal.access import Role, Viewer
from portal.db import NotFound
from portal.homes.models import Home, HomeKeeper, HomeStatus
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus, ServiceType
from portal.returns import rules
from portal.returns.models import Entry, EntryState, EntryVersion, ReturnPeriod

Holder = SQLColumnExpression[int]
STANDING = (ProviderStatus.APPROVED, ProviderStatus.SUSPENDED, ProviderStatus.CLOSED)
Rows = Select[*tuple[Any, ...]]
HOLDER = func.coalesce(Entry.provider_id, Home.provider_id)
STATE = func.coalesce(Entry.state, EntryState.NOT_STARTED.value)
ORDERS = {"home": Home.name, "provider": Provider.legal_name, "state": STATE, "service": Home.service_type}


@dataclass(frozen=True)
class DueHome:
    """A home due in a period, its entry once one is begun, and the newest version once one is sent."""

    period: ReturnPeriod
    home: Home
    provider: Provider
    entry: Entry | None
    latest: EntryVersion | None

    @property
    def state(self) -> EntryState:
        return EntryState(self.entry.state) if self.entry else EntryState.NOT_STARTED

    @property
    def is_fostering(self) -> bool:
        return self.home.service_type == ServiceType.FOSTERING

    @property
    def certificate(self) -> int | None:
        """Places on the Ofsted certificate; a fostering agency has none."""
        return None if self.is_fostering else self.home.registered_places


@dataclass(frozen=True)
class Desk:
    """Whose homes may be seen: all of an organisation's, or those some of its people look after."""

    provider_id: int
    grant_ids: tuple[int, ...] | None = None


def desk_of(viewer: Viewer, provider_id: int) -> Desk:
    """An admin sees all of the organisation's homes, a member those they look after."""
    return Desk(provider_id, None if viewer.has(Role.PROVIDER_ADMIN) else viewer.grant_ids)


@dataclass(frozen=True)
class Filter:
    """What a commissioner narrows a month's list to; empty means everything."""

    states: tuple[EntryState, ...] = ()
    provider: str = ""
    service: str = ""
    text: str = ""
    late_only: bool = False
    home_ids: tuple[int, ...] = field(default=())


def list_due(session: Session, period: ReturnPeriod, desk: Desk) -> list[DueHome]:
    """The homes of a desk due in a period, by name."""
    query = _due(period).where(*_of_desk(desk)).order_by(Home.name, Home.id)
    return _rows(session, period, query)


def get_due(session: Session, period: ReturnPeriod, home_reference: str, desk: Desk) -> DueHome:
    """One home of a desk in a period; another organisation's is as missing as one that never was."""
    return _only(_rows(session, period, _due(period).where(Home.reference == home_reference, *_of_desk(desk))))


def list_due_for_staff(
    session: Session,
    period: ReturnPeriod,
    *,
    authority_id: int,
    wanted: Filter,
    order: tuple[str, bool] = ("home", False),
    limit: int | None = None,
    offset: int = 0,
) -> list[DueHome]:
    """Homes due in a period of the providers an authority deals with. `order` is (key of ORDERS, descending)."""
    key, descending = order
    column = ORDERS[key].desc() if descending else ORDERS[key].asc()
    by = (column, Home.name, Home.id)
    # What is shown of a home is joined to a page of them: joined to all before they are cut it takes twice as long.
    page = _matching(period, authority_id, wanted).order_by(*by).limit(limit).offset(offset)
    return _rows(session, period, _due(period).where(Home.id.in_(page)).order_by(*by))


def get_due_for_staff(session: Session, period: ReturnPeriod, home_reference: str, *, authority_id: int) -> DueHome:
    query = _due(period).where(Home.reference == home_reference, *_for_staff(authority_id, Filter()))
    return _only(_rows(session, period, query))


def count_due_for_staff(session: Session, period: ReturnPeriod, *, authority_id: int, wanted: Filter) -> int:
    query = _matching(period, authority_id, wanted).with_only_columns(func.count())
    return session.scalar(query) or 0


def count_states_for_staff(session: Session, period: ReturnPeriod, *, authority_id: int) -> Counter[EntryState]:
    """How many homes stand in each state."""
    return count_states_by_period(session, [period], authority_id=authority_id)[period.id]


def count_states_by_period(
    session: Session,
    periods: list[ReturnPeriod],
    *,
    desk: Desk | None = None,
    authority_id: int | None = None,
) -> dict[int, Counter[EntryState]]:
    """For each period (by id), how many due homes of a desk or of an authority's providers stand in each state; in one
    query, however many homes and periods there are.

    Entries and homes without one are counted apart: a look from each home to its entries takes twice as long.
    """
    found: dict[int, Counter[EntryState]] = {period.id: Counter() for period in periods}
    if periods:
        begun = _begun(periods, _in_scope(Entry.provider_id, Entry.home_id, desk, authority_id))
        untouched = (_untouched(period, desk, authority_id) for period in periods)
        for period_id, state, homes in session.execute(begun.union_all(*untouched)):
            found[period_id][EntryState(state)] = homes
    return found


def _begun(periods: list[ReturnPeriod], scope: list[ColumnElement[bool]]) -> Rows:
    return (
        select(Entry.period_id, Entry.state, func.count())
        .where(Entry.period_id.in_([period.id for period in periods]), *scope)
        .group_by(Entry.period_id, Entry.state)
    )


def _untouched(period: ReturnPeriod, desk: Desk | None, authority_id: int | None) -> Rows:
    """The homes due in a period that have no entry."""
    scope = _in_scope(Home.provider_id, Home.id, desk, authority_id)
    begun = select(Entry.home_id).where(Entry.period_id == period.id)
    if desk:
        begun = begun.where(Entry.home_id.in_(select(Home.id).where(*scope)))
    return (
        select(literal(period.id), literal(EntryState.NOT_STARTED.value), func.count())
        .where(is_due_in(period), Home.id.not_in(begun), *scope)
        .having(func.count() > 0)
    )


def _due(period: ReturnPeriod) -> Rows:
    newest = select(func.max(EntryVersion.id)).where(EntryVersion.entry_id == Entry.id).correlate(Entry)
    latest = aliased(EntryVersion)
    return (
        _keys(period)
        .outerjoin(latest, latest.id == newest.scalar_subquery())
        .with_only_columns(Home, Provider, Entry, latest)
        .options(raiseload(Home.premises))
    )


def _matching(period: ReturnPeriod, authority_id: int, wanted: Filter) -> Rows:
    """The homes that a commissioner's filter finds, as keys."""
    return _keys(period).where(*_for_staff(authority_id, wanted))


def _keys(period: ReturnPeriod) -> Rows:
    """The homes due in a period, and those with an entry all the same; beside each its entry and its provider."""
    return (
        select(Home.id)
        .outerjoin(Entry, and_(Entry.home_id == Home.id, Entry.period_id == period.id))
        .join(Provider, Provider.id == HOLDER)
        .where(or_(Entry.id.is_not(None), is_due_in(period)))
    )


def is_due_in(period: ReturnPeriod) -> ColumnElement[bool]:
    """A home is due when it was open on any day of the month (decision 3) and was added to the portal before the month
    closed (docs/decisions/0009): nobody can be late with what they could never have sent.

    A home whose opening day nobody knows has always been open; a closed one without its day is not due.
    """
    return and_(
        Home.status != HomeStatus.PLANNED,
        or_(Home.status != HomeStatus.CLOSED, Home.closed_on.is_not(None)),
        or_(Home.opened_on.is_(None), Home.opened_on <= rules.last_day(period.month)),
        or_(Home.closed_on.is_(None), Home.closed_on >= period.month),
        Home.created_at < period.closes_at,
    )


def _in_scope(
    holder: Holder, home_id: SQLColumnExpression[int], desk: Desk | None, authority_id: int | None
) -> list[ColumnElement[bool]]:
    return _of_desk(desk, holder, home_id) if desk else with_standing(authority_id, holder)


def _of_desk(
    desk: Desk, holder: Holder = HOLDER, home_id: SQLColumnExpression[int] = Home.id
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [holder == desk.provider_id]
    if desk.grant_ids is not None:
        kept = select(HomeKeeper.home_id).where(HomeKeeper.grant_id.in_(desk.grant_ids))
        conditions.append(home_id.in_(kept))
    return conditions


def with_standing(authority_id: int | None, holder: Holder) -> list[ColumnElement[bool]]:
    """The condition that a holder is one of the providers an authority deals with, or has dealt with."""
    standing = select(ProviderAuthority.provider_id).where(
        ProviderAuthority.authority_id == authority_id, ProviderAuthority.status.in_(STANDING)
    )
    return [holder.in_(standing)]


def _for_staff(authority_id: int, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = with_standing(authority_id, HOLDER)
    if wanted.states:
        conditions.append(STATE.in_([state.value for state in wanted.states]))
    if wanted.provider:
        conditions.append(Provider.reference == wanted.provider)
    if wanted.service:
        conditions.append(Home.service_type == wanted.service)
    if wanted.home_ids:
        conditions.append(Home.id.in_(wanted.home_ids))
    if wanted.late_only:
        late = select(EntryVersion.entry_id).where(EntryVersion.is_late)
        conditions.append(Entry.id.in_(late))
    if wanted.text:
        conditions.append(matches(wanted.text))
    return conditions


def matches(text: str) -> ColumnElement[bool]:
    """The condition that a home or its provider answers to a text somebody searches for."""
    columns = (Home.name, Home.urn, Home.reference, Provider.legal_name, Provider.trading_name)
    return or_(*(func.lower(column).contains(text.lower(), autoescape=True) for column in columns))


def _rows(session: Session, period: ReturnPeriod, query: Rows) -> list[DueHome]:
    return [DueHome(period, *row) for row in session.execute(query)]


def _only(rows: list[DueHome]) -> DueHome:
    if not rows:
        raise NotFound("no such home in this period")
    return rows[0]
