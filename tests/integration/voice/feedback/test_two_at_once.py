"""Two who write at one record see both, and nothing is sent, said yes to or let go that its reader has not seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState, Treatment
from portal.voice.feedback.rules import Verdict
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client

NewClient = Callable[[], Client]
TEXT = "could-be-better"
CHANGED = ["This was changed. Look at it again."]
SAVED_SINCE = (
    "Somebody else saved this while you were writing. What they saved stands beside what you typed: "
    "keep what is right and save again."
)


def _answer(home: Client, told: Feedback, slug: str, text: str) -> None:
    form = home.get(f"/provider/feedback/{told.reference}/points/{slug}").form("Save this answer")
    assert home.submit(form, response="did", text=text).errors == []


def test_a_home_sends_only_the_answers_that_were_seen(
    new_client: NewClient, session: Session, desk: Desk, admin: Person
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    one, other = new_client(), new_client()
    one.sign_in(admin)
    other.sign_in(admin)
    for slug in ("wifi", TEXT):
        _answer(one, told, slug, "It is done.")
    form = one.get(f"/provider/feedback/{told.reference}/").form("Send your answers")
    _answer(other, told, "wifi", "It is not done yet, to be honest.")
    page = one.submit(form)
    assert "Somebody else changed an answer meanwhile." in page.text
    assert "It is not done yet, to be honest." in page.text
    session.expire_all()
    assert (told.state, told.answered_at) == (FeedbackState.SHARED, None)
    session.commit()
    assert "Sent. The young person will read your answers." in one.submit(page.form("Send your answers")).text


def test_answers_sent_without_having_been_seen_stay(
    session: Session, client: Client, desk: Desk, admin: Person
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    client.sign_in(admin)
    for slug in ("wifi", TEXT):
        _answer(client, told, slug, "It is done.")
    assert "Somebody else changed an answer" in client.post(f"/provider/feedback/{told.reference}/send").text


def test_what_a_joint_reports_answers_are_known_by_tells_no_author(session: Session, desk: Desk) -> None:
    """Numbers of points would: those of one author stand together."""
    told = made.in_state(session, desk, FeedbackState.SHARED)
    points = queries.list_points(session, told.id)
    assert len(points) > 1 and services.answers_mark(points) == ""
    points[0].responded_at = now = clock.now()
    assert services.answers_mark(points) == services.answers_mark(reversed(points)) == now.isoformat()


def test_two_who_keep_what_was_written_see_both_reasons(new_client: NewClient, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    session.commit()
    one, other = new_client(), new_client()
    one.sign_in(desk.coordinator)
    other.sign_in(desk.coordinator)
    entry = f"/voice/feedback/{told.reference}/"
    late = other.get(f"{entry}hold").form("Keep it")
    assert one.submit(one.get(f"{entry}hold").form("Keep it"), reason="A complaint.").errors == []
    page = other.submit(late, reason="An inquiry.")
    assert page.errors == [SAVED_SINCE] and "Now: A complaint." in page.text
    let_go = one.get(entry).form("Let it go")
    assert other.submit(page.form("Keep it"), reason="A complaint and an inquiry.").errors == []
    page = one.submit(let_go)
    assert "Somebody else gave another reason for keeping this." in page.text
    assert "A complaint and an inquiry." in page.text
    assert "No longer kept for longer than usual." in one.submit(page.form("Let it go")).text


def test_two_who_put_an_answer_plainly_see_both(new_client: NewClient, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.ANSWERED)
    session.commit()
    one, other = new_client(), new_client()
    one.sign_in(desk.coordinator)
    other.sign_in(desk.coordinator)
    plain = f"/voice/feedback/{told.reference}/plain/wifi"
    late = other.get(plain).form("Save")
    for _ in range(2):  # sent twice it is one
        assert one.submit(one.get(plain).form("Save"), text="You get plants.").errors == []
    page = other.submit(late, text="Plants are there.")
    assert page.errors == [SAVED_SINCE] and "Now: You get plants." in page.text
    assert other.submit(page.form("Save"), text="Plants are there now.").errors == []
    session.expire_all()
    assert queries.get_point(session, told.id, "wifi").plain_text == "Plants are there now."


def _left_out(session: Session, desk: Desk) -> Feedback:
    """Shown to its author with the one text left out."""
    told = made.in_state(session, desk, FeedbackState.READ)
    _moderate(session, desk, told, Treatment.LEFT_OUT, made.WHY)
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    return told


def _moderate(session: Session, desk: Desk, told: Feedback, treatment: Treatment, reason: str) -> None:
    answer = made.answer_of(session, told, TEXT)
    services.moderate(
        session,
        told,
        answer,
        treatment,
        text="",
        reason=reason,
        seen_version=answer.version,
        actor=desk.moderator,
        now=clock.now(),
    )


@pytest.mark.parametrize("presses", ["one answer", "all of them"])
def test_a_yes_to_leaving_out_is_no_yes_to_showing_it(
    client: Client, session: Session, desk: Desk, presses: str
) -> None:
    told = _left_out(session, desk)
    session.commit()
    client.sign_in(desk.inspector)
    mine = f"/inspect/visits/{desk.visit.reference}/feedback/changes/"
    one = client.get(f"{mine}{TEXT}").form("Save")
    if presses == "all of them":
        assert client.submit(one, verdict="agreed").errors == []
    whole = client.get(mine).form("Send my answer")
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    _moderate(session, desk, told, Treatment.AS_WRITTEN, "")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    late = client.submit(one, verdict="agreed") if presses == "one answer" else client.submit(whole)
    assert late.errors == CHANGED and made.WRITTEN in late.text
    session.expire_all()
    assert (told.state, made.answer_of(session, told, TEXT).verdict) == (FeedbackState.PROPOSED, Verdict.WAITING)


def test_saying_the_same_to_one_answer_again_changes_nothing(client: Client, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    client.sign_in(desk.inspector)
    mine = f"/inspect/visits/{desk.visit.reference}/feedback/changes/"
    form = client.get(f"{mine}{TEXT}").form("Save")
    whole = client.submit(form, verdict="agreed")
    assert client.submit(form, verdict="agreed").errors == []
    assert "We know what you want now." in client.submit(whole.form("Send my answer")).text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).verdict == Verdict.AGREED
