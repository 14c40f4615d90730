"""Words that were taken out before sharing, and who wrote them, are looked for everywhere else: nobody finds them."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.access import Role
from portal.events import EventPersonal, EventRow
from portal.jobs import Job
from portal.mail import OutboxMail
from portal.voice.feedback import services
from portal.voice.feedback.models import Feedback, FeedbackState, Verdict
from portal.voice.inspectors.queries import get_inspector_of
from tests import factories
from tests.access_matrix import MATRIX
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import CANARY, NICKNAME, Desk
from tests.support.client import Client

OTHERS = tuple(role for role in Role if role not in (Role.COORDINATOR, Role.YOUNG_INSPECTOR))


def _told(session: Session, desk: Desk) -> list[Feedback]:
    """One that went all the way, with the canary in each place people write into, and one that is still unread."""
    done = made.in_state(session, desk, FeedbackState.PROPOSED)
    answer = made.answer_of(session, done, "could-be-better")
    services.save_verdict(
        session, done, answer, Verdict.OBJECTED, objection=f"{CANARY} says no", seen=answer.version, now=clock.now()
    )
    made.decide(session, desk, done)
    made.told_lead(session, done, clock.now())
    services.hold(session, done, f"{CANARY} complained", seen="", actor=desk.moderator, now=clock.now())
    made.redact(session, desk, done, text="The garden was bare, I think.")
    services.propose(session, done, actor=desk.moderator, now=clock.now())
    services.save_verdict(
        session, done, answer, Verdict.AGREED, objection=f"{CANARY}: yes", seen=answer.version, now=clock.now()
    )
    wifi = made.answer_of(session, done, "wifi")
    services.save_verdict(
        session, done, wifi, Verdict.WITHDRAWN, objection=f"{CANARY}: out", seen=wifi.version, now=clock.now()
    )
    made.decide(session, desk, done)
    made.share(session, desk, done)
    marked, now = made.answer_of(session, done, "welcoming"), clock.now()
    services.say_late(session, done, marked, Verdict.AGREED, f"{CANARY}: late", actor=desk.author, now=now)
    inspector = get_inspector_of(session, desk.inspector.id)
    later = made.desk(session, desk.home, inspector=inspector, coordinator=desk.coordinator)
    return [done, made.in_state(session, later, FeedbackState.SENT)]


def _addresses(told: list[Feedback], desk: Desk) -> Iterator[str]:
    """Every address that can be read without a record, and every one that may be about these."""
    fixed = [route.rule for route in MATRIX if "GET" in route.methods and "<" not in route.rule]
    yield from (address for address in fixed if address not in ("/sign-out", "/account/desk"))
    for each in told:
        for area in ("provider", "commissioning", "voice"):
            yield f"/{area}/feedback/{each.reference}/"
        yield f"/provider/feedback/{each.reference}/points/could-be-better"
        yield f"/voice/feedback/{each.reference}/answers/could-be-better"
        yield f"/voice/feedback/{each.reference}/share"
        yield f"/audit/events?what={each.reference}"
        yield f"/voice/feedback/{each.reference}/tell-lead"
    yield f"/quality/visits/{desk.visit.reference}/"
    yield f"/inspect/visits/{desk.visit.reference}/feedback/check"
    yield f"/inspect/visits/{desk.visit.reference}/feedback/changes/"
    yield f"/commissioning/homes/{desk.home.reference}/"
    yield f"/provider/homes/{desk.home.reference}/"
    yield f"/commissioning/providers/{desk.home.provider.reference}/"


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_of_another_role_holds_them(
    new_client: Callable[[], Client], session: Session, desk: Desk, role: Role
) -> None:
    told = _told(session, desk)
    person = factories.make_person_with(session, role, desk.home.provider)
    if role is Role.PROVIDER_MEMBER:
        factories.make_keeper(session, desk.home, person)
    client, read = new_client(), 0
    client.sign_in(person)
    for address in _addresses(told, desk):
        answer = client.browser.get(address)
        body = answer.get_data(as_text=True)
        assert CANARY not in body, f"{role} reads it at {address}"
        assert NICKNAME not in body, f"{role} reads who wrote it at {address}"
        read += answer.status_code == 200
        answer.close()
    assert read > 5


def test_another_inspector_reads_none_of_it(client: Client, session: Session, desk: Desk) -> None:
    told = _told(session, desk)
    client.sign_in(factories.make_inspector(session, desk.coordinator, "Red Kite").person)
    for address in _addresses(told, desk):
        assert CANARY not in client.browser.get(address).get_data(as_text=True), address


def test_no_mail_job_event_or_log_holds_them(
    app: Flask, session: Session, desk: Desk, admin: object, capsys: pytest.CaptureFixture[str]
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        _told(session, desk)
        session.commit()
        jobs.do_chores(app.extensions["portal_database"])
        jobs.run_due(app.extensions["portal_database"])
    finally:
        logging.getLogger().removeHandler(handler)
    session.expire_all()
    kept = [
        *(mail.subject + mail.body for mail in session.scalars(select(OutboxMail))),
        *(job.payload + job.key for job in session.scalars(select(Job))),
        *(event.detail + event.subject_reference for event in session.scalars(select(EventRow))),
        *session.scalars(select(EventPersonal.text)),
        log.getvalue(),
        "".join(capsys.readouterr()),
    ]
    assert len(kept) > 20
    assert not [text for text in kept if CANARY in text or NICKNAME in text]
