"""The market of returns in a month that asks for prices, with a colleague who sees them and one who does not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from portal import db
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.framework.models import Lot
from portal.homes.models import Home
from portal.providers.models import Provider
from portal.returns import rules
from portal.returns.models import ReturnPeriod
from tests import factories
from tests.integration.returns.conftest import Market, market
from tests.integration.returns.pricing import made

__all__ = ["market"]


@dataclass(frozen=True)
class Prices:
    """Marram House and Tern Cottage, on one lot; the finance person looks after neither."""

    provider: Provider
    admin: Person
    finance: Person
    colleague: Person
    sender: Viewer
    staff: Person
    accepter: Viewer
    marram: Home
    tern: Home
    lot: Lot
    before: ReturnPeriod
    period: ReturnPeriod

    @property
    def slug(self) -> str:
        return rules.month_slug(self.period.month)

    @property
    def path(self) -> str:
        return f"/provider/returns/{self.slug}/prices/"

    @property
    def marram_path(self) -> str:
        return f"{self.path}{self.marram.reference}/{self.lot.reference}"

    @property
    def staff_path(self) -> str:
        return f"/commissioning/returns/{self.slug}/prices/"

    @property
    def staff_marram(self) -> str:
        return f"{self.staff_path}{self.marram.reference}/{self.lot.reference}"


@db.verb
def _ask_for_prices(session: Session, *periods: ReturnPeriod) -> None:
    for period in periods:
        session.get_one(ReturnPeriod, period.id).is_pricing_due = True


@db.verb
def _let_see(session: Session, person: Person) -> None:
    for grant in person.grants:
        grant.sees_prices = True


@pytest.fixture
def prices(session: Session, market: Market) -> Prices:
    _ask_for_prices(session, market.before, market.period)
    finance = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Fin Finance")
    _let_see(session, finance)
    return Prices(
        provider=market.provider,
        admin=market.admin,
        finance=finance,
        colleague=factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Cole League"),
        sender=factories.viewer_of(session, finance),
        staff=market.staff,
        accepter=market.accepter,
        marram=market.marram,
        tern=market.tern,
        lot=made.make_lot(session, market.provider),
        before=market.before,
        period=market.period,
    )
