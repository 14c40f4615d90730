"""Two inspectors of one visit keep their own feedback, and may let staff read both as one."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from tests import factories
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client, Page
from tests.support.grades import grade_of_page
from tests.support.mail import Mailbox

READ = FeedbackState.READ


@pytest.fixture
def other(session: Session, desk: Desk) -> Desk:
    return made.other_of_pair(session, desk)


def _together(client: Client, desk: Desk) -> Page:
    client.sign_in(desk.inspector)
    return client.get(f"/inspect/visits/{desk.visit.reference}/together/")


def _shared(session: Session, client: Client, desk: Desk, pair: list[Feedback]) -> Page:
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{pair[0].reference}/joint/")
    return client.submit(client.get(page.link("Share both as one")).form("Share it"))


def test_one_asks_the_other_agrees_and_the_coordinator_sees_both(
    session: Session, client: Client, desk: Desk, other: Desk
) -> None:
    both = zip((desk, other), made.PAIRED, strict=True)
    first, second = (made.in_state(session, who, READ, said) for who, said in both)
    page = client.submit(_together(client, desk).form("Ask to join"))
    assert "You asked to join the two." in page.text
    client.sign_in(desk.coordinator)
    client.get(f"/voice/feedback/{first.reference}/joint/", expect=404)
    client.sign_in(other.inspector)
    home = client.get("/inspect/home")
    assert "The other one at Kite House asks to join what you both said." in home.text
    page = client.submit(client.get(home.link("Say yes or no")).form("Yes, join them"))
    assert "You both said yes." in page.text
    for young in (home, page):
        assert made.NICKNAME not in young.text
        assert grade_of_page(young) <= 5
    client.sign_in(desk.coordinator)
    page = client.get(client.get(f"/voice/feedback/{second.reference}/").link("See both together"))
    for words in ("3 out of 10", "1 out of 10", "Too loud.", "It felt cold.", made.NICKNAME, "Red Kite"):
        assert words in page.text


def test_the_home_reads_and_answers_both_as_one_and_nothing_tells_who_said_what(
    session: Session, client: Client, desk: Desk, other: Desk, admin: Person, mailbox: Mailbox
) -> None:
    inbox = admin.inbox
    pair = made.joined(session, desk, other)
    page = _shared(session, client, desk, pair)
    assert "The home has both as one." in page.text
    client.sign_in(admin)
    page = client.get("/provider/feedback/")
    assert "1 piece of feedback" in page.text
    assert page.rows[1][2] == "Two young inspectors"
    page = client.get(f"/provider/feedback/{pair[0].reference}/")
    said = ("9 out of 10", "1 out of 10", "3 out of 10", "It felt cold", "Too loud")
    order = [page.html.index(words) for words in said]
    assert order == sorted(order)
    assert not [who for who in (pair[1].reference, made.NICKNAME, "Red Kite") if who in page.html]
    client.get(f"/provider/feedback/{pair[1].reference}/", expect=404)
    for name in ("wifi", "wifi-2", "not-so-well", "not-so-well-2"):
        form = client.get(f"/provider/feedback/{pair[0].reference}/points/{name}").form("Save this answer")
        page = client.submit(form, response="did", text=f"Done, {name}.")
    client.get(f"/provider/feedback/{pair[0].reference}/points/food", expect=404)
    client.submit(page.form("Send your answers"))
    session.expire_all()
    assert [each.state for each in pair] == [FeedbackState.ANSWERED] * 2
    answered = {point.value: point.response_text for point in queries.list_points(session, pair[1].id)}
    assert answered[1] == "Done, wifi."
    session.commit()
    assert len([mail for mail in mailbox.to(inbox) if mail.subject.startswith("Young people have told")]) == 1


def test_staff_read_it_as_one(session: Session, client: Client, desk: Desk, other: Desk) -> None:
    pair = made.joined(session, desk, other)
    _shared(session, client, desk, pair)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    assert "1 piece of feedback" in client.get("/commissioning/feedback/").text
    page = client.get(f"/commissioning/feedback/{pair[0].reference}/")
    assert "Two young inspectors" in page.text
    assert all(words in page.text for words in ("Too loud.", "It felt cold."))


def test_either_may_end_it_and_they_go_by_themselves(
    session: Session, client: Client, desk: Desk, other: Desk, admin: Person
) -> None:
    pair = made.joined(session, desk, other)
    page = client.submit(_together(client, other).form("Keep mine apart"))
    assert "You can join the two." in page.text
    client.sign_in(desk.coordinator)
    client.get(f"/voice/feedback/{pair[0].reference}/joint/", expect=404)
    for each in pair:
        made.share(session, desk, each)
    client.sign_in(admin)
    assert "2 pieces of feedback" in client.get("/provider/feedback/").text


def test_sharing_one_by_itself_ends_it(session: Session, client: Client, desk: Desk, other: Desk) -> None:
    pair = made.joined(session, desk, other)
    join = queries.find_join(session, pair[0].id)
    assert join is not None
    made.share(session, desk, pair[1])
    assert queries.find_join(session, pair[0].id) is None
    with pytest.raises(services.Refused, match="no longer want to be read as one"):
        services.share_as_one(
            session, join, answer_by_on=clock.today(clock.now() + made.WEEKS), actor=desk.moderator, now=clock.now()
        )
    assert _together(client, desk).path == f"/inspect/visits/{desk.visit.reference}/"


def test_what_one_has_not_agreed_holds_both_up(session: Session, client: Client, desk: Desk, other: Desk) -> None:
    pair = [
        made.in_state(session, desk, READ, {"wifi": Given(value=2)}),
        made.in_state(session, other, READ, {"could-be-better": Given(text=made.WRITTEN)}),
    ]
    for each, who in zip(pair, (desk, other), strict=True):
        services.join(session, each, actor=who.author, now=clock.now())
    made.show(session, desk, pair[0])
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{pair[0].reference}/joint/")
    assert page.text.count("has not seen this as it would be shared") == 1
    assert "each young person was shown theirs and has answered" in page.text


def test_both_have_seen_theirs_before_the_home_reads_them_as_one(session: Session, desk: Desk, other: Desk) -> None:
    pair = [made.in_state(session, who, READ, said) for who, said in zip((desk, other), made.PAIRED, strict=True)]
    for each, who in zip(pair, (desk, other), strict=True):
        services.join(session, each, actor=who.author, now=clock.now())
    made.show(session, desk, pair[0])
    join, now = queries.find_join(session, pair[0].id), clock.now()
    assert join is not None
    with pytest.raises(services.Refused, match="Show it to the young person first"):
        services.share_as_one(session, join, answer_by_on=clock.today(now + made.WEEKS), actor=desk.moderator, now=now)
    session.expire_all()
    assert [each.state for each in pair] == [READ, READ]


def test_it_cannot_be_ended_once_it_is_shared(session: Session, client: Client, desk: Desk, other: Desk) -> None:
    pair = made.joined(session, desk, other)
    _shared(session, client, desk, pair)
    assert "Staff have both as one now." in _together(client, other).text
    with pytest.raises(services.Refused, match="can no longer take it apart"):
        services.part(session, pair[1], actor=other.author, now=clock.now())


def test_it_is_for_two_who_both_sent(session: Session, client: Client, desk: Desk, other: Desk) -> None:
    sent = made.in_state(session, desk, FeedbackState.SENT, made.PAIRED[0])
    assert _together(client, desk).path == f"/inspect/visits/{desk.visit.reference}/"
    with pytest.raises(services.Refused, match="too late"):
        services.join(session, sent, actor=desk.author, now=clock.now())
    made.in_state(session, other, FeedbackState.SENT, made.PAIRED[1])
    assert "Ask to join" in _together(client, desk).html
    third = made.other_of_pair(session, desk, "Third Tern")
    assert _together(client, desk).path == f"/inspect/visits/{desk.visit.reference}/"
    assert _together(client, third).path == f"/inspect/visits/{desk.visit.reference}/"


def test_asking_agreeing_and_ending_are_recorded_without_a_word(
    session: Session, client: Client, desk: Desk, other: Desk
) -> None:
    pair = made.joined(session, desk, other)
    services.part(session, pair[0], actor=desk.author, now=clock.now())
    session.commit()
    rows = session.scalars(select(EventRow).where(EventRow.verb.startswith("voice.join_")))
    assert {(row.verb, row.subject_reference, row.detail) for row in rows} == {
        ("voice.join_asked", pair[0].reference, "{}"),
        ("voice.join_agreed", pair[1].reference, "{}"),
        ("voice.join_ended", pair[0].reference, "{}"),
    }
