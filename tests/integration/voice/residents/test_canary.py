"""A resident's words that were taken out, and their card, are looked for everywhere else: nobody finds them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import jobs
from portal.access import Role
from portal.events import EventPersonal, EventRow
from portal.jobs import Job
from portal.mail import OutboxMail
from portal.voice.feedback.models import Feedback, FeedbackState
from tests import factories
from tests.integration.voice.feedback.made import CANARY, Desk
from tests.integration.voice.residents import made
from tests.support.client import Client

OTHERS = tuple(role for role in Role if role is not Role.COORDINATOR)
LISTS = (
    "/today",
    "/provider/feedback/",
    "/commissioning/feedback/",
    "/quality/visits/",
    "/provider/visits/",
    "/audit/events",
    "/voice/feedback/",
    "/voice/cards/",
    "/voice/reports/",
    "/safeguarding/",
    "/inspect/home",
)


def _told(session: Session, desk: Desk) -> tuple[list[Feedback], list[str]]:
    """One that was shared back, one that is unread, and one that is still a draft; with their cards' codes."""
    codes = made.cards(session, desk.home, desk.moderator, 3)
    states = (FeedbackState.SHARED_BACK, FeedbackState.SENT, FeedbackState.DRAFT)
    told = [made.told(session, desk, code, state) for code, state in zip(codes, states, strict=True)]
    session.commit()
    return told, codes


def _addresses(told: list[Feedback], codes: list[str], desk: Desk) -> Iterator[str]:
    yield from LISTS
    yield f"/voice/cards/{desk.home.reference}/"
    for each in told:
        for area in ("provider", "commissioning", "voice"):
            yield f"/{area}/feedback/{each.reference}/"
        yield f"/voice/feedback/{each.reference}/answers/could-be-better"
        yield f"/voice/feedback/{each.reference}/share"
        yield f"/audit/events?what={each.reference}"
    for code in codes:
        yield f"/card/{code}/"
        yield f"/card/{code}/feedback/check"
        yield f"/card/{code}/feedback/changes/"
    yield f"/commissioning/homes/{desk.home.reference}/"
    yield f"/provider/homes/{desk.home.reference}/"


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_of_another_role_holds_them(
    new_client: Callable[[], Client], session: Session, desk: Desk, admin: object, role: Role
) -> None:
    told, codes = _told(session, desk)
    if role is Role.YOUNG_INSPECTOR:
        person = factories.make_inspector(session, desk.coordinator, "Red Kite").person
    else:
        person = factories.make_person_with(session, role, desk.home.provider)
    session.commit()
    client = new_client()
    client.sign_in(person)
    _find_nothing(client, told, codes, desk, [CANARY])


def test_another_resident_reads_none_of_it(
    new_client: Callable[[], Client], session: Session, desk: Desk, admin: object
) -> None:
    told, codes = _told(session, desk)
    own = made.cards(session, desk.home, desk.moderator)[0]
    client = new_client()
    made.begin(client, own)
    _find_nothing(client, told, codes, desk, [CANARY])


def test_the_coordinator_reads_the_words_and_no_card(
    new_client: Callable[[], Client], session: Session, desk: Desk, admin: object
) -> None:
    told, codes = _told(session, desk)
    client = new_client()
    client.sign_in(desk.coordinator)
    assert CANARY in client.get(f"/voice/feedback/{told[1].reference}/").text
    client.get(f"/voice/feedback/{told[2].reference}/", expect=404)
    _find_nothing(client, told, codes, desk, [])


def _find_nothing(client: Client, told: list[Feedback], codes: list[str], desk: Desk, hidden: list[str]) -> None:
    cards = [each.resident_card for each in told if each.resident_card]
    assert len(cards) == 3
    for address in _addresses(told, codes, desk):
        answer = client.browser.get(address)
        body = answer.get_data(as_text=True)
        answer.close()
        found = [word for word in (*hidden, *cards) if word in body]
        assert not found, f"{found} at {address}"


def test_no_mail_job_event_or_log_holds_them(
    app: Flask,
    session: Session,
    desk: Desk,
    admin: object,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    told, codes = _told(session, desk)
    jobs.do_chores(app.extensions["portal_database"])
    jobs.run_due(app.extensions["portal_database"])
    session.expire_all()
    kept = [
        *(mail.subject + mail.body for mail in session.scalars(select(OutboxMail))),
        *(job.payload + job.key for job in session.scalars(select(Job))),
        *(event.detail + event.subject_reference for event in session.scalars(select(EventRow))),
        *session.scalars(select(EventPersonal.text)),
        caplog.text,
        "".join(capsys.readouterr()),
    ]
    assert len(kept) > 20
    secret = [CANARY, *codes, *(each.resident_card or "" for each in told)]
    assert not [text for text in kept if any(word in text for word in secret)]
