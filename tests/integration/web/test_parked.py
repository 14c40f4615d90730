"""What somebody typed survives a session or a token that ends mid-form, and only they get it back.

The form under test stands on no area: a small view of its own, on the portal's layouts.
"""

from __future__ import annotations

import base64
import re
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
from portal.web.kept import MADE_ROOM, MOST_AT_A_BROWSER, ParkedForm
from portal.web.parked_words import NOT_TYPED, WAITS
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
@notes.route("/notes/more", methods=["GET", "POST"])
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


def test_what_was_typed_is_given_back_until_it_is_sent(client: Client, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED)
    again = client.get("/notes")
    assert (values(again)["title"], NOTICE in again.text) == (TYPED["title"], True)
    refused = client.submit(again.form(), title="")
    assert refused.errors == ["Enter a title"]
    assert values(client.get("/notes"))["title"] == TYPED["title"]
    client.submit(refused.form(), title="Mended")
    again = client.get("/notes")
    assert (values(again)["title"], NOTICE in again.text) == ("", False)


def test_what_was_mended_since_takes_its_place(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    page = client.submit(typing.form(), **TYPED)
    drop_token(client)
    page = client.submit(page.form(), title="Mended")
    assert (values(page)["title"], count_parked(session)) == ("Mended", 1)


def test_two_pages_that_outlived_a_session_are_both_kept(client: Client, session: Session, typing: Page) -> None:
    other = client.get("/notes/more")
    end_session(session)
    client.submit(typing.form(), **TYPED)
    page = client.submit(other.form(), title="The other", body="")
    page = sign_in_again(client, page, session)
    assert (page.path, values(page)["title"]) == ("/notes/more", "The other")
    assert "What you typed on another page is kept too." in page.text
    first = client.get(page.link("Go to that page to send it"))
    assert values(first)["title"] == TYPED["title"]
    assert client.submit(first.form()).h1 == "Saved"
    assert count_parked(session) == 1
    page = client.get("/notes/more")
    assert "What you typed on another page" not in page.text
    assert client.submit(page.form()).text == "Saved The other"
    assert count_parked(session) == 0


def test_two_tabs_with_the_same_page_are_both_kept(client: Client, session: Session, typing: Page) -> None:
    end_session(session)
    client.submit(typing.form(), title="First", body="")
    page = sign_in_again(client, client.submit(typing.form(), title="Second", body=""), session)
    assert values(page)["title"] == "Second"
    client.submit(page.form())
    assert values(client.get("/notes"))["title"] == "First"


def test_signing_in_leads_to_what_was_kept(client: Client, session: Session, typing: Page) -> None:
    end_session(session)
    client.submit(typing.form(), **TYPED)
    page = client.sign_in(factories.find_person(session, "Robin Ash"), follow=True)
    assert (page.path, values(page)["title"]) == ("/notes", TYPED["title"])


def test_a_browser_keeps_a_bounded_number_and_the_oldest_makes_room(
    client: Client, session: Session, typing: Page
) -> None:
    end_session(session)
    said = [
        client.submit(typing.form(), title=f"Note {number}", body="").text for number in range(MOST_AT_A_BROWSER + 1)
    ]
    assert all("what you typed is kept." in each for each in said)
    assert [MADE_ROOM in each for each in said] == [False] * MOST_AT_A_BROWSER + [True]
    found = session.scalars(select(ParkedForm.fields).order_by(ParkedForm.id)).all()
    assert len(found) == MOST_AT_A_BROWSER and "Note 0" not in found[0] and "Note 8" in found[-1]
    cookie = client.browser.get_cookie("portal")
    assert cookie is not None and len(cookie.value) < 2_000


def test_where_others_have_filled_it_what_is_not_kept_is_said(client: Client, session: Session, typing: Page) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Another Person")
    end_session(session)
    for number in range(MOST_AT_A_BROWSER):
        client.submit(typing.form(), title=f"Note {number}", body="")
    client.sign_in(other)
    form = client.get("/notes/more").form()
    client.sign_out()
    assert "could not be kept" in client.submit(form, title="Hers", body="").text
    assert count_parked(session) == MOST_AT_A_BROWSER


def test_what_is_typed_by_whom_nobody_knows_is_not_kept(client: Client, session: Session, typing: Page) -> None:
    form = typing.form()
    form.values["csrf_token"] = ["made-up"]
    page = client.submit(form, **TYPED)
    assert "could not be kept" in page.text
    assert (count_parked(session), values(page)["title"]) == (0, "")


def test_signed_out_in_another_tab_the_writer_alone_gets_it_back(
    client: Client, session: Session, typing: Page
) -> None:
    factories.make_staff(session, Role.QA_OFFICER, name="Another Person")
    client.sign_out()
    page = client.submit(typing.form(), **TYPED)
    assert (page.path, "what you typed is kept" in page.text) == ("/sign-in", True)
    page = sign_in_again(client, page, session, "Another Person")
    assert (page.path, values(page)["title"], NOTICE in page.text) == ("/notes", "", False)
    client.sign_out()
    page = client.sign_in(factories.find_person(session, "Robin Ash"), follow=True)
    assert (page.path, values(page)) == ("/notes", {**TYPED, "new_password": ""})


def test_sent_while_somebody_else_is_signed_in_it_is_kept_for_its_writer(
    client: Client, session: Session, typing: Page
) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Another Person")
    client.sign_out()
    client.sign_in(other)
    page = client.submit(typing.form(), **TYPED)
    assert "It is kept for them, until they sign in at this computer." in page.text
    assert (values(page)["title"], NOTICE in page.text) == ("", False)
    page = client.submit(page.form(), title="Hers", body="")
    assert page.text == "Saved Hers"
    client.sign_out()
    client.sign_in(factories.find_person(session, "Robin Ash"))
    assert values(client.get("/notes"))["title"] == TYPED["title"]


def test_it_is_kept_for_its_writer_when_the_cookie_is_gone(client: Client, session: Session, typing: Page) -> None:
    client.browser.delete_cookie("portal")
    page = sign_in_again(client, client.submit(typing.form(), **TYPED), session)
    assert values(page)["title"] == TYPED["title"]


def test_a_page_names_nobody_in_its_token(client: Client, session: Session, typing: Page) -> None:
    reference = factories.find_person(session, "Robin Ash").reference
    token = typing.form().values["csrf_token"][0]
    for part in re.split("[~.]", token):
        assert reference.encode() not in base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


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


@pytest.mark.parametrize("door", ["/sign-in", "/reset", "/inspect/", "/card/", "/inspect/3479CDF3/back"])
def test_what_lets_somebody_in_is_never_parked(client: Client, session: Session, door: str) -> None:
    typed = {"email": "a@b.example", "code": "ABCD-EFGH", "nickname": "Kestrel", "pin": "1"}
    page = client.post(door, {"csrf_token": "made-up", **typed})
    assert NOT_TYPED in page.text and not any(value in page.html for value in ("a@b.example", "Kestrel"))
    assert count_parked(session) == 0


def test_the_path_of_a_form_is_not_kept_in_clear(client: Client, session: Session, typing: Page) -> None:
    drop_token(client)
    client.submit(typing.form(), **TYPED, follow=False, expect=303)
    assert "notes" not in session.scalars(select(ParkedForm.path)).one()


def test_forms_of_nobody_take_a_bounded_room(client: Client, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.kept.MOST_OF_UNKNOWN", 3)
    for number in range(5):
        client.post("/reset", {"csrf_token": "made-up", "note": f"a{number}"}, follow=False, expect=303)
    kept = session.scalars(select(ParkedForm.fields).order_by(ParkedForm.id)).all()
    assert kept == [f'[["note", "a{number}"]]' for number in (2, 3, 4)]


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


def test_whoever_is_in_again_is_told_where_their_words_wait(client: Client, session: Session, typing: Page) -> None:
    """The script of a page that they left open says that what they typed is kept, and does not ask them to sign in."""
    end_session(session)
    robin = factories.find_person(session, "Robin Ash")
    client.sign_in(robin)
    sent = client._open(
        "POST", "/notes", data=typing.form().filled(TYPED), headers={"Accept": "application/json"}
    ).get_json()
    assert sent == {"message": WAITS, "ended": True, "kept": True, "waits": True}
    assert client.get("/today").link("Open the page to send it") == "/notes"
    assert values(client.get("/notes"))["title"] == TYPED["title"]


def test_wherever_signing_in_leads_what_waits_is_told(client: Client, session: Session, typing: Page) -> None:
    end_session(session)
    client.submit(typing.form(), **TYPED)
    page = sign_in_again(client, client.get("/sign-in?next=/account"), session)
    assert (page.path, page.link("Open the page to send it")) == ("/account", "/notes")
    assert "Open the page to send it" not in client.get("/account").text
    client.sign_out()
    page = sign_in_again(client, client.get("/sign-in?next=/notes"), session)
    assert (page.path, "Open the page to send it" in page.text, NOTICE in page.text) == ("/notes", False, True)
    client.submit(page.form())
    assert "Not sent yet." not in client.get("/today").text
