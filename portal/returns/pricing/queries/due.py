"""Prices due in a period with their entries: one for every home that is due and every lot its provider is on for the
home's service, or one without lot. Nothing is written before somebody saves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    and_,
    func,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import Session, aliased, contains_eager, raiseload

from portal.db import NotFound
from portal.framework.models import Framework, Lot
from portal.framework.queries.members import lots_held
from portal.homes.models import Home
from portal.providers.models import Provider, ServiceType
from portal.returns.models import Entry, EntryState, ReturnPeriod
from portal.returns.pricing.models import PriceEntry, PriceVersion, UpliftDecision
from portal.returns.queries.due import is_due_in, matches, with_standing
from portal.returns.rules import TO_LOOK_AT, last_day

NO_LOT = "no-lot"
# A home's id and a lot's.
Key = tuple[int, int | None]
Rows = Select[*tuple[Any, ...]]
# The homes that something is looked for in: their ids, or a query for these.
Homes = Sequence[int] | Select[int] | CompoundSelect[int]
# Whoever began the price of the month, else whoever began the month's figures, else whoever holds the home now.
HOLDER = func.coalesce(PriceEntry.provider_id, Entry.provider_id, Home.provider_id)
STATE = func.coalesce(PriceEntry.state, EntryState.NOT_STARTED.value)
LATEST = aliased(PriceVersion)
NEWER = aliased(PriceVersion)
IS_LATEST = and_(
    LATEST.entry_id == PriceEntry.id,
    ~select(NEWER.id).where(NEWER.entry_id == LATEST.entry_id, NEWER.id > LATEST.id).exists(),
)
# What has a question open waits for its provider, who sends another version.
UPLIFT_WAITS = and_(
    LATEST.uplift_percent.is_not(None),
    PriceEntry.state != EntryState.QUERIED,
    ~select(UpliftDecision.version_id).where(UpliftDecision.version_id == LATEST.id).exists(),
)
ORDERS = {"home": Home.name, "provider": Provider.legal_name, "state": STATE, "service": Home.service_type}


@dataclass(frozen=True)
class DuePrice:
    """A home's price for a lot (None: outside the framework), its entry once begun, its newest version once sent."""

    period: ReturnPeriod
    home: Home
    provider: Provider
    lot: Lot | None
    entry: PriceEntry | None
    latest: PriceVersion | None

    @property
    def key(self) -> Key:
        """Which price it is, in every period."""
        return self.home.id, self.lot.id if self.lot else None

    @property
    def state(self) -> EntryState:
        return EntryState(self.entry.state) if self.entry else EntryState.NOT_STARTED

    @property
    def is_fostering(self) -> bool:
        return self.home.service_type == ServiceType.FOSTERING

    @property
    def lot_asks(self) -> bool:
        """Whether the lot asks for an open book."""
        return self.lot is not None and self.lot.asks_open_book

    @property
    def lot_slug(self) -> str:
        """The lot as its place in an address."""
        return self.lot.reference if self.lot else NO_LOT


@dataclass(frozen=True)
class Filter:
    """What a commissioner narrows a month's prices to; empty means everything."""

    states: tuple[EntryState, ...] = ()
    provider: str = ""
    service: str = ""
    text: str = ""
    uplift_waits: bool = False


@dataclass(frozen=True)
class Matched:
    """The keys of what a filter finds, in order, and how many of all, found or not, stand in each state."""

    keys: list[Key]
    states: Counter[EntryState]


@dataclass(frozen=True)
class Pile:
    """What waits for an authority in a period: how many, and since when the oldest does."""

    count: int
    oldest_at: datetime


def list_due(session: Session, period: ReturnPeriod, *, provider_id: int, authority_id: int) -> list[DuePrice]:
    """The prices an organisation owes for a period, by home and lot."""
    query = _held_by(provider_id, period, authority_id)
    return _rows(session, period, query.order_by(*_by_name()))


