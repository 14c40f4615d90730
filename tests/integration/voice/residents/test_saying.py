"""What a resident says, over the desk and to the home and back; kept apart from inspectors', and never with a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Refused
from portal.voice.feedback.services.sharing import SAY_THEY_KNOW
from portal.voice.residents import services
from portal.voice.residents.rules import Ending
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.statements import making as statements_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.feedback.made import CANARY, SHOWN, THE_HOME_SAYS, WHY, WRITTEN, Desk
from tests.integration.voice.pooled import made as pooled_made
from tests.integration.voice.residents import made
from tests.support.client import Client
from tests.support.grades import grade_of_page

NewClient = Callable[[], Client]
TEXT = {"could-be-better": Given(text=WRITTEN)}
RESIDENT = "A young person who lives there"


def _answer_all(client: Client, code: str) -> None:
    """Every question: a low mark for the wifi, words, and everything else skipped; then sent."""
    page = client.get(made.begin(client, code).link("Start"))
    seen = 0
    while "/questions/" in page.path:
        seen += 1
        fields = {"mark": "3"} if page.path.endswith("wifi") else {}
        fields |= {"text": WRITTEN} if page.path.endswith("could-be-better") else {}
        page = client.submit(page.form("Next"), fields, button="Next")
    assert seen == 15
    page = client.submit(page.form("Next"), agrees="yes")
    assert "3 out of 10: not much" in page.text and "Skipped" in page.text
    assert "Thank you. We have it now." in client.submit(page.form("Send it")).text


def test_the_whole_loop(new_client: NewClient, session: Session, desk: Desk, card: str, admin: Person) -> None:
    resident, coordinator, home = new_client(), new_client(), new_client()
    _answer_all(resident, card)
    told = made.told_with(session, card)
    assert told.may_be_quoted and told.sent_at is not None

    coordinator.sign_in(desk.coordinator)
    entry = f"/voice/feedback/{told.reference}/"
    assert RESIDENT in coordinator.get("/voice/feedback/").text
    page = coordinator.get(entry)
    assert WRITTEN in page.text and RESIDENT in page.text and "None: a resident’s card" in page.text
    assert told.resident_card and told.resident_card not in page.html
    coordinator.submit(page.form("I have read all of it"))
    form = coordinator.get(f"{entry}answers/could-be-better").form("Save")
    coordinator.submit(form, treatment="redacted", text=SHOWN, reason=WHY)
    coordinator.submit(coordinator.get(entry).form("Show it to the young person"))

    again = new_client()
    page = made.come_back(again, card)
    page = again.get(page.link("Look at what staff will see"))
    assert SHOWN in page.text and WHY in page.text
    mine = f"/card/{card}/feedback/"
    page = again.submit(again.get(f"{mine}changes/could-be-better").form("Save"), verdict="agreed")
    assert "We know what you want now." in again.submit(page.form("Send my answer")).text

    page = coordinator.get(f"{entry}share")
    assert "The home is told the month it was written in, not the day" in page.text and WRITTEN not in page.text
    assert "Shared with the home." in coordinator.submit(page.form("Share it")).text

    home.sign_in(admin)
    page = home.get(f"/provider/feedback/{told.reference}/")
    assert SHOWN in page.text and CANARY not in page.html and RESIDENT in page.text
    for slug in ("wifi", "could-be-better"):
        form = home.get(f"/provider/feedback/{told.reference}/points/{slug}").form("Save this answer")
        page = home.submit(form, response="did", text=THE_HOME_SAYS)
    home.submit(page.form("Send your answers"))
    coordinator.submit(coordinator.get(entry).form("Share the answers back"))

    page = again.get(again.get(mine).link("See what they said"))
    assert THE_HOME_SAYS in page.text
    again.submit(again.get(f"{mine}enough").form("Save"), said="partly")
    page = again.submit(again.get(f"{mine}changed").form("Save"), said="yes")
    assert "Did it really change? You said: yes." in page.text


def test_the_home_learns_the_month_and_not_the_day(
    new_client: NewClient, session: Session, desk: Desk, card: str, admin: Person
) -> None:
    told = made.told(session, desk, card, FeedbackState.SHARED)
    sent = clock.now() - timedelta(days=40)
    told.sent_at = sent
    session.commit()
    day = clock.to_london(sent)
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    for person, area in ((admin, "provider"), (commissioner, "commissioning")):
        client = new_client()
        client.sign_in(person)
        for path in (f"/{area}/feedback/", f"/{area}/feedback/{told.reference}/"):
            page = client.get(path)
            assert f"{day:%B %Y}" in page.text and RESIDENT in page.text
            assert f"{day.day} {day:%B %Y}" not in page.text
            assert told.resident_card and told.resident_card not in page.html


def test_they_can_object_and_take_back(client: Client, session: Session, desk: Desk, card: str) -> None:
    told = made.told(session, desk, card, FeedbackState.PROPOSED)
    session.commit()
    made.come_back(client, card)
    mine = f"/card/{card}/feedback/changes/"
    client.submit(client.get(f"{mine}could-be-better").form("Save"), verdict="objected", objection="I said bare")
    page = client.submit(client.get(f"{mine}wifi").form("Save"), verdict="withdrawn")
    client.submit(page.form("Send my answer"))
    session.expire_all()
    assert feedback_made.answer_of(session, told, "could-be-better").objection == "I said bare"
    assert feedback_made.answer_of(session, told, "wifi").verdict == "withdrawn"


@pytest.mark.parametrize(("is_solo", "places"), [(True, 1), (False, 2)])
def test_a_small_home_needs_a_word_with_the_young_person(
    client: Client, session: Session, desk: Desk, card: str, is_solo: bool, places: int
) -> None:
    told = made.told(session, desk, card, FeedbackState.READ)
    feedback_made.redact(session, desk, told, text=SHOWN)
    feedback_made.show(session, desk, told)
    home = session.get_one(Home, desk.home.id)
    home.is_solo, home.registered_places, home.usable_places = is_solo, places, places
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{told.reference}/share")
    assert "it will know who wrote this, however it is worded" in page.text
    refused = client.submit(page.form("Share it"))
    assert refused.errors == [SAY_THEY_KNOW]
    with pytest.raises(Refused, match="So few live there"):
        feedback_made.share(session, desk, told)
    assert "Shared with the home." in client.submit(refused.form("Share it"), author_knows=["yes"]).text


def test_what_is_not_sent_says_until_when_it_is_kept(
    new_client: NewClient, app: Flask, session: Session, card: str, at: Callable[[datetime], None]
) -> None:
    """Nothing can be mailed to them: the page is the warning."""
    at(datetime(2026, 3, 2, 12, tzinfo=UTC))
    made.begin(new_client(), card)
    again = new_client()
    page = made.come_back(again, card)
    assert "If you do not send it, we keep it until 31 May 2026. Then it is gone." in page.text
    assert grade_of_page(page) <= 5
    for day, left in ((datetime(2026, 5, 31, 12, tzinfo=UTC), 1), (datetime(2026, 6, 1, 12, tzinfo=UTC), 0)):
        at(day)
        session.commit()
        jobs.do_chores(app.extensions["portal_database"])
        session.expire_all()
        assert len(session.scalars(select(Feedback)).all()) == left


@pytest.mark.parametrize(("lived", "live", "asks"), [(2, 5, False), (5, 2, True)])
def test_how_many_live_there_goes_by_the_newest_accepted_return(
    client: Client, session: Session, desk: Desk, card: str, lived: int, live: int, asks: bool
) -> None:
    told = made.told(session, desk, card, FeedbackState.READ)
    home = session.get_one(Home, desk.home.id)
    home.registered_places = home.usable_places = 6
    for month, places in ((date(2026, 3, 1), lived), (date(2026, 4, 1), live)):
        period = factories.make_period(session, month)
        statements_made.accept(session, period, home, occupied={"E08000014": places})
    newer = factories.make_entry(session, factories.make_period(session, date(2026, 5, 1)), home)
    assert newer.accepted_version_id is None, "what was not accepted says nothing"
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{told.reference}/share")
    assert ("author_knows" in page.form("Share it").names) is asks


def test_an_inspectors_feedback_of_a_small_home_asks_nothing_more(client: Client, session: Session, desk: Desk) -> None:
    told = feedback_made.in_state(session, desk, FeedbackState.READ)
    session.get_one(Home, desk.home.id).is_solo = True
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/feedback/{told.reference}/share")
    assert "it will know who wrote this" not in page.text and "author_knows" not in page.form("Share it").names


def _six_homes(session: Session) -> list[Home]:
    owners = [factories.make_provider(session, f"Provider {number} Limited") for number in range(3)]
    return [factories.make_home(session, owners[at % 3], f"Home {at}") for at in range(6)]


@pytest.mark.parametrize("homes_with_cards", [5, 6])
def test_what_residents_say_is_pooled_apart(client: Client, session: Session, homes_with_cards: int) -> None:
    """Inspectors of six homes gave the wifi 8 and residents 2: two middle marks in two tables, or one where too few
    residents' homes stand behind theirs."""
    homes_made.know_places(session)
    writer = made.coordinator(session)
    publisher = factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER))
    within = clock.london_midnight(pooled_made.last_quarter()) + timedelta(days=40)
    for at, home in enumerate(_six_homes(session)):
        desk = feedback_made.desk(session, home)
        told = [feedback_made.in_state(session, desk, FeedbackState.SHARED, {**TEXT, "wifi": Given(value=8)})]
        if at < homes_with_cards:
            code = made.cards(session, home, desk.moderator)[0]
            told.append(made.told(session, desk, code, FeedbackState.SHARED, {**TEXT, "wifi": Given(value=2)}))
        for each in told:
            each.moderated_at = within
    session.commit()
    pooled_made.published(session, writer.authority_id or 0, writer, publisher)
    page = client.get("/you-said-we-did")
    assert "Young inspectors after a visit, by kind of home" in page.text
    assert ("Young people who live there, by kind of home" in page.text) == (homes_with_cards == 6)
    marks = {row[1] for row in page.rows if row[0] == "The wifi works well."}
    assert marks == ({"8", "2"} if homes_with_cards == 6 else {"8"})


def test_cards_that_end_take_the_yes_to_be_quoted_with_them(
    new_client: NewClient, session: Session, desk: Desk
) -> None:
    """Nobody can come back with them to take it back. Those of another batch are asked nothing."""
    ended, kept = made.cards(session, desk.home, desk.moderator)[0], made.cards(session, desk.home, desk.moderator)[0]
    for card in (ended, kept):
        _answer_all(new_client(), card)
    batch = made.card_of(session, ended).batch
    services.end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=clock.now())
    session.expire_all()
    assert [made.told_with(session, card).may_be_quoted for card in (ended, kept)] == [False, True]
