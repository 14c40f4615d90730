"""From an entry to the safeguarding lead: a disclosure like any other, and what the lead may then read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, jobs
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.voice.disclosures.models import Disclosure
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.inspectors.queries import get_inspector_of
from tests import factories
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.inspectors import made as inspectors_made
from tests.support.client import Client, Page
from tests.support.mail import Mailbox

HARM = "Somebody there gets hit at night."
MINE = "An inspector writes that young people are hit. Kite House, yesterday."
CHORES_LATER = timedelta(days=400)


@pytest.fixture
def flagged(session: Session, desk: Desk) -> Feedback:
    inspectors_made.looked_after(session, desk.coordinator, get_inspector_of(session, desk.inspector.id))
    return made.in_state(session, desk, FeedbackState.SENT, {"not-so-well": Given(text=HARM), "wifi": Given(value=2)})


@pytest.fixture
def lead(session: Session) -> Person:
    return disclosures_made.lead(session)


def _tell(client: Client, desk: Desk, entry: Feedback) -> Page:
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{entry.reference}/")
    form = client.get(page.link("Tell the safeguarding lead")).form("Tell the safeguarding lead")
    return client.submit(form, answer="not-so-well", told=MINE)


def _told(session: Session) -> Disclosure:
    session.expire_all()
    return session.scalars(select(Disclosure)).one()


def _work(session: Session) -> None:
    """What the worker does in a minute."""
    session.commit()
    jobs.do_watches(db.database())
    jobs.run_due(db.database())


def test_a_flagged_entry_becomes_a_disclosure_about_its_visit_that_alerts_the_lead(
    session: Session, client: Client, desk: Desk, flagged: Feedback, lead: Person, mailbox: Mailbox
) -> None:
    page = _tell(client, desk, flagged)
    told = _told(session)
    assert f"Told the safeguarding lead: {told.reference} on" in page.text
    assert "waiting" in page.text
    assert (told.told, told.visit_id, told.home_id) == (MINE, desk.visit.id, desk.home.id)
    _work(session)
    [mail] = mailbox.to(lead.inbox)
    assert told.reference in mail.body
    assert MINE not in mail.body


def test_it_climbs_to_every_lead_like_any_other(
    session: Session,
    client: Client,
    desk: Desk,
    flagged: Feedback,
    lead: Person,
    mailbox: Mailbox,
    at: Callable[[datetime], None],
) -> None:
    other = disclosures_made.lead(session, "Lead Yew")
    disclosures_made.on_rota(session, lead)
    _tell(client, desk, flagged)
    _work(session)
    assert mailbox.to(other.inbox) == []
    at(clock.now() + timedelta(hours=2))
    _work(session)
    assert mailbox.to(other.inbox) != []


def test_the_lead_reads_the_entry_as_written_and_the_look_is_recorded_on_the_disclosure(
    session: Session, client: Client, desk: Desk, flagged: Feedback, lead: Person
) -> None:
    _tell(client, desk, flagged)
    client.sign_in(lead)
    page = client.get(f"/safeguarding/{_told(session).reference}/")
    for text in (
        MINE,
        f"{desk.coordinator.name}, a coordinator",
        f"{flagged.reference}, about “What did not work so well?”",
    ):
        assert text in page.text
    assert HARM not in page.text
    page = client.get(page.link("Read it as it was written"))
    for text in (HARM, "The coordinator told of this", made.NICKNAME, inspectors_made.CONTACT, "2 out of 10"):
        assert text in page.text
    session.commit()
    looks = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_feedback_seen")).all()
    assert [(look.actor_reference, look.subject_reference) for look in looks] == [
        (lead.reference, _told(session).reference)
    ]


def test_the_record_names_neither_the_coordinator_nor_the_feedback(
    session: Session, client: Client, desk: Desk, flagged: Feedback
) -> None:
    _tell(client, desk, flagged)
    session.commit()
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_told")).one()
    assert event.actor_reference == "coordinator"
    assert flagged.reference not in event.detail


def test_one_form_sent_twice_is_one_disclosure_and_words_are_asked_for(
    session: Session, client: Client, desk: Desk, flagged: Feedback
) -> None:
    client.sign_in(desk.coordinator)
    address = f"/voice/feedback/{flagged.reference}/tell-lead"
    form = client.get(address).form("Tell the safeguarding lead")
    assert client.submit(form, answer="all-of-it", told="").errors == ["Enter what the safeguarding lead should know"]
    for _ in range(2):
        client.submit(form, answer="all-of-it", told=MINE)
    assert _told(session).told == MINE
    client.sign_in(disclosures_made.lead(session))
    assert f"{flagged.reference}, all of it" in client.get(f"/safeguarding/{_told(session).reference}/").text


def test_what_was_written_stays_while_the_disclosure_is_kept(
    app: Flask,
    session: Session,
    client: Client,
    desk: Desk,
    lead: Person,
    at: Callable[[datetime], None],
    tmp_path: Path,
) -> None:
    entry = made.in_state(session, desk, FeedbackState.SHARED)
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{entry.reference}/tell-lead").form("Tell the safeguarding lead")
    client.submit(form, answer="wifi", told=MINE)
    told = _told(session)
    at(clock.now() + CHORES_LATER)
    _chores(app, session)
    assert _written(session, entry) == 4
    disclosures_made.closed(session, told, lead)
    session.commit()
    done = app.test_cli_runner().invoke(args=["voice", "export-disclosures", str(tmp_path / "cases.json")])
    assert done.exit_code == 0
    exported = (tmp_path / "cases.json").read_text(encoding="utf-8")
    assert f'"feedback": "{entry.reference}"' in exported
    assert made.WRITTEN not in exported
    at(clock.now() + timedelta(days=31))
    for _ in range(2):
        _chores(app, session)
    assert _written(session, entry) == 0
    client.sign_in(lead)
    assert "Read it as it was written" not in client.get(f"/safeguarding/{told.reference}/").text
    client.get(f"/safeguarding/{told.reference}/feedback", expect=404)


def _chores(app: Flask, session: Session) -> None:
    session.commit()
    jobs.do_chores(app.extensions["portal_database"])


def _written(session: Session, entry: Feedback) -> int:
    session.expire_all()
    return len(session.scalars(select(FeedbackAnswer).where(FeedbackAnswer.feedback_id == entry.id)).all())


def test_a_lead_reads_no_feedback_that_no_disclosure_was_told_from(
    session: Session, client: Client, desk: Desk, flagged: Feedback, lead: Person
) -> None:
    other = disclosures_made.told(session, desk.inspector, visit=desk.visit)
    client.sign_in(lead)
    client.get(f"/safeguarding/{other.reference}/feedback", expect=404)
    client.get(f"/voice/feedback/{flagged.reference}/", expect=403)


def test_another_coordinators_colleague_sees_that_it_was_told(
    session: Session, client: Client, desk: Desk, flagged: Feedback
) -> None:
    _tell(client, desk, flagged)
    client.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Colleague Elm"))
    page = client.get(f"/voice/feedback/{flagged.reference}/")
    assert f"Told the safeguarding lead: {_told(session).reference}" in page.text
    assert MINE not in page.text
