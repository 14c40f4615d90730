"""How long words are kept as written, who is chased for answers, and what waits on Today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.homes.models import Home
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState
from portal.voice.inspectors.today import carer_of
from portal.web.filters import format_date
from tests import factories
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import SHOWN, Desk
from tests.support.client import Client
from tests.support.mail import Mailbox

At = Callable[[datetime], None]
YEAR = timedelta(days=366)


def _chores(app: Flask, session: Session) -> None:
    session.commit()
    jobs.do_chores(app.extensions["portal_database"])
    session.expire_all()


def _written(session: Session, told: Feedback) -> int:
    return len(session.scalars(select(FeedbackAnswer).where(FeedbackAnswer.feedback_id == told.id)).all())


def test_words_as_written_go_a_year_after_moderation_and_what_was_shared_stays(
    app: Flask, session: Session, desk: Desk, client: Client, at: At
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED_BACK)
    moderated = clock.now()
    at(moderated + timedelta(days=364))
    _chores(app, session)
    assert _written(session, told) == 4
    at(moderated + YEAR)
    _chores(app, session)
    assert (_written(session, told), told.written_removed_at) == (0, moderated + YEAR)
    assert SHOWN in {point.text for point in queries.list_points(session, told.id)}
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{told.reference}/")
    assert "What was written was removed on" in page.text and SHOWN in page.text


def test_what_is_held_stays_until_it_is_let_go(
    app: Flask, session: Session, desk: Desk, client: Client, at: At
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    client.sign_in(desk.coordinator)
    entry = f"/voice/feedback/{told.reference}/"
    page = client.submit(client.get(f"{entry}hold").form("Keep it"), reason="A complaint is looked into.")
    assert "A complaint is looked into." in page.text
    now = clock.now()
    at(now + YEAR)
    _chores(app, session)
    assert _written(session, told) == 4
    services.release(session, told, seen="A complaint is looked into.", actor=desk.moderator, now=clock.now())
    _chores(app, session)
    assert _written(session, told) == 0


def test_what_a_disclosure_touches_stays_while_that_is_kept(app: Flask, session: Session, desk: Desk, at: At) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    disclosure = disclosures_made.told(session, desk.inspector, visit=desk.visit)
    at(clock.now() + YEAR)
    services.remove_written(session, months=12, now=clock.now())
    assert _written(session, told) == 4
    disclosure.told, disclosure.reach_by, disclosure.erased_at = "", "", clock.now()
    session.commit()
    assert services.remove_written(session, months=12, now=clock.now()) == 1
    assert _written(session, told) == 0


def test_what_was_never_moderated_is_not_removed(app: Flask, session: Session, desk: Desk, at: At) -> None:
    told = made.in_state(session, desk, FeedbackState.SENT)
    at(clock.now() + 2 * YEAR)
    _chores(app, session)
    assert _written(session, told) == 4


def test_a_home_is_chased_once_before_its_day_and_once_after(
    app: Flask, session: Session, desk: Desk, admin: Person, mailbox: Mailbox, at: At
) -> None:
    unkept = factories.make_provider_person(session, desk.home.provider, Role.PROVIDER_MEMBER, "Lee Holly")
    keeper = factories.make_provider_person(session, desk.home.provider, Role.PROVIDER_MEMBER, "Max Yew")
    factories.make_keeper(session, desk.home, keeper)
    told = made.in_state(session, desk, FeedbackState.SHARED)
    emails, reference = [person.email for person in (admin, keeper, unkept)], told.reference
    shared = clock.now()
    for days in (0, 24, 25, 26, 28, 29, 40):
        at(shared + timedelta(days=days))
        _chores(app, session)
    subjects = ["Young people have told you what your home is like", *["Young people are waiting for your answer"] * 2]
    assert [[mail.subject for mail in mailbox.to(email)] for email in emails] == [subjects, subjects, []]
    last = mailbox.last(emails[0]).body
    assert "was due on" in last and reference in last
    assert "Kite House" not in "".join(mail.body for mail in mailbox.all())


def test_a_home_that_answered_is_not_chased(app: Flask, session: Session, desk: Desk, mailbox: Mailbox, at: At) -> None:
    made.in_state(session, desk, FeedbackState.ANSWERED)
    at(clock.now() + timedelta(days=40))
    _chores(app, session)
    assert not [mail for mail in mailbox.all() if "waiting" in mail.subject]


def test_unread_entries_wait_on_today_with_their_age(session: Session, desk: Desk, client: Client, at: At) -> None:
    made.in_state(session, desk, FeedbackState.SENT, {"wifi": made.Given(value=9)})
    sent = clock.now()
    at(sent + timedelta(hours=1))
    client.sign_in(desk.coordinator)
    page = client.get("/today")
    assert "Read what young people sent (1) The oldest came today." in page.text
    at(sent + timedelta(days=3))
    client.sign_in(desk.coordinator)
    assert "The oldest came 3 days ago." in client.get("/today").text and "Late" in client.get("/today").text


def test_an_entry_that_may_speak_of_harm_is_urgent_at_once(session: Session, desk: Desk, client: Client) -> None:
    made.in_state(session, desk, FeedbackState.SENT, {"one-thing": made.Given(text="they hit him")})
    client.sign_in(desk.coordinator)
    assert client.get("/today").all("strong", "govuk-tag--red")


@pytest.mark.parametrize(("days", "status"), [(1, "To do"), (40, "Late")])
def test_answers_to_give_wait_on_the_providers_today(
    session: Session, desk: Desk, admin: Person, client: Client, at: At, days: int, status: str
) -> None:
    made.in_state(session, desk, FeedbackState.SHARED)
    at(clock.now() + timedelta(days=days))
    client.sign_in(admin)
    page = client.get("/today")
    assert "Answer what young people said of Kite House" in page.text and status in page.text


def test_a_promise_needs_a_day_that_is_still_to_come(
    session: Session, desk: Desk, admin: Person, client: Client
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    client.sign_in(admin)
    form = client.get(f"/provider/feedback/{told.reference}/points/wifi").form("Save this answer")
    assert client.submit(form, response="will", text="New wifi.").errors == ["Enter the day by which you will do it."]
    past = {"by_on-day": "1", "by_on-month": "2", "by_on-year": "2020"}
    assert client.submit(form, past, response="will", text="New wifi.").errors == [
        "The day by which you will do it must be in the future."
    ]
    page = client.post(f"/provider/feedback/{told.reference}/send")
    assert "Answer every point first." in page.text


def test_answers_cannot_be_changed_after_they_were_sent(
    session: Session, desk: Desk, admin: Person, client: Client
) -> None:
    told = made.in_state(session, desk, FeedbackState.SHARED)
    client.sign_in(admin)
    page = client.get(f"/provider/feedback/{told.reference}/points/wifi")
    for point in queries.list_points(session, told.id):
        if point.needs_answer:
            each = client.get(f"/provider/feedback/{told.reference}/points/{point.question.slug}")
            ready = client.submit(each.form("Save this answer"), response="did", text=made.THE_HOME_SAYS)
    client.submit(ready.form("Send your answers"))
    assert client.submit(page.form("Save this answer"), response="did", text="Else.").errors == [
        "Your answers have been sent. They can no longer be changed."
    ]


def test_once_sent_the_home_reads_what_it_said_and_when(
    session: Session, desk: Desk, admin: Person, client: Client
) -> None:
    told = made.in_state(session, desk, FeedbackState.ANSWERED)
    client.sign_in(admin)
    page = client.get(f"/provider/feedback/{told.reference}/points/wifi")
    assert f"Your answers were sent on {format_date(told.answered_at)} and cannot be changed." in page.text
    assert made.THE_HOME_SAYS in page.text and "Save this answer" not in page.html


def test_a_resident_is_asked_by_a_card_of_their_own(session: Session, desk: Desk, home: Home) -> None:
    author = services.Author(resident_card="RC-7K3M9XCD")
    told = services.begin(
        session, home, author, authority_id=desk.visit.authority_id, actor=desk.moderator, now=clock.now()
    )
    question = queries.get_question(session, told.set_slug, told.set_version, "own-room")
    services.save_answer(session, told, question, made.Given(value=3))
    services.send(session, told, actor=desk.moderator, now=datetime.now(UTC))
    [entry] = queries.list_entries(session, carer_of(desk.moderator, clock.now()))
    assert (entry.feedback.id, entry.nickname, told.set_slug) == (told.id, None, "residents")


def test_what_was_never_sent_goes_ninety_days_after_the_visit_and_its_author_is_warned(
    app: Flask, session: Session, home: Home, client: Client, at: At
) -> None:
    at(datetime(2026, 3, 2, 12, tzinfo=UTC))
    desk = made.desk(session, home)
    told = made.draft(session, desk)
    reference = told.reference
    for day, is_warned in (
        (datetime(2026, 4, 30, 12, tzinfo=UTC), False),
        (datetime(2026, 5, 1, 12, tzinfo=UTC), True),
    ):
        at(day)
        client.sign_in(desk.inspector)
        warning = "You did not send what you wrote on Kite House. We keep it until 31 May 2026."
        assert (warning in client.get("/inspect/home").text) is is_warned
    at(datetime(2026, 5, 31, 22, 59, tzinfo=UTC))
    _chores(app, session)
    assert _written(session, told) == 4
    at(datetime(2026, 5, 31, 23, 1, tzinfo=UTC))
    _chores(app, session)
    assert session.scalars(select(Feedback)).all() == []
    events = session.scalars(select(EventRow).where(EventRow.verb == "voice.feedback_draft_removed")).all()
    assert [(event.subject_reference, event.detail) for event in events] == [(reference, "{}")]
    client.sign_in(desk.inspector)
    page = client.get("/inspect/home")
    assert "You did not send" not in page.text
    assert "Start" in client.get(f"/inspect/visits/{desk.visit.reference}/feedback/").html


def test_a_draft_stays_where_a_disclosure_touches_it_and_what_was_sent_is_no_draft(
    app: Flask, session: Session, desk: Desk, at: At
) -> None:
    told = made.draft(session, desk)
    disclosures_made.told(session, desk.inspector, visit=desk.visit)
    at(clock.now() + timedelta(days=92))
    _chores(app, session)
    assert _written(session, told) == 4


def test_what_was_begun_long_after_the_visit_is_kept_as_long(app: Flask, session: Session, desk: Desk, at: At) -> None:
    at(clock.now() + timedelta(days=100))
    told = made.draft(session, desk)
    _chores(app, session)
    assert _written(session, told) == 4
