"""Nobody reaches another organisation's return, by address or by field; a member reaches only homes they look after."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.returns.models import Entry, EntryVersion
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.integration.returns.test_entry import FIRST
from tests.support.client import Client

HOME_PAGES = ["/", "/capacity", "/check", "/nil", "/versions/1", "/versions/1/receipt"]
POSTS = {
    "/capacity": {**FIRST, "lock_version": "0", "action": "continue"},
    "/check": {"lock_version": "0"},
    "/nil": {"lock_version": "0"},
}


@pytest.mark.parametrize("page", HOME_PAGES)
def test_another_organisations_home_is_as_missing_as_one_that_never_was(
    client: Client, session: Session, market: Market, page: str
) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    other = factories.make_provider(session, "Otherwise Care")
    client.sign_in(factories.make_provider_person(session, other))
    theirs = client.get(f"{market.marram_path}{page}", expect=404)
    missing = client.get(f"/provider/returns/{market.slug}/HM-99999999{page}", expect=404)
    assert theirs.text == missing.text


@pytest.mark.parametrize("page", POSTS)
def test_nothing_is_written_into_another_organisations_return(
    client: Client, session: Session, market: Market, page: str
) -> None:
    other = factories.make_provider(session, "Otherwise Care")
    client.sign_in(factories.make_provider_person(session, other))
    client.post(f"{market.marram_path}{page}", POSTS[page], expect=404)
    assert session.scalars(select(Entry)).all() == []


def test_another_organisations_home_named_in_a_field_is_left_alone(
    client: Client, session: Session, market: Market
) -> None:
    made.saved(session, market.period, market.marram, market.sender)
    other = factories.make_provider(session, "Otherwise Care")
    client.sign_in(factories.make_provider_person(session, other))
    fields = {"chosen": f"{market.marram.reference}:1"}
    page = client.post(f"/provider/returns/{market.slug}/send", fields)
    assert page.errors == ["Nothing is ready to send. Complete a home’s figures first."]
    assert session.scalars(select(EntryVersion)).all() == []


def test_a_member_sees_and_sends_for_the_homes_they_look_after(
    client: Client, session: Session, market: Market
) -> None:
    member = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER)
    factories.make_keeper(session, market.marram, member)
    client.sign_in(member)
    text = client.get(f"/provider/returns/{market.slug}/").text
    assert "Marram House" in text
    assert "Tern Cottage" not in text
    client.get(f"{market.tern_path}/capacity", expect=404)
    client.post(f"{market.tern_path}/nil", {"lock_version": "0"}, expect=404)
    page = client.submit(client.get(f"{market.marram_path}/capacity").form("Continue"), FIRST, button="Continue")
    assert client.submit(page.form("Send this return")).h1 == "Return sent"


@pytest.mark.parametrize("slug", ["2019-01", "2026-13", "soon", "2026-1"])
def test_a_month_without_a_return_is_missing(client: Client, market: Market, slug: str) -> None:
    client.sign_in(market.admin)
    client.get(f"/provider/returns/{slug}/", expect=404)
    client.get(f"{market.marram_path}/versions/9", expect=404)


def test_staff_have_no_provider_pages_and_providers_no_staff_pages(
    client: Client, session: Session, market: Market
) -> None:
    client.sign_in(market.admin)
    for path in ("/commissioning/returns/", f"{market.staff_path}/", f"{market.staff_path}/list.csv"):
        client.get(path, expect=403)
    client.sign_out()
    client.sign_in(market.staff)
    client.get("/provider/returns/", expect=403)
    client.get(f"{market.staff_path}/HM-99999999/", expect=404)
