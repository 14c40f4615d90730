"""Who leaves can never take back a yes to be quoted: it ends, save for what is published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import Home
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.feedback.rules import Given
from portal.voice.feedback.services import say_quote
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.services import leave
from portal.voice.pooled import queries
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.pooled import made
from tests.support.client import Client


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


@pytest.fixture
def desk(session: Session, home: Home) -> Desk:
    return feedback_made.desk(session, home)


def _quotable(session: Session, desk: Desk, quarters_ago: int) -> Feedback:
    """What the desk's inspector said after a visit of their own, quotable in a quarter that is over."""
    inspector = session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one()
    again = feedback_made.desk(session, desk.home, coordinator=desk.coordinator, inspector=inspector)
    told = feedback_made.in_state(session, again, FeedbackState.SHARED, {"could-be-better": Given(text="More trees.")})
    told.moderated_at = clock.london_midnight(made.last_quarter(quarters_ago)) + timedelta(days=40)
    say_quote(session, told, agrees=True, wording="2026-1", actor=desk.author, now=told.moderated_at)
    return told


def test_what_is_not_published_is_quoted_no_more_and_what_is_stays(
    session: Session, client: Client, desk: Desk
) -> None:
    published, waiting = _quotable(session, desk, 2), _quotable(session, desk, 1)
    authority_id = desk.visit.authority_id
    writer = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER, name="Writer"))
    publisher = factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER, name="Publisher"))
    out = made.report(session, authority_id, writer, quarters_ago=2)
    made.quote(session, out, tuple(each.key for each in queries.list_quotable(session, out)), writer)
    made.let_out(session, out, writer, publisher)
    draft = made.report(session, authority_id, writer)
    made.quote(session, draft, tuple(each.key for each in queries.list_quotable(session, draft)), writer)
    assert queries.quotes_by_theme(session, draft.themes) and queries.quotes_by_theme(session, out.themes)
    session.commit()

    client.sign_in(desk.coordinator)
    inspector = session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one()
    page = client.get(f"/voice/inspectors/{inspector.reference}/leave")
    assert (
        "Their yes to be quoted ends" in page.text and "Words that a published report quotes stay there." in page.text
    )
    client.submit(page.form("They have left"))

    session.expire_all()
    assert (published.may_be_quoted, waiting.may_be_quoted) == (True, False)
    assert not queries.quotes_by_theme(session, draft.themes) and queries.quotes_by_theme(session, out.themes)
    assert "May be quoted No" in client.get(f"/voice/feedback/{waiting.reference}/").text
    ended = session.scalars(select(EventRow).where(EventRow.verb == "voice.quote_ended")).one()
    assert ended.subject_reference == waiting.reference and ended.actor_reference == desk.coordinator.reference


def test_nothing_ends_for_others_and_who_said_no_said_it_already(session: Session, desk: Desk, home: Home) -> None:
    other = feedback_made.desk(
        session, home, inspector=factories.make_inspector(session, desk.coordinator, "Red Kite").inspector
    )
    theirs = feedback_made.in_state(session, other, FeedbackState.SENT)
    mine = feedback_made.in_state(session, desk, FeedbackState.SENT)
    say_quote(session, theirs, agrees=True, wording="2026-1", actor=other.author, now=clock.now())
    inspector = session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one()
    leave(session, inspector, actor=desk.moderator, now=clock.now())
    assert theirs.may_be_quoted and not mine.may_be_quoted and mine.quote_withdrawn_at is None
