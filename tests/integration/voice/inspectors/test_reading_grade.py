"""Every young person's page reads at grade 5 or below, also with something to mend; a new page is measured with them.

Pages are found by their address in the access matrix, which has to list every one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import Context
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Map

from config import Settings
from portal import clock, create_app
from portal.access import Role
from portal.voice.inspectors import services
from portal.voice.inspectors.services import joining, tries
from portal.web.errors import YOUNG_PAGES
from portal.web.young import is_young
from tests import factories
from tests.access_matrix import MATRIX
from tests.integration.voice.inspectors.walking import PIN, come_back, open_card
from tests.support.client import Client
from tests.support.databases import SqliteStore
from tests.support.grades import grade_of, grade_of_page
from tests.support.pages import Page
from tests.support.world import Maker, World, records_for

MOST = 5.0
YOUNG = [route for route in MATRIX if is_young(route.rule) and "GET" in route.methods]
REFUSALS = (joining.NO_CARD, joining.NO_MATCH, tries.TOO_MANY)
NewClient = Callable[[], Client]
ON_SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def measured(pages: list[Page]) -> dict[str, float]:
    """The pages that read too hard, with their grades; pytest -rP shows the grades of all."""
    grades = {f"{page.path} {page.h1} {page.errors}": grade_of_page(page) for page in pages}
    for name, grade in sorted(grades.items(), key=lambda found: -found[1]):
        sys.stdout.write(f"{grade:5.1f}  {name}\n")
    return {name: grade for name, grade in grades.items() if grade > MOST}


@pytest.fixture
def world(store: SqliteStore, settings: Settings) -> tuple[Flask, World]:
    app = create_app(replace(settings, database_url=store.copy("grades")))
    database = app.extensions["portal_database"]
    with app.app_context(), database.session() as session:
        made = Maker(session, database).make()
    database.engine.dispose()
    return app, made


@ON_SQLITE
def test_every_page_under_a_young_persons_address(world: tuple[Flask, World]) -> None:
    app, made = world
    pages = []
    for signed_in in (False, True):
        client = Client(app, before=lambda: None, seen=lambda page: None)
        if signed_in:
            come_back(client, records_for(made, "card", Role.YOUNG_INSPECTOR).own["code"])
        for route in YOUNG:
            endpoint = next(rule for rule in app.url_map.iter_rules() if rule.rule == route.rule)
            values = records_for(made, route.record, Role.YOUNG_INSPECTOR).own if route.record else {}
            address = Map([endpoint.empty()]).bind("localhost").build(endpoint.endpoint, dict(values))
            page = Page(Context().run(client.browser.get, str(address), follow_redirects=True))
            pages += [page] if is_young(page.path) else []
    app.extensions["portal_database"].engine.dispose()
    assert measured(pages) == {}


@ON_SQLITE
def test_joining_step_by_step_and_what_there_is_to_mend(client: Client, session: Session) -> None:
    actor = factories.viewer_of(session, factories.make_staff(session, Role.COORDINATOR))
    _, code = services.invite(session, authority_id=actor.authority_id or 0, actor=actor, now=clock.now())
    start = client.get("/inspect/")
    pages = [start, client.submit(start.form("Next")), client.submit(start.form("Next"), code="12")]
    promises = open_card(client, code)
    age = client.submit(promises.form("Yes, that is OK"))
    name = client.submit(age.form("Next"), age="16-17")
    pins = client.submit(name.form("Next"), nickname="Kestrel")
    pages += [promises, age, client.submit(age.form("Next")), name, pins]
    pages += [client.submit(name.form("Next"), nickname=typed) for typed in ("", "x", "me@example.com", "x" * 40)]
    typed = (("", ""), ("12", ""), ("123456", "123456"), (PIN, "903817"))
    pages += [client.submit(pins.form("Join"), password=one, password_again=two) for one, two in typed]
    pages.append(client.submit(pins.form("Join"), password=PIN, password_again=PIN))
    assert measured(pages) == {}


@ON_SQLITE
def test_a_new_pin_and_a_way_back(new_client: NewClient, session: Session) -> None:
    joined = factories.make_inspector(session)
    coordinator = factories.viewer_of(session, joined.inspector.coordinator)
    form = new_client().get(f"/inspect/{joined.code}/back")
    client = new_client()
    refused = client.submit(client.get(f"/inspect/{joined.code}/back").form("Go in"), nickname="x", password="1")
    fresh = services.make_card(session, joined.inspector, actor=coordinator, now=clock.now())
    pages = [form, refused, open_card(new_client(), joined.code), open_card(new_client(), fresh)]
    assert measured(pages) == {}


@pytest.mark.parametrize("status", YOUNG_PAGES)
def test_what_is_said_when_something_cannot_be_shown(status: int) -> None:
    assert grade_of(". ".join(YOUNG_PAGES[status])) <= MOST


@pytest.mark.parametrize("sentence", REFUSALS)
def test_refusals(sentence: str) -> None:
    assert grade_of(sentence) <= MOST
