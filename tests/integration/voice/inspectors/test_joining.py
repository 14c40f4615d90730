"""Joining with a card, coming back for months, a lost PIN, and codes that are old, used, guessed or shared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.db import Database
from portal.events import EventRow
from portal.mail import OutboxMail
from portal.voice.inspectors import queries, rules, services
from portal.voice.inspectors.models import ConsentText, Inspector, InspectorCard
from portal.voice.inspectors.services.joining import NO_CARD, NO_MATCH
from portal.voice.inspectors.services.tries import TOO_MANY
from portal.web.kept import ParkedForm
from tests import factories
from tests.integration.voice.inspectors.walking import PIN, come_back, join, open_card
from tests.support.client import Client
from tests.support.grades import grade_of_page

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
UNKNOWN = "VVVVWWWW"


@pytest.fixture
def coordinator(session: Session) -> Person:
    return factories.make_staff(session, Role.COORDINATOR)


@pytest.fixture
def card(session: Session, coordinator: Person) -> str:
    """The code of somebody's first card."""
    actor = factories.viewer_of(session, coordinator)
    _, code = services.invite(session, authority_id=actor.authority_id or 0, actor=actor, now=clock.now())
    return code


def the_inspector(session: Session) -> Inspector:
    return session.scalars(select(Inspector)).one()


def new_card(session: Session, coordinator: Person) -> str:
    actor = factories.viewer_of(session, coordinator)
    code = services.make_card(session, the_inspector(session), actor=actor, now=clock.now())
    session.commit()
    return code


def test_somebody_joins_without_name_email_or_phone(client: Client, session: Session, card: str) -> None:
    page = join(client, card)
    assert (page.path, page.h1) == ("/inspect/home", "Hello Kestrel")
    assert "You have joined. Keep your card." in page.text
    inspector = the_inspector(session)
    assert (inspector.nickname, inspector.age_band, inspector.state) == ("Kestrel", "18-20", "active")
    assert inspector.pin_hash and inspector.pin_hash.startswith("$argon2id$") and PIN not in inspector.pin_hash
    person = session.get_one(Person, inspector.person_id)
    assert (person.email, person.name, person.password_hash) == (None, "Young inspector", None)
    grant = session.scalars(select(Grant).where(Grant.person_id == person.id)).one()
    assert (grant.role, grant.authority_id) == (Role.YOUNG_INSPECTOR, inspector.authority_id)
    consent = queries.list_consents(session, inspector.id)[0]
    assert (consent.text.version, consent.text.dated.year) == (1, 2026)
    assert not session.scalar(select(func.count()).select_from(OutboxMail))


def test_the_card_is_kept_only_as_a_keyed_hash(session: Session, card: str) -> None:
    kept = session.scalars(select(InspectorCard)).one()
    assert card not in kept.code_hash and len(kept.code_hash) == 64
    assert kept.code_hash == services.code_hash(card)


def test_they_come_back_on_another_device_after_months(
    new_client: NewClient, session: Session, card: str, at: At
) -> None:
    at(MONDAY)
    join(new_client(), card)
    at(MONDAY + timedelta(days=300))
    page = come_back(new_client(), card, nickname="kestrel ")
    assert (page.path, page.h1) == ("/inspect/home", "Hello Kestrel")


def test_everything_wrong_gets_the_same_words(new_client: NewClient, session: Session, card: str) -> None:
    """An unknown code, a card that nobody used, a wrong nickname, a wrong PIN: none tells which."""
    unused = come_back(new_client(), card)
    join(new_client(), card)
    pages = [
        unused,
        come_back(new_client(), UNKNOWN),
        come_back(new_client(), card, nickname="Otter"),
        come_back(new_client(), card, pin="903817"),
    ]
    assert {tuple(page.errors) for page in pages} == {(NO_MATCH,)}
    assert {page.status for page in pages} == {200}


def test_a_used_card_does_not_open_joining_again(new_client: NewClient, card: str) -> None:
    join(new_client(), card)
    for code in (card, UNKNOWN):
        assert open_card(new_client(), code).errors == [NO_CARD]


