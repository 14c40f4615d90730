"""Who goes on a visit, where it is and when that is shown, that they are there and home, and who sees none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.homes.models import Home, Premises
from portal.quality.models import Visit, VisitState
from portal.voice.inspectors import services
from portal.voice.inspectors.models import InspectorVisit
from tests import factories
from tests.factories import Joined
from tests.integration.quality import made as quality_made
from tests.integration.voice.inspectors import made
from tests.support.client import Client

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
STARTS = datetime(2026, 11, 4, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STREET = "17 Canary Row"


@pytest.fixture(autouse=True)
def before(at: At) -> None:
    at(STARTS - timedelta(days=3))


@pytest.fixture
def coordinator(session: Session) -> Person:
    return factories.make_staff(session, Role.COORDINATOR)


@pytest.fixture
def home(session: Session) -> Home:
    found = factories.make_home(session, factories.make_provider(session), "Marram House")
    found.premises = [Premises(reference="PS-37777777", line_1=STREET, town="Southport", postcode="PR8 1CK")]
    session.commit()
    return found


@pytest.fixture
def visit(session: Session, home: Home) -> Visit:
    return quality_made.visit(session, home, factories.make_staff(session, Role.QA_OFFICER), starts_at=STARTS)


@pytest.fixture
def kestrel(session: Session, coordinator: Person) -> Joined:
    return factories.make_inspector(session, coordinator)


def address_of(visit: Visit) -> str:
    return f"/inspect/visits/{visit.reference}/"


def looks(session: Session) -> int:
    return len(session.scalars(select(EventRow).where(EventRow.verb == "voice.address_seen")).all())


def test_a_coordinator_puts_an_inspector_on_a_visit_who_then_sees_it(
    new_client: NewClient, session: Session, visit: Visit, kestrel: Joined, coordinator: Person
) -> None:
    desk = new_client()
    desk.sign_in(coordinator)
    assert desk.get("/voice/visits/").rows[1][-1] == "None yet"
    form = desk.get(f"/voice/visits/{visit.reference}/inspectors/new").form("Add to this visit")
    page = desk.submit(
        form, inspector=kestrel.inspector.reference, travel="Sam picks you up at 2pm.", company="Sam stays with you."
    )
    assert "They see this visit now." in page.text
    phone = new_client()
    phone.sign_in(kestrel.person)
    assert phone.get("/inspect/home").link("Marram House") == address_of(visit)
    mine = phone.get(address_of(visit))
    assert "It starts on Wednesday 4 November at 3:00pm." in mine.text
    assert "Sam picks you up at 2pm." in mine.text and "Sam stays with you." in mine.text
    assert "Do staff listen?" in mine.text


def test_the_address_is_shown_around_the_visit_only(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    for when, is_shown in (
        (STARTS - 24 * HOUR - timedelta(seconds=1), False),
        (STARTS - 24 * HOUR, True),
        (STARTS + HOUR, True),
        (STARTS + 14 * HOUR, True),
        (STARTS + 14 * HOUR + timedelta(seconds=1), False),
    ):
        at(when)
        client.sign_in(kestrel.person)
        assert (STREET in client.get(address_of(visit)).html) == is_shown, when
    assert looks(session) == 1


def test_a_visit_that_moved_has_a_window_of_its_own(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    for starts_at in (STARTS, STARTS + timedelta(days=30)):
        visit.starts_at, visit.ends_at = starts_at, starts_at + HOUR
        session.commit()
        at(starts_at)
        client.sign_in(kestrel.person)
        assert STREET in client.get(address_of(visit)).html
    assert looks(session) == 2


def test_a_visit_that_is_called_off_shows_no_address(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    visit.state, visit.cancelled_reason = VisitState.CANCELLED, "The home asked for another day."
    session.commit()
    at(STARTS)
    client.sign_in(kestrel.person)
    page = client.get(address_of(visit))
    assert "This visit is called off. You do not need to go." in page.text
    assert STREET not in page.html and looks(session) == 0


def test_anothers_visit_is_missing(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    other = factories.make_inspector(session, coordinator, "Otter")
    made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS)
    client.sign_in(other.person)
    client.get(address_of(visit), expect=404)
    for verb in ("here", "home-safe"):
        client.post(f"{address_of(visit)}{verb}", expect=404)
    assert session.scalars(select(InspectorVisit)).one().arrived_at is None


def test_there_and_home_safe_are_said_once_each(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    held = made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS - HOUR)
    client.sign_in(kestrel.person)
    page = client.submit(client.get(address_of(visit)).form("I am here"))
    assert "We know you are there." in page.text
    at(STARTS - HOUR / 2)
    client.post(f"{address_of(visit)}here")
    page = client.submit(client.get(address_of(visit)).form("I am home safe"))
    assert "You told us you are home safe." in page.text
    session.refresh(held)
    assert held.arrived_at == STARTS - HOUR and held.home_safe_at == STARTS - HOUR / 2


def test_a_visit_at_the_end_of_the_calendar_is_shown(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    visit.starts_at = datetime(9999, 12, 31, 22, 0, tzinfo=UTC)
    visit.ends_at = datetime(9999, 12, 31, 23, 0, tzinfo=UTC)
    session.commit()
    for now in (STARTS, visit.ends_at):
        at(now)
        client.sign_in(kestrel.person)
        assert "It starts on Friday 31 December at 10:00pm." in client.get(address_of(visit)).text
        assert client.get("/inspect/home").link("Marram House") == address_of(visit)
    at(STARTS)
    client.sign_in(coordinator)
    client.get("/voice/visits/")
    client.get(f"/voice/visits/{visit.reference}/")
    client.get("/today")


def test_whoever_forgot_to_say_that_they_are_there_says_that_they_are_home(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    held = made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS - HOUR)
    client.sign_in(kestrel.person)
    page = client.get(address_of(visit))
    assert "I am here" in page.text and "I am home safe" not in page.text
    assert "You can not do that now." in client.post(f"{address_of(visit)}home-safe").text
    at(STARTS)
    client.sign_in(kestrel.person)
    page = client.get(address_of(visit))
    assert "I am here" in page.text
    at(STARTS + 2 * HOUR)
    client.sign_in(kestrel.person)
    page = client.submit(client.get(address_of(visit)).form("I am home safe"))
    assert "You told us you are home safe." in page.text and "I am here" not in page.text
    session.refresh(held)
    assert (held.arrived_at, held.home_safe_at) == (None, STARTS + 2 * HOUR)


def test_nobody_is_there_days_before(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person
) -> None:
    held = made.placed(session, visit, kestrel.inspector, coordinator)
    client.sign_in(kestrel.person)
    assert "I am here" not in client.get(address_of(visit)).text
    assert "You can not do that now." in client.post(f"{address_of(visit)}here").text
    session.refresh(held)
    assert held.arrived_at is None


def test_today_says_who_has_not_said_that_they_are_home(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS + 3 * HOUR)
    client.sign_in(coordinator)
    assert "have not said that they are home safe (1)" not in client.get("/today").text
    at(STARTS + 4 * HOUR + timedelta(minutes=1))
    client.sign_in(coordinator)
    assert "Inspectors who have not said that they are home safe (1)" in client.get("/today").text


def test_today_says_which_visits_nobody_goes_on(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person
) -> None:
    client.sign_in(coordinator)
    assert "Visits without an inspector (1)" in client.get("/today").text
    made.placed(session, visit, kestrel.inspector, coordinator)
    assert "Visits without an inspector" not in client.get("/today").text


def test_what_was_talked_about_is_the_coordinators(
    new_client: NewClient, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS + 3 * HOUR)
    desk, path = new_client(), f"/voice/visits/{visit.reference}/"
    desk.sign_in(coordinator)
    form = desk.get(f"{path}inspectors/{kestrel.inspector.reference}/debrief").form("Save")
    assert "Canary talk" in desk.submit(form, debrief="Canary talk").text
    other = new_client()
    other.sign_in(factories.make_staff(session, Role.COORDINATOR))
    page = other.get(path)
    assert "Canary talk" not in page.html and "Kestrel" not in page.html
    assert "1 inspector goes whom somebody else looks after." in page.text
    officer = new_client()
    officer.sign_in(factories.make_staff(session, Role.QA_OFFICER))
    shown = officer.get(f"/quality/visits/{visit.reference}/").html
    assert "Canary talk" not in shown and "Kestrel" not in shown


def test_a_coordinator_and_their_deputy_see_what_the_other_wrote_of_the_talk(
    new_client: NewClient, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    made.placed(session, visit, kestrel.inspector, coordinator)
    at(STARTS + 3 * HOUR)
    one, other = new_client(), new_client()
    one.sign_in(coordinator)
    other.sign_in(coordinator)
    path = f"/voice/visits/{visit.reference}/inspectors/{kestrel.inspector.reference}/debrief"
    late = other.get(path).form("Save")
    for _ in range(2):  # sent twice it is one
        assert one.submit(one.get(path).form("Save"), debrief="We talked of the dog.").errors == []
    page = other.submit(late, debrief="We talked of the bus.")
    assert page.errors == ["Somebody else changed this while you had the page open. Look at both, then save again."]
    assert "Now: We talked of the dog." in page.text
    page = other.submit(page.form("Save"), debrief="We talked of the dog and the bus.")
    assert "We talked of the dog and the bus." in page.text


def test_somebody_is_taken_off_again_but_not_once_they_were_there(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    held = made.placed(session, visit, kestrel.inspector, coordinator)
    client.sign_in(coordinator)
    path = f"/voice/visits/{visit.reference}/"
    off = f"{path}inspectors/{kestrel.inspector.reference}/off"
    assert "They do not go on this visit any more." in client.post(off).text
    held = made.placed(session, visit, kestrel.inspector, coordinator)
    held.arrived_at = STARTS
    session.commit()
    assert "who goes on it cannot change" in client.post(off).text
    assert session.scalars(select(InspectorVisit)).one().id == held.id


def test_nobody_goes_twice_or_before_joining_or_on_a_visit_that_is_over(
    session: Session, visit: Visit, kestrel: Joined, coordinator: Person, at: At
) -> None:
    actor = factories.viewer_of(session, coordinator)
    made.placed(session, visit, kestrel.inspector, coordinator)
    with pytest.raises(services.Refused, match="goes on the visit already"):
        made.placed(session, visit, kestrel.inspector, coordinator)
    invited, _ = services.invite(session, authority_id=visit.authority_id, actor=actor, now=STARTS)
    with pytest.raises(services.Refused, match="has not joined yet"):
        made.placed(session, visit, invited, coordinator)
    visit.state = VisitState.DONE
    session.commit()
    otter = factories.make_inspector(session, coordinator, "Otter")
    with pytest.raises(services.Refused, match="not planned any more"):
        made.placed(session, visit, otter.inspector, coordinator)
