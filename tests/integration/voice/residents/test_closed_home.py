"""Cards of a home that has closed begin nothing, and still tell; whoever used theirs comes back to what they wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.homes.models import HomeStatus
from portal.voice.feedback.models import FeedbackState
from portal.voice.residents import services
from portal.voice.residents.rules import Ending
from portal.voice.residents.services import HomeClosed
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made
from tests.support.client import Client


def _close(session: Session, desk: Desk) -> None:
    desk.home.status, desk.home.closed_on = HomeStatus.CLOSED, clock.today(clock.now())
    session.commit()


def test_a_card_that_nobody_used_says_whom_to_turn_to(client: Client, session: Session, desk: Desk, card: str) -> None:
    _close(session, desk)
    page = made.open_card(client, card)
    assert page.h1 == "That home has closed" and desk.home.name not in page.text
    assert "Tell your social worker." in page.text and "You can still tell us with this card." in page.text
    assert client.get(page.link("Tell us")).form("Send it")
    assert made.card_of(session, card).claimed_at is None
    with pytest.raises(HomeClosed):
        services.begin(session, card, pin=made.PIN, now=clock.now())


def test_a_home_that_closes_while_a_pin_is_chosen(client: Client, session: Session, desk: Desk, card: str) -> None:
    form = made.open_card(client, card).form("Next")
    _close(session, desk)
    page = client.submit(form, password=made.PIN, password_again=made.PIN)
    assert page.h1 == "That home has closed"


def test_whoever_used_theirs_comes_back(client: Client, session: Session, desk: Desk, card: str) -> None:
    made.told(session, desk, card, FeedbackState.SENT)
    _close(session, desk)
    assert made.come_back(client, card).path == f"/card/{card}/feedback/"


def test_a_coordinator_sees_which_cards_are_of_closed_homes(
    new_client: Callable[[], Client], session: Session, desk: Desk, card: str
) -> None:
    client = new_client()
    client.sign_in(desk.coordinator)
    assert "Closed homes with cards" not in client.get("/voice/cards/").text
    _close(session, desk)
    page = client.get("/voice/cards/")
    assert "Closed homes with cards" in page.text and "Closed on" in page.text
    page = client.get(page.link("Kite House"))
    assert "Its cards begin nothing now" in page.text and "Make cards" not in page.text
    services.end_cards(session, made.card_of(session, card).batch, Ending.ALL, actor=desk.moderator, now=clock.now())
    assert "Closed homes with cards" not in client.get("/voice/cards/").text
