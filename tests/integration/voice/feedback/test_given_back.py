"""Words whose page takes them no more are shown to their writer once, to be copied; and nobody is led in a circle."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.accounts import services as accounts
from portal.accounts.models import Grant
from portal.homes.models import Home
from portal.voice.feedback import queries, services
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Author
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import InspectorVisit
from portal.web.kept import ParkedForm
from portal.web.parked_words import (
    CHECK_AND_SEND_YOUNG,
    GIVEN_BACK,
    GIVEN_BACK_YOUNG,
    GONE_OF_OTHER_YOUNG,
    GONE_YOUNG,
    KEPT_FOR_WRITER_YOUNG,
    NOT_TYPED,
    OTHER_DESK,
    REFUSED_YOUNG,
)
from tests import factories
from tests.factories import Joined
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import CANARY, WRITTEN, Desk
from tests.integration.voice.inspectors.walking import PIN, come_back
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Form

TEXT = "could-be-better"


def _question(desk: Desk) -> str:
    return f"/inspect/visits/{desk.visit.reference}/feedback/questions/{TEXT}"


def _writing(client: Client, session: Session, desk: Desk) -> tuple[Joined, Form]:
    """Kestrel has a question open."""
    kestrel = factories.make_inspector(session, desk.coordinator, "Kestrel")
    made.go(session, desk.visit, kestrel.inspector, desk.moderator)
    made.draft(session, desk, {}, Author(inspector_id=kestrel.inspector.person_id, visit=desk.visit))
    session.commit()
    come_back(client, kestrel.code)
    return kestrel, client.get(_question(desk)).form("Next")


def _sign_out(client: Client) -> None:
    client.submit(client.get("/inspect/home").form("Sign out"))


def _take_off(session: Session, desk: Desk, kestrel: Joined) -> None:
    query = select(InspectorVisit).where(InspectorVisit.inspector_id == kestrel.inspector.id)
    inspectors.take_off(session, desk.visit, session.scalars(query).one(), actor=desk.moderator, now=clock.now())
    session.commit()


def _kept(session: Session) -> list[str]:
    session.commit()
    return list(session.scalars(select(ParkedForm.fields)))


def test_who_was_taken_off_a_visit_sees_the_words_and_is_led_there_no_more(
    client: Client, session: Session, desk: Desk
) -> None:
    kestrel, form = _writing(client, session, desk)
    _sign_out(client)
    client.submit(form, text=WRITTEN)
    _take_off(session, desk, kestrel)
    back = client.get(f"/inspect/{kestrel.code}/back").form("Go in")
    page = client.submit(back, nickname="Kestrel", password=PIN, expect=404)
    assert page.path == _question(desk) and GIVEN_BACK_YOUNG in page.text and "We keep them until" in page.text
    assert CANARY in page.html and grade_of_page(page) <= 5
    home = client.get("/inspect/home")
    assert "Not sent yet." not in home.text
    _sign_out(client)
    assert come_back(client, kestrel.code).path == "/inspect/home"
    assert CANARY in client.get(_question(desk), expect=404).html
    _sign_out(client)
    assert CANARY not in client.get(_question(desk)).html


def test_a_page_that_opens_again_takes_them_after_all(client: Client, session: Session, desk: Desk) -> None:
    kestrel, form = _writing(client, session, desk)
    _sign_out(client)
    client.submit(form, text=WRITTEN)
    _take_off(session, desk, kestrel)
    back = client.get(f"/inspect/{kestrel.code}/back").form("Go in")
    client.submit(back, nickname="Kestrel", password=PIN, expect=404)
    made.go(session, desk.visit, kestrel.inspector, desk.moderator)
    session.commit()
    assert client.get(_question(desk)).form("Next").values["text"] == [WRITTEN]


def test_what_is_refused_as_it_is_sent_can_be_copied(client: Client, session: Session, desk: Desk) -> None:
    kestrel, form = _writing(client, session, desk)
    _take_off(session, desk, kestrel)
    page = client.submit(form, text=WRITTEN, expect=404)
    assert REFUSED_YOUNG in page.text and CANARY in page.html and grade_of_page(page) <= 5


def test_a_page_that_leads_on_shows_the_words_before_it_does(client: Client, session: Session, desk: Desk) -> None:
    kestrel, form = _writing(client, session, desk)
    _sign_out(client)
    client.submit(form, text=WRITTEN)
    told = session.scalars(select(Feedback).where(Feedback.inspector_id == kestrel.inspector.person_id)).one()
    session.delete(told)
    session.commit()
    page = come_back(client, kestrel.code)
    assert page.path == _question(desk) and GIVEN_BACK_YOUNG in page.text and CANARY in page.html
    assert client.get(page.link("Go on")).path == f"/inspect/visits/{desk.visit.reference}/feedback/"
    assert client.get(_question(desk)).path == f"/inspect/visits/{desk.visit.reference}/feedback/"
    assert "Not sent yet." not in client.get("/inspect/home").text


def test_a_page_that_shows_them_and_takes_them_no_more_is_led_to_until_they_have_seen_it(
    client: Client, session: Session, desk: Desk
) -> None:
    kestrel, form = _writing(client, session, desk)
    _sign_out(client)
    client.submit(form, text=WRITTEN)
    told = session.scalars(select(Feedback).where(Feedback.inspector_id == kestrel.inspector.person_id)).one()
    wifi = queries.get_question(session, told.set_slug, told.set_version, "wifi")
    services.save_answer(session, told, wifi, Given(value=2))
    services.send(session, told, actor=factories.viewer_of(session, kestrel.person), now=clock.now())
    session.commit()
    page = come_back(client, kestrel.code)
    assert page.path == _question(desk) and CANARY in page.html
    client.submit(page.form("I have seen this"))
    assert "Not sent yet." not in client.get("/inspect/home").text
    _sign_out(client)
    assert come_back(client, kestrel.code).path == "/inspect/home"


def test_whose_role_has_ended_is_told_that_it_is_kept_and_can_copy_it(
    client: Client, session: Session, desk: Desk
) -> None:
    told = made.in_state(session, desk, FeedbackState.READ)
    session.commit()
    client.sign_in(desk.coordinator)
    form = client.get(f"/voice/feedback/{told.reference}/tell-lead").form()
    admin = factories.viewer_of(session, factories.make_staff(session, Role.PORTAL_ADMIN, name="Ada Min"))
    grant = session.scalars(select(Grant).where(Grant.person_id == desk.coordinator.id)).one()
    accounts.end_grant(session, grant, actor=admin, now=clock.now())
    session.commit()
    page = client.submit(form, told=WRITTEN)
    page = client.submit(
        page.form("Sign in"), email=desk.coordinator.email or "", password=factories.PASSWORD, expect=403
    )
    assert GIVEN_BACK in page.text and "It is kept until" in page.text and CANARY in page.html
    assert OTHER_DESK not in page.text


def test_an_inspector_who_left_has_the_words_to_copy_and_the_door_that_still_hears(
    client: Client, session: Session, desk: Desk
) -> None:
    kestrel, form = _writing(client, session, desk)
    inspectors.leave(session, kestrel.inspector, actor=desk.moderator, now=clock.now())
    session.commit()
    page = client.submit(form, text=WRITTEN, expect=410)
    assert GONE_YOUNG in page.text and CANARY in page.html and grade_of_page(page) <= 5
    assert client.get(page.link("Tell us that somebody is not safe")).path == "/inspect/not-safe/card/"
    assert _kept(session) == []


def test_whoever_has_come_in_since_does_not_see_them(client: Client, session: Session, desk: Desk) -> None:
    kestrel, form = _writing(client, session, desk)
    other = factories.make_inspector(session, desk.coordinator, "Biscuit")
    inspectors.leave(session, kestrel.inspector, actor=desk.moderator, now=clock.now())
    session.commit()
    come_back(client, other.code, nickname="Biscuit")
    page = client.submit(form, text=WRITTEN, expect=410)
    assert GONE_OF_OTHER_YOUNG in page.text and CANARY not in page.html and grade_of_page(page) <= 5
    assert page.link("Tell us that somebody is not safe") == "/inspect/not-safe/card/"


def test_at_another_desk_the_page_says_that_it_is_kept_and_the_right_desk_leads_there(
    client: Client, session: Session, desk: Desk, home: Home
) -> None:
    person, provider = desk.coordinator, home.provider
    accounts.add_grant(
        session,
        person,
        Role.PROVIDER_ADMIN,
        actor=events.SYSTEM,
        now=clock.now(),
        provider_id=provider.id,
        provider_reference=provider.reference,
        accepted=True,
    )
    told = made.in_state(session, desk, FeedbackState.READ)
    session.commit()
    council, organisation = f"0-{desk.visit.authority_id}", f"{provider.id}-0"
    client.sign_in(person)
    client.post("/account/desk", {"desk": council})
    page = f"/voice/feedback/{told.reference}/tell-lead"
    form = client.get(page).form()
    client.post("/account/desk", {"desk": organisation})
    shut = client.submit(form, told=WRITTEN, expect=403)
    assert GIVEN_BACK in shut.text and OTHER_DESK in shut.text and "It is kept until" in shut.text
    assert CANARY in shut.html
    assert client.post("/account/desk", {"desk": organisation}).path == "/today"
    again = client.post("/account/desk", {"desk": council})
    assert again.path == page and again.form().values["told"] == [WRITTEN]


def test_a_button_with_nothing_typed_is_not_kept_as_words(client: Client, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    session.commit()
    client.sign_in(desk.inspector)
    base = f"/inspect/visits/{desk.visit.reference}/feedback/"
    client.submit(client.get(f"{base}changes/{TEXT}").form("Save"), verdict="agreed")
    form = client.get(f"{base}changes/").form("Send my answer")
    form.outlive_token()
    assert NOT_TYPED in client.submit(form).text
    services.take_back(session, told, actor=desk.moderator, now=clock.now())
    session.commit()
    assert _kept(session) == []
    assert "Not sent yet." not in client.get("/inspect/home").text
    assert CHECK_AND_SEND_YOUNG not in client.get(f"{base}changes/").text


def test_it_is_said_once_however_often_it_was_sent(client: Client, session: Session, desk: Desk) -> None:
    form = _writing(client, session, desk)[1]
    biscuit = factories.make_inspector(session, desk.coordinator, "Biscuit")
    session.commit()
    _sign_out(client)
    come_back(client, biscuit.code, nickname="Biscuit")
    for _ in range(2):
        client.submit(form, text=WRITTEN, follow=False, expect=303)
    assert client.get("/inspect/home").text.count(KEPT_FOR_WRITER_YOUNG) == 1
