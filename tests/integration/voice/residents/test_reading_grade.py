"""Every page of a card that a young person reads, and what they are refused with: grade 5 or below."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.homes.models import HomeStatus
from portal.voice.feedback.models import FeedbackState
from portal.voice.inspectors.services import tries
from portal.voice.residents.rules import resident_pin_fault
from portal.voice.residents.services import holding, telling
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made
from tests.support.client import Client
from tests.support.grades import grade_of, grade_of_page

HIGHEST = 5.0
BEFORE = ("/card/", "/card/lost", "/card/not-safe", "/card/{code}/", "/card/{code}/back", "/card/{code}/not-safe")
AFTER = (
    (FeedbackState.DRAFT, ("", "check", "quote", "questions/own-room", "questions/could-be-better")),
    (FeedbackState.SENT, ("",)),
    (FeedbackState.PROPOSED, ("", "changes/", "changes/could-be-better")),
    (FeedbackState.SHARED_BACK, ("", "answers", "enough", "changed")),
)


def test_pages_before_the_pin(new_client: Callable[[], Client], card: str) -> None:
    client = new_client()
    pages = [client.get(each.format(code=card)) for each in BEFORE]
    pages.append(made.open_card(client, card))
    pages.append(client.submit(pages[-1].form("Next"), password="1234", password_again="1234"))
    pages.append(made.open_card(new_client(), made.UNKNOWN))
    tell = client.get(f"/card/{card}/not-safe").form("Send it")
    pages += [client.submit(tell), client.submit(tell, told="They shout"), client.submit(tell, reach_by="Ask Jo")]
    grades = {f"{page.path} {page.errors}": grade_of_page(page) for page in pages}
    assert not {path: grade for path, grade in grades.items() if grade > HIGHEST}


@pytest.mark.parametrize(("state", "pages"), AFTER)
def test_pages_after_the_pin(
    client: Client, session: Session, desk: Desk, card: str, state: FeedbackState, pages: tuple[str, ...]
) -> None:
    made.told(session, desk, card, state)
    session.commit()
    made.come_back(client, card)
    grades = {page: grade_of_page(client.get(f"/card/{card}/feedback/{page}")) for page in pages}
    assert not {path: grade for path, grade in grades.items() if grade > HIGHEST}


def test_what_they_are_refused_with_reads_as_easily() -> None:
    said = [holding.NO_CARD, holding.NO_MATCH, telling.NOT_TAKEN, tries.TOO_MANY]
    said += [f"{fault}." for pin in ("12", "1234") if (fault := resident_pin_fault(pin))]
    assert not {text: grade_of(text) for text in said if grade_of(text) > HIGHEST}


def test_the_page_of_a_home_that_has_closed(client: Client, session: Session, desk: Desk, card: str) -> None:
    desk.home.status = HomeStatus.CLOSED
    session.commit()
    page = made.open_card(client, card)
    assert page.h1 == "That home has closed" and grade_of_page(page) <= HIGHEST
