"""Every answer carries the security headers, whatever it is an answer to."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from portal import create_app
from portal.access import Role
from portal.web.assets import asset_url
from tests import factories
from tests.support.client import Client

PAGES = [
    ("/sign-in", 200),
    ("/help", 200),
    ("/today", 303),
    ("/nothing-here", 404),
    ("/healthz", 200),
    ("/readyz", 200),
]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_answer_is_protected(client: Client, path: str, status: int) -> None:
    headers = client.get(path, follow=False, expect=status).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_answers_to_the_wrong_role_and_the_wrong_method_are_protected_too(client: Client, session: Session) -> None:
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    wrong = client.post("/today", expect=405)
    assert "default-src 'none'" in wrong.headers["Content-Security-Policy"]
    assert wrong.h1 == "This page cannot be used that way"


def test_static_files_are_protected_and_kept_for_a_year(client: Client) -> None:
    page = client.get(asset_url("app.css"))
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in page.headers["Cache-Control"]
    assert "immutable" in page.headers["Cache-Control"]


def test_what_belongs_to_somebody_is_never_stored(client: Client, session: Session) -> None:
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    assert client.get("/today").headers["Cache-Control"] == "no-store"
    assert client.get("/help").headers["Cache-Control"] == "no-store"


def test_a_public_page_may_be_stored_and_is_asked_for_again(client: Client) -> None:
    assert client.get("/help").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("start", ["/inspect/", "/card/"])
def test_a_young_persons_page_is_never_stored_and_its_errors_have_a_way_out(client: Client, start: str) -> None:
    page = client.get(f"{start}nothing-here", expect=404)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.h1 == "We could not find that page"
    assert page.link("Leave fast") == "https://www.bbc.co.uk/weather"
    assert page.link("In danger now? Call 999.") == "tel:999"
    assert page.link("Go to the start") == start


def test_a_page_that_only_begins_like_theirs_is_an_ordinary_one(client: Client) -> None:
    assert client.get("/inspectors", expect=404).h1 == "Page not found"


def test_cookies_are_for_this_site_and_no_script(client: Client) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert re.match(r"portal=[^;]+; HttpOnly; Path=/; SameSite=Lax$", cookie)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_over_https_cookies_and_hosts_are_bound_to_it(settings: Settings) -> None:
    app: Flask = create_app(replace(settings, base_url="https://portal.council.example"))
    answer = app.test_client().get("/sign-in", base_url="https://portal.council.example")
    app.extensions["portal_database"].engine.dispose()
    assert re.match(r"__Host-portal=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax$", answer.headers["Set-Cookie"])
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_an_unknown_fault_is_a_page_without_a_trace(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise RuntimeError("a secret detail")

    fail.__policy__ = app.view_functions["pages.help_page"].__policy__  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "pages.help_page", fail)
    page = client.get("/help", expect=500)
    assert page.h1 == "Something went wrong on our side"
    assert "secret" not in page.html
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_body_that_is_too_large_is_refused(client: Client) -> None:
    page = client.post("/reset", {"email": "a" * 11_000_000}, expect=413)
    assert page.h1 == "The file is too large"


def test_health_addresses_say_what_they_check(client: Client) -> None:
    assert client.get("/healthz").body == b"ok\n"
    assert client.get("/readyz").body == b"ready\n"


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/statements", "/statements/"),
        ("/provider//people/", "/provider/people/"),
        ("/provider/people?page=2", "/provider/people/?page=2"),
    ],
)
def test_a_redirect_never_names_the_host_that_was_claimed(client: Client, path: str, there: str) -> None:
    answer = client.get(path, base_url="http://evil.example", follow=False, expect=308)
    assert answer.headers["Location"] == there


@pytest.mark.parametrize("number", ["2147483648", "9" * 30])
def test_a_number_no_column_holds_is_of_no_record(client: Client, number: str) -> None:
    assert client.get(f"/statements/market/versions/{number}/", expect=404).h1 == "Page not found"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_whoever_waits_in_vain_for_a_long_write_is_told_to_try_again(
    app: Flask, session: Session, client: Client
) -> None:
    """PostgreSQL lets two write at once."""
    person = factories.make_person(session)
    email, form = person.email, client.get("/sign-in").form()
    with app.extensions["portal_database"].engine.begin():
        page = client.submit(form, email=email, password=factories.PASSWORD, expect=503)
    assert page.h1 == "The portal is busy"
    assert client.sign_in(person).status == 302
