"""A resident tells that somebody is not safe: with nothing but a card that counts, once, and read by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, jobs
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.mail import OutboxMail
from portal.voice.disclosures.models import About, Disclosure, SenderKind
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.rules import CARD_LASTS, CODE_ALPHABET
from portal.voice.inspectors.services.tries import TOO_MANY
from portal.voice.residents import services
from portal.voice.residents.rules import Ending
from portal.voice.residents.services.telling import NOT_TAKEN
from portal.web.kept import ParkedForm
from tests import factories
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.disclosures.made import CANARY, REACH_BY, TOLD
from tests.integration.voice.disclosures.test_canary import THEIR_OWN, where_it_stands
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made
from tests.integration.voice.residents.made import OTHER_PIN, UNKNOWN
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Form, Page

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
MONDAY = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)


def only(session: Session) -> Disclosure:
    session.commit()
    session.expire_all()
    return session.scalars(select(Disclosure)).one()


@pytest.fixture
def lead(session: Session) -> Person:
    return disclosures_made.lead(session)


def test_a_card_alone_is_enough_and_the_lead_is_alerted(
    new_client: NewClient, session: Session, desk: Desk, card: str, lead: Person
) -> None:
    client = new_client()
    page = client.get(client.get(f"/card/{card}/").link("Is somebody not safe? Tell us."))
    before, _, _ = page.text.partition("What did you see or hear?")
    for words in ("Call 999", "Childline on 0800 1111", "Nobody reads it at night", "we can not keep it secret"):
        assert words in before
    assert "Staff at your home can not read it." in before and "coordinator" not in before
    sent = client.submit(page.form("Send it"), told=TOLD, reach_by=REACH_BY)
    kept = only(session)
    assert (kept.sender_kind, kept.sender_id, kept.about) == (SenderKind.RESIDENT, None, About.OWN_HOME)
    assert (kept.home_id, kept.visit_id, kept.told, kept.reach_by) == (desk.home.id, None, TOLD, REACH_BY)
    assert sent.h1 == "Thank you for telling us" and kept.reference in sent.text and CANARY not in sent.html
    assert "They get in touch the way you said." in sent.text
    session.commit()
    jobs.run_due(db.database())
    session.expire_all()
    assert session.scalars(select(OutboxMail.to_address).order_by(OutboxMail.id)).all() == [lead.email]
    reader = new_client()
    reader.sign_in(lead)
    page = reader.get(f"/safeguarding/{kept.reference}/")
    assert "Somebody who lives there" in page.text and "Kite House" in page.text and TOLD in page.text
    assert "None: it is about where they live" in page.text


def test_every_page_of_a_card_leads_there(client: Client, card: str) -> None:
    made.begin(client, card)
    here = f"/card/{card}/not-safe"
    for path in ("", "feedback/", "feedback/questions/own-room", "feedback/quote", "feedback/check", "back"):
        assert client.get(f"/card/{card}/{path}").link("Is somebody not safe? Tell us.") == here


def test_pages_without_a_code_ask_for_it_first(client: Client, card: str) -> None:
    for path in ("/card/", "/card/lost"):
        assert client.get(path).link("Is somebody not safe? Tell us.") == "/card/not-safe"
    made.begin(client, card)
    missing = client.get(f"/card/{UNKNOWN}/feedback/", expect=404)
    form = client.get(missing.link("Is somebody not safe? Tell us.")).form("Next")
    assert client.submit(form, code=card).path == f"/card/{card}/not-safe"


def test_used_cards_tell_too_whoever_holds_them(new_client: NewClient, session: Session, card: str) -> None:
    made.claimed(session, card)
    session.commit()
    client = new_client()
    page = client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told="They shout")
    assert page.h1 == "Thank you for telling us"
    assert "They may come to talk to all who live there." in page.text


def test_old_and_ended_cards_are_heard_and_an_unknown_one_is_told_whom_to_call(
    new_client: NewClient, session: Session, desk: Desk, at: At
) -> None:
    at(MONDAY)
    old, ended = made.cards(session, desk.home, desk.moderator)[0], made.cards(session, desk.home, desk.moderator)[0]
    batch = made.card_of(session, ended).batch
    services.end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=MONDAY)
    at(MONDAY + CARD_LASTS)
    unknown, *heard = (_send(new_client(), code) for code in (UNKNOWN, old, ended))
    assert unknown.errors == [NOT_TAKEN] and "0800 1111" in NOT_TAKEN
    assert unknown.form("Send it").values["told"] == ["Help"]
    assert [page.h1 for page in heard] == ["Thank you for telling us"] * 2
    assert [each.home_id for each in session.scalars(select(Disclosure))] == [desk.home.id] * 2


def _send(client: Client, code: str) -> Page:
    return client.submit(client.get(f"/card/{code}/not-safe").form("Send it"), told="Help")


def test_nothing_at_all_is_asked_about_kindly(client: Client, session: Session, card: str) -> None:
    page = client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told=" ")
    assert page.errors == ["Tell us a little. A few words will do"]


def test_tries_of_a_pin_keep_nobody_from_telling(new_client: NewClient, session: Session, card: str, at: At) -> None:
    at(MONDAY)
    made.claimed(session, card)
    session.commit()
    for _ in range(6):
        made.come_back(new_client(), card, OTHER_PIN)
    client = new_client()
    page = client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told="Help")
    assert page.h1 == "Thank you for telling us"


def test_guessing_by_telling_is_throttled_by_address_and_live_cards_are_heard(
    client: Client, new_client: NewClient, session: Session, card: str, at: At
) -> None:
    at(MONDAY)
    made.card_of(session, card).batch.made_at = MONDAY
    session.commit()
    token = client.csrf_token()
    codes = [f"3479CDF{letter}" for letter in CODE_ALPHABET * 4][:61]
    seen = [client.post(f"/card/{code}/not-safe", {"csrf_token": token, "told": "x"}).errors for code in codes]
    assert seen[0] == [NOT_TAKEN] and seen[-1] == [TOO_MANY]
    other = new_client()
    page = other.submit(other.get(f"/card/{card}/not-safe").form("Send it"), told="Help")
    assert page.h1 == "Thank you for telling us"


def test_a_form_sent_twice_is_one_disclosure(client: Client, session: Session, card: str) -> None:
    form = client.get(f"/card/{card}/not-safe").form("Send it")
    first, second = (client.submit(form, told=TOLD) for _ in range(2))
    assert first.text == second.text and only(session)


def test_twenty_sends_at_one_instant_are_one_disclosure(app: Flask, session: Session, card: str) -> None:
    held, begin = made.card_of(session, card), Barrier(20)
    session.commit()

    def send(_: int) -> str:
        with app.app_context(), db.database().session() as own:
            begin.wait()
            return services.tell(own, held, told=TOLD, reach_by="", form_key="one page", now=clock.now()).reference

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(send, range(20)))) == 1
    assert only(session)
    told = select(EventRow).where(EventRow.verb == "voice.disclosure_told")
    assert len(session.scalars(told).all()) == 1


def test_a_confirmation_is_in_the_senders_browser_alone(new_client: NewClient, session: Session, card: str) -> None:
    teller = new_client()
    page = teller.submit(teller.get(f"/card/{card}/not-safe").form("Send it"), told=TOLD)
    assert new_client().get(page.path).path == f"/card/{card}/"
    assert page.all("form")[0].get("hidden") is not None
    teller.submit(page.form("Sign out"))
    assert teller.get(page.path).path == f"/card/{card}/"


def test_a_confirmation_is_shown_once_and_says_how_to_leave(client: Client, session: Session, card: str) -> None:
    page = client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told=TOLD)
    reference = only(session).reference
    assert "We show it once. To get off this page at once, press “Leave fast” at the top." in page.text
    assert grade_of_page(page) <= 5
    again = client.get(page.path)
    assert again.path == f"/card/{card}/" and reference not in again.html and "Thank you" not in again.text
    second = client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told="More of it")
    assert second.h1 == "Thank you for telling us" and reference not in second.text


def test_telling_does_not_end_what_one_is_writing(client: Client, card: str) -> None:
    made.begin(client, card)
    client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told=TOLD)
    assert client.get(f"/card/{card}/feedback/quote").path.endswith("/quote")


def test_the_words_stand_in_their_own_columns_and_nowhere_else(
    client: Client, session: Session, card: str, lead: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told=TOLD, reach_by=REACH_BY)
    jobs.run_due(db.database())
    assert where_it_stands(session) == {"disclosure": THEIR_OWN["disclosure"]}
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_told")).one()
    assert (event.actor_reference, event.detail, event.provider_reference) == ("young_person", "{}", None)
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err


def test_the_coordinator_and_the_home_do_not_learn_of_it(
    new_client: NewClient, session: Session, desk: Desk, card: str, admin: Person
) -> None:
    client = new_client()
    client.submit(client.get(f"/card/{card}/not-safe").form("Send it"), told=TOLD)
    reference = only(session).reference
    for person in (desk.coordinator, admin, factories.make_staff(session, Role.COMMISSIONER)):
        reader = new_client()
        reader.sign_in(person)
        for path in (
            "/today",
            f"/voice/disclosures/{reference}/",
            f"/safeguarding/{reference}/",
            "/voice/disclosures/",
        ):
            answer = reader.browser.get(path)
            body = answer.get_data(as_text=True)
            answer.close()
            assert reference not in body and CANARY not in body


@pytest.mark.parametrize("token", ["outlived", "made-up", ""])
def test_whoever_has_come_in_is_heard_at_once_whatever_their_token(
    client: Client, session: Session, card: str, token: str
) -> None:
    made.begin(client, card)
    form = client.get(f"/card/{card}/not-safe").form("Send it")
    if token == "outlived":
        form.outlive_token()
    else:
        form.values["csrf_token"] = [token]
    first, second = (client.submit(form, told=TOLD) for _ in range(2))
    assert first.h1 == second.h1 == "Thank you for telling us"
    assert only(session).told == TOLD
    assert session.scalars(select(ParkedForm)).all() == []


def test_a_page_that_outlived_leaving_and_coming_back_is_heard_at_once(
    client: Client, session: Session, card: str
) -> None:
    made.begin(client, card)
    tab = client.get(f"/card/{card}/not-safe").form("Send it")
    client.submit(client.get(f"/card/{card}/feedback/").form("Sign out"))
    made.come_back(client, card)
    assert client.submit(tab, told=TOLD).h1 == "Thank you for telling us"
    assert only(session).told == TOLD


def test_what_somebody_wrote_before_another_came_in_is_heard_and_not_shown_to_them(
    client: Client, session: Session, card: str
) -> None:
    form = client.get(f"/card/{card}/not-safe").form("Send it")
    made.begin(client, card)
    assert client.submit(form, told=TOLD).h1 == "Thank you for telling us"
    assert only(session).told == TOLD
    assert TOLD not in client.get(f"/card/{card}/not-safe").text


@pytest.mark.parametrize("token", ["made-up", ""])
def test_whoever_has_not_come_in_is_heard_whatever_their_token(
    client: Client, session: Session, card: str, token: str
) -> None:
    form = client.get(f"/card/{card}/not-safe").form("Send it")
    form.values["csrf_token"] = [token]
    assert client.submit(form, told=TOLD).h1 == "Thank you for telling us"
    assert only(session).told == TOLD


# Either door takes either card.
DOORS = ("/card/not-safe", "/inspect/not-safe/card/")


def _tell_at(client: Client, door: str, code: str) -> Page:
    page = client.submit(client.get(door).form("Next"), code=code)
    return client.submit(page.form("Send it"), told=TOLD, reach_by=REACH_BY)


@pytest.mark.parametrize("door", DOORS)
def test_a_residents_card_is_heard_as_theirs(
    client: Client, session: Session, desk: Desk, card: str, door: str
) -> None:
    page = _tell_at(client, door, card)
    assert page.h1 == "Thank you for telling us" and CANARY not in page.text
    kept = only(session)
    assert (kept.sender_kind, kept.sender_id, kept.about) == (SenderKind.RESIDENT, None, About.OWN_HOME)
    assert (kept.home_id, kept.told, kept.reach_by) == (desk.home.id, TOLD, REACH_BY)


@pytest.mark.parametrize("door", DOORS)
def test_an_inspectors_card_is_heard_as_theirs(client: Client, session: Session, door: str) -> None:
    young = factories.make_inspector(session, nickname="Maple")
    session.commit()
    assert _tell_at(client, door, young.code).h1 == "Thank you for telling us"
    kept = only(session)
    assert (kept.sender_kind, kept.sender_id, kept.about) == (SenderKind.INSPECTOR, young.person.id, About.NOT_SAID)
    assert (kept.home_id, kept.told, kept.reach_by, kept.by_card) == (None, TOLD, REACH_BY, True)
    client.sign_in(disclosures_made.lead(session))
    page = client.get(f"/safeguarding/{kept.reference}/")
    assert "Told with Their card alone, without the PIN. Somebody else may hold it." in page.text


def test_who_came_in_with_their_pin_is_known(client: Client, session: Session) -> None:
    kept = disclosures_made.told(session)
    client.sign_in(disclosures_made.lead(session))
    page = client.get(f"/safeguarding/{kept.reference}/")
    assert not kept.by_card and "Told by" in page.text and "Told with" not in page.text


@pytest.mark.parametrize("door", DOORS)
def test_an_inspector_who_has_left_is_heard_with_their_newest_card(
    new_client: NewClient, session: Session, door: str
) -> None:
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    young, actor = factories.make_inspector(session, coordinator), factories.viewer_of(session, coordinator)
    newest = inspectors.make_card(session, young.inspector, actor=actor, now=clock.now())
    inspectors.leave(session, young.inspector, actor=actor, now=clock.now())
    session.commit()
    assert _tell_at(new_client(), door, newest).h1 == "Thank you for telling us"
    assert only(session).sender_id == young.person.id
    assert _tell_at(new_client(), door, young.code).errors == [NOT_TAKEN]


def _written_by_the_one_before(client: Client, session: Session, desk: Desk, card: str, door: str) -> Form:
    """The page of somebody who was in with `card`; since then somebody else has come in."""
    made.begin(client, card)
    form = client.submit(client.get(door).form("Next"), code=card).form("Send it")
    other = made.cards(session, desk.home, desk.moderator)[0]
    session.commit()
    client.submit(client.get("/card/sign-out").form("Sign out"))
    made.begin(client, other)
    return form


@pytest.mark.parametrize("door", DOORS)
def test_what_the_one_before_wrote_is_heard_at_once_and_once(
    client: Client, session: Session, desk: Desk, card: str, door: str, lead: Person
) -> None:
    form = _written_by_the_one_before(client, session, desk, card, door)
    first, second = (client.submit(form, told=TOLD, reach_by=REACH_BY) for _ in range(2))
    assert first.h1 == second.h1 == "Thank you for telling us" and CANARY not in first.html
    kept = only(session)
    assert (kept.told, kept.home_id, kept.sender_kind) == (TOLD, desk.home.id, SenderKind.RESIDENT)
    assert session.scalars(select(ParkedForm)).all() == []
    session.commit()
    jobs.run_due(db.database())
    session.expire_all()
    assert session.scalars(select(OutboxMail.to_address)).all() == [lead.email]


@pytest.mark.parametrize("door", DOORS)
def test_what_the_inspector_before_wrote_with_a_card_is_heard_by_card(
    client: Client, session: Session, door: str
) -> None:
    young, other = (factories.make_inspector(session, nickname=name) for name in ("Maple", "Rowan"))
    session.commit()
    client.sign_in(young.person)
    form = client.submit(client.get(door).form("Next"), code=young.code).form("Send it")
    client.submit(client.get("/inspect/sign-out").form("Sign out"))
    client.sign_in(other.person)
    assert client.submit(form, told=TOLD).h1 == "Thank you for telling us"
    kept = only(session)
    assert (kept.told, kept.sender_id, kept.by_card) == (TOLD, young.person.id, True)


@pytest.mark.parametrize("door", DOORS)
def test_a_browser_without_cookies_is_heard_once(
    client: Client, session: Session, card: str, door: str, lead: Person
) -> None:
    client.browser = client.app.test_client(use_cookies=False)
    form = client.submit(client.get(door).form("Next"), code=card).form("Send it")
    first, second = (client.submit(form, told=TOLD) for _ in range(2))
    assert first.h1 == second.h1 == "Thank you for telling us" and CANARY not in first.html
    assert only(session).reference in first.text and only(session).reference in second.text


@pytest.mark.parametrize("door", DOORS)
def test_cookies_cleared_while_somebody_writes_lose_nothing(
    client: Client, session: Session, card: str, door: str
) -> None:
    form = client.submit(client.get(door).form("Next"), code=card).form("Send it")
    client.browser = client.app.test_client()
    assert client.submit(form, told=TOLD).h1 == "Thank you for telling us"
    assert only(session).told == TOLD


def test_the_other_door_gives_no_further_guesses(client: Client, new_client: NewClient, card: str, at: At) -> None:
    at(MONDAY)
    form = client.get(f"/card/{UNKNOWN}/not-safe").form("Send it")
    assert [client.submit(form, told="x").errors for _ in range(60)] == [[NOT_TAKEN]] * 60
    other = new_client().get(f"/inspect/not-safe/card/{UNKNOWN}").form("Send it")
    assert client.submit(other, told="x").errors == [TOO_MANY]


def typo(code: str) -> str:
    """The code with its last letter mistyped."""
    return code[:-1] + next(letter for letter in CODE_ALPHABET if letter != code[-1])


@pytest.mark.parametrize("door", DOORS)
def test_a_mistyped_code_is_mended_where_the_words_stand(
    client: Client, session: Session, card: str, door: str
) -> None:
    wrong = typo(card)
    page = client.submit(client.get(door).form("Next"), code=wrong)
    assert f"Your code is {wrong[:4]}-{wrong[4:]}." in page.text and "code" not in page.form("Send it").values
    page = client.submit(page.form("Send it"), told=TOLD, reach_by=REACH_BY)
    assert page.errors == [NOT_TAKEN] and "Is this your code? Mend it and send again." in page.text
    assert grade_of_page(page) <= 5
    form = page.form("Send it")
    assert (form.values["code"], form.values["told"]) == ([f"{wrong[:4]}-{wrong[4:]}"], [TOLD])
    page = client.submit(form, code="N9")
    assert page.errors == ["A code has 8 letters and numbers. Look at your card and try again"]
    assert page.form("Send it").values["code"] == ["N9"]
    page = client.submit(page.form("Send it"), code=f"{card[:4]} {card[4:].lower()}")
    assert page.h1 == "Thank you for telling us" and wrong not in page.html
    assert (only(session).told, only(session).reach_by) == (TOLD, REACH_BY)


def test_mended_codes_are_counted_as_others_are(client: Client, card: str) -> None:
    page = client.submit(client.get(f"/card/{typo(card)}/not-safe").form("Send it"), told=TOLD)
    form = page.form("Send it")
    answers = [client.submit(form, code=UNKNOWN).errors for _ in range(60)]
    assert answers[0] == [NOT_TAKEN] and answers[-1] == [TOO_MANY]
    assert client.submit(form, code=card).h1 == "Thank you for telling us"
