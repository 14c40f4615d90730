"""Lots, and prices sent through the services, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Viewer
from portal.framework.models import Framework, FrameworkKind, Lot, LotMembership, Standing, StandingChange
from portal.homes.models import Home
from portal.providers.models import Provider, ServiceType
from portal.returns.models import ReturnPeriod
from portal.returns.pricing import queries, services
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.models import PriceVersion
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.queries.due import NO_LOT
from portal.returns.pricing.rules import FosteringParts, PriceLine
from tests import factories

FIRST_DAY = date(2026, 1, 1)
LINE = PriceLine(effective_from=FIRST_DAY, list_fee=Decimal("4528.00"), includes="Everything", notice_days=28)
BOOK = {OpenBookHeading.DIRECT_CARE: Decimal("4000.00"), OpenBookHeading.PREMISES: Decimal("528.00")}
ASKING = replace(
    LINE, open_book=BOOK, uplift_percent=Decimal("5.00"), uplift_evidence="Wages went up by 9.8% in April."
)
BANDS = PriceLine(
    effective_from=FIRST_DAY,
    fostering={
        FosteringBand.FROM_0_TO_4: FosteringParts(Decimal("250.00"), Decimal("160.00"), Decimal("300.00")),
        FosteringBand.FROM_16_TO_17: FosteringParts(Decimal("300.00"), Decimal("240.00"), Decimal("310.50")),
    },
)
DAY = {"effective_from-day": "1", "effective_from-month": "1", "effective_from-year": "2026"}
TYPED: Mapping[str, str] = {**DAY, "list_fee": "£4,528", "notice_days": "28"}


@db.verb
def make_lot(
    session: Session,
    provider: Provider | None,
    *,
    title: str = "Residential care",
    number: int = 1,
    service: ServiceType = ServiceType.RESIDENTIAL,
    asks_open_book: bool = False,
    since: date = date(2024, 1, 1),
) -> Lot:
    """A lot of a framework of its own at the active authority, with a provider on it from a day on."""
    framework = Framework(
        reference=db.new_reference("FW"),
        authority_id=factories.make_authority(session).id,
        title="Homes for children",
        kind=FrameworkKind.OPEN,
        starts_on=date(2024, 1, 1),
        created_at=clock.now(),
    )
    session.add(framework)
    session.flush()
    lot = Lot(
        reference=db.new_reference("LT"),
        framework_id=framework.id,
        number=number,
        title=title,
        service_type=service,
        asks_open_book=asks_open_book,
    )
    session.add(lot)
    session.flush()
    if provider is not None:
        put_on(session, lot, provider, since=since)
    return lot


@db.verb
def put_on(session: Session, lot: Lot, provider: Provider, *, since: date) -> LotMembership:
    """A provider on a lot from a day on."""
    membership = LotMembership(
        reference=db.new_reference("LM"), lot_id=lot.id, provider_id=provider.id, created_at=clock.now()
    )
    membership.changes = [StandingChange(standing=Standing.ACTIVE, from_on=since, decided_at=clock.now())]
    session.add(membership)
    session.flush()
    return membership


@db.verb
def change_standing(session: Session, membership: LotMembership, standing: Standing, *, from_on: date) -> None:
    """A membership stands differently from a day on."""
    session.add(
        StandingChange(
            membership_id=membership.id, standing=standing, from_on=from_on, reason="Why", decided_at=clock.now()
        )
    )


def due_of(session: Session, period: ReturnPeriod, home: Home, lot: Lot | None = None) -> DuePrice:
    """A price as its provider sees it."""
    authority = factories.make_authority(session)
    slug = lot.reference if lot else NO_LOT
    return queries.get_due(
        session, period, home.reference, slug, provider_id=home.provider_id, authority_id=authority.id
    )


def saved(session: Session, period: ReturnPeriod, home: Home, actor: Viewer) -> None:
    """A first draft of a price, as TYPED has it."""
    typed = list(TYPED.items())
    services.save_draft(session, due_of(session, period, home), typed=typed, expected=0, actor=actor, now=clock.now())


def sent(
    session: Session,
    period: ReturnPeriod,
    home: Home,
    actor: Viewer,
    line: PriceLine = LINE,
    *,
    lot: Lot | None = None,
    now: datetime | None = None,
    answer: str = "",
) -> PriceVersion:
    """A version of a price."""
    due = due_of(session, period, home, lot)
    expected = due.entry.lock_version if due.entry else 0
    sending = services.PriceSending(due, line, expected, confirmed=True, answer=answer)
    return services.submit(session, sending, actor=actor, now=now or clock.now())


def accepted(
    session: Session,
    period: ReturnPeriod,
    home: Home,
    sender: Viewer,
    accepter: Viewer,
    line: PriceLine = LINE,
    *,
    lot: Lot | None = None,
) -> PriceVersion:
    """A version of a price, accepted."""
    version = sent(session, period, home, sender, line, lot=lot)
    due = due_of(session, period, home, lot)
    services.accept(session, due, number=version.number, actor=accepter, now=clock.now())
    return version
