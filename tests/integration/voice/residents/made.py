"""Residents' cards for tests, and the pages of a card walked as residents do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.homes.models import Home
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import Author
from portal.voice.inspectors.rules import shown_code
from portal.voice.residents import services
from portal.voice.residents.models import ResidentCard
from tests import factories
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client
from tests.support.pages import Page

PIN = "4915"
OTHER_PIN = "830427"
UNKNOWN = "VVVVWWWW"
# A resident's answers under the slugs that feedback's own tests know.
ANSWERS = {
    "own-room": Given(value=9),
    "wifi": Given(value=2),
    "worked-well": Given(cards=("Kind staff", "Good food")),
    "could-be-better": Given(text=feedback_made.WRITTEN),
}


def cards(
    session: Session, home: Home, coordinator: Viewer, count: int = 1, *, authority_id: int | None = None
) -> list[str]:
    """The codes of a batch for a home."""
    return services.make_cards(
        session,
        home,
        count,
        authority_id=authority_id or coordinator.authority_id or 0,
        actor=coordinator,
        now=clock.now(),
    )


def card_of(session: Session, code: str) -> ResidentCard:
    return session.scalars(select(ResidentCard).where(ResidentCard.code_hash == services.code_hash(code))).one()


def told_with(session: Session, code: str) -> Feedback:
    """What was written with a card."""
    session.expire_all()
    return session.scalars(select(Feedback).where(Feedback.resident_card == card_of(session, code).reference)).one()


def claimed(session: Session, code: str, pin: str = PIN) -> ResidentCard:
    """A card whose PIN somebody has chosen."""
    services.begin(session, code, pin=pin, now=clock.now())
    return card_of(session, code)


def told(
    session: Session, desk: Desk, code: str, state: FeedbackState, answers: dict[str, Given] | None = None
) -> Feedback:
    """What a resident wrote with a card, brought through every step that leads to a state."""
    card = claimed(session, code)
    by_card = replace(desk, author=replace(desk.author, reference=events.YOUNG_PERSON.reference))
    answers = ANSWERS if answers is None else answers
    return feedback_made.in_state(session, by_card, state, answers, Author(resident_card=card.reference))


def open_card(client: Client, code: str) -> Page:
    """Type the code and start; leads to the choice of a PIN."""
    page = client.submit(client.get("/card/").form("Next"), code=shown_code(code).lower())
    return client.submit(page.form("Start"))


def begin(client: Client, code: str, pin: str = PIN) -> Page:
    """From the code to what is to be said."""
    return client.submit(open_card(client, code).form("Next"), password=pin, password_again=pin)


def come_back(client: Client, code: str, pin: str = PIN) -> Page:
    """With a card that was used before."""
    return client.submit(client.get(f"/card/{code}/back").form("Go in"), password=pin)


def coordinator(session: Session, **options: Any) -> Viewer:
    """A coordinator at their desk."""
    return factories.viewer_of(session, factories.make_staff(session, Role.COORDINATOR, **options))
