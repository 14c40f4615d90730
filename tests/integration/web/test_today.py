"""The first page after signing in is true about what waits, also where nothing does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.providers.models import ProviderStatus
from portal.returns.models import ReturnPeriod
from portal.statements.services import review
from tests import factories
from tests.integration.statements import making
from tests.support.client import Client
from tests.support.pages import words

At = Callable[[datetime], None]
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_a_new_organisation_is_told_to_add_its_first_home(session: Session, client: Client) -> None:
    provider = factories.make_provider(session)
    client.sign_in(factories.make_provider_person(session, provider))
    page = client.get("/today")
    assert page.link("Add your first home") == "/provider/homes/add"
    client.sign_out()
    client.sign_in(factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER))
    assert "Nothing is waiting for you today." in client.get("/today").text


def test_what_waits_stands_in_order_of_urgency_and_date(session: Session, client: Client, at: At) -> None:
    """Late first; then since when something waits, or by when it is due."""
    at(MONDAY)
    making.make_market(session)
    september = session.scalars(select(ReturnPeriod)).one()
    september.opens_at, september.closes_at = MONDAY - timedelta(days=31), MONDAY - timedelta(days=21)
    provider = factories.make_provider(session)
    factories.make_home(session, provider, created_at=MONDAY - timedelta(days=60))
    factories.make_period(session, date(2026, 10, 1), closes_at=datetime(2026, 11, 11, tzinfo=UTC))
    writer = making.make_writer(session)
    review.send_for_review(session, making.make_draft(session, writer), actor=writer, now=clock.now())
    at(MONDAY + timedelta(days=1))
    factories.make_provider(session, "Strand Care Limited", status=ProviderStatus.APPLIED)
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    page = client.get("/today")
    assert [words(item) for item in page.all("li", "govuk-task-list__item")] == [
        "September 2026 return: 1 home not returned By 12 October 2026 Late",
        "Decide on “Homes for children in Sefton” Since 2 November 2026 In review",
        "1 provider waits for a decision Since 3 November 2026 To do",
        "October 2026 return: 7 homes not returned By 10 November 2026 Waiting",
    ]
