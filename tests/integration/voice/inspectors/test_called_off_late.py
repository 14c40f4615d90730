"""A visit is called off while young inspectors are there or on their way: they are followed until they are home."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.quality import services as quality
from portal.quality.models import Visit, VisitState
from portal.quality.services.visits import OTHERS_THERE
from portal.voice.inspectors.services.following import MAY_BE_OUT
from tests.factories import Joined
from tests.integration.voice.inspectors import test_moving
from tests.integration.voice.inspectors.test_moving import HOUR, STARTS, WAITS, At, NewClient, call_off, mails, move
from tests.support.client import Client
from tests.support.grades import grade_of_page

before, coordinator, officer = test_moving.before, test_moving.coordinator, test_moving.officer
visit, kestrel = test_moving.visit, test_moving.kestrel
NOT_HOME = "Inspectors who have not said that they are home safe (1)"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(client: Client) -> Client:
    return client


@pytest.fixture
def desk(new_client: NewClient) -> Client:
    return new_client()


def mine(visit: Visit) -> str:
    return f"/inspect/visits/{visit.reference}/"


def test_whoever_is_there_is_followed_until_they_are_home(
    session: Session,
    phone: Client,
    desk: Client,
    visit: Visit,
    kestrel: Joined,
    coordinator: Person,
    officer: Person,
    at: At,
) -> None:
    at(STARTS - 5 * MINUTE)
    phone.sign_in(kestrel.person)
    phone.submit(phone.get(mine(visit)).form("I am here"))
    session.expire_all()
    at(STARTS + 10 * MINUTE)
    call_off(session, visit, officer)
    assert MAY_BE_OUT in mails(session)[-1].body
    page = phone.get(mine(visit))
    assert "This visit is called off. You do not need to go. Are you there? Tell the adult who is with you" in page.text
    assert "You told us you are there." in page.text and "If you need help" in page.text
    assert "How you get there" in page.text and "Who goes with you" in page.text
    assert "I am here" not in page.text and "You can see the address" not in page.text
    assert grade_of_page(page) <= 5
    desk.sign_in(coordinator)
    assert "Kestrel may be there, or on the way. See that they get home." in desk.get(path_of(visit)).text
    at(STARTS + 10 * MINUTE + 2 * HOUR)
    desk.sign_in(coordinator)
    assert NOT_HOME in desk.get("/today").text
    desk.submit(desk.get(desk.get(path_of(visit)).link("Say that they know of Kestrel")).form())
    assert NOT_HOME in desk.get("/today").text
    phone.sign_in(kestrel.person)
    home = phone.get(phone.get("/inspect/home").link("Tell us you are home safe").partition("#")[0])
    page = phone.submit(home.form("I am home safe"))
    assert "We are glad you are home safe." in page.text and "You told us you are home safe." in page.text
    assert "Are you there?" not in page.text and "Who goes with you" not in page.text
    desk.sign_in(coordinator)
    assert NOT_HOME not in desk.get("/today").text
    assert "may be there" not in desk.get(path_of(visit)).text


def path_of(visit: Visit) -> str:
    return f"/voice/visits/{visit.reference}/"


@pytest.mark.parametrize("called_off_at", [-HOUR, 3 * HOUR], ids=["on their way", "after its time"])
def test_whoever_may_have_set_out_waits_until_somebody_sees_to_it(
    session: Session,
    phone: Client,
    desk: Client,
    visit: Visit,
    kestrel: Joined,
    coordinator: Person,
    officer: Person,
    at: At,
    called_off_at: timedelta,
) -> None:
    at(STARTS + called_off_at)
    call_off(session, visit, officer)
    at(STARTS + 6 * HOUR)
    desk.sign_in(coordinator)
    assert NOT_HOME in desk.get("/today").text
    page = desk.get(path_of(visit))
    assert "This visit is called off. Tell Kestrel, and call off how they get there." in page.text
    desk.submit(desk.get(page.link("Say that they know of Kestrel")).form())
    assert NOT_HOME not in desk.get("/today").text


def test_one_that_is_called_off_in_time_follows_nobody(
    session: Session,
    phone: Client,
    desk: Client,
    visit: Visit,
    kestrel: Joined,
    coordinator: Person,
    officer: Person,
    at: At,
) -> None:
    at(STARTS - 3 * HOUR)
    call_off(session, visit, officer)
    assert MAY_BE_OUT not in mails(session)[-1].body
    at(STARTS - HOUR)
    phone.sign_in(kestrel.person)
    page = phone.get(mine(visit))
    assert "You do not need to go." in page.text
    assert "Are you there?" not in page.text and "I am home safe" not in page.text
    at(STARTS + 6 * HOUR)
    desk.sign_in(coordinator)
    today = desk.get("/today").text
    assert NOT_HOME not in today and WAITS not in today


@pytest.mark.parametrize(
    ("when", "says_so"),
    [(-5 * MINUTE, True), (-2 * HOUR, False), (timedelta(), False), (3 * timedelta(days=1), False)],
    ids=["there", "on their way", "begun", "not known to be home"],
)
def test_a_visit_is_not_moved_away_from_whoever_may_be_there(
    session: Session,
    phone: Client,
    visit: Visit,
    kestrel: Joined,
    officer: Person,
    at: At,
    when: timedelta,
    says_so: bool,
) -> None:
    at(STARTS + when)
    if says_so:
        phone.sign_in(kestrel.person)
        phone.submit(phone.get(mine(visit)).form("I am here"))
        session.expire_all()
    with pytest.raises(quality.Refused, match=OTHERS_THERE):
        move(session, visit, officer, by=timedelta(days=7))
    session.refresh(visit)
    assert (visit.state, visit.starts_at) == (VisitState.PLANNED, STARTS)


@pytest.mark.parametrize("when", [-2 * HOUR - MINUTE, timedelta(days=21)], ids=["in time", "long after"])
def test_before_they_set_out_and_long_after_it_can_be_moved(
    session: Session, visit: Visit, kestrel: Joined, officer: Person, at: At, when: timedelta
) -> None:
    at(STARTS + when)
    move(session, visit, officer, by=timedelta(days=28))
    session.refresh(visit)
    assert visit.starts_at == STARTS + timedelta(days=28)


def test_one_that_nobody_else_goes_on_can_still_be_moved(
    session: Session, visit: Visit, officer: Person, at: At
) -> None:
    at(STARTS + 10 * MINUTE)
    move(session, visit, officer, by=timedelta(days=7))
    session.refresh(visit)
    assert visit.starts_at == STARTS + timedelta(days=7)


def test_whoever_is_missed_is_looked_for_three_days_and_no_longer(
    session: Session,
    phone: Client,
    desk: Client,
    visit: Visit,
    kestrel: Joined,
    coordinator: Person,
    officer: Person,
    at: At,
) -> None:
    at(STARTS - 5 * MINUTE)
    phone.sign_in(kestrel.person)
    phone.submit(phone.get(mine(visit)).form("I am here"))
    session.expire_all()
    at(STARTS)
    call_off(session, visit, officer)
    for days, is_missed in ((2, True), (4, False)):
        at(STARTS + timedelta(days=days))
        desk.sign_in(coordinator)
        assert ("Kestrel may be there" in desk.get(path_of(visit)).text) is is_missed
        assert (NOT_HOME in desk.get("/today").text) is is_missed
    phone.sign_in(kestrel.person)
    page = phone.get(mine(visit))
    assert "This visit is called off." in page.text and "Are you there?" not in page.text


def test_one_of_weeks_ago_is_called_off_without_alarm(
    session: Session, visit: Visit, kestrel: Joined, officer: Person, at: At
) -> None:
    at(STARTS + timedelta(days=21))
    call_off(session, visit, officer)
    assert MAY_BE_OUT not in mails(session)[-1].body