def get_due(
    session: Session, period: ReturnPeriod, home: str, lot: str, *, provider_id: int, authority_id: int
) -> DuePrice:
    """One price of an organisation; another's is as missing as one that never was."""
    return _only(_rows(session, period, _held_by(provider_id, period, authority_id).where(*_is(home, lot))))


def match_due(
    session: Session,
    period: ReturnPeriod,
    *,
    authority_id: int,
    wanted: Filter,
    order: tuple[str, bool] = ("home", False),
) -> Matched:
    """The prices due in a period from the providers an authority deals with. Finding them takes longest, so it is done
    once: they are counted, by state too, and cut into pages from here. `order` is (key of ORDERS, descending)."""
    key, descending = order
    column = ORDERS[key].desc() if descending else ORDERS[key].asc()
    columns = (Home.id, Lot.id, STATE, and_(true(), *_conditions(wanted)))
    query = _for_staff(_keys(period, authority_id), authority_id).with_only_columns(*columns)
    rows = session.execute(query.order_by(column, *_by_name())).all()
    keys: list[Key] = [(home_id, lot_id) for home_id, lot_id, _, is_wanted in rows if is_wanted]
    return Matched(keys, Counter(EntryState(state) for _, _, state, _ in rows))


def list_matched(session: Session, period: ReturnPeriod, keys: Sequence[Key], *, authority_id: int) -> list[DuePrice]:
    """These prices in their order."""
    query = _due(period, authority_id, [home_id for home_id, _ in keys])
    found = {due.key: due for due in _rows(session, period, query.order_by(*_by_name()))}
    return [found[key] for key in keys]


def get_due_for_staff(session: Session, period: ReturnPeriod, home: str, lot: str, *, authority_id: int) -> DuePrice:
    of_home = select(Home.id).where(Home.reference == home)
    query = _for_staff(_due(period, authority_id, of_home), authority_id).where(*_is(home, lot))
    return _only(_rows(session, period, query))


def count_states(session: Session, period: ReturnPeriod, *, provider_id: int, authority_id: int) -> Counter[EntryState]:
    """How many of an organisation's prices stand in each state."""
    query = _held_by(provider_id, period, authority_id).with_only_columns(STATE, func.count())
    counted = session.execute(query.group_by(STATE).order_by(STATE))
    return Counter({EntryState(state): count for state, count in counted})


def prices_to_look_at(session: Session, periods: Sequence[ReturnPeriod], *, authority_id: int) -> dict[int, Pile]:
    """The prices that an authority has to look at, by the id of their period."""
    return _piles(session, periods, authority_id, PriceEntry.state.in_(TO_LOOK_AT))


def uplifts_to_decide(session: Session, periods: Sequence[ReturnPeriod], *, authority_id: int) -> dict[int, Pile]:
    """The uplifts that an authority has to decide about, by the id of their period."""
    return _piles(session, periods, authority_id, UPLIFT_WAITS)


