"""Prices on the first page: what was decided, for whoever sees prices; uplifts that wait, for the council."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal import clock, db
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod
from portal.returns.pricing import services
from portal.returns.pricing.kinds import UpliftOutcome
from portal.returns.pricing.models import PriceVersion
from portal.web.filters import format_date, format_month
from tests import factories
from tests.conftest import Queries
from tests.integration.returns.pricing import made
from tests.integration.returns.pricing.conftest import Prices
from tests.support.client import Client
from tests.support.pages import Page, words

At = Callable[[datetime], None]
REASON = "The evidence carries it."


def visit(client: Client, person: Person) -> Page:
    """Sign in, read Today, sign out."""
    client.sign_in(person)
    page = client.get("/today")
    client.sign_out()
    return page


def changes(page: Page) -> list[str]:
    return [words(item) for item in page.all("p", "portal-timeline__text")]


def tasks(page: Page) -> list[str]:
    return [words(item) for item in page.all("li", "govuk-task-list__item")]


def ask_for_more(session: Session, prices: Prices, *homes: Home, now: datetime | None = None) -> list[PriceVersion]:
    """Prices of homes that ask for an uplift."""
    return [
        made.sent(session, prices.period, home, prices.sender, made.ASKING, lot=prices.lot, now=now) for home in homes
    ]


def decide(session: Session, prices: Prices, home: Home, *, number: int = 1) -> None:
    services.decide_uplift(
        session,
        made.due_of(session, prices.period, home, prices.lot),
        number=number,
        outcome=UpliftOutcome.AGREED,
        agreed_percent=None,
        reason=REASON,
        actor=prices.accepter,
        now=clock.now(),
    )


def accept(session: Session, prices: Prices, home: Home) -> None:
    due = made.due_of(session, prices.period, home, prices.lot)
    services.accept(session, due, number=1, actor=prices.accepter, now=clock.now())


def ask(session: Session, prices: Prices, home: Home) -> None:
    due = made.due_of(session, prices.period, home, prices.lot)
    services.ask(session, due, number=1, question="Is it right?", actor=prices.accepter, now=clock.now())


@pytest.fixture
def wren(session: Session, prices: Prices) -> Home:
    return factories.make_home(session, prices.provider, "Wren Lodge")


def test_whoever_sees_prices_reads_what_the_council_decided(
    client: Client, session: Session, prices: Prices, wren: Home, at: At
) -> None:
    """An hour after the last visit two are accepted, a minute later one is asked about, then an uplift decided."""
    ask_for_more(session, prices, prices.marram, prices.tern, wren)
    people, month = (prices.admin, prices.finance), format_month(prices.period.month)
    for person in people:
        visit(client, person)
    begin = clock.now() + timedelta(hours=1)
    at(begin)
    accept(session, prices, prices.marram)
    accept(session, prices, prices.tern)
    at(begin + timedelta(minutes=1))
    ask(session, prices, wren)
    at(begin + timedelta(minutes=2))
    decide(session, prices, prices.marram)
    for person in people:
        page = visit(client, person)
        assert changes(page) == [
            f"The council decided about the uplift asked for with the prices of Marram House for {month}",
            f"The council asked about the prices of Wren Lodge for {month}",
            f"The council accepted 2 prices for {month}",
        ]
        assert page.link(changes(page)[0]) == f"{prices.marram_path}/"
        assert page.link(changes(page)[2]) == prices.path
        assert REASON not in page.html and "5%" not in page.html
    at(begin + timedelta(hours=1))
    assert changes(visit(client, prices.finance)) == []


def test_a_price_outside_the_framework_is_told_with_its_own_address(
    client: Client, session: Session, prices: Prices, at: At
) -> None:
    provider = factories.make_provider(session, "Dunes Care Limited")
    admin = factories.make_provider_person(session, provider)
    home = factories.make_home(session, provider, "Gull House")
    made.sent(session, prices.period, home, factories.viewer_of(session, admin))
    visit(client, admin)
    at(clock.now() + timedelta(hours=1))
    due = made.due_of(session, prices.period, home)
    services.accept(session, due, number=1, actor=prices.accepter, now=clock.now())
    client.sign_in(admin)
    page = client.get("/today")
    [told] = changes(page)
    assert client.get(page.link(told)).h1 == "Gull House"


def test_nobody_else_is_told_of_prices(client: Client, session: Session, prices: Prices, at: At) -> None:
    """Not the colleague who keeps the home and does not see prices, nor another organisation."""
    stranger = factories.make_provider_person(session, factories.make_provider(session, "Dunes Care Limited"))
    factories.make_keeper(session, prices.marram, prices.colleague)
    ask_for_more(session, prices, prices.marram, prices.tern)
    for person in (prices.colleague, stranger):
        visit(client, person)
    at(clock.now() + timedelta(hours=1))
    accept(session, prices, prices.marram)
    ask(session, prices, prices.tern)
    decide(session, prices, prices.marram)
    assert changes(visit(client, stranger)) == []
    page = visit(client, prices.colleague)
    assert changes(page) == []
    assert "rices" not in page.html and "uplift" not in page.html


def test_uplifts_wait_for_the_council_until_they_are_decided(
    client: Client, session: Session, prices: Prices, wren: Home
) -> None:
    """Two ask, one of them accepted already; one does not ask. The item counts what its link lists."""
    sent_at = clock.now() - timedelta(hours=30)
    open_since(session, prices.period, sent_at - timedelta(hours=1))
    ask_for_more(session, prices, prices.marram, prices.tern, now=sent_at)
    made.sent(session, prices.period, wren, prices.sender, lot=prices.lot)
    accept(session, prices, prices.marram)
    name = f"{format_month(prices.period.month)} prices: decide about uplifts"
    client.sign_in(prices.staff)
    page = client.get("/today")
    since = f"Since {format_date(sent_at)}"
    assert [task for task in tasks(page) if "uplift" in task] == [f"{name} (2) {since} To do"]
    page = client.get(page.link(f"{name} (2)"))
    assert [row[0][:6] for row in page.rows[1:]] == ["Marram", "Tern C"]
    file = client.get(f"{prices.staff_path}list.csv?uplift=y").body.decode()
    assert ("Tern Cottage" in file, "Wren Lodge" in file) == (True, False)
    decide(session, prices, prices.marram)
    assert [task for task in tasks(client.get("/today")) if "uplift" in task] == [f"{name} (1) {since} To do"]
    decide(session, prices, prices.tern)
    assert "uplift" not in client.get("/today").html
    assert "Nothing matches these filters" in client.get(f"{prices.staff_path}?uplift=y").text


@db.verb
def open_since(session: Session, period: ReturnPeriod, opens_at: datetime) -> None:
    session.get_one(ReturnPeriod, period.id).opens_at = opens_at


def test_only_the_newest_version_waits_and_not_while_its_provider_is_asked(
    client: Client, session: Session, prices: Prices
) -> None:
    ask_for_more(session, prices, prices.marram)
    decide(session, prices, prices.marram)
    client.sign_in(prices.staff)
    ask(session, prices, prices.marram)
    more = replace(made.ASKING, uplift_percent=Decimal("4.00"))
    made.sent(session, prices.period, prices.marram, prices.sender, more, lot=prices.lot, answer="Less will do.")
    assert "decide about uplifts" in client.get("/today").text
    due = made.due_of(session, prices.period, prices.marram, prices.lot)
    services.ask(session, due, number=2, question="Why?", actor=prices.accepter, now=clock.now())
    assert "decide about uplifts" not in client.get("/today").text
    none = replace(made.LINE, comment="We ask for nothing more.")
    made.sent(session, prices.period, prices.marram, prices.sender, none, lot=prices.lot, answer="We withdraw it.")
    assert "decide about uplifts" not in client.get("/today").text


def test_uplifts_at_another_authority_wait_for_nobody_here(client: Client, session: Session, prices: Prices) -> None:
    ask_for_more(session, prices, prices.marram)
    prices.provider.standings[0].authority_id = factories.make_other_authority(session).id
    session.commit()
    client.sign_in(prices.staff)
    assert "uplift" not in client.get("/today").html


def test_more_prices_ask_no_more_questions(
    client: Client,
    session: Session,
    prices: Prices,
    at: At,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    homes = [factories.make_home(session, prices.provider, f"Home {number}") for number in range(12)]
    ask_for_more(session, prices, *homes[:2])
    people = (prices.finance, prices.staff)
    for person in people:
        visit(client, person)
    at(clock.now() + timedelta(hours=1))
    accept(session, prices, homes[0])
    decide(session, prices, homes[0])
    counts: dict[str, set[int]] = {person.email: set() for person in people}
    for more in (0, 9):
        ask_for_more(session, prices, *homes[2 : 2 + more])
        for home in homes[1 : 1 + more]:
            accept(session, prices, home)
            decide(session, prices, home)
        for person in people:
            client.sign_in(person)
            with count_queries() as queries:
                client.get("/today")
            counts[person.email].add(queries.count)
            client.sign_out()
    assert [len(found) for found in counts.values()] == [1, 1]