def test_steps_of_joining_lead_back_without_the_card(client: Client) -> None:
    for path in ("/inspect/join/promises", "/inspect/join/age", "/inspect/join/nickname", "/inspect/join/pin"):
        page = client.get(path)
        assert page.path == "/inspect/"
        assert "Start again with your code." in page.text


def test_two_who_share_a_card_at_the_same_time_are_one(new_client: NewClient, session: Session, card: str) -> None:
    """Both opened it; the second to choose a PIN is told to ask for a card, and nothing of the first is changed."""
    slow = new_client()
    promises = open_card(slow, card)
    join(new_client(), card)
    age = slow.submit(promises.form("Yes, that is OK"))
    name = slow.submit(age.form("Next"), age="16-17")
    pins = slow.submit(name.form("Next"), nickname="Otter")
    late = slow.submit(pins.form("Join"), password="903817", password_again="903817")
    assert late.errors == [NO_CARD]
    assert the_inspector(session).nickname == "Kestrel"


def test_two_at_the_same_instant_are_one(app: Flask, session: Session, card: str) -> None:
    database: Database = app.extensions["portal_database"]
    session.commit()
    start, outcomes = Barrier(2), []

    def claim(nickname: str) -> None:
        with app.app_context(), database.session() as own:
            text = queries.newest_text(own, queries.JOINING)
            own.commit()
            start.wait()
            try:
                services.join(own, card, nickname=nickname, pin=PIN, age_band="18-20", text=text, now=clock.now())
                outcomes.append(nickname)
            except services.Refused:
                outcomes.append("")

    threads = [Thread(target=claim, args=(name,)) for name in ("Kestrel", "Otter")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert sorted(outcomes) == sorted(["", the_inspector(session).nickname])


def test_an_easy_pin_and_two_that_differ_are_refused(client: Client, card: str) -> None:
    age = client.submit(open_card(client, card).form("Yes, that is OK"))
    pins = client.submit(client.submit(age.form("Next"), age="21-25").form("Next"), nickname="Kestrel")
    easy = client.submit(pins.form("Join"), password="123456", password_again="123456")
    assert easy.errors == ["Lots of people pick that one. Mix the numbers up more"]
    differing = client.submit(easy.form("Join"), password=PIN, password_again="274916")
    assert differing.errors == ["Those are not the same. Type your PIN again"]
    assert "Hello" in client.submit(differing.form("Join"), password=PIN, password_again=PIN).h1


def test_a_lost_pin_is_a_new_card_and_old_sessions_end(
    new_client: NewClient, session: Session, coordinator: Person, card: str
) -> None:
    old = new_client()
    join(old, card)
    fresh_card = new_card(session, coordinator)
    assert old.get("/inspect/home").path == "/inspect/"
    assert come_back(new_client(), card).errors == [NO_MATCH]
    assert open_card(new_client(), card).errors == [NO_CARD]
    fresh = new_client()
    page = open_card(fresh, fresh_card)
    assert page.h1 == "Pick a new PIN"
    home = fresh.submit(page.form("Save my PIN"), password="903817", password_again="903817")
    assert home.h1 == "Hello Kestrel"
    assert come_back(new_client(), fresh_card, pin=PIN).errors == [NO_MATCH]
    assert come_back(new_client(), fresh_card, pin="903817").h1 == "Hello Kestrel"


def test_an_old_card_opens_nothing(new_client: NewClient, session: Session, coordinator: Person, at: At) -> None:
    at(MONDAY)
    actor = factories.viewer_of(session, coordinator)
    _, code = services.invite(session, authority_id=actor.authority_id or 0, actor=actor, now=MONDAY)
    at(MONDAY + rules.CARD_LASTS)
    assert open_card(new_client(), code).errors == [NO_CARD]


def test_guessing_is_throttled_by_code(new_client: NewClient, card: str, at: At) -> None:
    """Five tries, from wherever; then the right PIN waits too, and comes through after the quarter of an hour."""
    at(MONDAY)
    join(new_client(), card)
    for _ in range(5):
        assert come_back(new_client(), card, pin="903817").errors == [NO_MATCH]
    assert come_back(new_client(), card).errors == [TOO_MANY]
    at(MONDAY + timedelta(minutes=16))
    assert come_back(new_client(), card).h1 == "Hello Kestrel"


def device_of(client: Client) -> str:
    found = client.browser.get_cookie("portal_device")
    assert found is not None
    return found.value


def test_strangers_do_not_keep_the_owners_own_phone_out(new_client: NewClient, card: str, at: At) -> None:
    at(MONDAY)
    phone = new_client()
    home = join(phone, card)
    phone.submit(home.form("Sign out"))
    for _ in range(6):
        last = come_back(new_client(), card, pin="903817")
    assert last.errors == [TOO_MANY]
    assert come_back(new_client(), card).errors == [TOO_MANY]
    assert come_back(phone, card).h1 == "Hello Kestrel"


def test_a_known_phone_has_tries_of_its_own_and_no_more(new_client: NewClient, card: str, at: At) -> None:
    at(MONDAY)
    phone = new_client()
    phone.submit(join(phone, card).form("Sign out"))
    for _ in range(5):
        assert come_back(phone, card, pin="903817").errors == [NO_MATCH]
    assert come_back(phone, card).errors == [TOO_MANY]
    assert come_back(new_client(), card).h1 == "Hello Kestrel", "its tries are nobody else's"
    for quarter in range(1, 4):
        at(MONDAY + timedelta(minutes=16 * quarter))
        for _ in range(5):
            come_back(phone, card, pin="903817")
    at(MONDAY + timedelta(minutes=16 * 4))
    assert come_back(phone, card).errors == [TOO_MANY], "twenty a day"


def test_what_a_phone_keeps_tells_nothing_and_is_good_for_one_card(
    new_client: NewClient, session: Session, coordinator: Person, card: str, at: At
) -> None:
    at(MONDAY)
    phone = new_client()
    phone.submit(join(phone, card).form("Sign out"))
    kept = phone.browser.get_cookie("portal_device")
    assert kept is not None and kept.http_only and kept.same_site == "Lax" and kept.path == "/"
    assert card not in kept.value and rules.shown_code(card) not in kept.value
    first = device_of(phone)
    come_back(phone, card)
    assert device_of(phone) != first, "new at each right sign-in"
    actor = factories.viewer_of(session, coordinator)
    _, other = services.invite(session, authority_id=actor.authority_id or 0, actor=actor, now=MONDAY)
    session.commit()
    join(new_client(), other, nickname="Wren")
    for _ in range(5):
        come_back(new_client(), other, nickname="Wren", pin="903817")
    phone.sign_out()
    assert come_back(phone, other, nickname="Wren").errors == [TOO_MANY]


@pytest.mark.parametrize("token", ["", ".", "nonce.", "nonce.0000", "é.é"])
def test_a_made_up_token_is_a_strangers(new_client: NewClient, card: str, at: At, token: str) -> None:
    at(MONDAY)
    join(new_client(), card)
    for _ in range(5):
        come_back(new_client(), card, pin="903817")
    stranger = new_client()
    stranger.browser.set_cookie("portal_device", token)
    assert come_back(stranger, card).errors == [TOO_MANY]


def test_a_new_card_frees_its_owner_at_once(
    new_client: NewClient, session: Session, coordinator: Person, card: str, at: At
) -> None:
    at(MONDAY)
    phone = new_client()
    phone.submit(join(phone, card).form("Sign out"))
    for client in (phone, new_client()):
        for _ in range(6):
            last = come_back(client, card, pin="903817")
        assert last.errors == [TOO_MANY]
    fresh = new_card(session, coordinator)
    page = open_card(phone, fresh)
    assert page.h1 == "Pick a new PIN"
    assert phone.submit(page.form("Save my PIN"), password="903817", password_again="903817").h1 == "Hello Kestrel"


def test_right_ones_use_nothing_up(new_client: NewClient, card: str, at: At) -> None:
    at(MONDAY)
    join(new_client(), card)
    for minute in range(8):
        at(MONDAY + timedelta(minutes=minute + 1))
        assert come_back(new_client(), card).h1 == "Hello Kestrel"


def test_guessing_codes_is_throttled_by_address(client: Client, at: At) -> None:
    at(MONDAY)
    codes = (f"3479CDF{letter}" for letter in rules.CODE_ALPHABET * 4)
    form = client.get(f"/inspect/{UNKNOWN}/")
    token = form.form().values["csrf_token"][0]
    seen = [client.post(f"/inspect/{code}/", {"csrf_token": token}).errors for code in list(codes)[:61]]
    assert seen[:5] == [[NO_CARD]] * 5
    assert seen[-1] == [TOO_MANY]


@pytest.mark.parametrize("path", ["/inspect/", f"/inspect/{UNKNOWN}/", f"/inspect/{UNKNOWN}/back", "/inspect/lost"])
def test_looking_asks_nothing_of_cards(client: Client, card: str, path: str) -> None:
    """What is shown before anything is sent is the same for every code, so that looking tells nothing."""
    assert client.get(path.replace(UNKNOWN, card)).text.replace(rules.shown_code(card), "") == client.get(
        path
    ).text.replace(rules.shown_code(UNKNOWN), "")


def test_pins_are_never_parked(client: Client, session: Session) -> None:
    client.get("/inspect/")
    client.post(f"/inspect/{UNKNOWN}/back", {"csrf_token": "stale", "nickname": "Kestrel", "password": PIN}, expect=200)
    assert not [row for row in session.scalars(select(ParkedForm.fields)) if PIN in row]


def test_events_hold_no_nickname_and_no_code(client: Client, session: Session, card: str) -> None:
    join(client, card)
    rows = session.scalars(select(EventRow)).all()
    assert {"voice.inspector_invited", "voice.inspector_joined"} <= {row.verb for row in rows}
    written = " ".join(f"{row.detail} {row.subject_reference} {row.actor_reference}" for row in rows)
    assert "Kestrel" not in written and card not in written


def test_a_session_that_ended_leads_back_to_the_card(client: Client, card: str, at: At) -> None:
    at(MONDAY)
    join(client, card)
    at(MONDAY + timedelta(minutes=31))
    page = client.get("/inspect/home")
    assert page.path == "/inspect/"
    assert "You were signed out. You can come back in." in page.text


def test_the_desks_pages_lead_a_young_inspector_home(client: Client, card: str) -> None:
    join(client, card)
    for path in ("/today", "/account", "/account/password", "/account/desk", "/inspect/"):
        assert client.get(path).path == "/inspect/home"


def test_signing_out_by_address_or_too_late_asks_first(client: Client, card: str) -> None:
    join(client, card)
    late = client.post("/inspect/sign-out", {"csrf_token": "stale"})
    for page in (late, client.get("/inspect/sign-out")):
        assert page.h1 == "Sign out?" and grade_of_page(page) <= 5
    assert client.get("/inspect/home").h1 == "Hello Kestrel"
    assert client.submit(page.form("Yes, sign out")).path == "/inspect/"
    assert client.get("/inspect/sign-out").path == "/inspect/"


def test_a_page_of_staff_refuses_them_in_their_own_words(client: Client, card: str) -> None:
    join(client, card)
    page = client.get("/voice/reports/", expect=403)
    assert "This page is not for you" in page.text and "role" not in page.text
    assert client.get(page.link("Go to the start")).h1 == "Hello Kestrel"
    assert grade_of_page(page) <= 5
    assert "We could not find that page" in client.get("/nowhere", expect=404).text


def test_signing_out_is_one_press(client: Client, card: str) -> None:
    home = join(client, card)
    assert client.submit(home.form("Sign out")).path == "/inspect/"
    assert client.get("/inspect/home").path == "/inspect/"


def test_newer_promises_are_read_before_anything_else(client: Client, session: Session, card: str) -> None:
    join(client, card)
    session.add(
        ConsentText(
            kind=queries.JOINING, version=2, dated=clock.today(clock.now()), title="What we promise you", body="A\nB"
        )
    )
    session.commit()
    page = client.get("/inspect/home")
    assert page.path == "/inspect/promises"
    assert "This has changed since you said yes." in page.text
    assert client.submit(page.form("Yes, that is OK")).path == "/inspect/home"
    assert len(queries.list_consents(session, the_inspector(session).id)) == 2


def test_no_page_is_kept_by_a_browser(client: Client, card: str) -> None:
    pages = (client.get("/inspect/"), client.get("/inspect/promises"), join(client, card))
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}
