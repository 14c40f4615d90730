"""What the public gets over HTTP: compression, ETags, files that keep, the front page."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.statements.models import Statement
from tests.factories import make_authority, make_staff
from tests.integration.statements.making import SLUG, make_draft, publish
from tests.support.client import Client

PLACE = f"/statements/{SLUG}"


@pytest.fixture
def published(session: Session, draft: Statement, writer: Viewer, publisher: Viewer) -> Statement:
    publish(session, draft, writer, publisher)
    session.commit()
    return draft


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("", None)]
)
def test_readers_get_the_compression_they_take(client: Client, accepted: str, encoding: str | None) -> None:
    response = client.browser.get(f"{PLACE}/data.json", headers={"Accept-Encoding": accepted})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert response.headers.get("Content-Encoding") == encoding
    assert b'"version": 1' in unpack(response.data)
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.usefixtures("published")
def test_a_reader_who_has_it_gets_nothing_again(client: Client) -> None:
    first = client.browser.get(f"{PLACE}/")
    again = client.browser.get(f"{PLACE}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.browser.get(f"{PLACE}/", headers={"If-None-Match": '"something-else"'})
    assert other.status_code == 200


@pytest.mark.usefixtures("published")
def test_head_says_how_long_it_is(client: Client) -> None:
    answer = client.browser.head(f"{PLACE}/")
    assert answer.status_code == 200
    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) == len(client.browser.get(f"{PLACE}/").data)


@pytest.mark.usefixtures("published")
def test_the_newest_and_its_own_address_serve_the_same_bytes(client: Client) -> None:
    assert client.get(f"{PLACE}/").body == client.get(f"{PLACE}/versions/1/").body


@pytest.mark.usefixtures("published")
def test_a_page_names_only_files_that_are_kept_with_it(client: Client) -> None:
    html = client.get(f"{PLACE}/").html
    named = re.findall(r'(?:href|src)="(/statements/files/[^"]+)"', html)
    assert len(named) == 3
    assert "/static/" not in html
    for address in named:
        kept = client.browser.get(address)
        assert kept.status_code == 200
        assert "immutable" in kept.headers["Cache-Control"]
        inside = re.findall(r'"(/statements/files/[^"]+)"', kept.get_data(as_text=True))
        assert all(client.browser.get(each).status_code == 200 for each in inside)
        assert "/static/" not in kept.get_data(as_text=True)


@pytest.mark.usefixtures("published")
def test_the_page_is_the_same_for_everybody(session: Session, client: Client) -> None:
    before = client.get(f"{PLACE}/").body
    client.sign_in(make_staff(session, Role.COMMISSIONER))
    assert client.get(f"{PLACE}/").body == before


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "address",
    [
        "/statements/nothing/",
        "/statements/nothing/versions/",
        f"{PLACE}/versions/2/",
        f"{PLACE}/versions/2/data.json",
        f"{PLACE}/data/market-services.csv",
        f"{PLACE}/data/page.csv",
        "/statements/files/0000/app.css",
    ],
)
def test_what_was_not_published_is_not_there(client: Client, address: str) -> None:
    client.get(address, expect=404)


def test_the_front_page_before_anything_is_published(session: Session, client: Client) -> None:
    make_authority(session)
    page = client.get("/")
    assert page.h1 == "Homes and carers for children in Sefton"
    assert "No statement is published yet." in page.text
    assert "No statement is published yet." in client.get("/statements/").text


def test_the_front_page_of_a_portal_that_serves_nobody_yet(client: Client) -> None:
    assert client.get("/").h1 == "Homes and carers for children in your area"


@pytest.mark.usefixtures("published")
def test_the_front_page_leads_to_the_statement(client: Client) -> None:
    page = client.get("/")
    assert "60 registered places" in page.text
    assert "12 hold other councils’ children" in page.text
    assert client.get(page.link("Read the statement")).h1 == "Homes for children in Sefton"
    assert client.get("/statements/").link("Homes for children in Sefton") == f"{PLACE}/"


def test_a_draft_is_nowhere_to_be_read(session: Session, client: Client, writer: Viewer) -> None:
    make_draft(session, writer)
    client.get(f"{PLACE}/", expect=404)
    assert "Homes for children in Sefton" not in client.get("/statements/").text
