"""One-time links by mail: shown by GET, claimed by POST, once, in time, by whoever has them whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts import services
from portal.accounts.models import OneTimeLink, Person, SignIn
from portal.events import EventRow
from portal.jobs import Job
from tests import factories
from tests.conftest import Queries
from tests.support.client import Client
from tests.support.mail import Mailbox

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEW_PASSWORD = "quiet-gravel-otters"
DEAD = "This link no longer works"


def ask_for_reset(client: Client, email: str) -> str:
    """What the page says after asking."""
    page = client.submit(client.get("/reset").form(), email=email)
    return page.text.replace(email, "EMAIL")


@pytest.fixture
def reset_link(client: Client, session: Session, mailbox: Mailbox, at: At) -> str:
    at(MONDAY)
    factories.make_person(session, email="robin@example.com")
    ask_for_reset(client, "robin@example.com")
    return mailbox.link("robin@example.com")


def test_a_reset_link_gives_a_new_password_and_ends_every_session(
    client: Client, session: Session, new_client: Callable[[], Client], reset_link: str
) -> None:
    elsewhere = new_client()
    elsewhere.sign_in(session.scalars(select(Person)).one())
    page = client.submit(client.get(reset_link).form(), password=NEW_PASSWORD)
    assert (page.path, "Your password has changed." in page.text) == ("/today", True)
    assert elsewhere.get("/account").path == "/sign-in"


def test_the_answer_is_the_same_for_an_address_without_an_account(
    client: Client, session: Session, mailbox: Mailbox
) -> None:
    factories.make_person(session, email="robin@example.com")
    known, unknown = ask_for_reset(client, "robin@example.com"), ask_for_reset(client, "nobody@example.com")
    assert known == unknown
    assert mailbox.to("nobody@example.com") == []


def test_an_address_without_an_account_leaves_as_many_rows_as_one_with(client: Client, session: Session) -> None:
    factories.make_person(session, email="robin@example.com")
    left = []
    for email in ("robin@example.com", "nobody@example.com"):
        before = count_rows(session)
        ask_for_reset(client, email)
        left.append([now - then for now, then in zip(count_rows(session), before, strict=True)])
    assert left == [[1, 1], [1, 1]]


def test_an_address_without_an_account_costs_the_same_questions_and_writes(
    client: Client, session: Session, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    factories.make_person(session, email="robin@example.com")
    ask_for_reset(client, "first@example.com")  # the first event of all makes the chain's head
    form = client.get("/reset").form()
    asked = []
    for email in ("robin@example.com", "nobody@example.com"):
        with count_queries() as queries:
            client.submit(form, email=email)
        asked.append(queries.statements)
    assert asked[0] == asked[1]


def test_the_job_of_a_reset_done_twice_mails_once(
    app: Flask, client: Client, session: Session, mailbox: Mailbox, reset_link: str
) -> None:
    job = session.scalars(select(Job).where(Job.kind == "accounts.mail_reset")).one()
    session.commit()
    services.mail_reset(json.loads(job.payload))
    assert [mailbox.link(mail.to_address) for mail in mailbox.all()] == [reset_link]
    assert client.get(reset_link).h1 == "Choose a new password"


def test_an_address_without_an_account_is_forgotten(client: Client, session: Session, mailbox: Mailbox) -> None:
    ask_for_reset(client, "nobody@example.com")
    assert mailbox.all() == []
    assert session.scalars(select(OneTimeLink)).all() == []


def count_rows(session: Session) -> list[int]:
    """How many links and events there are."""
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (OneTimeLink, EventRow)]


def test_a_new_password_ends_the_other_links_too(
    client: Client, session: Session, mailbox: Mailbox, reset_link: str
) -> None:
    ask_for_reset(client, "robin@example.com")
    later = mailbox.link("robin@example.com")
    assert later != reset_link
    client.submit(client.get(later).form(), password=NEW_PASSWORD)
    assert client.get(reset_link, expect=410).h1 == DEAD


def test_opening_a_link_claims_nothing(client: Client, reset_link: str) -> None:
    for _ in range(3):
        assert client.get(reset_link).h1 == "Choose a new password"


def test_a_used_link_is_dead(client: Client, reset_link: str) -> None:
    form = client.get(reset_link).form()
    client.submit(form, password=NEW_PASSWORD)
    assert client.get(reset_link, expect=410).h1 == DEAD
    assert client.post(reset_link, {"password": "other-words-altogether"}, expect=410).h1 == DEAD


def test_a_link_runs_out_after_an_hour(client: Client, reset_link: str, at: At) -> None:
    at(MONDAY + timedelta(minutes=59))
    form = client.get(reset_link).form()
    at(MONDAY + timedelta(minutes=60))
    assert client.submit(form, password=NEW_PASSWORD, expect=410).h1 == DEAD
    assert client.get(reset_link, expect=410).h1 == DEAD


@pytest.mark.parametrize("change", [lambda link: link[:-1] + "~", lambda link: link + "x", lambda link: link[:-8]])
def test_a_tampered_link_is_dead(client: Client, reset_link: str, change: Callable[[str], str]) -> None:
    assert client.get(change(reset_link), expect=410).h1 == DEAD


def test_a_link_of_one_kind_opens_nothing_of_another(client: Client, reset_link: str) -> None:
    assert client.get(reset_link.replace("/reset/", "/invitations/"), expect=410).h1 == DEAD


def test_a_token_is_stored_only_as_a_hash(session: Session, reset_link: str) -> None:
    stored = session.scalars(select(OneTimeLink)).one()
    assert reset_link.rpartition("/")[2] not in (stored.token_hash, stored.email)
    assert len(stored.token_hash) == 64


def test_of_two_claims_at_the_same_instant_one_wins(app: Flask, session: Session, reset_link: str) -> None:
    session.commit()
    token = reset_link.rpartition("/")[2]
    database = app.extensions["portal_database"]

    def claim(number: int) -> bool:
        with app.app_context(), database.session() as own:
            try:
                services.reset_password(own, token, password=f"{NEW_PASSWORD}-{number}", now=clock.now())
            except services.Refused:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(claim, range(8)))
    assert outcomes.count(True) == 1
    changes = select(func.count()).select_from(EventRow).where(EventRow.verb == "accounts.password_reset")
    assert session.scalar(changes) == 1


def test_the_link_is_built_from_the_configured_host(client: Client, session: Session, mailbox: Mailbox) -> None:
    factories.make_person(session, email="robin@example.com")
    evil = "http://evil.example"
    token = client.get("/reset", base_url=evil).form().values["csrf_token"][0]
    client.post("/reset", {"email": "robin@example.com", "csrf_token": token}, base_url=evil)
    body = mailbox.last("robin@example.com").body
    assert "http://localhost/reset/" in body
    assert "evil.example" not in body


def test_asking_for_links_is_throttled(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    for _ in range(5):
        assert "a link is on its way" in ask_for_reset(client, "robin@example.com")
    assert "There have been too many tries." in ask_for_reset(client, "robin@example.com")
    at(MONDAY + timedelta(minutes=61))
    assert "a link is on its way" in ask_for_reset(client, "robin@example.com")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Enter a new password"),
        ("short", "Password must be 10 characters or more. Three words work well"),
        ("x" * 201, "New password must be 200 characters or fewer"),
        ("aaaaaaaaaaaa", "Password repeats the same few characters. Choose one that is harder to guess"),
        (
            "Password123!",
            "Password is one that others could guess. Choose one without your name or a common word alone",
        ),
        (
            "robin-ash-99",
            "Password is one that others could guess. Choose one without your name or a common word alone",
        ),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(
    client: Client, reset_link: str, password: str, message: str
) -> None:
    page = client.submit(client.get(reset_link).form(), password=password)
    assert page.errors == [message]
    assert client.submit(page.form(), password=NEW_PASSWORD).path == "/today"


def test_a_password_keeps_its_spaces_and_letters_of_any_alphabet(
    client: Client, session: Session, reset_link: str
) -> None:
    client.submit(client.get(reset_link).form(), password="  žluťoučký kůň 🐎 ")
    client.sign_out()
    client.sign_in(session.scalars(select(Person)).one(), password="  žluťoučký kůň 🐎 ")


def test_an_invitation_makes_a_colleague(client: Client, session: Session, mailbox: Mailbox) -> None:
    provider = factories.make_provider(session)
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider))
    services.invite(
        session,
        email="new@example.com",
        name="Sky Hazel",
        role=Role.PROVIDER_MEMBER,
        desk_name="Sandhills Care Limited",
        actor=admin,
        now=clock.now(),
        provider_id=provider.id,
    )
    link = mailbox.link("new@example.com")
    page = client.submit(client.get(link).form(), full_name="Sky Hazel", password=NEW_PASSWORD)
    assert page.path == "/today"
    assert "Sandhills Care Limited" in page.html
    assert client.get(link, expect=410).h1 == DEAD
    assert session.scalar(select(func.count()).select_from(SignIn)) == 2


def test_a_role_that_is_added_takes_a_new_session(client: Client, session: Session, mailbox: Mailbox) -> None:
    person = factories.make_staff(session, Role.COMMISSIONER)
    provider = factories.make_provider(session)
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider))
    client.sign_in(person)
    services.invite(
        session,
        email=person.email,
        name="Casey Birch",
        role=Role.PROVIDER_MEMBER,
        desk_name="Sandhills Care Limited",
        actor=admin,
        now=clock.now(),
        provider_id=provider.id,
    )
    page = client.submit(client.get(mailbox.link(person.email)).form())
    assert (page.path, "You have joined. Sign in to start." in page.text) == ("/sign-in", True)
    assert client.get("/account").path == "/sign-in"
