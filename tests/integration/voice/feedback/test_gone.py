"""Authors who can never come back: nothing goes to a home that they were not shown with time to answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.voice.feedback import services
from portal.voice.feedback.models import Feedback, FeedbackState, Treatment
from portal.voice.inspectors.models import Inspector
from portal.voice.residents.rules import Ending
from portal.voice.residents.services import end_cards
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made as residents_made
from tests.support.client import Client

TEXT = "could-be-better"
SO = "So none of it goes to the home"


def _leave(client: Client, session: Session, desk: Desk) -> None:
    session.commit()
    client.sign_in(desk.coordinator)
    inspector = session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one()
    page = client.get(f"/voice/inspectors/{inspector.reference}/leave")
    assert "let them answer before they leave" in page.text
    client.submit(page.form("They have left"))
    session.expire_all()


def _days_on(session: Session, told: Feedback, days: int) -> None:
    told.proposed_at = clock.now() - timedelta(days=days)
    session.commit()


@pytest.mark.parametrize("state", [FeedbackState.SENT, FeedbackState.READ, FeedbackState.PROPOSED])
def test_what_they_never_answered_is_kept_back(
    client: Client, session: Session, desk: Desk, state: FeedbackState
) -> None:
    told = made.in_state(session, desk, state)
    _leave(client, session, desk)
    assert told.state != FeedbackState.PROPOSED
    address = f"/voice/feedback/{told.reference}/"
    if state == FeedbackState.SENT:
        client.submit(client.get(address).form("I have read all of it"))
    page = client.get(address)
    assert SO in page.text and "The young inspector left before" in page.text
    assert "Show it to the young person" not in page.text and "Share with the home" not in page.text
    assert "The young person has left" in client.post(f"{address}steps/propose").text
    session.expire_all()
    with pytest.raises(services.Refused, match="It cannot go to the home"):
        made.share(session, desk, told)
    page = client.submit(client.get(address).form("Keep all of it back"))
    assert "Kept back. Nothing of it is shared." in page.text


def test_fourteen_days_after_they_left_are_no_silence(client: Client, session: Session, desk: Desk) -> None:
    told = made.in_state(session, desk, FeedbackState.READ)
    for each in ("welcoming", "wifi", "worked-well"):
        assert made.answer_of(session, told, each).treatment == Treatment.AS_WRITTEN
    made.redact(session, desk, told)
    _leave(client, session, desk)
    with pytest.raises(services.Refused, match="can no longer look"):
        services.propose(session, told, actor=desk.moderator, now=clock.now())


def test_nobody_is_silent_who_left_while_they_had_time(client: Client, session: Session, desk: Desk) -> None:
    """As of rows from before it was noted who left."""
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    _days_on(session, told, 20)
    told.author_left_at = clock.now() - timedelta(days=10)
    session.commit()
    client.sign_in(desk.coordinator)
    assert "Share what young people did not answer" not in client.get("/today").text
    assert SO in client.get(f"/voice/feedback/{told.reference}/").text
    with pytest.raises(services.Refused, match="It cannot go to the home"):
        made.share(session, desk, told)


@pytest.mark.parametrize("answered", [True, False])
def test_who_answered_or_was_silent_before_they_left_is_shared(
    client: Client, session: Session, desk: Desk, answered: bool
) -> None:
    told = made.in_state(session, desk, FeedbackState.PROPOSED)
    if answered:
        made.agree(session, desk, told)
    else:
        _days_on(session, told, 20)
    _leave(client, session, desk)
    page = client.get(f"/voice/feedback/{told.reference}/")
    assert "They can never come back to it. Share it as it is" in page.text
    page = client.submit(client.get(f"/voice/feedback/{told.reference}/share").form("Share it"))
    assert "Shared with the home." in page.text


def test_cards_that_end_end_their_authors(client: Client, session: Session, desk: Desk) -> None:
    code, other = (residents_made.cards(session, desk.home, desk.moderator)[0] for _ in range(2))
    told = residents_made.told(session, desk, code, FeedbackState.PROPOSED)
    batch = residents_made.card_of(session, code).batch
    session.commit()
    client.sign_in(desk.coordinator)
    page = client.get(f"/voice/cards/{desk.home.reference}/{batch.reference}/end")
    assert "had all of 14 days to" in page.text
    end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=clock.now())
    session.expire_all()
    assert told.state == FeedbackState.READ and residents_made.card_of(session, other).ended_at is None
    assert "The card ended before whoever wrote this" in client.get(f"/voice/feedback/{told.reference}/").text
