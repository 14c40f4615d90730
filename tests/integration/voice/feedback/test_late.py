"""What a young person says too late is kept or shown, never lost; a page that lay open overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal import clock
from portal.events import EventRow
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given, Verdict
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made as residents_made
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Form, Page

NewClient = Callable[[], Client]
TEXT = "could-be-better"
NO = "No, that is not what I said. It was a zoo."
HARM = "I said so because he hits me"


def _mine(desk: Desk) -> str:
    return f"/inspect/visits/{desk.visit.reference}/feedback/"


def _say_no(client: Client, form: Form, words: str = NO, verdict: str = "objected") -> Page:
    return client.submit(form, verdict=verdict, objection=words)


def _open(client: Client, session: Session, desk: Desk) -> tuple[Feedback, Form]:
    """What staff would see of one answer lies open at its author's."""
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    client.sign_in(desk.inspector)
    return told, client.get(f"{_mine(desk)}changes/{TEXT}").form("Save")


def _take_back(session: Session, desk: Desk, told: Feedback) -> None:
    services.take_back(session, told, actor=desk.moderator, now=clock.now())


def _share(session: Session, desk: Desk, told: Feedback) -> None:
    """After their fourteen days."""
    told.proposed_at = clock.now() - timedelta(days=20)
    session.commit()
    made.share(session, desk, told)


def test_a_no_after_it_was_taken_back_counts(new_client: NewClient, session: Session, desk: Desk) -> None:
    phone, coordinator = new_client(), new_client()
    told, form = _open(phone, session, desk)
    _take_back(session, desk, told)
    for _ in range(2):  # sent twice it is one
        page = _say_no(phone, form, HARM)
        assert HARM in page.html and "We kept your words. A worker will read them." in page.text
        assert "Tell your worker" in page.text and "Is somebody not safe?" in page.text and "0800 1111" in page.text
        assert grade_of_page(page) <= 5
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.late_words, answer.late_verdict, answer.verdict) == (HARM, "objected", Verdict.WAITING)
    coordinator.sign_in(desk.coordinator)
    assert "Read what young people said late" in coordinator.get("/today").text
    entry = coordinator.get(f"/voice/feedback/{told.reference}/")
    assert f"Said late, on {clock.today(clock.now()).day} " in entry.text and HARM in entry.text
    assert "May be about violence" in entry.text
    entry = coordinator.submit(entry.form("I have read what they wrote since"))
    assert "Marked as read." in entry.text and HARM in entry.text
    assert "Read what young people said late" not in coordinator.get("/today").text
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    assert "Tell us if each change is OK." in phone.get(f"{_mine(desk)}changes/").text


