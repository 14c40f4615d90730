"""What somebody typed before they were signed out comes back as they typed it, not as it is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Treatment, Verdict
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client
from tests.support.pages import Form, Page

NewClient = Callable[[], Client]
TEXT = "could-be-better"
NO = "No, that is not what I said."
CHANGED = "This was changed. Look at it again."


def _mine(desk: Desk) -> str:
    return f"/inspect/visits/{desk.visit.reference}/feedback/"


def _lost_and_found(client: Client, form: Form, page: str, **typed: str) -> Page:
    """A form is sent whose session has ended; then its page is opened again, by the same person."""
    form.outlive_token()
    client.submit(form, **typed)
    return client.get(page)


def _shown(client: Client, session: Session, desk: Desk) -> tuple[Feedback, str]:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    client.sign_in(desk.inspector)
    return told, f"{_mine(desk)}changes/{TEXT}"


def test_a_no_stays_a_no_where_a_yes_is_stored(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    client.submit(client.get(page).form("Save"), verdict="agreed")
    found = _lost_and_found(client, client.get(page).form("Save"), page, verdict="objected", objection=NO)
    form = found.form("Save")
    assert (form.values["verdict"], form.values["objection"]) == (["objected"], [NO])
    client.submit(form)
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.objection) == (Verdict.OBJECTED, NO)


def test_a_yes_to_the_words_of_before_is_none_to_those_of_now(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    form.outlive_token()
    client.submit(form, verdict="agreed")
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    assert client.submit(client.get(page).form("Save")).errors == [CHANGED]
    session.expire_all()
    assert made.answer_of(session, told, TEXT).verdict == Verdict.WAITING


@pytest.mark.parametrize("verdict", ["withdrawn", "objected"])
def test_what_was_said_without_words_is_there_to_be_sent_though_it_is_late(
    client: Client, session: Session, desk: Desk, verdict: str
) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    form.outlive_token()
    client.submit(form, verdict=verdict)
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    found = client.get(page)
    form = found.form("Save")
    assert form.values["verdict"] == [verdict]
    client.submit(form, objection=NO)
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.verdict, answer.late_words) == ("withdrawn" if verdict == "withdrawn" else "waiting", NO)


def test_a_no_to_be_quoted_stays_a_no(client: Client, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.SENT)
    services.say_quote(session, told, agrees=True, wording="2026-1", actor=desk.author, now=clock.now())
    session.commit()
    client.sign_in(desk.inspector)
    page = f"{_mine(desk)}quote"
    found = _lost_and_found(client, client.get(page).form("Next"), page, agrees="no")
    client.submit(found.form("Next"))
    session.expire_all()
    assert not told.may_be_quoted


def test_a_moderator_gets_their_own_words_back_and_overwrites_no_colleague(
    client: Client, session: Session, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.READ)
    session.commit()
    client.sign_in(desk.coordinator)
    page = f"/voice/feedback/{told.reference}/answers/{TEXT}"
    form = client.get(page).form("Save")
    form.outlive_token()
    client.submit(form, treatment="redacted", text="Mine.", reason="It names a place.")
    made.redact(session, desk, told, text="A colleague saved this.")
    session.commit()
    form = client.get(page).form("Save")
    typed = {"treatment": ["redacted"], "text": ["Mine."], "reason": ["It names a place."]}
    assert {name: form.values[name] for name in typed} == typed
    late = client.submit(form)
    assert len(late.errors) == 1 and "A colleague saved this." in late.text
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.treatment, answer.proposed_text) == (Treatment.REDACTED, "A colleague saved this.")


def test_why_words_are_kept_comes_back_and_overwrites_no_colleague(
    client: Client, session: Session, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    client.sign_in(desk.coordinator)
    page = f"/voice/feedback/{told.reference}/hold"
    form = client.get(page).form("Keep it")
    form.outlive_token()
    client.submit(form, reason="A complaint.")
    services.hold(session, told, "A court asks.", seen="", actor=desk.moderator, now=clock.now())
    session.commit()
    form = client.get(page).form("Keep it")
    assert form.values["reason"] == ["A complaint."]
    assert "Now: A court asks." in client.submit(form).text
    session.expire_all()
    assert told.held_reason == "A court asks."


def test_a_homes_answer_comes_back_and_overwrites_no_colleague(
    client: Client, session: Session, desk: Desk, admin: Person
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    client.sign_in(admin)
    page = f"/provider/feedback/{told.reference}/points/wifi"
    form = client.get(page).form("Save this answer")
    form.outlive_token()
    client.submit(form, response="did", text="It is faster now.")
    point = queries.get_point(session, told.id, "wifi")
    point.response, point.response_text, point.responded_at = "cannot", "It costs too much.", clock.now()
    session.commit()
    found = client.get(page)
    form = found.form("Save this answer")
    assert (form.values["response"], form.values["text"]) == (["did"], ["It is faster now."])
    assert "It costs too much." in found.text and len(client.submit(form).errors) == 1
    session.expire_all()
    assert queries.get_point(session, told.id, "wifi").response_text == "It costs too much."


def test_a_yes_that_comes_back_late_can_still_be_made_a_no(client: Client, session: Session, desk: Desk) -> None:
    told, page = _shown(client, session, desk)
    form = client.get(page).form("Save")
    form.outlive_token()
    client.submit(form, verdict="agreed")
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    found = client.get(page)
    assert "You can still tell us." in found.text and found.form("Save").values["verdict"] == ["agreed"]
    said = client.submit(found.form("Save"), verdict="objected", objection=NO)
    assert "We kept your words." in said.text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).late_words == NO
