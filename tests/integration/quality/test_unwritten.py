"""Visits that were made, as young inspectors told, and that no officer has written up: said plainly, never missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.authorities.queries import get_active_authority
from portal.homes.models import Home
from portal.quality.models import Visit, VisitState
from portal.quality.queries.programme import Programmed, find_programmed
from portal.quality.rules.programme import Standing
from portal.quality.services import Refused, cancel_visit
from portal.voice.feedback.models import FeedbackState
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.inspectors.rules import Window
from tests import factories
from tests.integration.quality import made
from tests.integration.quality.reports import made as reports_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.support.client import Client

BEGAN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
NAME = "Visited – to be written up"
At = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


@pytest.fixture
def visit(session: Session, home: Home, officer: Person) -> Visit:
    """Of two days ago, and still planned; the home has been overdue one since the summer."""
    home.created_at = datetime(2026, 3, 2, tzinfo=UTC)
    return made.visit(session, home, officer, starts_at=BEGAN)


@pytest.fixture
def place(session: Session, visit: Visit) -> InspectorVisit:
    """An inspector who was to go on it."""
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    return inspectors_made.placed(session, visit, factories.make_inspector(session, coordinator).inspector, coordinator)


def was_there(session: Session, place: InspectorVisit) -> None:
    actor = factories.viewer_of(session, place.inspector.person)
    inspectors.say_arrived(session, place, place.inspector, Window(BEGAN, ENDED), actor=actor, now=BEGAN)


def in_programme(session: Session, home: Home) -> Programmed:
    session.expire_all()
    found = find_programmed(session, get_active_authority(session), home, now=clock.now())
    assert found is not None
    return found


def test_a_visit_of_which_nobody_told_stays_unknown(
    session: Session, client: Client, home: Home, officer: Person, place: InspectorVisit
) -> None:
    programmed = in_programme(session, home)
    assert (programmed.unwritten, programmed.standing) == (None, Standing.OVERDUE)
    client.sign_in(officer)
    page = client.get(f"/quality/visits/{place.visit.reference}/")
    assert NAME not in page.text and "was carried out" not in page.text
    assert "planned, nothing recorded yet" in client.get(f"/quality/homes/{home.reference}/").text
    assert "Day has passed" in client.get("/today").text


def test_one_that_was_made_is_neither_moved_nor_called_off(
    session: Session, client: Client, officer: Person, visit: Visit, place: InspectorVisit
) -> None:
    """Also where the page was opened before anybody told of it."""
    client.sign_in(officer)
    address = f"/quality/visits/{visit.reference}/"
    change, cancel = client.get(f"{address}change").form(), client.get(f"{address}cancel").form()
    was_there(session, place)
    instead = "This visit was carried out. Write down what was found and finish it instead."
    page = client.get(address)
    assert "Change the plan" not in page.text and "Call the visit off" not in page.text
    assert instead in client.submit(change, {"day-day": "30"}).text
    assert instead in client.submit(cancel, {"reason": "Nobody could go."}).text
    assert instead in client.get(f"{address}cancel").text
    actor = factories.viewer_of(session, officer)
    with pytest.raises(Refused, match="was carried out"):
        cancel_visit(session, visit, version=visit.version, reason="Nobody could go.", actor=actor, now=clock.now())
    session.expire_all()
    assert (visit.state, visit.starts_at) == (VisitState.PLANNED, BEGAN)


def test_one_that_an_inspector_checked_in_at_was_made_and_waits_for_its_officer(
    session: Session, client: Client, home: Home, officer: Person, visit: Visit, place: InspectorVisit
) -> None:
    """Due three months after it came in March; after the visit of 24 November, and never judged, a year later."""
    was_there(session, place)
    programmed = in_programme(session, home)
    assert (programmed.facts.last_visit_on, programmed.due_on) == (date(2026, 11, 24), date(2027, 11, 24))
    assert (programmed.standing, programmed.planned) == (Standing.LATER, None)
    client.sign_in(officer)
    page = client.get(f"/quality/visits/{visit.reference}/")
    assert NAME in page.text
    assert (
        "This visit was carried out on 24 November 2026, as young inspectors or notes of its officers show."
        in page.text
    )
    listed = client.get("/quality/?due=unwritten")
    assert "1 home" in listed.text and f"{NAME}24 November 2026" in listed.text
    assert "0 homes" in client.get("/quality/?due=overdue").text
    assert visit.reference in client.get("/quality/list.csv").body.decode()
    own = client.get(f"/quality/homes/{home.reference}/")
    assert f"Visit {visit.reference}: visited – to be written up" in own.text
    assert own.link("24 November 2026, 10:00am") == f"/quality/visits/{visit.reference}/"
    assert NAME in client.get("/quality/visits/?week=2026-11-23").text
    assert NAME in client.get(f"/quality/visits/{visit.reference}/findings/").text
    waiting = client.get("/today").text
    assert (
        NAME in waiting
        and "Since 24 November 2026" in waiting
        and "Day has passed" not in waiting
        and "overdue one" not in waiting
    )
    assert session.get_one(Visit, visit.id).state == VisitState.PLANNED


def test_it_is_no_more_once_the_officer_finishes_it(
    session: Session, client: Client, home: Home, officer: Person, visit: Visit, place: InspectorVisit
) -> None:
    was_there(session, place)
    reports_made.finish_up(session, visit, officer)
    assert in_programme(session, home).unwritten is None
    client.sign_in(officer)
    assert NAME not in client.get(f"/quality/visits/{visit.reference}/").text


def test_an_older_one_says_its_day_beside_the_last(
    session: Session, client: Client, home: Home, officer: Person, place: InspectorVisit
) -> None:
    was_there(session, place)
    made.been(session, home, officer, at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    client.sign_in(officer)
    assert f"{NAME}24 November 2026; last there 25 November 2026" in client.get("/quality/").text


def test_while_it_goes_on_it_is_planned(session: Session, home: Home, place: InspectorVisit, at: At) -> None:
    was_there(session, place)
    at(datetime(2026, 11, 24, 11, 59, tzinfo=UTC))
    programmed = in_programme(session, home)
    assert (programmed.unwritten, programmed.standing) == (None, Standing.PLANNED)
    at(ENDED)
    assert in_programme(session, home).unwritten is not None


def test_the_talk_afterwards_and_what_was_shared_tell_it_too_and_unread_words_do_not(
    session: Session, home: Home
) -> None:
    desk = feedback_made.desk(session, home)
    feedback_made.in_state(session, desk, FeedbackState.READ)
    assert in_programme(session, home).unwritten is None
    place = session.scalars(select(InspectorVisit)).one()
    inspectors.debrief(
        session, desk.visit, place, "It went well.", seen_version=place.version, actor=desk.moderator, now=NOW
    )
    assert in_programme(session, home).unwritten is not None
    place.debriefed_at, place.debrief = None, ""
    session.commit()
    assert in_programme(session, home).unwritten is None


def test_what_was_shared_of_it_tells_it(session: Session, home: Home) -> None:
    feedback_made.in_state(session, feedback_made.desk(session, home), FeedbackState.SHARED)
    assert in_programme(session, home).unwritten is not None


def test_its_coordinator_reads_the_same(session: Session, client: Client, visit: Visit, place: InspectorVisit) -> None:
    was_there(session, place)
    client.sign_in(place.inspector.coordinator)
    assert NAME in client.get("/voice/visits/").text
    assert NAME in client.get(f"/voice/visits/{visit.reference}/").text
