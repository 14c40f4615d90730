"""What reconciliation compares, drawn from placements, returns and prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.homes.models import Home
from portal.homes.queries.lists import homes_by_ids
from portal.market.reconciliation.rules import Compared, Outcome, list_fee, reconcile
from portal.placements.queries import count_in_homes, list_fees_in_homes
from portal.placements.queries.totals import FeeInHome
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.queries.market import accepted_prices
from portal.returns.pricing.rules.market import AcceptedPrice
from portal.returns.queries import own_children


@dataclass(frozen=True)
class Reconciled:
    """The comparison of a month, what differs first.

    `without_home`: placements in our area that are in no home of the register (in-house fostering, family, others):
    no return can count them, so they are in no sum.
    """

    rows: list[Compared]
    without_home: int


@dataclass(frozen=True)
class FeePair:
    """One placement's agreed fee beside its home's list fee (None: none fits), £ a week."""

    agreed: FeeInHome
    home: Home
    listed: Decimal | None


def find_closed_month(session: Session, now: datetime) -> ReturnPeriod | None:
    """The newest month whose returns have closed."""
    query = select(ReturnPeriod).where(ReturnPeriod.closes_at <= now).order_by(ReturnPeriod.month.desc())
    return session.scalars(query.limit(1)).first()


def reconcile_month(session: Session, authority: Authority, month: date) -> Reconciled:
    """Our children in our own area, home by home: our placements against accepted returns."""
    told = own_children(session, authority_id=authority.id, month=month)
    placed = dict(count_in_homes(session, authority, month))
    without_home = placed.pop(None, 0)
    rows = reconcile({home_id: count for home_id, count in placed.items() if home_id is not None}, told)
    place = _places_by_name(session, [row.home_id for row in rows])
    rows.sort(key=lambda row: (row.outcome is Outcome.AGREES, place[row.home_id]))
    return Reconciled(rows, without_home)


def _places_by_name(session: Session, home_ids: Sequence[int]) -> dict[int, int]:
    """Where each home stands among these, ordered by name."""
    query = select(Home.id).where(Home.id.in_(home_ids)).order_by(func.lower(Home.name), Home.id)
    return {home_id: place for place, home_id in enumerate(session.scalars(query))}


def pair_fees(session: Session, authority: Authority, on: date, *, offset: int, limit: int) -> list[FeePair]:
    """One page of the agreed fees of placements in homes of the register, each beside the home's list fee on a day."""
    agreed = list_fees_in_homes(session, authority, offset=offset, limit=limit)
    home_ids = {one.home_id for one in agreed}
    homes = homes_by_ids(session, home_ids)
    prices: dict[int, list[AcceptedPrice]] = {}
    for price in accepted_prices(session, authority.id, on, home_ids=home_ids):
        prices.setdefault(price.home_id, []).append(price)
    return [FeePair(one, homes[one.home_id], list_fee(one.sourcing, prices.get(one.home_id, []))) for one in agreed]
