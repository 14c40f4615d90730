"""What somebody typed survives a session or a token that ends mid-form, and only they get it back.

The form under test stands on no area: a small view of its own, on the portal's layouts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Blueprint, Flask, render_template_string
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from portal import access, create_app
from portal.access import Role
from portal.accounts import services
from portal.web.forms import PasswordField, PortalForm, TextAreaField, TextField
from portal.web.parked import ParkedForm
from tests import factories
from tests.support.client import Client
from tests.support.pages import Page

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TYPED = {"title": "Saturday <b>visit</b>", "body": "Line one\nLine two’s é 🏠"}
NOTICE = "Your session had ended, so this was not sent. What you typed is still here: check it and send it again."
TEMPLATE = """{% extends "layouts/step.html" %}{% set heading = "Write a note" %}{% set submit_text = "Save" %}"""
notes = Blueprint("notes", __name__)


class NoteForm(PortalForm):
    title = TextField("Title", required="Enter a title")
    body = TextAreaField("Note")
    new_password = PasswordField("Password for the note")


@notes.route("/notes", methods=["GET", "POST"])
@access.allow(Role.AUDITOR, Role.QA_OFFICER)
def write() -> str:
    form = NoteForm()
    if form.validate_on_submit():
        return render_template_string(
            '{% extends "layouts/message.html" %}{% set heading = "Saved" %}'
            "{% block content %}<p>{{ form.title.data }}</p>{% endblock %}",
            form=form,
        )
    return render_template_string(TEMPLATE, form=form)


@pytest.fixture(scope="session")
def portal(settings: Settings) -> Iterator[Flask]:
    """The portal with one more view."""
    app = create_app(settings)
    app.register_blueprint(notes)
    yield app
    app.extensions["portal_database"].engine.dispose()


@pytest.fixture
def typing(client: Client, session: Session) -> Page:
    """Robin has signed in and opened the form."""
    client.sign_in(factories.make_staff(session, Role.AUDITOR, name="Robin Ash"))
    return client.get("/notes")


def end_session(session: Session) -> None:
    person = factories.find_person(session, "Robin Ash")
    services.end_all_sessions(session, person.id, now=MONDAY)
    session.commit()


def drop_token(client: Client) -> None:
    with client.browser.session_transaction() as cookie:
        cookie.pop("csrf_token")


def sign_in_again(client: Client, page: Page, session: Session, name: str = "Robin Ash") -> Page:
    person = factories.find_person(session, name)
    return client.submit(page.form("Sign in"), email=person.email, password=factories.PASSWORD)


def values(page: Page) -> dict[str, str]:
    sent = page.form().values
    return {name: sent[name][0].replace("\r\n", "\n") for name in ("title", "body", "new_password")}


def test_what_was_typed_survives_a_session_that_ended(client: Client, session: Session, typing: Page) -> None:
    end_session(session)
    page = client.submit(typing.form(), **TYPED, new_password="secret-words-here")
    assert (page.path, page.h1) == ("/sign-in", "Sign in")
    assert "You were signed out. Sign in to go on: what you typed is kept." in page.text
    page = sign_in_again(client, page, session)
    assert (page.path, NOTICE in page.text) == ("/notes", True)
    assert values(page) == {**TYPED, "new_password": ""}
    assert client.submit(page.form()).text == "Saved Saturday <b>visit</b>"


def test_what_was_typed_survives_a_token_that_ended(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    page = client.submit(typing.form(), **TYPED)
    assert (page.path, NOTICE in page.text) == ("/notes", True)
    assert values(page) == {**TYPED, "new_password": ""}
    assert client.submit(page.form()).h1 == "Saved"


def test_a_form_without_a_good_token_is_not_acted_on(client: Client, typing: Page) -> None:
    form = typing.form()
    form.values["csrf_token"] = ["made-up"]
    assert client.submit(form, **TYPED).h1 == "Write a note"


def test_what_was_typed_is_given_back_once(client: Client, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED)
    assert values(client.get("/notes"))["title"] == ""


def test_another_person_at_the_same_browser_never_gets_it(client: Client, session: Session, typing: Page) -> None:
    factories.make_staff(session, Role.QA_OFFICER, name="Another Person")
    end_session(session)
    page = sign_in_again(client, client.submit(typing.form(), **TYPED), session, "Another Person")
    assert values(page) == {"title": "", "body": "", "new_password": ""}
    assert NOTICE not in page.text


def test_another_person_at_another_browser_never_gets_it(
    client: Client, new_client: Callable[[], Client], session: Session, typing: Page
) -> None:
    end_session(session)
    client.submit(typing.form(), **TYPED)
    other = new_client()
    other.sign_in(factories.find_person(session, "Robin Ash"))
    assert values(other.get("/notes"))["title"] == ""


def test_passwords_and_tokens_are_never_parked(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED, new_password="secret-words-here")
    parked = session.scalars(select(ParkedForm.fields)).one()
    assert "secret-words-here" not in parked
    assert "csrf_token" not in parked


def test_the_path_of_a_form_is_not_kept_in_clear(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED, follow=False, expect=303)
    assert "notes" not in session.scalars(select(ParkedForm.path)).one()


def test_forms_of_nobody_take_a_bounded_room(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.parked.MOST_OF_UNKNOWN", 3)
    for number in range(5):
        client.post("/reset", {"csrf_token": "made-up", "email": f"a{number}@b.example"}, follow=False, expect=303)
    kept = session.scalars(select(ParkedForm.fields).order_by(ParkedForm.id)).all()
    assert kept == [f'[["email", "a{number}@b.example"]]' for number in (2, 3, 4)]


def count_parked(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ParkedForm)) or 0


def test_what_was_restored_is_removed_once_it_is_sent(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    page = client.submit(typing.form(), **TYPED)
    assert count_parked(session) == 1
    assert client.submit(page.form()).h1 == "Saved"
    assert count_parked(session) == 0


def test_what_was_restored_stays_while_another_form_is_sent(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED)
    client.submit(client.get("/reset").form(), email="robin@example.com")
    assert count_parked(session) == 1


def test_the_worker_sweeps_out_what_nobody_came_back_for(
    app: Flask, client: Client, session: Session, typing: Page, at: At
) -> None:
    drop_token(client)
    for minutes in (0, 10):
        at(MONDAY + timedelta(minutes=minutes))
        client.submit(typing.form(), **TYPED, follow=False, expect=303)
    at(MONDAY + timedelta(days=1, minutes=5))
    session.commit()
    app.extensions["portal_huey"].portal_chores.call_local()
    assert count_parked(session) == 1


def test_what_was_parked_is_gone_after_a_day(client: Client, session: Session, typing: Page, at: At) -> None:
    at(MONDAY)
    drop_token(client)
    client.submit(typing.form(), **TYPED, follow=False, expect=303)
    at(MONDAY + timedelta(days=1, minutes=1))
    client.sign_in(factories.find_person(session, "Robin Ash"))
    assert values(client.get("/notes"))["title"] == ""


def test_a_session_that_idled_out_mid_form_keeps_what_was_typed(client: Client, session: Session, at: At) -> None:
    at(MONDAY)
    client.sign_in(factories.make_staff(session, Role.AUDITOR, name="Robin Ash"))
    form = client.get("/notes").form()
    at(MONDAY + timedelta(minutes=45))
    page = client.submit(form, **TYPED)
    assert values(sign_in_again(client, page, session))["title"] == TYPED["title"]
