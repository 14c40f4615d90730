"""What comparisons and statements count: accepted prices, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from portal.framework.models import Framework, Lot
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.kinds import FosteringBand
from portal.returns.pricing.models import FosteringFee, PriceEntry, PriceVersion
from portal.returns.pricing.rules import AcceptedPrice, in_force
from portal.returns.queries.due import with_standing

_BAND_FEE = FosteringFee.carer_pence + FosteringFee.allowance_pence + FosteringFee.agency_pence


def accepted_prices(
    session: Session, authority_id: int, on: date, *, home_ids: Collection[int] | None = None
) -> list[AcceptedPrice]:
    """The accepted price in force on a day of every home and lot (of every age band, for fostering), by home: homes not
    closed by then, of providers the authority deals with, sent by whoever holds the home; lots of its own frameworks.
    With `home_ids` of those homes only.

    An entry asked about after it was accepted keeps its accepted price here until another is accepted. Only the columns
    that count are read, in two queries: whole versions of a large market take thirty times as long.
    """
    counting = _accepted(authority_id, on)
    if home_ids is not None:
        counting = counting.where(Home.id.in_(home_ids))
    bands = _fees_by_band(session, counting)
    rows = session.execute(counting.order_by(Home.id, PriceEntry.id))
    return in_force((price for row in rows for price in _prices(row, bands.get(row.version_id, {}))), on)


def _accepted(authority_id: int, on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Home.id.label("home_id"),
            PriceEntry.provider_id,
            Home.service_type,
            Home.host_authority_code,
            PriceEntry.lot_id,
            PriceVersion.list_fee_pence,
            PriceVersion.effective_from_on,
            ReturnPeriod.month,
            PriceVersion.id.label("version_id"),
            PriceVersion.receipt,
        )
        .join(PriceEntry, PriceEntry.home_id == Home.id)
        .join(PriceVersion, PriceVersion.id == PriceEntry.accepted_version_id)
        .join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
        .outerjoin(Lot, Lot.id == PriceEntry.lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .where(
            PriceVersion.effective_from_on <= on,
            PriceEntry.provider_id == Home.provider_id,
            or_(Home.closed_on.is_(None), Home.closed_on > on),
            or_(Framework.id.is_(None), Framework.authority_id == authority_id),
            *with_standing(authority_id, PriceEntry.provider_id),
        )
    )


def _fees_by_band(session: Session, counting: Select[*tuple[Any, ...]]) -> dict[int, dict[FosteringBand | None, int]]:
    """What the agencies among them charge, by version and age band."""
    versions = counting.with_only_columns(PriceVersion.id, maintain_column_froms=True)
    query = select(FosteringFee.version_id, FosteringFee.band, _BAND_FEE).where(FosteringFee.version_id.in_(versions))
    found: dict[int, dict[FosteringBand | None, int]] = {}
    for version_id, band, pence in session.execute(query.order_by(FosteringFee.version_id, FosteringFee.band)):
        found.setdefault(version_id, {})[FosteringBand(band)] = pence
    return found


def _prices(row: Row[*tuple[Any, ...]], bands: Mapping[FosteringBand | None, int]) -> Iterator[AcceptedPrice]:
    fees = bands if row.list_fee_pence is None else {None: row.list_fee_pence}
    for band, pence in fees.items():
        yield AcceptedPrice(
            home_id=row.home_id,
            provider_id=row.provider_id,
            service_type=row.service_type,
            host_authority_code=row.host_authority_code,
            lot_id=row.lot_id,
            band=band,
            fee_pence=pence,
            effective_from=row.effective_from_on,
            month=row.month,
            version_id=row.version_id,
            receipt=row.receipt,
        )
