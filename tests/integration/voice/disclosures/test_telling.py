"""A young inspector tells: what the page says first, what is kept, and that it is kept once and lost never."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.accounts import services as accounts
from portal.events import EventRow
from portal.quality.models import Visit
from portal.voice.disclosures import services
from portal.voice.disclosures.models import About, Disclosure, DisclosureDuty, SenderKind
from portal.voice.disclosures.rules import Arrangements
from portal.voice.disclosures.services import Said, Sender
from portal.voice.inspectors import services as inspectors
from portal.web.kept import MADE_ROOM, ParkedForm
from portal.web.parked_words import (
    CHOICE_LOST_YOUNG,
    GIVEN_BACK_YOUNG,
    GONE_ENDED_YOUNG,
    GONE_OF_OTHER_YOUNG,
    GONE_YOUNG,
    KEPT_BRIEFLY_YOUNG,
    KEPT_FOR_WRITER_BRIEFLY_YOUNG,
    KEPT_YOUNG,
    NOT_KEPT_YOUNG,
    NOT_TYPED,
    REFUSED_YOUNG,
    SENT_BEFORE_YOUNG,
    UNDONE,
    UNDONE_ENDED_YOUNG,
    UNDONE_OF_OTHER_YOUNG,
    UNTIL_YOUNG,
)
from tests import factories
from tests.factories import Joined
from tests.integration.quality import made as visits_made
from tests.integration.voice.disclosures import made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.integration.voice.inspectors.walking import PIN, come_back
from tests.support.client import Client
from tests.support.grades import grade_of, grade_of_page
from tests.support.pages import Page

At = Callable[[datetime], None]
TELL = "/inspect/not-safe"
MONDAY = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)


def only(session: Session) -> Disclosure:
    session.commit()
    session.expire_all()
    return session.scalars(select(Disclosure)).one()


@pytest.fixture
def young(session: Session) -> Joined:
    """A young inspector with their card."""
    return factories.make_inspector(session, nickname="Maple")


@pytest.fixture
def page(client: Client, young: Joined) -> Page:
    come_back(client, young.code, nickname="Maple")
    return client.get(TELL)


def test_the_page_says_what_happens_before_the_first_box(client: Client, session: Session) -> None:
    authority = factories.make_authority(session)
    arranged = Arrangements(out_of_hours_name="the night team", out_of_hours_number="0151 496 0999")
    lead = factories.viewer_of(session, made.lead(session))
    services.arrange(
        session, authority.id, authority.code, arranged, seen=Arrangements().mark, actor=lead, now=clock.now()
    )
    client.sign_in(made.inspector(session))
    before, _, after = client.get(TELL).text.partition("What did you see or hear?")
    for words in (
        "Call 999",
        "Childline on 0800 1111",
        "At night, call the night team on 0151 496 0999",
        "They read it from 9am to 5pm, Monday to Friday. Nobody reads it at night.",
        "we can not keep it secret",
        "Your coordinator can read it too. Staff at the home can not.",
        "It is confidential. But staff know who came on a visit",
    ):
        assert words in before
    assert "anonymous" not in before + after


def test_without_an_out_of_hours_number_none_is_shown(page: Page) -> None:
    assert "At night, call" not in page.text


def test_what_was_told_is_kept_and_the_page_says_what_happens_next(
    client: Client, session: Session, page: Page, at: At
) -> None:
    at(MONDAY)
    sent = client.submit(page.form("Send it"), told=made.TOLD, reach_by=made.REACH_BY)
    kept = only(session)
    assert (kept.told, kept.reach_by, kept.about) == (made.TOLD, made.REACH_BY, About.NOT_SAID)
    assert (sent.path, sent.h1) == (f"{TELL}/{kept.reference}", "Thank you for telling us")
    assert kept.reference in sent.text
    assert "One of them reads it by the end of 3 March 2026. Nobody reads it at night." in sent.text
    assert "They get in touch the way you said." in sent.text
    assert made.CANARY not in sent.html
    due = session.scalars(select(DisclosureDuty.due_at)).all()
    assert due == [MONDAY + timedelta(days=1)] * 2


@pytest.mark.parametrize("typed", [{"told": "They shout"}, {"reach_by": "Ask Jo"}])
def test_any_box_alone_is_enough(client: Client, session: Session, page: Page, typed: dict[str, str]) -> None:
    client.submit(page.form("Send it"), **typed)
    assert only(session)


def test_nothing_at_all_is_asked_about_kindly(client: Client, session: Session, page: Page) -> None:
    answer = client.submit(page.form("Send it"), told="  ", reach_by="")
    assert answer.errors == ["Tell us a little. A few words will do"]
    assert session.scalars(select(Disclosure)).all() == []


def test_a_form_sent_twice_is_one_disclosure(client: Client, session: Session, page: Page) -> None:
    form = page.form("Send it")
    first, second = (client.submit(form, told=made.TOLD) for _ in range(2))
    assert first.path == second.path
    assert only(session)


def test_the_same_words_on_another_day_are_another_disclosure(client: Client, session: Session, page: Page) -> None:
    first = client.submit(page.form("Send it"), told="It happened again")
    second = client.submit(client.get(TELL).form("Send it"), told="It happened again")
    assert first.path != second.path


def test_other_words_in_the_same_form_are_not_lost(client: Client, session: Session, page: Page) -> None:
    form = page.form("Send it")
    paths = {client.submit(form, told=words).path for words in ("They shout", "They shout and hit")}
    assert len(paths) == 2


def test_a_form_without_its_random_part_is_never_taken_for_an_earlier_one(
    client: Client, session: Session, page: Page
) -> None:
    paths = {client.post(TELL, {"told": "Help"}).path for _ in range(2)}
    assert len(paths) == 2


def test_twenty_sends_of_one_form_at_once_are_one_disclosure(app: Flask, session: Session) -> None:
    sender, authority = made.inspector(session), factories.make_authority(session)
    begin = Barrier(20)

    def send(_: int) -> str:
        with app.app_context(), db.database().session() as own:
            begin.wait()
            said = Said(About.NOT_SAID, made.TOLD, "")
            who = Sender(SenderKind.INSPECTOR, sender.id)
            return services.tell(
                own, who, said, authority_id=authority.id, form_key="one page", now=clock.now()
            ).reference

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(send, range(20)))) == 1
    assert only(session)
    told = select(EventRow).where(EventRow.verb == "voice.disclosure_told")
    assert len(session.scalars(told).all()) == 1


def test_a_disclosure_knows_the_visit_and_so_the_home(session: Session) -> None:
    home = factories.make_home(session, factories.make_provider(session))
    officer = factories.make_staff(session, Role.QA_OFFICER)
    visit = visits_made.visit(session, home, officer)
    found = made.told(session, text="", reach_by="", visit=visit)
    assert (found.about, found.visit_id, found.home_id) == (About.VISIT, visit.id, home.id)


def test_the_record_tells_nobody_who_told(session: Session) -> None:
    found = made.told(session)
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_told")).one()
    assert (event.actor_reference, event.subject_reference, event.detail) == ("young_person", found.reference, "{}")
    assert (event.provider_reference, event.personal_hash) == (None, None)


def test_a_confirmation_is_for_its_sender_alone(client: Client, session: Session) -> None:
    found = made.told(session)
    client.sign_in(made.inspector(session, "Rowan"))
    client.get(f"{TELL}/{found.reference}", expect=404)


# Which visit it is about.


@pytest.fixture
def visit(session: Session, young: Joined) -> Visit:
    """A visit of theirs that began an hour ago; another begins tomorrow, and one is a colleague's."""
    home = factories.make_home(session, factories.make_provider(session))
    officer, now = factories.make_staff(session, Role.QA_OFFICER), clock.now()
    begun, ahead, other = (
        visits_made.visit(session, home, officer, starts_at=now + timedelta(hours=hours)) for hours in (-1, 20, -4)
    )
    coordinator = young.inspector.coordinator
    for each, inspector in (
        (begun, young.inspector),
        (ahead, young.inspector),
        (other, factories.make_inspector(session, coordinator, "Rowan").inspector),
    ):
        inspectors_made.placed(session, each, inspector, coordinator)
    return begun


