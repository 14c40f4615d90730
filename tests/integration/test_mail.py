"""The outbox: written with what caused it, handed to a real SMTP server after the commit, once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Smtp
from portal import clock, db, jobs, mail
from portal.jobs import Job
from portal.mail import OutboxMail
from tests import factories
from tests.support.mail import MailServer
from tests.support.postgres import free_port

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@db.verb
def post(session: Session, subject: str = "Choose a new password", key: str = "k") -> None:
    mail.post(session, "reset", to="robin@example.com", subject=subject, key=key, now=clock.now(), token="abc")


def work(app: Flask, session: Session) -> None:
    session.commit()
    jobs.run_due(app.extensions["portal_database"])
    session.expire_all()


def test_a_message_arrives_as_it_was_written(app: Flask, session: Session, smtp: MailServer, at: At) -> None:
    at(MONDAY)
    post(session)
    assert smtp.inbox.messages == []
    work(app, session)
    (message,) = smtp.inbox.messages
    assert message["From"] == "portal@council.example"
    assert message["To"] == "robin@example.com"
    assert message["Subject"] == "Choose a new password"
    assert message["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert "http://localhost/reset/abc" in message.get_content()


def test_what_was_sent_is_not_kept(app: Flask, session: Session, smtp: MailServer) -> None:
    post(session)
    work(app, session)
    row = session.scalars(select(OutboxMail)).one()
    assert (row.body, row.sent_at is not None) == ("", True)


def test_the_same_message_asked_for_twice_is_one(app: Flask, session: Session, smtp: MailServer) -> None:
    post(session)
    post(session)
    work(app, session)
    assert len(smtp.inbox.messages) == 1


def test_a_message_that_was_turned_away_is_sent_later_once(
    app: Flask, session: Session, smtp: MailServer, at: At
) -> None:
    at(MONDAY)
    smtp.inbox.refusals = 2
    post(session)
    for minutes in range(5):
        at(MONDAY + timedelta(minutes=minutes))
        work(app, session)
    assert len(smtp.inbox.messages) == 1
    assert session.scalars(select(Job.attempts)).one() == 3


def test_a_mail_server_that_is_away_stops_nothing(app: Flask, session: Session, smtp: MailServer, at: At) -> None:
    at(MONDAY)
    settings = app.extensions["portal_settings"]
    app.extensions["portal_settings"] = replace(settings, smtp=Smtp("127.0.0.1", free_port()))
    post(session)
    work(app, session)
    app.extensions["portal_settings"] = settings
    at(MONDAY + timedelta(minutes=1))
    work(app, session)
    assert len(smtp.inbox.messages) == 1


def test_a_mail_server_that_does_not_answer_holds_up_nobody(app: Flask, session: Session, smtp: MailServer) -> None:
    smtp.inbox.holding = True
    post(session)
    session.commit()

    def deliver() -> None:
        with app.app_context():
            jobs.run_due(app.extensions["portal_database"])

    with ThreadPoolExecutor(1) as pool:
        delivery = pool.submit(deliver)
        while not smtp.inbox.held:
            time.sleep(0.01)
        start = time.monotonic()
        factories.make_person(session)
        waited = time.monotonic() - start
        smtp.inbox.holding = False
        delivery.result(timeout=10)
    assert waited < 1
    assert len(smtp.inbox.messages) == 1


def test_each_message_has_an_id_of_its_own(app: Flask, session: Session, smtp: MailServer) -> None:
    post(session, key="one")
    post(session, key="two")
    work(app, session)
    identities = {message["Message-ID"] for message in smtp.inbox.messages}
    assert len(identities) == 2
    assert all(identity.endswith("@council.example>") for identity in identities)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_subject_cannot_add_a_header(app: Flask, session: Session, smtp: MailServer, line_end: str) -> None:
    post(session, subject=f"Hello{line_end}Bcc: victim@example.com")
    work(app, session)
    (message,) = smtp.inbox.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: victim@example.com"


def test_a_verb_that_fails_sends_nothing(app: Flask, session: Session, smtp: MailServer) -> None:
    @db.verb
    def post_and_fail(session: Session) -> None:
        post(session)
        raise db.NotFound("no such thing")

    with pytest.raises(db.NotFound):
        post_and_fail(session)
    work(app, session)
    assert smtp.inbox.messages == []
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0
