"""A card's first page, its PIN, coming back, and codes that are old, used, ended, guessed or somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.db import Database
from portal.events import EventRow
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.inspectors.rules import CARD_LASTS, CODE_ALPHABET, shown_code
from portal.voice.inspectors.services.tries import TOO_MANY
from portal.voice.residents import queries, services
from portal.voice.residents.models import ResidentCard, ResidentSession
from portal.voice.residents.rules import Ending
from portal.voice.residents.services.holding import NO_CARD, NO_MATCH, forget_sessions
from portal.web.kept import ParkedForm
from tests import factories
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made
from tests.integration.voice.residents.made import OTHER_PIN, PIN, UNKNOWN, begin, come_back, open_card
from tests.support.client import Client
from tests.support.grades import grade_of_page

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PAGES = ("", "questions/wifi", "quote", "check", "changes/", "changes/wifi", "answers", "enough", "changed")


def end(session: Session, desk: Desk, code: str, ending: Ending = Ending.ALL) -> int:
    batch = made.card_of(session, code).batch
    return services.end_cards(session, batch, ending, actor=desk.moderator, now=clock.now())


def test_the_first_page_says_what_happens_before_the_first_box(client: Client, card: str) -> None:
    page = client.get(f"/card/{card}/")
    for words in (
        "A worker at the council reads all of it",
        "staff may guess, most of all if few people live there",
        "If someone is not safe, we have to act. We can not keep that secret.",
        "No one reads it at night",
        "999",
        "0800 1111",
        "Is somebody not safe? Tell us.",
    ):
        assert words in page.text
    assert "Leave fast" in page.html and "Kite House" not in page.html and "anonymous" not in page.text


def test_from_the_card_to_the_first_question_without_a_name(client: Client, session: Session, card: str) -> None:
    page = begin(client, card)
    assert "Keep your card." in page.text and "Kite House" in page.text
    assert client.get(page.link("Start")).h1 == "I like my own room."
    feedback = made.told_with(session, card)
    assert (feedback.state, feedback.set_slug, feedback.inspector_id, feedback.visit_id) == (
        FeedbackState.DRAFT,
        "residents",
        None,
        None,
    )
    kept = made.card_of(session, card)
    assert kept.pin_hash and kept.pin_hash.startswith("$argon2id$") and PIN not in kept.pin_hash
    assert card not in kept.code_hash and kept.code_hash == services.code_hash(card)


def test_they_come_back_on_another_device_after_months(
    new_client: NewClient, session: Session, card: str, at: At
) -> None:
    at(MONDAY)
    first = made.card_of(session, card).batch
    first.made_at = MONDAY
    session.commit()
    begin(new_client(), card)
    at(MONDAY + timedelta(days=300))
    assert come_back(new_client(), card).h1 == "How is it where you live?"


def test_everything_wrong_gets_the_same_words(new_client: NewClient, session: Session, desk: Desk, card: str) -> None:
    """An unknown code, a card nobody used, an ended one and a wrong PIN: none tells which."""
    unused = come_back(new_client(), card)
    begin(new_client(), card)
    ended = made.cards(session, desk.home, desk.moderator)[0]
    begin(new_client(), ended)
    end(session, desk, ended)
    pages = [
        unused,
        come_back(new_client(), UNKNOWN),
        come_back(new_client(), card, OTHER_PIN),
        come_back(new_client(), ended),
    ]
    assert {tuple(page.errors) for page in pages} == {(NO_MATCH,)}
    assert {page.status for page in pages} == {200}


def test_the_owners_own_phone_is_not_kept_out_by_others_in_the_house(new_client: NewClient, card: str, at: At) -> None:
    """All come from one address, and try it so often that the address is used up too."""
    at(MONDAY)
    phone = new_client()
    begin(phone, card)
    kept = phone.browser.get_cookie("portal_device")
    assert kept is not None and kept.http_only and card not in kept.value
    for _ in range(60):
        last = come_back(new_client(), card, OTHER_PIN)
    assert last.errors == [TOO_MANY]
    assert come_back(new_client(), card).errors == [TOO_MANY]
    phone.post("/card/sign-out", {"csrf_token": phone.csrf_token()})
    assert come_back(phone, card).errors == []
    assert phone.browser.get_cookie("portal_device") is not None, "it outlives leaving"


def test_signing_out_by_address_or_too_late_asks_first(new_client: NewClient, session: Session, card: str) -> None:
    client = new_client()
    begin(client, card)
    late = client.post("/card/sign-out", {"csrf_token": "stale"})
    for page in (late, client.get("/card/sign-out")):
        assert page.h1 == "Sign out?" and grade_of_page(page) <= 5
    assert len(session.scalars(select(ResidentSession)).all()) == 1
    assert client.submit(page.form("Yes, sign out")).path == "/card/"
    session.expire_all()
    assert session.scalars(select(ResidentSession)).all() == []
    assert client.get("/card/sign-out").path == "/card/"


def test_used_ended_and_unknown_cards_do_not_start(
    new_client: NewClient, session: Session, desk: Desk, card: str
) -> None:
    begin(new_client(), card)
    ended = made.cards(session, desk.home, desk.moderator)[0]
    end(session, desk, ended, Ending.UNUSED)
    for code in (card, ended, UNKNOWN):
        assert open_card(new_client(), code).errors == [NO_CARD]


def test_an_old_card_opens_nothing_unless_it_was_begun(
    new_client: NewClient, session: Session, desk: Desk, at: At
) -> None:
    at(MONDAY)
    unused, begun = made.cards(session, desk.home, desk.moderator, 2)
    begin(new_client(), begun)
    at(MONDAY + CARD_LASTS)
    assert open_card(new_client(), unused).errors == [NO_CARD]
    assert come_back(new_client(), begun).errors == []


def test_an_inspectors_card_is_no_residents_card(new_client: NewClient, session: Session, card: str) -> None:
    form = new_client().get(f"/inspect/{card}/")
    client = new_client()
    page = client.submit(client.get(form.path).form("No, this is the first time"))
    assert page.path == f"/card/{card}/"
    assert client.get("/inspect/join/promises").path == "/inspect/"


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        ("123", "A PIN is 4 to 6 numbers. Try again"),
        ("1234", "Lots of people pick that one. Mix the numbers up more"),
        ("2009", "Lots of people pick that one. Mix the numbers up more"),
        ("8888", "Lots of people pick that one. Mix the numbers up more"),
    ],
)
def test_an_easy_pin_is_refused(client: Client, card: str, pin: str, message: str) -> None:
    page = client.submit(open_card(client, card).form("Next"), password=pin, password_again=pin)
    assert page.errors == [message]


def test_the_pin_page_leads_back_without_its_card(client: Client, card: str) -> None:
    assert client.get(f"/card/{card}/pin").path == f"/card/{card}/"
    open_card(client, card)
    assert client.get(f"/card/{UNKNOWN}/pin").path == f"/card/{UNKNOWN}/"


def test_two_who_share_a_card_at_the_same_time_are_one(new_client: NewClient, session: Session, card: str) -> None:
    slow, quick = new_client(), new_client()
    pins = open_card(slow, card)
    begin(quick, card)
    late = slow.submit(pins.form("Next"), password=OTHER_PIN, password_again=OTHER_PIN)
    assert late.errors == [NO_CARD]
    assert come_back(new_client(), card, OTHER_PIN).errors == [NO_MATCH]
    assert come_back(new_client(), card).errors == []


def test_two_at_the_same_instant_are_one(app: Flask, session: Session, card: str) -> None:
    database: Database = app.extensions["portal_database"]
    session.commit()
    start, outcomes = Barrier(2), []

    def claim(pin: str) -> None:
        with app.app_context(), database.session() as own:
            start.wait()
            try:
                services.begin(own, card, pin=pin, now=clock.now())
                outcomes.append(True)
            except services.Refused:
                outcomes.append(False)

    threads = [Thread(target=claim, args=(pin,)) for pin in (PIN, OTHER_PIN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert sorted(outcomes) == [False, True]
    assert len(session.scalars(select(Feedback).where(Feedback.resident_card.is_not(None))).all()) == 1


def test_guessing_is_throttled_by_code_and_by_day(new_client: NewClient, session: Session, desk: Desk, at: At) -> None:
    """Five tries, from wherever; the right PIN waits too. After ten in a day it waits for the next."""
    at(MONDAY)
    card = made.cards(session, desk.home, desk.moderator)[0]
    begin(new_client(), card)
    for _ in range(5):
        assert come_back(new_client(), card, OTHER_PIN).errors == [NO_MATCH]
    assert come_back(new_client(), card).errors == [TOO_MANY]
    at(MONDAY + timedelta(minutes=16))
    assert come_back(new_client(), card).errors == []
    for _ in range(4):
        come_back(new_client(), card, OTHER_PIN)
    at(MONDAY + timedelta(minutes=40))
    assert come_back(new_client(), card).errors == [TOO_MANY]
    at(MONDAY + timedelta(hours=25))
    assert come_back(new_client(), card).errors == []


def test_guessing_codes_is_throttled_by_address(client: Client, at: At) -> None:
    at(MONDAY)
    codes = [f"3479CDF{letter}" for letter in CODE_ALPHABET * 4][:61]
    token = client.get(f"/card/{UNKNOWN}/").form("Start").values["csrf_token"][0]
    seen = [client.post(f"/card/{code}/", {"csrf_token": token}).errors for code in codes]
    assert seen[:5] == [[NO_CARD]] * 5
    assert seen[-1] == [TOO_MANY]


@pytest.mark.parametrize("path", ["/card/", f"/card/{UNKNOWN}/", f"/card/{UNKNOWN}/back", f"/card/{UNKNOWN}/not-safe"])
def test_looking_asks_nothing_of_cards(client: Client, card: str, path: str) -> None:
    """What is shown before anything is sent is the same for every code, so that looking tells nothing."""
    real, made_up = client.get(path.replace(UNKNOWN, card)), client.get(path)
    assert real.text.replace(shown_code(card), "") == made_up.text.replace(shown_code(UNKNOWN), "")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_opens_without_the_pin_nor_with_another_cards(
    new_client: NewClient, session: Session, desk: Desk, card: str, page: str
) -> None:
    made.claimed(session, card)
    other = made.cards(session, desk.home, desk.moderator)[0]
    made.claimed(session, other, OTHER_PIN)
    session.commit()
    stranger, neighbour = new_client(), new_client()
    assert stranger.get(f"/card/{card}/feedback/{page}").path == f"/card/{card}/back"
    come_back(neighbour, other, OTHER_PIN)
    theirs = neighbour.get(f"/card/{card}/feedback/{page}", expect=404)
    nobodys = neighbour.get(f"/card/{UNKNOWN}/feedback/{page}", expect=404)
    assert theirs.text == nobodys.text


def test_nobody_who_signed_in_gets_in_without_the_pin(
    new_client: NewClient, session: Session, desk: Desk, admin: object, card: str
) -> None:
    made.claimed(session, card)
    session.commit()
    for person in (desk.coordinator, desk.inspector, admin):
        client = new_client()
        client.sign_in(person)  # type: ignore[arg-type]
        assert client.get(f"/card/{card}/feedback/check").path == f"/card/{card}/back"


def test_leaving_and_idling_end_the_session(new_client: NewClient, session: Session, card: str, at: At) -> None:
    at(clock.now())
    now = clock.now()
    client = new_client()
    page = begin(client, card)
    copied = new_client()
    cookie = client.browser.get_cookie("portal")
    assert cookie is not None
    copied.browser.set_cookie("portal", cookie.value)
    assert copied.get(f"/card/{card}/feedback/quote").path.endswith("/quote")
    client.submit(page.form("Sign out"))
    for each in (client, copied):
        assert each.get(f"/card/{card}/feedback/quote").path == f"/card/{card}/back"
    come_back(client, card)
    at(now + timedelta(minutes=29))
    assert client.get(f"/card/{card}/feedback/quote").path.endswith("/quote")
    at(now + timedelta(minutes=58))
    assert client.get(f"/card/{card}/feedback/quote").path.endswith("/quote")
    at(now + timedelta(minutes=89))
    page = client.get(f"/card/{card}/feedback/quote")
    assert page.path == f"/card/{card}/back" and "You were signed out. You can come back in." in page.text


def test_ended_cards_end_their_sessions(client: Client, session: Session, desk: Desk, card: str) -> None:
    begin(client, card)
    assert end(session, desk, card, Ending.UNUSED) == 0
    assert client.get(f"/card/{card}/feedback/quote").path.endswith("/quote")
    assert end(session, desk, card) == 1
    assert client.get(f"/card/{card}/feedback/quote").path == f"/card/{card}/back"
    assert made.told_with(session, card)


def test_sessions_of_whoever_went_away_are_forgotten(
    app: Flask, client: Client, session: Session, card: str, at: At
) -> None:
    begin(client, card)
    at(clock.now() + timedelta(minutes=31))
    with app.app_context():
        forget_sessions(app.extensions["portal_database"])
    session.expire_all()
    assert session.scalars(select(ResidentSession)).all() == []


def test_what_was_typed_survives_a_session_that_ended_for_its_writer_alone(
    new_client: NewClient, session: Session, desk: Desk, card: str, at: At
) -> None:
    at(clock.now())
    client = new_client()
    begin(client, card)
    other = made.cards(session, desk.home, desk.moderator)[0]
    made.claimed(session, other, OTHER_PIN)
    session.commit()
    asked = f"/card/{card}/feedback/questions/could-be-better"
    form = client.get(asked).form("Next")
    at(clock.now() + timedelta(minutes=31))
    late = client.submit(form, text="More trips to the sea", button="Next")
    assert late.path == f"/card/{card}/back" and "Your words are kept for you" in late.text
    page = come_back(client, other, OTHER_PIN)
    assert "the sea" not in page.html
    assert "the sea" not in client.get(f"/card/{other}/feedback/questions/could-be-better").html
    come_back(client, card)
    assert client.get(asked).form("Next").values["text"] == ["More trips to the sea"]


def test_a_card_at_the_other_kinds_page_is_led_to_its_own(
    client: Client, new_client: NewClient, session: Session, card: str
) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    page = client.submit(client.get(f"/inspect/{card}/").form("No, this is the first time"))
    assert page.path == f"/card/{card}/" and "This is the right page for your card." in page.text
    page = client.submit(client.get(f"/inspect/{card}/back").form("Go in"), nickname="Maple", password=PIN)
    assert page.path == f"/card/{card}/back" and "This is the right page for your card." in page.text
    page = client.submit(client.get(f"/card/{young.code}/").form("Start"))
    assert page.path == f"/inspect/{young.code}/" and "This is the right page for your card." in page.text
    page = client.submit(client.get(f"/card/{young.code}/back").form("Go in"), password=PIN)
    assert page.path == f"/inspect/{young.code}/back"
    unknown = new_client()
    assert unknown.submit(unknown.get(f"/inspect/{UNKNOWN}/").form("No, this is the first time")).errors
    assert unknown.submit(unknown.get(f"/card/{UNKNOWN}/").form("Start")).errors


def test_whoever_tried_too_often_is_told_nothing_of_a_card(client: Client, card: str) -> None:
    form = client.get(f"/inspect/{card}/").form("No, this is the first time")
    assert [client.submit(form).path for _ in range(5)] == [f"/card/{card}/"] * 5
    assert client.submit(form).errors == [TOO_MANY]


def test_pins_are_never_parked(client: Client, session: Session) -> None:
    client.get("/card/")
    client.post(f"/card/{UNKNOWN}/back", {"csrf_token": "stale", "password": PIN})
    assert not [row for row in session.scalars(select(ParkedForm.fields)) if PIN in row]


def test_events_name_neither_card_nor_home_nor_person(client: Client, session: Session, desk: Desk, card: str) -> None:
    begin(client, card)
    end(session, desk, card)
    rows = [
        row
        for row in session.scalars(select(EventRow).order_by(EventRow.sequence))
        if row.verb.startswith("voice.resident") or row.actor_reference == "young_person"
    ]
    assert [row.verb for row in rows] == [
        "voice.resident_cards_made",
        "voice.feedback_begun",
        "voice.resident_cards_ended",
    ]
    reference = session.scalars(select(ResidentCard.reference)).one()
    for row in rows:
        written = f"{row.detail} {row.subject_reference} {row.provider_reference}"
        assert card not in written and reference not in written and desk.home.reference not in written


def test_no_page_is_kept_by_a_browser(client: Client, card: str) -> None:
    pages = (client.get("/card/"), client.get(f"/card/{card}/"), begin(client, card), client.get("/card/lost"))
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}


def test_a_session_that_is_gone_is_found_by_nobody(session: Session) -> None:
    assert queries.find_session(session, "made up") is None
