"""One form with one content is acted on once, and the second time is answered like the first.

The form under test stands on no area: a small view of its own, whose verb writes a registration of an e-mail address.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Blueprint, Flask, render_template_string
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from portal import access, clock, create_app, db
from portal.access import Role
from portal.accounts.models import Person
from portal.web.forms import TextField
from portal.web.once import OnceForm, SentForm, forget_sent_forms, once
from portal.web.verbs import done
from tests import factories
from tests.support.client import Client

TEMPLATE = """{% extends "layouts/step.html" %}{% set heading = "Name somebody" %}{% set submit_text = "Save" %}"""
named = Blueprint("named", __name__)


class NameForm(OnceForm):
    name = TextField("Name", required="Enter a name")


def add(name: str) -> None:
    if name == "Nobody":
        raise db.Refused("Enter the name of somebody", "name")
    add_person(db.session(), name)


@db.verb
def add_person(session: Session, name: str) -> None:
    factories.make_person(session, name)


@named.route("/people", methods=["GET", "POST"])
@access.allow(Role.AUDITOR)
def write() -> object:
    form = NameForm()
    return done(form, lambda: add(form.name.data or ""), "Saved.", "/people") or render_template_string(
        TEMPLATE, form=form
    )


@pytest.fixture(scope="session")
def portal(settings: Settings) -> Iterator[Flask]:
    """The portal with one more view."""
    app = create_app(settings)
    app.register_blueprint(named)
    yield app
    app.extensions["portal_database"].engine.dispose()


def count(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).select_from(Person).where(Person.name == name)) or 0


@pytest.fixture
def desk(client: Client, session: Session) -> Client:
    client.sign_in(factories.make_staff(session, Role.AUDITOR))
    return client


def test_a_form_that_arrives_again_is_answered_the_same_and_writes_nothing(desk: Client, session: Session) -> None:
    form = desk.get("/people").form()
    pages = [desk.submit(form, name="Alex Elm") for _ in range(2)]
    assert [(page.path, "Saved." in page.text) for page in pages] == [("/people", True)] * 2
    assert count(session, "Alex Elm") == 1


def test_another_form_and_another_content_are_acted_on(desk: Client, session: Session) -> None:
    form = desk.get("/people").form()
    desk.submit(form, name="Alex Elm")
    desk.submit(form, name="Billie Oak")
    desk.submit(desk.get("/people").form(), name="Alex Elm")
    assert (count(session, "Alex Elm"), count(session, "Billie Oak")) == (2, 1)


def test_one_that_was_refused_was_not_acted_on(desk: Client, session: Session) -> None:
    form = desk.get("/people").form()
    for _ in range(2):
        page = desk.submit(form, name="Nobody")
        assert page.errors == ["Enter the name of somebody"]
    assert session.scalars(select(SentForm)).all() == []
    assert desk.submit(page.form(), name="Alex Elm").path == "/people"
    assert count(session, "Alex Elm") == 1


def test_one_without_its_random_part_is_never_taken_for_another(desk: Client, session: Session) -> None:
    for _ in range(2):
        desk.post("/people", {"name": "Alex Elm", "once": ""})
    assert count(session, "Alex Elm") == 2


def test_of_two_that_arrive_together_one_is_acted_on(app: Flask, session: Session) -> None:
    session.commit()
    begin = Barrier(2)

    def send(_: int) -> bool:
        with app.app_context(), db.database().session() as own:
            begin.wait()
            return once(own, "a" * 64, lambda: add_person(own, "Alex Elm"), now=clock.now())

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == [False, True]
    assert count(session, "Alex Elm") == 1


def test_what_is_kept_of_a_form_goes_after_thirty_days(app: Flask, session: Session) -> None:
    for key, days in (("a" * 64, 29), ("b" * 64, 31)):
        session.add(SentForm(key=key, sent_at=clock.now() - timedelta(days=days)))
    session.commit()
    forget_sent_forms(app.extensions["portal_database"])
    assert session.scalars(select(SentForm.key)).all() == ["a" * 64]
