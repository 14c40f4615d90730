"""Nobody reaches prices who does not see them: not a colleague, not another organisation, not by a field."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.returns.pricing.models import PriceEntry, PriceVersion
from tests import factories
from tests.integration.returns.pricing import made
from tests.integration.returns.pricing.conftest import Prices
from tests.support.client import Client

PAGES = ("/", "/fees", "/open-book", "/check", "/unchanged", "/versions/1", "/versions/1/receipt")
POSTS = ("/fees", "/open-book", "/check", "/unchanged")
FIELDS = {**made.TYPED, "lock_version": "0", "action": "continue"}


def test_the_finance_person_looks_after_no_home_and_sends_prices(
    client: Client, session: Session, prices: Prices
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    client.sign_in(prices.finance)
    assert f"{prices.period.month:%B %Y} prices: 1 price not sent" in client.get("/today").text
    for page in PAGES:
        assert client.get(f"{prices.marram_path}{page}").status == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_colleague_without_the_right_is_turned_away(
    client: Client, session: Session, prices: Prices, page: str
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    factories.make_keeper(session, prices.marram, prices.colleague)
    client.sign_in(prices.colleague)
    client.get(f"{prices.marram_path}{page}", expect=403)
    client.get(prices.path, expect=403)


def test_a_colleague_without_the_right_finds_no_trace_of_prices(
    client: Client, session: Session, prices: Prices
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    factories.make_keeper(session, prices.marram, prices.colleague)
    client.sign_in(prices.colleague)
    for path in ("/today", "/provider/returns/", f"/provider/returns/{prices.slug}/"):
        page = client.get(path)
        assert "rices" not in page.html and "4,528" not in page.html


@pytest.mark.parametrize("page", PAGES)
def test_another_organisations_price_is_as_missing_as_one_that_never_was(
    client: Client, session: Session, prices: Prices, page: str
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    other = factories.make_provider(session, "Otherwise Care")
    made.put_on(session, prices.lot, other, since=made.FIRST_DAY)
    client.sign_in(factories.make_provider_person(session, other))
    theirs = client.get(f"{prices.marram_path}{page}", expect=404)
    missing = client.get(f"{prices.path}HM-99999999/{prices.lot.reference}{page}", expect=404)
    no_lot = client.get(f"{prices.path}{prices.marram.reference}/LT-99999999{page}", expect=404)
    assert theirs.text == missing.text == no_lot.text


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_written_into_another_organisations_prices(
    client: Client, session: Session, prices: Prices, page: str
) -> None:
    other = factories.make_provider(session, "Otherwise Care")
    client.sign_in(factories.make_provider_person(session, other))
    client.post(f"{prices.marram_path}{page}", FIELDS, expect=404)
    assert session.scalars(select(PriceEntry)).all() == []


def test_a_month_that_asks_for_no_prices_has_none(client: Client, session: Session, prices: Prices) -> None:
    session.merge(prices.period).is_pricing_due = False
    session.commit()
    client.sign_in(prices.finance)
    client.get(prices.path, expect=404)
    client.get(f"{prices.marram_path}/fees", expect=404)
    assert "prices" not in client.get(f"/provider/returns/{prices.slug}/").text


def test_fields_nobody_asked_for_are_neither_kept_nor_sent(client: Client, session: Session, prices: Prices) -> None:
    client.sign_in(prices.finance)
    more = {"state": "accepted", "provider_id": "1", "fee_pence": "1", "list_fee_pence": "1"}
    page = client.post(f"{prices.marram_path}/fees", {**FIELDS, **more})
    client.submit(page.form("Send these prices"))
    draft_names = session.scalars(select(PriceEntry.draft)).all()
    assert draft_names == [None]
    assert session.scalars(select(PriceVersion.list_fee_pence)).all() == [452_800]
