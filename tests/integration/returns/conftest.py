"""A market small enough to hold in the head: one provider with two homes, one open month, one commissioner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.providers.models import Provider
from portal.returns import rules
from portal.returns.models import ReturnPeriod
from tests import factories


@dataclass(frozen=True)
class Market:
    """People sign in; viewers act through the services."""

    provider: Provider
    admin: Person
    sender: Viewer
    staff: Person
    accepter: Viewer
    marram: Home
    tern: Home
    before: ReturnPeriod
    period: ReturnPeriod

    @property
    def month(self) -> date:
        return self.period.month

    @property
    def slug(self) -> str:
        return rules.month_slug(self.period.month)

    @property
    def marram_path(self) -> str:
        return f"/provider/returns/{self.slug}/{self.marram.reference}"

    @property
    def tern_path(self) -> str:
        return f"/provider/returns/{self.slug}/{self.tern.reference}"

    @property
    def staff_path(self) -> str:
        return f"/commissioning/returns/{self.slug}"


@pytest.fixture
def market(session: Session) -> Market:
    provider = factories.make_provider(session)
    admin, staff = factories.make_provider_person(session, provider), factories.make_staff(session, Role.COMMISSIONER)
    month = clock.today(clock.now()).replace(day=1)
    return Market(
        provider=provider,
        admin=admin,
        sender=factories.viewer_of(session, admin),
        staff=staff,
        accepter=factories.viewer_of(session, staff),
        marram=factories.make_home(session, provider, "Marram House"),
        tern=factories.make_home(session, provider, "Tern Cottage"),
        before=factories.make_period(session, rules.months_before(month, 1)),
        period=factories.make_period(session, month),
    )
