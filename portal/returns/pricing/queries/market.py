"""What comparisons and statements count: accepted prices, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.framework.models import Framework, Lot
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.models import PriceEntry, PriceVersion
from portal.returns.pricing.queries.lines import line_of, with_parts
from portal.returns.pricing.rules import AcceptedPrice, in_force, to_pence
from portal.returns.queries.due import with_standing


def accepted_prices(session: Session, authority_id: int, on: date) -> list[AcceptedPrice]:
    """The accepted price in force on a day of every home and lot (of every age band, for fostering), by home: homes not
    closed by then, of providers the authority deals with, sent by whoever holds the home; lots of its own frameworks.

    An entry asked about after it was accepted keeps its accepted price here until another is accepted.
    """
    query = (
        select(PriceVersion, PriceEntry, Home, ReturnPeriod.month)
        .join(PriceEntry, PriceEntry.accepted_version_id == PriceVersion.id)
        .join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
        .join(Home, Home.id == PriceEntry.home_id)
        .outerjoin(Lot, Lot.id == PriceEntry.lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .where(
            PriceVersion.effective_from_on <= on,
            PriceEntry.provider_id == Home.provider_id,
            or_(Home.closed_on.is_(None), Home.closed_on > on),
            or_(Framework.id.is_(None), Framework.authority_id == authority_id),
            *with_standing(authority_id, PriceEntry.provider_id),
        )
        .order_by(Home.id, PriceEntry.id)
    )
    return in_force((price for row in session.execute(with_parts(query)) for price in _accepted(*row)), on)


def _accepted(version: PriceVersion, entry: PriceEntry, home: Home, month: date) -> Iterator[AcceptedPrice]:
    for band, fee in line_of(version).fees.items():
        yield AcceptedPrice(
            home_id=home.id,
            provider_id=entry.provider_id,
            service_type=home.service_type,
            host_authority_code=home.host_authority_code,
            lot_id=entry.lot_id,
            band=band,
            fee_pence=to_pence(fee) or 0,
            effective_from=version.effective_from_on,
            month=month,
            version_id=version.id,
            receipt=version.receipt,
        )
