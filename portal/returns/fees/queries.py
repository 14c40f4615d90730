"""Reads of compared fees and of the ranges that were released."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.db import NotFound
from portal.disclosure import Price, PriceRange, Symbol
from portal.framework.models import Framework, Lot
from portal.needs.queries import get_measure
from portal.needs.rules.series import AreaKind
from portal.providers.models import ServiceType
from portal.returns.fees.models import PriceRelease, ReleasedRange
from portal.returns.fees.rules import Group
from portal.returns.models import ReturnPeriod

# The measure that fees are set beside, and the lines of it that are about a service.
PUBLISHED_MEASURE = "average-placement-cost"
PUBLISHED_LINES = {
    "Residential": ServiceType.RESIDENTIAL,
    "Independent fostering": ServiceType.FOSTERING,
    "Supported living and lodgings": ServiceType.SUPPORTED_ACCOMMODATION,
}


@dataclass(frozen=True)
class Published:
    """Published averages in pounds a week by service, whose they are and of when."""

    by_service: dict[str, Decimal]
    source: str
    as_at_on: date


@dataclass(frozen=True)
class MarketRange:
    """What may be said of a group's prices; `range` is None where it is withheld. `basis_month`: whose prices."""

    group: Group
    lot: Lot | None
    range: PriceRange | None
    basis_month: date


def find_published(session: Session, authority_id: int) -> Published | None:
    """The newest published averages, or None where none were imported."""
    try:
        measure = get_measure(session, authority_id, PUBLISHED_MEASURE)
    except NotFound:
        return None
    found: dict[str, Decimal] = {}
    for series in measure.series:
        service = PUBLISHED_LINES.get(series.heading.breakdown)
        value = series.points[-1].value if series.points else Symbol.MISSING
        if service and series.heading.area_kind == AreaKind.AUTHORITY and not isinstance(value, Symbol):
            found[service] = value
    return Published(found, measure.about.source_title, measure.about.as_at_on)


def lots_by_id(session: Session, authority_id: int) -> dict[int, Lot]:
    """Every lot of an authority's frameworks."""
    query = select(Lot).join(Framework, Framework.id == Lot.framework_id).where(Framework.authority_id == authority_id)
    return {lot.id: lot for lot in session.scalars(query.order_by(Lot.id))}


def find_release(session: Session, authority_id: int, month: date | None = None) -> PriceRelease | None:
    """The newest release with its ranges; with a month, the newest that is not after it."""
    query = select(PriceRelease).where(PriceRelease.authority_id == authority_id)
    if month is not None:
        query = query.where(PriceRelease.month <= month)
    newest = query.options(selectinload(PriceRelease.ranges)).order_by(PriceRelease.month.desc()).limit(1)
    return session.scalar(newest)


def price_ranges(session: Session, authority_id: int, month: date) -> list[MarketRange]:
    """The price ranges that may be printed in a month: those of the newest release that is not after it, by service,
    lot and band. Fit for everybody; empty before the first release."""
    release = find_release(session, authority_id, month)
    lots = lots_by_id(session, authority_id)
    return [
        MarketRange(group_of(row), lots.get(row.lot_id or 0), range_of(row), row.basis_month)
        for row in (release.ranges if release else ())
    ]


def group_of(row: ReleasedRange) -> Group:
    return Group(row.service_type, row.lot_id, row.band)


def range_of(row: ReleasedRange) -> PriceRange | None:
    """The range as it was printed, or None where it was withheld."""
    figures = (row.providers, row.prices, row.lower_pounds, row.middle_pounds, row.upper_pounds)
    known = [figure for figure in figures if figure is not None]
    return PriceRange(*known) if len(known) == len(figures) else None


def basis_of(row: ReleasedRange) -> list[Price]:
    """The prices a range was made from. RESTRICTED."""
    return [Price(provider, home, Decimal(pounds)) for provider, home, pounds in json.loads(row.basis)]


def find_releasable(session: Session, authority_id: int, now: datetime) -> ReturnPeriod | None:
    """The newest pricing month that has closed, where no release stands for it or a later one."""
    released = find_release(session, authority_id)
    query = select(ReturnPeriod).where(ReturnPeriod.is_pricing_due, ReturnPeriod.closes_at <= now)
    newest = session.scalar(query.order_by(ReturnPeriod.month.desc()).limit(1))
    if newest is None or (released is not None and released.month >= newest.month):
        return None
    return newest
