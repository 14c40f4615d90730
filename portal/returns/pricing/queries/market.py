"""What comparisons and statements count: accepted prices, as plain values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, true
from sqlalchemy.orm import Session

from portal.framework.models import Framework, Lot
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.models import FosteringFee, PriceEntry, PriceVersion
from portal.returns.pricing.rules import AcceptedPrice
from portal.returns.queries.due import with_standing


def accepted_prices(
    session: Session, authority_id: int, on: date, *, home_ids: Collection[int] | None = None
) -> list[AcceptedPrice]:
    """The accepted price in force on a day of every home and lot (of every age band, for fostering), by home: homes not
    closed by then, of providers the authority deals with, sent by whoever holds the home; lots of its own frameworks.
    With `home_ids` of those homes only. In force is the last that has begun by then; of two that began on the same day
    (they ask the same fees) the one of the later month.

    An entry asked about after it was accepted keeps its accepted price here until another is accepted. Only the columns
    that count are read, in one query: whole versions of a large market take thirty times as long.
    """
    begun = _begun(authority_id, on, true() if home_ids is None else Home.id.in_(home_ids))
    by_band = FosteringFee.carer_pence + FosteringFee.allowance_pence + FosteringFee.agency_pence
    fee = func.coalesce(PriceVersion.list_fee_pence, by_band)
    bands = and_(FosteringFee.version_id == PriceVersion.id, PriceVersion.list_fee_pence.is_(None))
    query = (
        select(begun.c.home_id, begun.c.provider_id, begun.c.service_type, begun.c.lot_id, FosteringFee.band, fee,
               PriceVersion.effective_from_on, PriceVersion.id, PriceVersion.receipt)
        .join(PriceVersion, PriceVersion.id == begun.c.version_id)
        .outerjoin(FosteringFee, bands)
        .where(begun.c.place == 1, fee.is_not(None))
        .order_by(begun.c.home_id, func.coalesce(begun.c.lot_id, 0), func.coalesce(FosteringFee.band, ""))
    )  # fmt: skip
    return [AcceptedPrice(*row) for row in session.execute(query)]


def _begun(authority_id: int, on: date, condition: ColumnElement[bool]) -> Subquery:
    """The accepted versions that have begun by a day; in `place` 1 the last of each home and lot. Only keys are sorted
    to find it."""
    newest_first = (PriceVersion.effective_from_on.desc(), ReturnPeriod.month.desc())
    place = func.row_number().over(partition_by=(PriceEntry.home_id, PriceEntry.lot_id), order_by=newest_first)
    return (
        select(
            PriceEntry.home_id,
            PriceEntry.provider_id,
            Home.service_type,
            PriceEntry.lot_id,
            PriceVersion.id.label("version_id"),
            place.label("place"),
        )
        .join(Home, and_(Home.id == PriceEntry.home_id, Home.provider_id == PriceEntry.provider_id))
        .join(PriceVersion, PriceVersion.id == PriceEntry.accepted_version_id)
        .join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
        .outerjoin(Lot, Lot.id == PriceEntry.lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .where(
            PriceVersion.effective_from_on <= on,
            or_(Home.closed_on.is_(None), Home.closed_on > on),
            or_(Framework.id.is_(None), Framework.authority_id == authority_id),
            *with_standing(authority_id, PriceEntry.provider_id),
            condition,
        )
        .subquery("begun")
    )
