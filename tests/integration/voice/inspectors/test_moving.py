"""A visit that young inspectors go on moves or is called off: who is told, what waits, and what the inspector reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.events import EventRow
from portal.mail import OutboxMail
from portal.quality import services as quality
from portal.quality.models import Trigger, Visit, VisitState
from portal.voice.inspectors import services
from portal.voice.inspectors.models import CoordinatorDeputy, InspectorVisit
from tests import factories
from tests.factories import Joined
from tests.integration.quality import made as quality_made
from tests.integration.voice.inspectors import made
from tests.support.client import Client
from tests.support.grades import grade_of_page

At = Callable[[datetime], None]
NewClient = Callable[[], Client]
STARTS = datetime(2026, 11, 4, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOVED = "A visit that young inspectors of yours go on has moved. Check how they get there."
WAITS = "Check how they get there: Marram House"


@pytest.fixture(autouse=True)
def before(at: At) -> None:
    at(STARTS - timedelta(days=3))


@pytest.fixture
def coordinator(session: Session) -> Person:
    return factories.make_staff(session, Role.COORDINATOR, name="Cora Coordinator")


@pytest.fixture
def officer(session: Session) -> Person:
    return factories.make_staff(session, Role.QA_OFFICER, name="Olu Officer")


@pytest.fixture
def visit(session: Session, officer: Person) -> Visit:
    home = factories.make_home(session, factories.make_provider(session), "Marram House")
    return quality_made.visit(session, home, officer, starts_at=STARTS)


@pytest.fixture
def kestrel(session: Session, coordinator: Person, visit: Visit) -> Joined:
    found = factories.make_inspector(session, coordinator)
    made.placed(session, visit, found.inspector, coordinator)
    return found


def move(session: Session, visit: Visit, officer: Person, *, by: timedelta = HOUR) -> None:
    starts_at, ends_at = visit.starts_at + by, visit.ends_at + by
    people = [each.person for each in visit.officers]
    plan = quality.Plan(people, starts_at, ends_at, visit.is_announced, Trigger(visit.trigger))
    actor = factories.viewer_of(session, officer)
    quality.change_visit(session, visit, plan, version=visit.version, actor=actor, now=clock.now())


def call_off(session: Session, visit: Visit, officer: Person) -> None:
    actor = factories.viewer_of(session, officer)
    quality.cancel_visit(
        session, visit, version=visit.version, reason="The home is full.", actor=actor, now=clock.now()
    )


def mails(session: Session) -> list[OutboxMail]:
    session.commit()
    query = select(OutboxMail).where(OutboxMail.key.like("inspectors-visit:%"))
    return list(session.scalars(query.order_by(OutboxMail.id)))


def path_of(visit: Visit) -> str:
    return f"/voice/visits/{visit.reference}/"


def test_whoever_looks_after_them_gets_one_mail_with_a_link_alone(
    session: Session, visit: Visit, kestrel: Joined, coordinator: Person, officer: Person
) -> None:
    second = factories.make_inspector(session, coordinator, "Otter")
    made.placed(session, visit, second.inspector, coordinator)
    deputy = factories.make_staff(session, Role.COORDINATOR, name="Deputy Dove")
    factories.make_staff(session, Role.COORDINATOR, name="Nobody’s Coordinator")
    row = CoordinatorDeputy(
        coordinator_id=coordinator.id, deputy_id=deputy.id, until_on=STARTS.date(), named_at=clock.now()
    )
    session.add(row)
    session.commit()
    move(session, visit, officer)
    sent = mails(session)
    assert [mail.to_address for mail in sent] == [coordinator.email, deputy.email]
    for mail in sent:
        assert MOVED in mail.body and path_of(visit) in mail.body
        assert "Marram" not in mail.subject + mail.body and "Kestrel" not in mail.body
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.travel_unsettled")).first()
    assert event is not None
    assert (event.actor_reference, event.subject_reference) == ("system", kestrel.inspector.reference)


def test_other_changes_and_visits_without_them_tell_nobody(
    session: Session, visit: Visit, kestrel: Joined, officer: Person
) -> None:
    move(session, visit, officer, by=timedelta())
    other = quality_made.visit(session, visit.home, officer, starts_at=STARTS + timedelta(days=7))
    move(session, other, officer)
    services.leave(
        session, kestrel.inspector, actor=factories.viewer_of(session, kestrel.inspector.coordinator), now=clock.now()
    )
    move(session, visit, officer)
    assert mails(session) == []


def test_it_waits_until_the_way_was_saved_again(
    new_client: NewClient, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, officer: Person
) -> None:
    desk, phone = new_client(), new_client()
    desk.sign_in(coordinator)
    assert WAITS not in desk.get("/today").text
    move(session, visit, officer)
    session.commit()
    page = desk.get(desk.get("/today").link(f"{WAITS} (1)"))
    assert "The time changed after this was written down. Check how Kestrel gets there." in page.text
    form = desk.get(page.link("Check or change how they get there of Kestrel")).form("Save")
    phone.sign_in(kestrel.person)
    home = phone.get("/inspect/home")
    mine = phone.get(f"/inspect/visits/{visit.reference}/")
    for shown in (home, mine):
        assert "The time changed. It is now Wednesday 4 November at 4:00pm." in shown.text
        assert "We are checking how you get there." in shown.text
        assert grade_of_page(shown) <= 5
    assert "They see this now." in desk.submit(form, travel="A taxi comes at half past three.").text
    assert WAITS not in desk.get("/today").text
    mine = phone.get(f"/inspect/visits/{visit.reference}/")
    assert "A taxi comes at half past three." in mine.text and "Your coordinator goes with you." in mine.text
    assert "We have checked how you get there." in mine.text and "We are checking" not in mine.text


def test_a_page_from_before_it_moved_checks_nothing(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, officer: Person
) -> None:
    client.sign_in(coordinator)
    path = f"{path_of(visit)}inspectors/{kestrel.inspector.reference}/travel"
    form = client.get(path).form("Save")
    move(session, visit, officer)
    session.commit()
    page = client.submit(form, travel="Sam picks you up at 2pm.")
    assert page.errors == [
        "This visit, or how they get there, changed while you had the page open. Look at both, then save again."
    ]
    assert "Now: A taxi picks you up." in page.text and "4:00pm to" in page.text
    assert f"{WAITS} (1)" in client.get("/today").text
    again = page.form("Save")
    for _ in range(2):
        assert "They see this now." in client.submit(again).text
    assert WAITS not in client.get("/today").text


def test_a_visit_that_is_called_off_says_which_day_and_waits_until_they_know(
    new_client: NewClient, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, officer: Person
) -> None:
    call_off(session, visit, officer)
    (mail,) = mails(session)
    assert mail.to_address == coordinator.email and "is called off. Tell them" in mail.body
    assert "Marram" not in mail.subject + mail.body
    desk, phone = new_client(), new_client()
    phone.sign_in(kestrel.person)
    home, mine = phone.get("/inspect/home"), phone.get(f"/inspect/visits/{visit.reference}/")
    assert "Called off: Wednesday 4 November at 3:00pm" in home.text and "The time changed" not in home.text
    assert "This visit is called off. You do not need to go." in mine.text
    assert "It was to start on Wednesday 4 November at 3:00pm." in mine.text
    assert max(grade_of_page(home), grade_of_page(mine)) <= 5
    desk.sign_in(coordinator)
    page = desk.get(desk.get("/today").link(f"{WAITS} (1)"))
    page = desk.get(page.link("Say that they know of Kestrel"))
    assert "This is seen to." in desk.submit(page.form("They know, and nobody fetches them")).text
    assert WAITS not in desk.get("/today").text


def test_what_is_over_waits_for_nobody_and_changes_no_more(
    client: Client, session: Session, visit: Visit, kestrel: Joined, coordinator: Person, officer: Person, at: At
) -> None:
    move(session, visit, officer)
    at(STARTS + 4 * HOUR)
    client.sign_in(coordinator)
    assert WAITS not in client.get("/today").text
    form = client.get(f"{path_of(visit)}inspectors/{kestrel.inspector.reference}/travel").form("Save")
    visit.state = VisitState.DONE
    session.commit()
    assert client.submit(form).errors == ["This visit is not planned any more, so who goes on it cannot change."]


def test_anothers_inspector_is_missing(client: Client, session: Session, visit: Visit, kestrel: Joined) -> None:
    client.sign_in(factories.make_staff(session, Role.COORDINATOR, name="Somebody Else"))
    client.get(f"{path_of(visit)}inspectors/{kestrel.inspector.reference}/travel", expect=404)


def test_another_lead_is_told_and_leaves_the_way_as_it_is(
    session: Session, officer: Person, kestrel: Joined, visit: Visit
) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Rowan Ash")
    viewer = factories.viewer_of(session, officer)
    quality.hand_over(session, visit, other, reason="Ill.", version=visit.version, actor=viewer, now=clock.now())
    (mail,) = mails(session)
    assert mail.subject == "A visit of your inspectors has another lead"
    (held,) = session.scalars(select(InspectorVisit))
    assert held.moved_at is None