def test_only_own_visits_that_have_begun_are_offered(client: Client, visit: Visit, page: Page) -> None:
    assert client.get(TELL).form("Send it").options("about") == [visit.reference, "somewhere_else"]


def test_a_visit_alone_is_enough_and_carries_its_home(
    client: Client, session: Session, page: Page, visit: Visit
) -> None:
    client.submit(client.get(TELL).form("Send it"), about=visit.reference)
    kept = only(session)
    assert (kept.about, kept.visit_id, kept.home_id) == (About.VISIT, visit.id, visit.home_id)


def test_somewhere_else_needs_a_few_words(client: Client, session: Session, page: Page, visit: Visit) -> None:
    form = client.get(TELL).form("Send it")
    assert client.submit(form, about="somewhere_else").errors == ["Tell us a little. A few words will do"]
    client.submit(form, about="somewhere_else", told="At the bus stop")
    assert (only(session).about, only(session).visit_id) == (About.SOMEWHERE_ELSE, None)


def test_a_visit_of_somebody_else_cannot_be_named(client: Client, session: Session, page: Page, visit: Visit) -> None:
    other = session.scalars(select(Visit).where(Visit.id != visit.id).order_by(Visit.id.desc())).first()
    assert other is not None
    form = client.get(TELL).form("Send it")
    assert client.submit(form, about=other.reference, told="Help").errors
    assert session.scalars(select(Disclosure)).all() == []


