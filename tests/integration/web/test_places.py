"""A button whose address is no page: not acted on, it leads to the page where it stands, before and after sign-in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts import services
from portal.accounts.models import Person
from portal.web.kept import ParkedForm
from portal.web.parked_words import UNDONE, UNDONE_ENDED, UNDONE_OF_OTHER
from portal.web.young import START, is_young
from tests import factories
from tests.support.client import Client
from tests.support.pages import Page

BUTTON = "/voice/inspectors/stand-in/end"
VALUES = {"reference": "VIS-2345", "step": "read", "number": 1, "inspector": "PER-2345"}


@pytest.fixture
def buttons(app: Flask) -> list[str]:
    """Every address that takes what is sent and cannot be asked for."""
    rules = list(app.url_map.iter_rules())
    pages = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments}, method="POST")
            for rule in rules
            if "POST" in (rule.methods or ()) and rule.rule not in pages
        ]


@pytest.fixture
def coordinator(session: Session) -> Person:
    return factories.make_staff(session, Role.COORDINATOR)


def press(client: Client, token: str) -> Page:
    """The button of a page that was shown earlier, whose token fits no session any more."""
    return client.post(BUTTON, {"csrf_token": f"outlived~{token.partition('~')[2]}"})


def end_session(session: Session, person: Person) -> None:
    services.end_all_sessions(session, person.id, now=clock.now())
    session.commit()


def test_no_button_leads_to_an_address_that_is_no_page(
    app: Flask, client: Client, session: Session, buttons: list[str]
) -> None:
    assert len(buttons) >= 10
    adapter = app.url_map.bind("localhost")
    for address in buttons:
        away = client.post(address, {"csrf_token": "made-up", "words": "x"}, follow=False, expect=303)
        page = urlsplit(away.location).path
        assert page != address and address.startswith(page) and page.count("/") > 2, address
        adapter.match(page, method="GET")
        assert client.get(page).path == (START if is_young(address) else "/sign-in")
    assert session.scalars(select(ParkedForm)).all() == []


def test_signing_in_leads_to_no_such_address_whoever_wrote_it(
    app: Flask, new_client: Callable[[], Client], coordinator: Person, buttons: list[str]
) -> None:
    adapter = app.url_map.bind("localhost")
    for address in [*buttons, "/nowhere/at/all"]:
        client = new_client()
        form = client.get(f"/sign-in?next={quote(address)}").form("Sign in")
        answer = client.submit(
            form, email=coordinator.email or "", password=factories.PASSWORD, follow=False, expect=302
        )
        page = urlsplit(answer.location).path
        adapter.match(page, method="GET")
        assert page == "/today" if address.startswith("/nowhere") else address.startswith(page)


def test_signing_in_keeps_the_question_of_a_page(client: Client, coordinator: Person) -> None:
    form = client.get("/sign-in?next=/voice/inspectors/%3Fpage%3D1").form("Sign in")
    answer = client.submit(form, email=coordinator.email or "", password=factories.PASSWORD, follow=False, expect=302)
    assert answer.location.endswith("/voice/inspectors/?page=1")


def test_a_token_that_does_not_fit_asks_to_press_again(client: Client, session: Session, coordinator: Person) -> None:
    client.sign_in(coordinator)
    page = press(client, client.csrf_token())
    assert (page.path, UNDONE in page.text) == ("/voice/inspectors/stand-in", True)
    assert UNDONE not in client.get(page.path).text
    assert session.scalars(select(ParkedForm)).all() == []


def test_a_session_that_ended_asks_to_press_again_after_sign_in(
    client: Client, session: Session, coordinator: Person
) -> None:
    client.sign_in(coordinator)
    token = client.csrf_token()
    end_session(session, coordinator)
    page = client.post(BUTTON, {"csrf_token": token})
    assert (page.path, UNDONE_ENDED in page.text) == ("/sign-in", True)
    page = client.submit(page.form("Sign in"), email=coordinator.email or "", password=factories.PASSWORD)
    assert (page.path, UNDONE in page.text) == ("/voice/inspectors/stand-in", True)
    assert UNDONE not in client.get(page.path).text


def test_somebody_else_is_not_asked_to_press_for_them(client: Client, session: Session, coordinator: Person) -> None:
    client.sign_in(coordinator)
    token = client.csrf_token()
    client.sign_out()
    client.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Another Person"))
    page = press(client, token)
    assert UNDONE_OF_OTHER in page.text and UNDONE not in page.text
    client.sign_out()
    assert UNDONE not in client.sign_in(coordinator, follow=True).text


def test_the_script_of_a_page_is_told_so(client: Client, coordinator: Person) -> None:
    client.sign_in(coordinator)
    said = client.browser.post(BUTTON, data={"csrf_token": "made-up"}, headers={"Accept": "application/json"})
    assert (said.status_code, said.json) == (401, {"ended": True, "kept": False, "message": UNDONE})


def test_sign_in_page_is_asked_for_the_page_above(client: Client, coordinator: Person) -> None:
    token = client.csrf_token()
    away = client.post("/voice/feedback/FBK-2345/release", {"csrf_token": token}, follow=False, expect=303)
    assert parse_qs(urlsplit(away.location).query)["next"] == ["/voice/feedback/FBK-2345/"]