def _piles(
    session: Session, periods: Sequence[ReturnPeriod], authority_id: int, condition: ColumnElement[bool]
) -> dict[int, Pile]:
    query = (
        select(PriceEntry.period_id, func.count(), func.min(LATEST.submitted_at))
        .join(LATEST, IS_LATEST)
        .outerjoin(Lot, Lot.id == PriceEntry.lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .where(
            PriceEntry.period_id.in_([period.id for period in periods]),
            or_(Framework.id.is_(None), Framework.authority_id == authority_id),
            *with_standing(authority_id, PriceEntry.provider_id),
            condition,
        )
        .group_by(PriceEntry.period_id)
        .order_by(PriceEntry.period_id)
    )
    return {period_id: Pile(count, oldest_at) for period_id, count, oldest_at in session.execute(query)}


def _due(period: ReturnPeriod, authority_id: int, homes: Homes) -> Rows:
    """What is due for some homes, with all that is read of it."""
    return (
        _keys(period, authority_id, homes)
        .outerjoin(LATEST, IS_LATEST)
        .with_only_columns(Home, Provider, Lot, PriceEntry, LATEST)
        .options(raiseload(Home.premises), contains_eager(Lot.framework))
    )


def _keys(period: ReturnPeriod, authority_id: int, homes: Homes | None = None) -> Rows:
    """The keys of what is due (with `homes` for these); beside each key its rows but for the versions."""
    pairs = _pairs(period, authority_id, homes)
    return (
        select(pairs.c.home_id, pairs.c.lot_id)
        .join(Home, Home.id == pairs.c.home_id)
        .outerjoin(Lot, Lot.id == pairs.c.lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .outerjoin(Entry, and_(Entry.home_id == Home.id, Entry.period_id == period.id))
        .outerjoin(PriceEntry, PriceEntry.id == pairs.c.entry_id)
        .join(Provider, Provider.id == HOLDER)
        .where(or_(Framework.id.is_(None), Framework.authority_id == authority_id))
    )


def _pairs(period: ReturnPeriod, authority_id: int, homes: Homes | None) -> Any:
    """(home, lot, entry if begun) of what is due and of what was begun, should it no longer be due.

    The entry comes along by its key: found again by home, lot and period it costs seconds where homes are thousands.
    """
    held = lots_held(authority_id, last_day(period.month))
    holder = func.coalesce(Entry.provider_id, Home.provider_id)
    due = (
        select(Home.id.label("home_id"), held.c.lot_id.label("lot_id"), null().label("entry_id"))
        .outerjoin(Entry, and_(Entry.home_id == Home.id, Entry.period_id == period.id))
        .outerjoin(held, and_(held.c.provider_id == holder, held.c.service_type == Home.service_type))
        .where(or_(Entry.id.is_not(None), is_due_in(period)))
    )
    begun = select(PriceEntry.home_id, PriceEntry.lot_id, PriceEntry.id).where(PriceEntry.period_id == period.id)
    if homes is not None:
        due, begun = due.where(Home.id.in_(homes)), begun.where(PriceEntry.home_id.in_(homes))
    either = union_all(due, begun).subquery("either")
    pair = (either.c.home_id, either.c.lot_id)
    return select(*pair, func.max(either.c.entry_id).label("entry_id")).group_by(*pair).subquery("pairs")


def _held_by(provider_id: int, period: ReturnPeriod, authority_id: int) -> Rows:
    """What one organisation owes. Looked for among the homes that it has now or had in the period, not in all."""
    homes = union(
        select(Home.id).where(Home.provider_id == provider_id),
        *(
            select(begun.home_id).where(begun.period_id == period.id, begun.provider_id == provider_id)
            for begun in (Entry, PriceEntry)
        ),
    )
    holder: SQLColumnExpression[int] = HOLDER
    return _due(period, authority_id, homes).where(holder == provider_id)


def _is(home: str, lot: str) -> list[ColumnElement[bool]]:
    return [Home.reference == home, Lot.id.is_(None) if lot == NO_LOT else Lot.reference == lot]


def _for_staff(query: Rows, authority_id: int) -> Rows:
    return query.where(*with_standing(authority_id, HOLDER))


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.states:
        yield STATE.in_([state.value for state in wanted.states])
    if wanted.provider:
        yield Provider.reference == wanted.provider
    if wanted.service:
        yield Home.service_type == wanted.service
    if wanted.text:
        yield matches(wanted.text)
    if wanted.uplift_waits:
        yield select(LATEST.id).where(IS_LATEST, UPLIFT_WAITS).correlate(PriceEntry).exists()


def _by_name() -> tuple[Any, ...]:
    # A home without lot first, whichever way the database puts what is missing.
    return Home.name, Home.id, func.coalesce(Lot.number, 0), func.coalesce(Lot.id, 0)


def _rows(session: Session, period: ReturnPeriod, query: Rows) -> list[DuePrice]:
    return [DuePrice(period, *row) for row in session.execute(query)]


def _only(rows: list[DuePrice]) -> DuePrice:
    if not rows:
        raise NotFound("no such price in this period")
    return rows[0]