# What was typed when a session ended.


def end_session(session: Session, young: Joined) -> None:
    accounts.end_all_sessions(session, young.person.id, now=clock.now())
    session.commit()


def send_late(client: Client, page: Page) -> Page:
    """Send from a page whose token does not fit any more: then it is not known that its writer sends it."""
    form = page.form("Send it")
    form.outlive_token()
    return client.submit(form, told=made.TOLD)


def test_an_ended_session_is_heard_at_once_as_theirs(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    end_session(session, young)
    form = page.form("Send it")
    for _ in range(2):
        sent = client.submit(form, told=made.TOLD)
        assert sent.h1 == "Thank you for telling us" and made.CANARY not in sent.html
    kept = only(session)
    assert (kept.sender_kind, kept.sender_id, kept.told) == (SenderKind.INSPECTOR, young.person.id, made.TOLD)
    assert session.scalars(select(ParkedForm)).all() == []
    assert client.get("/inspect/home").path == "/inspect/"


def test_somebody_who_left_as_they_wrote_is_heard(client: Client, session: Session, page: Page, young: Joined) -> None:
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    inspectors.leave(session, young.inspector, actor=factories.viewer_of(session, coordinator), now=clock.now())
    session.commit()
    empty = client.submit(page.form("Send it"))
    assert empty.errors == ["Tell us a little. A few words will do"]
    sent = client.submit(empty.form("Send it"), told=made.TOLD)
    assert sent.h1 == "Thank you for telling us" and grade_of_page(sent) <= 5
    assert only(session).sender_id == young.person.id


def leave(session: Session, young: Joined) -> None:
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    inspectors.leave(session, young.inspector, actor=factories.viewer_of(session, coordinator), now=clock.now())
    session.commit()


@pytest.mark.parametrize("is_another_in", [False, True])
def test_somebody_who_left_is_heard_by_their_page_alone(
    client: Client, session: Session, page: Page, young: Joined, is_another_in: bool
) -> None:
    other = factories.make_inspector(session, nickname="Rowan")
    leave(session, young)
    client.browser.delete_cookie("portal")
    if is_another_in:
        come_back(client, other.code, nickname="Rowan")
    first, second = (client.submit(page.form("Send it"), told=made.TOLD) for _ in range(2))
    assert first.h1 == second.h1 == "Thank you for telling us" and made.CANARY not in first.html
    assert grade_of_page(first) <= 5
    kept = only(session)
    assert (kept.sender_id, kept.told, kept.by_card) == (young.person.id, made.TOLD, False)
    assert session.scalars(select(ParkedForm)).all() == []


def test_what_is_asked_again_of_somebody_who_left_stays_theirs_though_another_is_in(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    other = factories.make_inspector(session, nickname="Rowan")
    leave(session, young)
    come_back(client, other.code, nickname="Rowan")
    empty = client.submit(page.form("Send it"))
    assert empty.errors == ["Tell us a little. A few words will do"]
    client.submit(empty.form("Send it"), told=made.TOLD)
    assert only(session).sender_id == young.person.id


@pytest.mark.parametrize("ends", ["before", "between"])
def test_nobody_elses_session_that_ended_there_names_what_somebody_who_left_tells(
    client: Client, session: Session, page: Page, young: Joined, ends: str
) -> None:
    """The page is shown again, with a token that fits a cookie which names the other one."""
    other = factories.make_inspector(session, nickname="Rowan")
    leave(session, young)
    come_back(client, other.code, nickname="Rowan")
    if ends == "before":
        end_session(session, other)
        client.get("/inspect/home")
    empty = client.submit(page.form("Send it"))
    assert empty.errors == ["Tell us a little. A few words will do"]
    if ends == "between":
        end_session(session, other)
    sent = client.submit(empty.form("Send it"), told=made.TOLD)
    assert sent.h1 == "Thank you for telling us"
    assert only(session).sender_id == young.person.id


def test_somebody_who_left_is_heard_though_staff_are_in_there(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    leave(session, young)
    client.sign_in(factories.make_staff(session, Role.QA_OFFICER, name="Olu Officer"))
    empty = client.submit(page.form("Send it"))
    assert empty.errors == ["Tell us a little. A few words will do"]
    sent = client.submit(empty.form("Send it"), told=made.TOLD)
    assert sent.h1 == "Thank you for telling us" and made.CANARY not in sent.html
    assert only(session).sender_id == young.person.id


def test_without_a_cookie_that_says_whose_it_was_nothing_is_told_in_their_name(
    new_client: Callable[[], Client], session: Session, page: Page, young: Joined
) -> None:
    end_session(session, young)
    other = new_client()
    other.get("/inspect/")
    send_late(other, page)
    form = page.form("Send it")
    form.values["csrf_token"] = [other.csrf_token()]
    other.submit(form, told=made.TOLD)
    assert session.scalars(select(Disclosure)).all() == []


def test_what_was_typed_survives_a_session_that_ended(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    end_session(session, young)
    send_late(client, page)
    again = come_back(client, young.code, nickname="Maple")
    assert again.path == TELL and "This was not sent yet." in again.text
    assert again.form("Send it").values["told"] == [made.TOLD]
    client.submit(again.form("Send it"))
    assert only(session).told == made.TOLD
    assert session.scalars(select(ParkedForm)).all() == []
    assert "Not sent yet." not in client.get("/inspect/home").text


def test_the_first_page_says_so_until_it_is_sent(client: Client, session: Session, page: Page, young: Joined) -> None:
    end_session(session, young)
    send_late(client, page)
    come_back(client, young.code, nickname="Maple")
    home = client.get("/inspect/home")
    until = "Not sent yet. You were signed out as you wrote. Your words are kept for you until "
    assert until in home.text and made.CANARY not in home.html
    assert grade_of_page(home) <= 5
    again = client.get(home.link("Look at them and send them"))
    assert again.form("Send it").values["told"] == [made.TOLD]
    client.submit(again.form("Send it"))
    assert only(session).told == made.TOLD
    assert "Not sent yet." not in client.get("/inspect/home").text


def test_a_nickname_that_was_not_taken_waits_for_nobody(client: Client, session: Session, young: Joined) -> None:
    form = client.get(f"/inspect/{young.code}/back").form("Go in")
    form.values["csrf_token"] = ["made-up"]
    again = client.submit(form, nickname="Maple", password=PIN)
    assert again.form("Go in").values["nickname"] == [""] and NOT_TYPED in again.text
    assert session.scalars(select(ParkedForm)).all() == []
    home = client.submit(again.form("Go in"), nickname="Maple", password=PIN)
    assert home.path == "/inspect/home" and "Not sent yet." not in home.text


def test_what_was_restored_and_sent_is_not_said_to_wait_when_its_old_page_is_sent_again(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    client.submit(client.get("/inspect/home").form("Sign out"))
    come_back(client, young.code, nickname="Maple")
    restored = client.submit(page.form("Send it"), told=made.TOLD)
    client.submit(restored.form("Send it"))
    again = client.submit(page.form("Send it"), told=made.TOLD)
    assert SENT_BEFORE_YOUNG in again.text and "Not sent yet." not in client.get("/inspect/home").text
    assert (only(session).told, session.scalars(select(ParkedForm)).all()) == (made.TOLD, [])
    other = client.submit(page.form("Send it"), told="Something else")
    assert other.form("Send it").values["told"] == ["Something else"]


def test_kept_words_go_with_these_words_alone_when_their_writer_is_not_there(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    client.submit(client.get("/inspect/home").form("Sign out"))
    come_back(client, young.code, nickname="Maple")
    restored = client.submit(page.form("Send it"), told=made.TOLD).form("Send it")
    end_session(session, young)
    for words in ("", "Of somebody else"):
        client.submit(restored, told=words)
        session.commit()
        assert made.TOLD.split()[0] in session.scalars(select(ParkedForm.fields)).one()
    assert client.submit(restored).h1 == "Thank you for telling us"
    session.commit()
    assert session.scalars(select(ParkedForm)).all() == []
    assert sorted(session.scalars(select(Disclosure.told))) == sorted(["Of somebody else", made.TOLD])


def test_who_left_is_not_told_to_come_back(client: Client, session: Session, page: Page, young: Joined) -> None:
    leave(session, young)
    assert GONE_ENDED_YOUNG in client.get("/inspect/home").text


def test_it_survives_too_when_another_page_found_out_first(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    end_session(session, young)
    client.get("/inspect/home")
    send_late(client, page)
    come_back(client, young.code, nickname="Maple")
    assert client.get(TELL).form("Send it").values["told"] == [made.TOLD]


def test_the_next_person_at_the_same_browser_never_gets_it(
    client: Client, session: Session, page: Page, young: Joined
) -> None:
    other = factories.make_inspector(session, nickname="Rowan")
    end_session(session, young)
    start = send_late(client, page)
    home = come_back(client, other.code, nickname="Rowan")
    assert home.path == "/inspect/home" and "Not sent yet." not in home.text
    assert made.CANARY not in start.html + home.html + client.get(TELL).html


def test_of_somebody_unknown_nothing_is_kept_and_they_are_told_so(client: Client, session: Session, page: Page) -> None:
    client.sign_out()
    form = page.form("Send it")
    form.values["csrf_token"] = [client.csrf_token()]
    answer = client.submit(form, told=made.TOLD)
    assert "We could not keep your words. Come back in and write them again." in answer.text
    assert session.scalars(select(ParkedForm)).all() == []


def test_it_is_gone_after_an_hour(
    app: Flask, client: Client, session: Session, page: Page, young: Joined, at: At
) -> None:
    end_session(session, young)
    send_late(client, page)
    at(clock.now() + timedelta(minutes=61))
    come_back(client, young.code, nickname="Maple")
    assert made.CANARY not in client.get(TELL).html
    session.commit()
    app.extensions["portal_huey"].portal_chores.call_local()
    assert session.scalars(select(ParkedForm)).all() == []


# How it reads.


def test_both_pages_read_at_grade_five_or_below_also_with_an_error_and_visits(
    client: Client, session: Session, page: Page, visit: Visit
) -> None:
    lead = factories.viewer_of(session, made.lead(session))
    arranged = Arrangements(out_of_hours_name="the night team", out_of_hours_number="0151 496 0999")
    authority = factories.make_authority(session)
    services.arrange(
        session, authority.id, authority.code, arranged, seen=Arrangements().mark, actor=lead, now=clock.now()
    )
    form = client.get(TELL).form("Send it")
    pages = [client.get(TELL), client.submit(form), client.submit(form, told="They shout"), page]
    pages.append(client.submit(client.get(TELL).form("Send it"), reach_by="Ask Jo"))
    grades = {f"{one.path} {one.errors}": grade_of_page(one) for one in pages}
    assert max(grades.values()) <= 5, grades


@pytest.mark.parametrize(
    "sentence",
    [
        KEPT_YOUNG,
        KEPT_BRIEFLY_YOUNG,
        KEPT_FOR_WRITER_BRIEFLY_YOUNG,
        MADE_ROOM,
        NOT_KEPT_YOUNG,
        NOT_TYPED,
        CHOICE_LOST_YOUNG,
        GIVEN_BACK_YOUNG,
        GONE_ENDED_YOUNG,
        GONE_OF_OTHER_YOUNG,
        GONE_YOUNG,
        REFUSED_YOUNG,
        SENT_BEFORE_YOUNG,
        UNDONE,
        UNDONE_ENDED_YOUNG,
        UNDONE_OF_OTHER_YOUNG,
        UNTIL_YOUNG.format("3:04pm"),
    ],
)
def test_what_is_said_of_a_session_that_ended_reads_so_too(sentence: str) -> None:
    assert grade_of(sentence) <= 5
