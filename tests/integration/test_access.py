"""Every address, as everybody, for every record: what the application does is what the access matrix says.

On SQLite alone: policies do not depend on the database, and copying a file back after each request that wrote is what
makes some thousands of them, each on the untouched world, a matter of seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Map, MapAdapter
from werkzeug.test import TestResponse

from config import Settings
from portal import create_app
from portal.access import Role
from tests.access_matrix import EVERYBODY, MATRIX, REGISTRANT, RESIDENT, Route
from tests.factories import PASSWORD
from tests.integration.voice.disclosures import made as disclosures_made
from tests.support.databases import SqliteStore
from tests.support.pages import Page
from tests.support.world import Maker, Values, World, records_for

ANONYMOUS, NO_ROLE = "anonymous", "no role"
VISITORS: tuple[Role | str, ...] = (ANONYMOUS, NO_ROLE, *Role)
OK = "an answer"
# The world's disclosures hold a word that stands nowhere else.
CANARY = disclosures_made.CANARY.encode()
NOWHERE = "nowhere"
READ_DISCLOSURES: dict[Role | str, str] = {
    Role.SAFEGUARDING_LEAD: "/safeguarding/<reference>/",
    Role.COORDINATOR: "/voice/disclosures/<reference>/",
}
SIGN_IN, PIN_FIRST = "sign in first", "the PIN first"
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@dataclass
class Visit:
    """The cookie of somebody who has signed in (or not), and the token their forms carry."""

    cookie: str
    token: str


@dataclass
class Stage:
    """The application on the world, and everybody at their browser."""

    app: Flask
    world: World
    visits: dict[Role | str, Visit]
    store: SqliteStore

    def ask(self, visitor: Role | str, method: str, rule: str, values: Values) -> TestResponse:
        """One request on the untouched world."""
        if self.store.was_written("access"):
            self.app.extensions["portal_database"].engine.dispose()
            self.store.restore("access")
        visit = self.visits[visitor]
        data = {"csrf_token": visit.token} if method == "POST" else None
        browser = self.app.test_client(use_cookies=False)
        headers = {"Cookie": visit.cookie}
        return Context().run(browser.open, address(self.app, rule, values), method=method, data=data, headers=headers)


@pytest.fixture(scope="module")
def stage(store: SqliteStore, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = replace(settings, database_url=store.copy("access"), data_dir=tmp_path_factory.mktemp("access"))
    app = create_app(settings)
    database = app.extensions["portal_database"]
    with app.app_context(), database.session() as session:
        world = Maker(session, database).make()
        emails = {visitor: person.email for visitor, person in world.people.items()}
    visits = {visitor: sign_in(app, emails.get(visitor)) for visitor in VISITORS}
    database.engine.dispose()
    store.keep("access")
    yield Stage(app, world, visits, store)
    database.engine.dispose()


def sign_in(app: Flask, email: str | None) -> Visit:
    browser = app.test_client()
    if email is not None:
        data = {"csrf_token": token_of(browser), "email": email, "password": PASSWORD}
        assert Context().run(browser.post, "/sign-in", data=data).status_code == 302
    token = token_of(browser)
    cookie = browser.get_cookie("portal")
    assert cookie is not None
    return Visit(f"portal={cookie.value}", token)


def token_of(browser: FlaskClient) -> str:
    return Page(Context().run(browser.get, "/reset")).form().values["csrf_token"][0]


def address(app: Flask, rule: str, values: Values) -> str:
    endpoint, alone = _alone(app, rule)
    return str(alone.build(endpoint, dict(values)))


@cache
def _alone(app: Flask, rule: str) -> tuple[str, MapAdapter]:
    """The endpoint of a rule, and a map of that rule only: another of its endpoint may not be built instead."""
    found = next(item for item in app.url_map.iter_rules() if item.rule == rule)
    return found.endpoint, Map([found.empty()]).bind("localhost")


def outcome(response: TestResponse, route: Route) -> str | int:
    """An answer (a page, a redirect onwards), the way to sign-in (a young person's is with a card), or the refusal's
    status."""
    location = response.headers.get("Location", "")
    if location.startswith("/sign-in?") or (location == "/inspect/" and route.who != EVERYBODY):
        return SIGN_IN
    if route.who == RESIDENT and location.startswith("/card/") and location.endswith("/back"):
        return PIN_FIRST
    return OK if response.status_code < 400 else response.status_code


def expected(route: Route, visitor: Role | str, whose: str) -> str | int:
    """What the matrix says this visitor gets for a record."""
    if route.who == RESIDENT:
        return route.dead if whose == "missing" else PIN_FIRST
    if route.who != EVERYBODY and visitor == ANONYMOUS:
        return SIGN_IN
    if isinstance(route.who, frozenset) and visitor not in route.who:
        return 403
    if route.who == REGISTRANT and visitor != NO_ROLE:
        return 404
    if whose == "unkept":
        return 404 if visitor == Role.PROVIDER_MEMBER else OK
    return OK if whose == "own" else route.dead


def cases(route: Route, world: World, visitor: Role | str) -> Iterator[tuple[str, Values]]:
    """Each record of a route: (whose, values); a route without placeholders has only its own."""
    if route.record is None:
        yield "own", {}
        return
    records = records_for(world, route.record, visitor)
    yield "own", records.own
    if records.missing != records.own:
        yield "missing", records.missing
    if isinstance(route.who, frozenset) and visitor not in route.who:
        return  # turned away before any record is looked for, as their own and a missing one have shown
    for whose, values in (("other", records.other), ("unkept", records.unkept)):
        if values is not None:
            yield whose, values


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: route.rule)
def test_everybody_gets_what_the_matrix_says(stage: Stage, route: Route) -> None:
    faults = []
    for visitor in VISITORS:
        pages: dict[str, Any] = {}
        for method in route.methods.split():
            for whose, values in cases(route, stage.world, visitor):
                response = stage.ask(visitor, method, route.rule, values)
                got, wanted = outcome(response, route), expected(route, visitor, whose)
                if got != wanted:
                    faults.append(f"{method} {whose} as {visitor}: {got}, not {wanted}")
                if CANARY in response.get_data() and not route.rule.startswith(READ_DISCLOSURES.get(visitor, NOWHERE)):
                    faults.append(f"{method} {whose} as {visitor} shows what was told in confidence")
                if got == 404:
                    pages.setdefault(method, set()).add(Page(response).text)
                response.close()
        faults += [f"{method} as {visitor}: 404s differ" for method, texts in pages.items() if len(texts) > 1]
    assert not faults, f"{route.rule}\n" + "\n".join(faults)


def test_the_matrix_knows_every_address_and_no_other(stage: Stage) -> None:
    known = {(route.rule, route.methods) for route in MATRIX}
    served = {
        (rule.rule, " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})))
        for rule in stage.app.url_map.iter_rules()
    }
    assert served == known


def test_only_the_demonstration_shows_its_mail(settings: Settings, tmp_path: Path) -> None:
    assert "/demo/mailbox" not in {route.rule for route in MATRIX}
    demo = create_app(Settings.from_environment({"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(tmp_path)}))
    demo.extensions["portal_database"].engine.dispose()
    assert "/demo/mailbox" in {rule.rule for rule in demo.url_map.iter_rules()}


def test_no_address_has_two_views(portal: Flask) -> None:
    """The second would never be reached, and nobody would be told."""
    rules = [(rule.rule, method) for rule in portal.url_map.iter_rules() for method in rule.methods or ()]
    assert [address for address, times in Counter(rules).items() if times > 1] == []
