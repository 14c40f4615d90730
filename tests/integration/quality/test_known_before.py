"""What actions, feedback, suspensions and missing returns tell the programme, a timeline, the page before a visit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.authorities.queries import get_active_authority
from portal.homes.models import Home
from portal.quality.queries.programme import list_programme
from portal.quality.suspensions import services as suspensions
from portal.voice.feedback.models import FeedbackState
from portal.voice.feedback.rules import Given
from tests import factories
from tests.conftest import Queries
from tests.integration.quality import made
from tests.integration.quality.reports import made as reports_made
from tests.integration.voice.feedback import made as feedback_made
from tests.support.client import Client

Counting = Callable[[], AbstractContextManager[Queries]]
A_DAY = timedelta(days=1)
# Three marks of four or less, with the one of the wifi.
SAID = {**feedback_made.STANDARD, "food": Given(value=2), "homely": Given(value=4), "safe": Given(value=5)}


@pytest.fixture
def admin(session: Session, home: Home) -> Person:
    return factories.make_provider_person(session, home.provider)


def reasons(session: Session) -> dict[str, list[tuple[int, str]]]:
    session.expire_all()
    listed = list_programme(session, get_active_authority(session), now=clock.now())
    return {each.home.name: [(why.points, why.words) for why in each.assessed.reasons] for each in listed}


def with_overdue_action(session: Session, home: Home, officer: Person, admin: Person) -> str:
    """The reference of a visit whose one action was due yesterday."""
    visit = reports_made.final(session, home, factories.viewer_of(session, admin), officer)
    (action,) = reports_made.visit_actions(session, visit)
    action.due_on = clock.today(clock.now()) - A_DAY
    session.commit()
    return visit.reference


def timeline(page: object) -> list[str]:
    found = page.all("li", "portal-timeline__event")  # type: ignore[attr-defined]
    return [" ".join("".join(item.itertext()).split()) for item in found]


def test_overdue_actions_and_low_marks_give_points(
    session: Session, home: Home, officer: Person, admin: Person
) -> None:
    with_overdue_action(session, home, officer, admin)
    made.judgement(session, home, officer, on=clock.today(clock.now()) - A_DAY)
    factories.make_home(session, home.provider, "Alder House")
    assert reasons(session)["Kite House"] == [(1, "1 action is overdue")]
    desk = feedback_made.desk(session, home)
    feedback = feedback_made.in_state(session, desk, FeedbackState.SHARED, SAID)
    assert reasons(session)["Kite House"] == [
        (1, "1 action is overdue"),
        (3, "3 low marks from young people in the last 6 months"),
    ]
    assert reasons(session)["Alder House"] == [(1, "no judgement is recorded")]
    feedback.moderated_at = clock.now() - timedelta(days=200)
    session.commit()
    assert reasons(session)["Kite House"] == [(1, "1 action is overdue")]


def test_what_was_not_shared_gives_none(session: Session, home: Home, officer: Person) -> None:
    made.judgement(session, home, officer, on=clock.today(clock.now()) - A_DAY)
    feedback_made.in_state(session, feedback_made.desk(session, home), FeedbackState.READ, SAID)
    assert reasons(session)["Kite House"] == []


def test_the_page_before_a_visit_holds_open_actions_and_what_young_people_said(
    session: Session, signed_in: Client, home: Home, officer: Person, admin: Person
) -> None:
    with_overdue_action(session, home, officer, admin)
    feedback_made.in_state(session, feedback_made.desk(session, home), FeedbackState.ANSWERED, SAID)
    planned = made.visit(session, home, officer)
    page = signed_in.get(f"/quality/visits/{planned.reference}/before")
    assert "Actions still open" in page.text
    assert "Mend the garden fence." in page.text
    assert "Overdue" in page.text
    assert "What young people said in the last year" in page.text
    assert feedback_made.SHOWN in page.text
    assert feedback_made.CANARY not in page.text
    assert f"We did it: {feedback_made.THE_HOME_SAYS}" in page.text


def test_without_any_of_it_the_page_has_no_empty_parts(
    session: Session, signed_in: Client, home: Home, officer: Person
) -> None:
    planned = made.visit(session, home, officer)
    page = signed_in.get(f"/quality/visits/{planned.reference}/before")
    assert "Actions still open" not in page.text
    assert "What young people said" not in page.text


def test_the_timeline_holds_actions_feedback_suspensions_and_missing_returns(
    session: Session, signed_in: Client, home: Home, officer: Person, admin: Person
) -> None:
    home.created_at = clock.now() - timedelta(days=400)
    factories.make_period(
        session,
        date(2026, 9, 1),
        opens_at=datetime(2026, 10, 1, tzinfo=UTC),
        closes_at=datetime(2026, 10, 10, tzinfo=UTC),
    )
    visit = reports_made.closed(session, home, factories.viewer_of(session, admin), officer)
    (action,) = reports_made.visit_actions(session, visit)
    feedback = feedback_made.in_state(session, feedback_made.desk(session, home), FeedbackState.ANSWERED)
    commissioner = factories.viewer_of(session, factories.make_staff(session, Role.COMMISSIONER))
    authority_id, now = get_active_authority(session).id, clock.now()
    today, by = clock.today(now), {"actor": commissioner, "now": now}
    suspension = suspensions.suspend(
        session, home, authority_id=authority_id, from_on=today, reason="No manager.", **by
    )
    suspensions.lift(session, suspension, reason="A manager came.", **by)
    told = timeline(signed_in.get(f"/quality/homes/{home.reference}/"))
    for words in (
        f"Action {action.reference} agreed",
        f"Action {action.reference} closed",
        f"Feedback {feedback.reference} shared with the home",
        f"Feedback {feedback.reference} answered by the home",
        "New placements suspended",
        "Suspension of new placements lifted",
        "No return for September 2026 10 October 2026",
    ):
        assert any(line.startswith(words) for line in told), words


def test_the_programme_asks_as_much_with_actions_and_feedback_at_many_homes(
    session: Session, signed_in: Client, home: Home, officer: Person, admin: Person, count_queries: Counting
) -> None:
    with_overdue_action(session, home, officer, admin)
    desk = feedback_made.desk(session, home)
    feedback_made.in_state(session, desk, FeedbackState.SHARED)

    def asked() -> int:
        with count_queries() as queries:
            signed_in.get("/quality/")
        return queries.count

    asked()
    few = asked()
    for number in range(5):
        more = factories.make_home(session, home.provider, f"House {number}")
        with_overdue_action(session, more, officer, admin)
        inspector = {"inspector": factories.make_inspector(session, desk.coordinator, f"Teal {number}").inspector}
        other = feedback_made.desk(session, more, coordinator=desk.coordinator, **inspector)
        feedback_made.in_state(session, other, FeedbackState.SHARED)
    assert asked() == few
