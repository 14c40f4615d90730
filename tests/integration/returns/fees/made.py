"""Accepted prices for tests, written straight into their tables: sending and accepting are tested elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock, db
from portal.homes.models import Home
from portal.providers.models import Provider
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing.models import PriceEntry, PriceVersion
from portal.returns.rules import months_before
from tests import factories


def closed_month(session: Session, back: int = 1) -> ReturnPeriod:
    """A pricing month that closed some months ago (last month's: yesterday)."""
    now = clock.now()
    month = months_before(clock.today(now).replace(day=1), back)
    closed = now - timedelta(days=1 + 30 * (back - 1))
    return factories.make_period(
        session, month, opens_at=closed - timedelta(days=9), closes_at=closed, is_pricing_due=True
    )


@db.verb
def accepted(session: Session, period: ReturnPeriod, home: Home, pounds: str, *, begins: date | None = None) -> None:
    """The accepted price of a home outside the framework; a second one for the same month replaces the first."""
    entry = session.query(PriceEntry).filter_by(period_id=period.id, home_id=home.id).one_or_none()
    if entry is None:
        entry = PriceEntry(
            reference=db.new_reference("PE"), period_id=period.id, home_id=home.id, provider_id=home.provider_id,
            state=EntryState.ACCEPTED,
        )  # fmt: skip
        session.add(entry)
        session.flush()
    number = len(entry.versions) + 1
    version = PriceVersion(
        entry_id=entry.id,
        number=number,
        draft_version=number,
        receipt=db.new_reference("RC"),
        submitted_at=clock.now(),
        submitted_by_id=home.provider.registrant_id,
        is_late=False,
        effective_from_on=begins or period.month,
        list_fee_pence=int(Decimal(pounds) * 100),
    )
    session.add(version)
    session.flush()
    session.refresh(entry)
    entry.accepted_version_id = version.id


def market(session: Session, period: ReturnPeriod, *pounds: str) -> list[Home]:
    """A provider with one home for each price."""
    homes = []
    for number, fee in enumerate(pounds, 1):
        provider: Provider = factories.make_provider(session, f"Provider {number} Limited")
        homes.append(factories.make_home(session, provider, f"House {number}"))
        session.refresh(homes[-1])
        accepted(session, period, homes[-1], fee)
    return homes
