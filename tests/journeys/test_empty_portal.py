"""A portal where a council is switched on and nothing else has happened: every list says what to do first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from portal.access import Role
from tests import factories
from tests.support.browser import Visitor
from tests.support.databases import SqliteStore
from tests.support.live import LiveServer
from tests.support.markup import SeenPages

PAGES = {
    None: ("/", "/statements/", "/register/"),
    Role.COMMISSIONER: (
        "/today",
        "/commissioning/providers/",
        "/commissioning/homes/",
        "/commissioning/homes/add",
        "/commissioning/returns/",
        "/commissioning/needs/",
        "/commissioning/statements/",
        "/commissioning/statements/new",
    ),
    Role.PUBLISHER: ("/today", "/admin/people/"),
    Role.PROVIDER_ADMIN: (
        "/today",
        "/provider/",
        "/provider/homes/",
        "/provider/homes/?q=nothing",
        "/provider/returns/",
        "/provider/people/",
    ),
    Role.PROVIDER_MEMBER: ("/today", "/provider/homes/", "/provider/returns/"),
}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[LiveServer]:
    """A server of its own on an SQLite file: what is empty does not depend on the kind of database."""
    (tmp_path / "store").mkdir()
    server = LiveServer(SqliteStore(tmp_path / "store").copy("empty"), tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def test_an_empty_portal_says_what_to_do_first(empty: LiveServer, browser: Browser, seen_pages: SeenPages) -> None:
    with empty.session() as session:
        provider = factories.make_provider(session)
        people = {role: factories.make_person_with(session, role, provider) for role in PAGES if role}
    for role, addresses in PAGES.items():
        visitor = Visitor(browser, empty.url, seen_pages)
        if role:
            visitor.sign_in(people[role])
        for address in addresses:
            visitor.go(address)
            visitor.look(f"empty {role or 'anybody'} {address}")
        visitor.context.close()
