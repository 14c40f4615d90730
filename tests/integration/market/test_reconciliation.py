"""Our own children in our area: our placements beside accepted returns; agreed fees beside list fees."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import Home
from portal.placements.rules.judging import quarter_of
from portal.placements.rules.kinds import Sourcing
from portal.providers.models import Provider
from portal.returns.models import ReturnPeriod
from portal.returns.rules import CapacityLine, month_slug
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.placements import made
from tests.integration.returns import made as returns_made
from tests.integration.returns.pricing import made as prices_made
from tests.support.client import Client
from tests.support.pages import Page

RECONCILIATION = "/commissioning/reconciliation/"
Counting = Callable[[], AbstractContextManager[Queries]]


@dataclass
class Market:
    """A provider, a month, and its homes each with an accepted return of some own children."""

    session: Session
    provider: Provider
    period: ReturnPeriod
    count: int = 0

    def home(self, own: int | None) -> Home:
        """A home whose accepted return counts so many own children; None: it has sent none."""
        self.count += 1
        home = homes_made.add(
            self.session, self.provider, name=f"House {self.count}", urn=f"SC1000{self.count:02}", registered_places=6,
            usable_places=6,
        )  # fmt: skip
        if own is not None:
            admin = factories.viewer_of(self.session, factories.make_provider_person(self.session, self.provider))
            staff = factories.viewer_of(self.session, factories.make_staff(self.session, Role.COMMISSIONER))
            returns_made.accepted(self.session, self.period, home, admin, staff, line(own))
        return home

    def close(self) -> None:
        self.period.closes_at = clock.now()
        self.session.commit()

    def place(self, home: Home | None, **changes: Any) -> None:
        """A placement in a home that began in the quarter of the month."""
        began = quarter_of(self.period.month)
        made.record(self.session, home=home.reference if home else "", started_quarter_on=began, **changes)


def line(own: int) -> CapacityLine:
    rest = {returns_made.LIVERPOOL: 5 - own}
    return replace(
        returns_made.LINE, usable=6, occupied={returns_made.SEFTON: own, **rest}, reserved=0, available=1, blocked={}
    )


def downloaded(client: Client, page: Page) -> list[list[str]]:
    """The rows of the list of a page as CSV."""
    body = client.get(page.link("Download this list as CSV")).body
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.fixture
def market(session: Session) -> Market:
    homes_made.know_places(session)
    return Market(session, factories.make_provider(session), factories.make_period(session))


@pytest.fixture
def commissioner(session: Session, market: Market, client: Client) -> Client:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def test_home_by_home(market: Market, commissioner: Client) -> None:
    agreeing, fewer, silent = market.home(1), market.home(2), market.home(None)
    market.home(0)
    for home in (agreeing, fewer, silent, None):
        market.place(home)
    market.place(None, host_authority_code=made.LIVERPOOL)
    market.place(fewer, ended_quarter_on=quarter_of(market.period.month), end_code="E3")
    market.place(fewer)
    market.close()
    page = commissioner.get(RECONCILIATION)
    assert page.rows[1:] == [
        ["House 2Sandhills Care Limited", "3", "2", "We have 1 more"],
        ["House 3Sandhills Care Limited", "1", "None accepted", "No accepted return"],
        ["House 1Sandhills Care Limited", "1", "1", "Agree"],
        ["Total", "5", "3", "We have 2 more"],
    ]
    assert "we record 5 of our children in homes here, accepted returns count 3. 1 of 3 homes agree." in page.text
    assert "1 placement in our area is in no home of our register" in page.text
    slug = month_slug(market.period.month)
    links = {item.text: item.get("href", "") for item in page.all("a") if (item.text or "").isdigit()}
    assert "3 placements" in commissioner.get(links["3"]).text
    in_no_home = f"/commissioning/placements/?flag=no_home&place=in&month={slug}&state=all"
    assert in_no_home in [item.get("href") for item in page.all("a")]
    assert "1 placement" in commissioner.get(in_no_home).text


def test_many_homes_make_pages_and_the_total_of_all_stands_under_the_last(market: Market, commissioner: Client) -> None:
    for _ in range(51):
        market.place(market.home(None))
    market.close()
    first, last = commissioner.get(RECONCILIATION), commissioner.get(f"{RECONCILIATION}?page=2")
    assert len(first.rows) == 1 + 50 and "Total" not in [row[0] for row in first.rows]
    assert last.rows[1:] == [
        ["House 9Sandhills Care Limited", "1", "None accepted", "No accepted return"],
        ["Total", "51", "0", "We have 51 more"],
    ]
    assert "0 of 51 homes agree" in first.text and "0 of 51 homes agree" in last.text


def test_homes_are_narrowed_to_an_outcome_and_taken_as_csv(
    session: Session, market: Market, commissioner: Client
) -> None:
    for home in (market.home(1), market.home(2), market.home(None)):
        market.place(home)
    market.close()
    page = commissioner.get(f"{RECONCILIATION}?outcome=differs")
    assert page.rows[1:] == [
        ["House 2Sandhills Care Limited", "1", "2", "We have 1 fewer"],
        ["Total", "1", "2", "We have 1 fewer"],
    ]
    assert "1 home" in page.text and "1 of 3 homes agree" in page.text
    narrowed = downloaded(commissioner, page)
    assert [row[1:] for row in narrowed] == [
        ["Home", "Provider", "Our placements", "In the return", "Outcome"],
        ["House 2", "Sandhills Care Limited", "1", "2", "We have 1 fewer"],
    ]
    whole = downloaded(commissioner, commissioner.get(f"{RECONCILIATION}?outcome=made-up"))
    assert [row[1:] for row in whole[1:]] == [
        ["House 2", "Sandhills Care Limited", "1", "2", "We have 1 fewer"],
        ["House 3", "Sandhills Care Limited", "1", "", "No accepted return"],
        ["House 1", "Sandhills Care Limited", "1", "1", "Agree"],
    ]
    looks = select(EventRow).where(EventRow.verb == "placements.looked_at").order_by(EventRow.sequence)
    scopes = [json.loads(look.detail)["scope"] for look in session.scalars(looks)]
    assert scopes == ["reconciliation", "reconciliation as CSV"] * 2
    page = commissioner.get(f"{RECONCILIATION}?outcome=no_return&page=7")
    assert [row[0] for row in page.rows[1:]] == ["House 3Sandhills Care Limited", "Total"]


def test_agreed_fees_come_a_page_at_a_time_and_a_look_is_at_one_page(
    session: Session, market: Market, commissioner: Client
) -> None:
    home = market.home(None)
    for _ in range(51):
        market.place(home)
    assert len(commissioner.get(f"{RECONCILIATION}fees").rows) == 1 + 50
    assert len(commissioner.get(f"{RECONCILIATION}fees?page=2").rows) == 1 + 1
    looks = select(EventRow).where(EventRow.verb == "placements.looked_at").order_by(EventRow.sequence)
    assert [json.loads(look.detail)["count"] for look in session.scalars(looks)] == [50, 1]


def test_a_month_that_is_open_is_not_compared(market: Market, commissioner: Client) -> None:
    market.home(1)
    assert "No month of returns has closed yet" in commissioner.get(RECONCILIATION).text
    assert len(commissioner.get(f"{RECONCILIATION}list.csv").body.splitlines()) == 1


def test_an_auditor_compares_children_but_no_fees(session: Session, market: Market, client: Client) -> None:
    market.place(market.home(1))
    market.close()
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    assert "Agree" in client.get(RECONCILIATION).text
    client.get(f"{RECONCILIATION}fees", expect=403)


def test_agreed_fees_beside_list_fees(session: Session, market: Market, commissioner: Client) -> None:
    home = market.home(None)
    period = factories.make_period(session, market.period.month - timedelta(days=20), is_pricing_due=True)
    admin = factories.viewer_of(session, factories.make_provider_person(session, market.provider))
    staff = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    prices_made.accepted(session, period, home, admin, staff)
    market.place(home, social_care=Decimal("4600.50"))
    market.place(home, sourcing=Sourcing.BLOCK, social_care=None)
    page = commissioner.get(commissioner.get(RECONCILIATION).link("See agreed fees beside list fees"))
    assert [row[1:] for row in page.rows[1:]] == [["House 1", "£4,600.50", "£4,528.00", "£72.50"]]


def test_it_asks_as_much_for_one_home_as_for_many(
    market: Market, commissioner: Client, count_queries: Counting
) -> None:
    def count() -> list[int]:
        counts = []
        for path in (RECONCILIATION, f"{RECONCILIATION}list.csv", f"{RECONCILIATION}fees"):
            commissioner.get(path)
            with count_queries() as asked:
                commissioner.get(path)
            counts.append(asked.count)
        return counts

    market.place(market.home(1))
    market.close()
    few = count()
    market.period.closes_at = clock.now() + timedelta(days=1)
    market.session.commit()
    for _ in range(5):
        market.place(market.home(2))
    market.close()
    assert count() == few


def test_quarters_are_all_there_is_to_know(market: Market, commissioner: Client) -> None:
    home = market.home(1)
    earlier = quarter_of(quarter_of(market.period.month) - timedelta(days=1))
    made.record(
        market.session,
        home=home.reference,
        started_quarter_on=date(2024, 4, 1),
        ended_quarter_on=earlier,
        end_code="E3",
    )
    market.close()
    assert ["House 1Sandhills Care Limited", "0", "1", "We have 1 fewer"] in commissioner.get(RECONCILIATION).rows
