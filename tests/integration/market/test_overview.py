"""The way to what shows the whole market: each role finds what it may open, and the header stays short."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from tests import factories
from tests.support.client import Client
from tests.support.pages import words


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.COMMISSIONER, ["Beds now", "Map", "Prices", "Framework", "Reconciliation"]),
        (Role.QA_OFFICER, ["Framework"]),
        (Role.AUDITOR, ["Framework", "Reconciliation"]),
    ],
)
def test_each_role_finds_what_it_may_open(session: Session, client: Client, role: Role, places: list[str]) -> None:
    client.sign_in(factories.make_staff(session, role))
    page = client.get("/commissioning/market/")
    main = page.all("main")[0]
    assert [words(item) for item in main.iter("h2")] == places
    for place in places:
        assert client.get(page.link(place)).h1


def test_the_header_names_the_market_as_the_place_its_pages_lie_in(session: Session, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = client.get("/commissioning/framework/")
    header = page.all("header")[0]
    assert [words(item) for item in header.iter("a") if item.get("aria-current")] == ["Market"]
    assert "Framework" not in [words(item) for item in header.iter("a")]
