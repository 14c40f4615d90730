"""What a resident typed and did not send: told of on their first page, and nobody else's to have or to remove."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.voice.feedback.models import FeedbackState
from portal.voice.residents import services
from portal.voice.residents.rules import Ending
from portal.web.kept import ParkedForm
from portal.web.parked_words import GONE_YOUNG
from tests.integration.voice.feedback.made import CANARY, WRITTEN, Desk
from tests.integration.voice.residents import made
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Form

TEXT = "could-be-better"


def _writing(client: Client, session: Session, desk: Desk, code: str) -> Form:
    """The page of a question, by somebody who has come in with a card."""
    made.told(session, desk, code, FeedbackState.DRAFT, {})
    session.commit()
    made.come_back(client, code)
    return client.get(_question(code)).form("Next")


def _question(code: str) -> str:
    return f"/card/{code}/feedback/questions/{TEXT}"


def _sign_out(client: Client, code: str) -> None:
    client.submit(client.get(f"/card/{code}/feedback/").form("Sign out"))


def _kept(session: Session) -> list[str]:
    session.commit()
    return list(session.scalars(select(ParkedForm.fields)))


def test_the_first_page_says_so_until_it_is_sent(client: Client, session: Session, desk: Desk, card: str) -> None:
    form = _writing(client, session, desk, card)
    _sign_out(client, card)
    client.submit(form, text=WRITTEN)
    made.come_back(client, card)
    first = client.get(f"/card/{card}/feedback/")
    assert "Not sent yet. You were signed out as you wrote." in first.text and CANARY not in first.html
    assert grade_of_page(first) <= 5
    again = client.get(first.link("Look at them and send them"))
    assert again.form("Next").values["text"] == [WRITTEN]
    client.submit(again.form("Next"))
    assert "Not sent yet." not in client.get(f"/card/{card}/feedback/").text


def test_a_long_address_leads_back_too(client: Client, session: Session, desk: Desk, card: str) -> None:
    form = _writing(client, session, desk, card)
    _sign_out(client, card)
    form.action = f"{_question(card)}?x={'y' * 300}"
    client.submit(form, text=WRITTEN)
    assert client.get("/card/sign-out").path == "/card/"
    assert made.come_back(client, card).form("Next").values["text"] == [WRITTEN]


def test_whoever_comes_in_next_is_led_to_their_own(client: Client, session: Session, desk: Desk, card: str) -> None:
    other = made.cards(session, desk.home, desk.moderator)[0]
    made.told(session, desk, other, FeedbackState.DRAFT, {})
    form = _writing(client, session, desk, card)
    form.outlive_token()
    client.submit(form, text=WRITTEN)
    assert made.come_back(client, other).path == f"/card/{other}/feedback/"


def test_whose_card_was_ended_is_told_so_and_has_the_words_to_copy(
    client: Client, session: Session, desk: Desk, card: str
) -> None:
    form = _writing(client, session, desk, card)
    batch = made.card_of(session, card).batch
    services.end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=clock.now())
    session.commit()
    page = client.submit(form, text=WRITTEN, expect=410)
    assert GONE_YOUNG in page.text and CANARY in page.html and "kept" not in page.text
    assert page.link("Tell us that somebody is not safe") == f"/card/{card}/not-safe"
    assert grade_of_page(page) <= 5 and _kept(session) == []
