"""What visits add up to, as it was on a day: what happened since moves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.accounts.models import Person
from portal.homes.models import Home, HomeStatus
from portal.quality.actions.models import VisitAction
from portal.quality.reports.models import VisitReport
from portal.quality.reports.rules import Judgement
from portal.quality.totals.queries import list_judged, list_seen
from portal.quality.totals.rules import Judged, Seen
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made
from tests.integration.quality.reports import made as reports_made
from tests.integration.quality.reports.made import visit_actions

A_DAY = timedelta(days=1)


@pytest.fixture
def admin(session: Session, home: Home) -> Viewer:
    home.created_at = clock.now() - 400 * A_DAY
    session.commit()
    return factories.viewer_of(session, factories.make_provider_person(session, home.provider))


def year_to(session: Session, days_ago: int) -> list[Seen]:
    last_day = clock.today(clock.now()) - days_ago * A_DAY
    return list_seen(session, factories.make_authority(session), from_on=last_day - 364 * A_DAY, last_day=last_day)


def known(home: Home, **found: int) -> Seen:
    return Seen(home.id, home.provider_id, "residential", True, **found)


def test_what_was_done_since_does_not_count(session: Session, home: Home, admin: Viewer, officer: Person) -> None:
    reports_made.closed(session, home, admin, officer)
    assert year_to(session, 1) == [known(home)]
    assert year_to(session, 0) == [known(home, visits=1, finals=1, done=1)]


def test_an_action_is_late_until_it_is_answered(session: Session, home: Home, admin: Viewer, officer: Person) -> None:
    visit = reports_made.final(session, home, admin, officer)
    [action] = visit_actions(session, visit)
    assert year_to(session, 0) == [known(home, visits=1, finals=1, under_way=1)]
    session.get_one(VisitAction, action.id).due_on = clock.today(clock.now())
    session.commit()
    assert year_to(session, 0) == [known(home, visits=1, finals=1, overdue=1)]
    reports_made.actions.send_evidence(session, visit, action, "Mended.", actor=admin, now=clock.now())
    assert year_to(session, 0) == [known(home, visits=1, finals=1, under_way=1)]


def test_an_action_moved_or_added_since_changes_nothing(
    session: Session, home: Home, admin: Viewer, officer: Person
) -> None:
    visit = reports_made.final(session, home, admin, officer)
    [action] = visit_actions(session, visit)
    before = clock.now() - 20 * A_DAY
    session.get_one(VisitReport, visit.id).finalised_at = visit.done_at = action.created_at = before
    action.due_on = clock.today(before) + 5 * A_DAY
    session.commit()
    then = [known(home, visits=1, finals=1, overdue=1)]
    assert year_to(session, 1) == then
    viewer, later = factories.viewer_of(session, officer), clock.today(clock.now()) + 9 * A_DAY
    reports_made.move_action(session, visit, action, later, viewer)
    reports_made.action(session, visit, viewer)
    assert year_to(session, 1) == then
    assert year_to(session, 0) == [known(home, visits=1, finals=1, under_way=2)]


@pytest.mark.usefixtures("admin")
def test_only_homes_that_were_open_and_visits_of_the_year_count(session: Session, home: Home, officer: Person) -> None:
    made.been(session, home, officer, at=made.ago(500))
    made.visit(session, home, officer)
    late = homes_made.add(session, home.provider, name="Late House", urn="SC100002")
    planned = homes_made.add(session, home.provider, name="Planned House", urn="SC100003")
    late.created_at, planned.status = clock.now() + A_DAY, HomeStatus.PLANNED
    session.commit()
    assert year_to(session, 0) == [known(home)]
    made.been(session, late, officer, at=made.ago(3))
    assert [(each.home_id, each.is_open, each.visits) for each in year_to(session, 0)] == [
        (home.id, True, 0),
        (late.id, False, 1),
    ]


def test_a_home_is_judged_by_its_newest_report_of_some_days(
    session: Session, home: Home, admin: Viewer, officer: Person
) -> None:
    reports_made.final(session, home, admin, officer)
    today, authority_id = clock.today(clock.now()), factories.make_authority(session).id
    found = list_judged(session, authority_id, from_on=today, last_day=today)
    assert found == [Judged(home.id, home.provider_id, "residential", Judgement.GOOD)]
    assert list_judged(session, authority_id, from_on=today - 9 * A_DAY, last_day=today - A_DAY) == []
