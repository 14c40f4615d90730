"""Nothing that was said of an action is sent back, closed or moved over by a page that was opened before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.quality.actions import services
from portal.quality.actions.models import ActionState, VisitAction
from portal.quality.models import Visit, VisitState
from portal.quality.reports.services import Stale
from portal.quality.services import Refused
from portal.web.filters import format_date
from tests import factories
from tests.integration.quality.planning import At
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client
from tests.support.pages import Form

READ_FIRST = "Nothing was changed. Read what stands here now, then press the button again if it is still right."
WRITTEN = f"The provider has written about this since you opened the page. {READ_FIRST}"
FALLEN = "We cannot: the fence fell on somebody."


@pytest.fixture
def visit(session: Session, client: Client, cast: Cast) -> Visit:
    """A final report with one action that is to do; its lead has signed in."""
    client.sign_in(cast.lead)
    return made.final(session, cast.home, cast.provider, cast.lead, cast.second)


@pytest.fixture
def action(session: Session, visit: Visit) -> VisitAction:
    (only,) = made.visit_actions(session, visit)
    return only


@pytest.fixture
def opened(client: Client, visit: Visit, action: VisitAction) -> Callable[[str], Form]:
    """The form of a verb about the action, as it is now."""
    return lambda verb: client.get(f"/quality/visits/{visit.reference}/actions/{action.reference}/{verb}").form()


@pytest.fixture
def colleague(session: Session, cast: Cast) -> Viewer:
    return factories.viewer_of(session, cast.second)


def say(session: Session, visit: Visit, action: VisitAction, cast: Cast, text: str) -> None:
    services.send_evidence(session, visit, action, text, actor=cast.provider, now=clock.now())
    session.commit()


def fields_of(day: date) -> dict[str, str]:
    return {"due_on-day": str(day.day), "due_on-month": str(day.month), "due_on-year": str(day.year)}


def verbs(session: Session, visit: Visit) -> list[str]:
    """What was recorded of the visit, newest first."""
    return [each.verb for each in events.list_events(session, ("visit", visit.reference))]


def test_a_form_that_sent_evidence_back_sends_nothing_newer_back(
    session: Session, client: Client, cast: Cast, visit: Visit, action: VisitAction, opened: Callable[[str], Form]
) -> None:
    say(session, visit, action, cast, "First.")
    form = opened("send-back")
    told = "The provider has been told what you still need to see."
    for _ in range(2):  # sent twice, it is one
        assert told in client.submit(form, reason="Which fence?").text
    assert verbs(session, visit).count("quality.evidence_sent_back") == 1
    say(session, visit, action, cast, FALLEN)
    page = client.submit(form, reason="Which fence?")
    assert page.errors == [f"This was sent back to the provider since you opened the page. {WRITTEN}"]
    assert FALLEN in page.text and page.form().values["reason"] == ["Which fence?"]
    session.expire_all()
    assert (action.state, action.evidence[-1].sent_back_reason) == (ActionState.ANSWERED, "")
    assert told in client.submit(page.form(), reason="Who is hurt?").text
    session.expire_all()
    assert [each.sent_back_reason for each in action.evidence] == ["Which fence?", "Who is hurt?"]


def test_an_action_is_not_closed_over_words_that_came_since(
    session: Session, client: Client, cast: Cast, visit: Visit, action: VisitAction, opened: Callable[[str], Form]
) -> None:
    form = opened("close")
    say(session, visit, action, cast, FALLEN)
    page = client.submit(form, reason="It is summer.")
    assert page.errors == [WRITTEN]
    assert FALLEN in page.text and page.form().values["reason"] == ["It is summer."]
    session.expire_all()
    assert (action.state, visit.state) == (ActionState.ANSWERED, VisitState.FINAL)
    for _ in range(2):  # a second press is a choice; a third changes nothing
        assert "The action is closed." in client.submit(page.form()).text
    session.expire_all()
    assert (action.closed_reason, visit.state) == ("It is summer.", VisitState.CLOSED)
    assert verbs(session, visit).count("quality.action_closed") == 1
    assert client.submit(page.form(), reason="Another.").errors == [services.NOT_FINAL]


def test_a_colleagues_new_day_and_reason_stand_beside_ones_own(
    session: Session,
    client: Client,
    cast: Cast,
    visit: Visit,
    action: VisitAction,
    colleague: Viewer,
    opened: Callable[[str], Form],
) -> None:
    form, theirs = opened("move"), action.due_on + timedelta(days=20)
    made.move_action(session, visit, action, theirs, colleague)
    mine = fields_of(theirs + timedelta(days=9))
    page = client.submit(form, mine, reason="The frost.")
    moved = f"Sky Fir has moved this action to {format_date(theirs)} since you opened the page. {READ_FIRST}"
    assert page.errors == [moved]
    assert f"Now: {format_date(theirs)}" in page.text and "Now: Builders." in page.text
    session.expire_all()
    assert action.due_on == theirs
    assert client.submit(form, mine, reason="The frost.").errors == [moved], "the old page is no wiser"
    for _ in range(2):
        assert "The day is moved." in client.submit(page.form()).text
    session.expire_all()
    assert [each.reason for each in action.moves] == ["Builders.", "The frost."]
    say(session, visit, action, cast, FALLEN)
    closing = opened("close")
    made.move_action(session, visit, action, theirs, colleague)
    assert client.submit(closing, reason="Done.").errors == [moved]


def test_a_day_is_not_moved_over_words_that_came_since(
    session: Session, client: Client, cast: Cast, visit: Visit, action: VisitAction, opened: Callable[[str], Form]
) -> None:
    form, was = opened("move"), action.due_on
    say(session, visit, action, cast, FALLEN)
    page = client.submit(form, fields_of(was + timedelta(days=9)), reason="The frost.")
    assert page.errors == [WRITTEN] and FALLEN in page.text
    session.expire_all()
    assert action.due_on == was


def test_what_a_colleague_sent_back_meanwhile_is_said_in_order(
    session: Session, cast: Cast, visit: Visit, action: VisitAction, colleague: Viewer, at: At
) -> None:
    seen, began = action.version, clock.now()
    say(session, visit, action, cast, FALLEN)
    at(began + timedelta(hours=1))
    services.send_back(
        session, visit, action, reason="Who?", seen_version=action.version, actor=colleague, now=clock.now()
    )
    because = "The provider has written about this since you opened the page. This was sent back to the provider since"
    for version in (seen, 0, 99):  # one that nobody had has seen nothing
        with pytest.raises(Stale, match=because):
            services.close_action(
                session, visit, action, reason="Done.", seen_version=version, actor=cast.officer, now=clock.now()
            )
    with pytest.raises(Refused, match="Nothing waits for you here"):
        services.send_back(
            session, visit, action, reason="More.", seen_version=seen, actor=cast.officer, now=clock.now()
        )