def test_a_no_to_what_was_agreed_before_stops_the_sharing(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    made.agree(session, desk, told)
    _say_no(client, form)
    session.expire_all()
    with pytest.raises(services.Refused, match="Show it to the young person first"):
        made.share(session, desk, told)


def test_a_no_to_words_that_were_changed_and_shown_anew_is_kept(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    _take_back(session, desk, told)
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    page = _say_no(client, form)
    assert page.errors == ["This was changed. Look at it again.", "We kept your words. A worker will read them."]
    assert page.form("Save").values["objection"] == [NO] and "It was a lovely garden." in page.text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).late_words == NO
    told.proposed_at = clock.now() - timedelta(days=20)
    session.commit()
    made.read_late(session, desk, told)
    made.share(session, desk, told)
    assert TEXT not in {point.question.slug for point in queries.list_points(session, told.id)}


@pytest.mark.parametrize("verdict", ["objected", "withdrawn"])
def test_what_is_said_after_it_was_shared_is_read_by_the_coordinator(
    new_client: NewClient, session: Session, desk: Desk, verdict: str
) -> None:
    phone, coordinator = new_client(), new_client()
    told, form = _open(phone, session, desk)
    _share(session, desk, told)
    page = _say_no(phone, form, NO if verdict == "objected" else "", verdict)
    assert "Staff at the home have this now. It was too late to" in page.text and grade_of_page(page) <= 5
    assert (NO in page.html) is (verdict == "objected")
    coordinator.sign_in(desk.coordinator)
    assert "Read what young people said late" in coordinator.get("/today").text
    entry = coordinator.get(f"/voice/feedback/{told.reference}/")
    assert "Said late, on" in entry.text and (NO if verdict == "objected" else "Take this out.") in entry.text
    seen = entry.form("I have read what they wrote since")
    _say_no(phone, form, "And one thing more.")
    page = coordinator.submit(seen)
    assert "The young person said more meanwhile. Read it first." in page.text and "And one thing more." in page.text


def test_what_is_taken_out_while_no_home_has_it_stays_out(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    made.agree(session, desk, told)
    assert "You took it out. Staff will not see it." in _say_no(client, form, "", "withdrawn").text
    session.expire_all()
    made.share(session, desk, told)
    assert TEXT not in {point.question.slug for point in queries.list_points(session, told.id)}


def test_taking_out_is_heard_whatever_the_words_are_by_then(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    _take_back(session, desk, told)
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    assert _say_no(client, form, "", "withdrawn").errors == []
    session.expire_all()
    assert made.answer_of(session, told, TEXT).verdict == Verdict.WITHDRAWN


def test_a_late_yes_and_a_late_sending_are_told_so(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    client.submit(form, verdict="agreed")
    whole = client.get(f"{_mine(desk)}changes/").form("Send my answer")
    _take_back(session, desk, told)
    assert "A worker had this back when you pressed Save." in client.submit(form, verdict="agreed").text
    assert "A worker had this back when you sent it. We kept each thing you said." in client.submit(whole).text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).late_at is None


def test_a_late_no_without_words_is_asked_for_them(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    _take_back(session, desk, told)
    page = _say_no(client, form, "")
    assert page.errors == ["Tell us what is wrong. Then we can talk about it."] and grade_of_page(page) <= 5
    page = client.submit(page.form("Save"), objection=NO)
    assert "We kept your words." in page.text


def _question(client: Client, desk: Desk, slug: str = TEXT) -> Form:
    return client.get(f"{_mine(desk)}questions/{slug}").form("Next")


def test_an_answer_typed_on_an_old_page_after_sending_stays_in_sight(
    client: Client, session: Session, desk: Desk
) -> None:
    told = made.draft(session, desk)
    session.commit()
    client.sign_in(desk.inspector)
    form, untouched = _question(client, desk), _question(client, desk, "wifi")
    check = client.get(f"{_mine(desk)}check").form("Send it")
    client.submit(check)
    page = client.submit(form, text=HARM, button="Next")
    assert "You have sent this. You can no longer change it." in page.text and HARM in page.html
    assert "Tell your worker" in page.text and "Are you or someone else not safe?" in page.text
    assert grade_of_page(page) <= 5
    assert client.submit(untouched, button="Next").path == _mine(desk)
    assert "You have sent this already." in client.submit(check).text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).text == made.WRITTEN


def test_an_untouched_old_page_changes_nothing_and_goes_on(client: Client, session: Session, desk: Desk) -> None:
    told = made.draft(session, desk, {"welcoming": Given(value=9)})
    session.commit()
    client.sign_in(desk.inspector)
    one, other = _question(client, desk), _question(client, desk)
    assert client.submit(one, text="NEWERWORDS", button="Next").errors == []
    page = client.submit(other, button="Next")
    assert page.errors == [] and not page.path.endswith(TEXT)
    session.expire_all()
    assert made.answer_of(session, told, TEXT).text == "NEWERWORDS"


@pytest.mark.parametrize("sends", ["other words", "nothing", "no mark"])
def test_an_old_page_shows_both_answers(client: Client, session: Session, desk: Desk, sends: str) -> None:
    told = made.draft(session, desk, {TEXT: Given(text="OLDWORDS")})
    session.commit()
    client.sign_in(desk.inspector)
    one, other = _question(client, desk), _question(client, desk)
    client.submit(one, text="NEWERWORDS", button="Next")
    typed = "" if sends == "nothing" else "MYWORDS"
    seen = {"seen": ""} if sends == "no mark" else {}
    page = client.submit(other, seen, text=typed, button="Next")
    assert page.errors == ["You gave a new answer on another page. Look at both. Then pick the one you want."]
    assert "NEWERWORDS" in page.text and page.form("Next").values.get("text", [""]) == [typed]
    assert grade_of_page(page) <= 5
    session.expire_all()
    assert made.answer_of(session, told, TEXT).text == "NEWERWORDS"
    session.commit()
    assert client.submit(page.form("Next"), button="Next").errors == []
    session.expire_all()
    kept = queries.list_answers(session, told)
    assert [each.text for each in kept] == ([typed] if typed else [])


def test_a_mark_on_an_old_page_is_asked_about_too(client: Client, session: Session, desk: Desk) -> None:
    made.draft(session, desk, {"welcoming": Given(value=9)})
    session.commit()
    client.sign_in(desk.inspector)
    one, other = _question(client, desk, "wifi"), _question(client, desk, "wifi")
    client.submit(one, mark="8", button="Next")
    page = client.submit(other, mark="1", button="Next")
    assert "8 out of 10: yes, mostly" in page.text and page.form("Next").values["mark"] == ["1"]
    assert client.get(page.link("Keep this one")).path != page.path


def test_what_is_read_after_the_lock_is_what_stands(session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.READ)
    assert made.answer_of(session, told, TEXT).treatment == "undecided"
    session.execute(text("UPDATE feedback_answer SET treatment = 'as_written'"))
    assert {each.treatment for each in queries.list_answers(session, told)} == {"as_written"}
    services.propose(session, told, actor=desk.moderator, now=clock.now())


def test_a_no_whose_session_had_ended_is_still_there_to_be_sent(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    _take_back(session, desk, told)
    form.outlive_token()
    page = _say_no(client, form)
    assert "Not sent yet. You can still tell us." in page.text and grade_of_page(page) <= 5
    assert page.form("Save").values["objection"] == [NO]
    assert "We kept your words." in client.submit(page.form("Save")).text
    session.expire_all()
    assert made.answer_of(session, told, TEXT).late_words == NO


def test_an_answer_whose_session_had_ended_when_all_was_sent_stays_in_sight(
    client: Client, session: Session, desk: Desk
) -> None:
    made.draft(session, desk)
    session.commit()
    client.sign_in(desk.inspector)
    form = _question(client, desk)
    client.submit(client.get(f"{_mine(desk)}check").form("Send it"))
    form.outlive_token()
    page = client.submit(form, text="More trips to the sea", button="Next")
    assert "You have sent this. You can no longer change it." in page.text and "More trips to the sea" in page.html


def test_a_mark_whose_session_had_ended_is_put_back(client: Client, session: Session, desk: Desk) -> None:
    made.draft(session, desk)
    session.commit()
    client.sign_in(desk.inspector)
    form = _question(client, desk, "wifi")
    form.outlive_token()
    page = client.submit(form, mark="8", button="Next")
    assert page.form("Next").values["mark"] == ["8"]


def test_a_residents_late_words_and_old_pages_are_treated_alike(
    new_client: NewClient, session: Session, desk: Desk
) -> None:
    phone, code = new_client(), residents_made.cards(session, desk.home, desk.moderator)[0]
    told = residents_made.told(session, desk, code, FeedbackState.PROPOSED)
    session.commit()
    residents_made.come_back(phone, code)
    form = phone.get(f"/card/{code}/feedback/changes/{TEXT}").form("Save")
    told.proposed_at = clock.now() - timedelta(days=20)
    session.commit()
    made.share(session, desk, told, services.Sure(author_knows=True))
    page = _say_no(phone, form)
    assert "Staff at the home have this now." in page.text and NO in page.html and grade_of_page(page) <= 5
    session.expire_all()
    assert made.answer_of(session, told, TEXT).late_words == NO


def test_the_same_no_counts_again_once_something_was_said_since(client: Client, session: Session, desk: Desk) -> None:
    """ "no" is short: whoever agreed meanwhile, and says it again, is heard again."""
    told, form = _open(client, session, desk)
    _take_back(session, desk, told)
    _say_no(client, form, "no")
    made.redact(session, desk, told, text="It was a lovely garden.")
    services.propose(session, told, actor=desk.moderator, now=clock.now())
    made.agree(session, desk, told)
    for _ in range(2):  # sent twice it is one
        _say_no(client, form, "no")
    session.expire_all()
    answer = made.answer_of(session, told, TEXT)
    assert (answer.late_words, answer.verdict, told.decided_at) == ("no", Verdict.WAITING, None)
    with pytest.raises(services.Refused, match="Show it to the young person first"):
        made.share(session, desk, told)


def test_the_same_no_is_told_again_once_it_was_read(client: Client, session: Session, desk: Desk) -> None:
    told, form = _open(client, session, desk)
    _share(session, desk, told)
    _say_no(client, form, "no\n\nnot that")
    answer = made.answer_of(session, told, TEXT)
    for times in (1, 2):
        session.expire_all()
        assert answer.late_read_at is None and _said_late(session, told) == times
        _say_no(client, form, "no\n\nnot that")  # sent twice it is one
        session.expire_all()
        assert answer.late_words == "no\n\nnot that" and _said_late(session, told) == times
        seen = services.late_mark(queries.list_answers(session, told))
        services.mark_late_read(session, told, seen=seen, actor=desk.moderator, now=clock.now())
        _say_no(client, form, "no\n\nnot that")


def _said_late(session: Session, told: Feedback) -> int:
    query = select(EventRow).where(EventRow.verb == "voice.said_late", EventRow.subject_reference == told.reference)
    return len(session.scalars(query).all())
