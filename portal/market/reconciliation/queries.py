"""What reconciliation compares, drawn from placements, returns and prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
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
from portal.returns.queries import accepted_capacity
from portal.returns.rules import council


@dataclass(frozen=True)
class Reconciled:
    """The comparison of a month, what differs first, with its homes by id.

    `without_home`: placements in our area that are in no home of the register (in-house fostering, family, others):
    no return can count them, so they are in no sum.
    """

    rows: list[Compared]
    homes: Mapping[int, Home]
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
    own = council(authority.code)
    lines = accepted_capacity(session, authority_id=authority.id, month=month)
    told = {line.home_id: line.occupied.get(own, 0) for line in lines}
    placed = dict(count_in_homes(session, authority, month))
    without_home = placed.pop(None, 0)
    rows = reconcile({home_id: count for home_id, count in placed.items() if home_id is not None}, told)
    homes = homes_by_ids(session, [row.home_id for row in rows])
    rows.sort(key=lambda row: (row.outcome is Outcome.AGREES, homes[row.home_id].name.lower(), row.home_id))
    return Reconciled(rows, homes, without_home)


def pair_fees(session: Session, authority: Authority, on: date) -> list[FeePair]:
    """The agreed fee of every placement in a home of the register, beside the home's list fee on a day."""
    agreed = list_fees_in_homes(session, authority)
    homes = homes_by_ids(session, [one.home_id for one in agreed])
    prices: dict[int, list[AcceptedPrice]] = {}
    for price in accepted_prices(session, authority.id, on):
        prices.setdefault(price.home_id, []).append(price)
    return [FeePair(one, homes[one.home_id], list_fee(one.sourcing, prices.get(one.home_id, []))) for one in agreed]
