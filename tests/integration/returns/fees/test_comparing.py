"""Commissioners compare accepted fees; providers see ranges that nothing they send can move."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.authorities.queries import get_active_authority
from portal.events import EventRow
from portal.homes.models import Home
from portal.returns.fees import queries, services
from portal.returns.models import ReturnPeriod
from tests import factories
from tests.conftest import Queries
from tests.integration.returns.fees import made
from tests.support.client import Client

PATH = "/commissioning/prices/"
MARKET = "/provider/prices/market"
# Sorted: 3,000, 4,000, 4,100, 4,200, 4,300, 9,000. Quartiles 4,025, 4,150 and 4,275, so anything above 4,650 or below
# 3,650 stands apart.
FEES = ("4000.00", "4100.00", "4200.00", "4300.00", "9000.00", "3000.00")
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture
def period(session: Session) -> ReturnPeriod:
    return made.closed_month(session)


@pytest.fixture
def homes(session: Session, period: ReturnPeriod) -> list[Home]:
    return made.market(session, period, *FEES)


def commissioner(client: Client, session: Session) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))


def release(session: Session, period: ReturnPeriod) -> None:
    actor = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    services.release_ranges(session, get_active_authority(session), period, actor=actor, now=clock.now())


def test_fees_are_compared_by_quartiles_and_what_stands_apart_is_named(
    client: Client, session: Session, homes: list[Home]
) -> None:
    commissioner(client, session)
    page = client.get(PATH)
    assert page.rows[1] == [
        "Children’s home, outside the framework", "6", "£3,000", "£4,025", "£4,150", "£4,275", "£9,000", "No figure",
        "No figure",
    ]  # fmt: skip
    apart = [row[0] for row in page.rows if len(row) == 4][1:]
    assert apart == ["House 5Provider 5 Limited", "House 6Provider 6 Limited"]
    assert "£4,850.00 above the median" in page.text


def test_where_many_stand_apart_the_first_are_shown_and_the_rest_is_a_list(
    client: Client, session: Session, period: ReturnPeriod
) -> None:
    # The quartiles and the median are 4,000, so 26 fees are too low and 26 too high.
    fees = [*["1000.00"] * 26, *["4000.00"] * 56, *["9000.00"] * 26]
    provider = factories.make_provider(session)
    for number, fee in enumerate(fees, 1):
        made.accepted(session, period, factories.make_home(session, provider, f"House {number}"), fee)
    commissioner(client, session)
    page = client.get(PATH)
    assert len([row for row in page.rows if len(row) == 4]) == 1 + 50
    assert "52 prices" in client.get(page.link("All 52 fees that stand apart")).text


def test_a_year_ago_is_compared_like_with_like(client: Client, session: Session, homes: list[Home]) -> None:
    long_ago = made.closed_month(session, back=14)
    for home in homes:
        made.accepted(session, long_ago, home, "4000.00")
    commissioner(client, session)
    # From a median of 4,000 to one of 4,150.
    assert client.get(PATH).rows[1][7] == "+3.8%"


def test_rows_lie_behind_the_figures_and_a_look_is_one_event(
    client: Client, session: Session, homes: list[Home]
) -> None:
    commissioner(client, session)
    page = client.get(client.get(PATH).link("Children’s home, outside the framework"))
    assert "6 prices" in page.text and "£4,300.00" in page.text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PATH}list.csv?apart=y").body.decode("utf-8-sig"))))
    assert [(row["Home"], row["Fee a week, £"], row["Stands apart"]) for row in rows] == [
        ("House 5", "9000.00", "yes"),
        ("House 6", "3000.00", "yes"),
    ]
    looks = session.scalars(
        select(EventRow).where(EventRow.verb == "returns.fees_compared").order_by(EventRow.sequence)
    ).all()
    assert [json.loads(look.detail)["count"] for look in looks] == [6, 6, 2]
    assert "3 prices" not in client.get(f"{PATH}list?service=fostering").text


def test_a_range_is_released_once_and_never_moves(
    client: Client, session: Session, homes: list[Home], period: ReturnPeriod, new_client: Callable[[], Client]
) -> None:
    commissioner(client, session)
    page = client.get(client.get(PATH).link(f"Release the ranges of {period.month:%B %Y}"))
    assert "£4,050 to £4,300, median £4,150" in page.text
    form = page.form("Release these ranges")
    assert "were released" in client.submit(form).text
    assert "no closed pricing month" in client.submit(form).text
    provider = new_client()
    provider.sign_in(factories.make_provider_person(session, homes[0].provider))
    before = provider.get(MARKET)
    assert "Below the lower quartile" in before.text
    assert not any(f"House {number}" in before.text for number in range(2, 7))
    made.accepted(session, period, homes[0], "8888.88")
    after = provider.get(MARKET)
    assert "£8,888.88" in after.text
    assert after.rows[1][3].startswith("£4,050 to £4,300, median £4,150")


def test_the_next_release_stands_until_three_providers_moved(session: Session, homes: list[Home]) -> None:
    authority = get_active_authority(session)
    earlier = made.closed_month(session, back=3)
    for home, fee in zip(homes, FEES, strict=True):
        made.accepted(session, earlier, home, fee, begins=earlier.month)
    release(session, earlier)
    [first] = queries.price_ranges(session, authority.id, clock.today(clock.now()))
    later = made.closed_month(session, back=2)
    for home in homes[:2]:
        made.accepted(session, later, home, "7000.00")
    release(session, later)
    [second] = queries.price_ranges(session, authority.id, clock.today(clock.now()))
    assert (second.range, second.basis_month) == (first.range, earlier.month)
    [then] = queries.price_ranges(session, authority.id, earlier.month)
    assert then.range == first.range


def test_four_providers_get_no_range(client: Client, session: Session, period: ReturnPeriod) -> None:
    homes = made.market(session, period, *FEES[:4])
    release(session, period)
    client.sign_in(factories.make_provider_person(session, homes[0].provider))
    assert client.get(MARKET).rows[1][3] == "Withheld"


def test_an_open_month_cannot_be_released(session: Session) -> None:
    period = factories.make_period(session, is_pricing_due=True)
    with pytest.raises(services.Refused, match="Release their ranges after it has closed"):
        release(session, period)


def test_a_month_is_released_once(session: Session, homes: list[Home], period: ReturnPeriod) -> None:
    release(session, period)
    with pytest.raises(services.Refused, match="They stay as they are"):
        release(session, period)


def test_who_does_not_see_prices_does_not_see_the_market(client: Client, session: Session, homes: list[Home]) -> None:
    member = factories.make_provider_person(session, homes[0].provider, Role.PROVIDER_MEMBER)
    client.sign_in(member)
    client.get(MARKET, expect=403)
    assert MARKET not in client.get("/today").html
    client.sign_out()
    client.sign_in(factories.make_provider_person(session, homes[0].provider))
    assert MARKET in client.get("/today").html


def test_a_finance_person_who_looks_after_no_home_sees_the_market(
    client: Client, session: Session, homes: list[Home]
) -> None:
    finance = factories.make_provider_person(session, homes[0].provider, Role.PROVIDER_MEMBER)
    finance.grants[0].sees_prices = True
    client.sign_in(finance)
    assert [row[0] for row in client.get(MARKET).rows[1:]] == ["House 1"]


def test_pages_ask_as_much_for_many_prices_as_for_few(
    client: Client, session: Session, homes: list[Home], period: ReturnPeriod, count_queries: Counting
) -> None:
    commissioner(client, session)

    def count() -> list[int]:
        counts = []
        for path in (PATH, f"{PATH}list"):
            client.get(path)
            with count_queries() as asked:
                client.get(path)
            counts.append(asked.count)
        return counts

    few = count()
    made.market(session, period, *(f"{4_000 + number}.00" for number in range(30)))
    assert count() == few
