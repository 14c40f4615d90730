"""What reconciliation compares, drawn from placements, returns and prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.homes.models import Home
from portal.homes.queries.lists import homes_by_ids
from portal.market.reconciliation.rules import Compared, Outcome, list_fee
from portal.placements.queries.totals import FeeInHome, in_homes, list_fees_in_homes
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.queries.market import accepted_prices
from portal.returns.pricing.rules.market import AcceptedPrice
from portal.returns.queries import own_children


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


def reconcile_month(session: Session, authority: Authority, month: date) -> list[Compared]:
    """Our children in our own area, our placements against accepted returns: every home that either side knows a child
    in, what differs first, each part by name. Put side by side by the database: counts and pages are cut from here."""
    placed, told = in_homes(authority, month), own_children(authority.code, month)
    either = union_all(
        select(placed.c.home_id, placed.c.placed, null().label("told")),
        select(told.c.home_id, literal(0), told.c.own),
    ).subquery("either")
    counts = (func.max(either.c.placed), func.max(either.c.told))
    both = (
        select(either.c.home_id, counts[0].label("placed"), counts[1].label("told"))
        .group_by(either.c.home_id)
        .having(or_(*(count > 0 for count in counts)))
        .subquery("both")
    )
    query = select(both).join(Home, Home.id == both.c.home_id).order_by(func.lower(Home.name), Home.id)
    rows = (Compared(*row) for row in session.execute(query))
    return sorted(rows, key=lambda row: row.outcome is Outcome.AGREES)


def pair_fees(session: Session, authority: Authority, on: date, *, offset: int, limit: int) -> list[FeePair]:
    """One page of the agreed fees of placements in homes of the register, each beside the home's list fee on a day."""
    agreed = list_fees_in_homes(session, authority, offset=offset, limit=limit)
    home_ids = {one.home_id for one in agreed}
    homes = homes_by_ids(session, home_ids)
    prices: dict[int, list[AcceptedPrice]] = {}
    for price in accepted_prices(session, authority.id, on, home_ids=home_ids):
        prices.setdefault(price.home_id, []).append(price)
    return [FeePair(one, homes[one.home_id], list_fee(one.sourcing, prices.get(one.home_id, []))) for one in agreed]
