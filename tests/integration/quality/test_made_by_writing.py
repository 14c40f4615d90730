"""A visit of which something is written down was made: it is neither moved nor called off, nor announced afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.quality import services
from portal.quality.models import Visit
from portal.quality.queries import unwritten
from portal.quality.reports import queries
from portal.quality.reports import services as reports
from portal.quality.reports.pictures import clean
from portal.quality.reports.rules import Judgement, Written
from portal.quality.services import Refused
from tests import factories
from tests.integration.quality import made
from tests.integration.quality.planning import At, changed, plan
from tests.integration.quality.reports import made as reports_made
from tests.support.client import Client
from tests.support.mail import Mailbox

BEGAN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
INSTEAD = "This visit was carried out. Write down what was found and finish it instead."
WRITTEN = {
    "education": Written(Judgement.GOOD),
    "strengths": Written(text="Warm rooms."),
    "reports-seen": Written(reg44_on=date(2026, 11, 2)),
}


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


@pytest.fixture
def visit(session: Session, home: Home, officer: Person) -> Visit:
    return made.visit(session, home, officer, starts_at=BEGAN, is_announced=False)


def write(session: Session, visit: Visit, officer: Person, slug: str, written: Written) -> None:
    sheet, viewer = queries.get_sheet(session, visit, slug), factories.viewer_of(session, officer)
    reports.save_finding(session, visit, sheet, written, seen_version=0, desk="a", actor=viewer, now=clock.now())


def move(session: Session, visit: Visit, officer: Person, **changes: object) -> None:
    viewer = factories.viewer_of(session, officer)
    wanted = changed([officer], visit, **changes)
    services.change_visit(session, visit, wanted, version=visit.version, actor=viewer, now=clock.now())


def call_off(session: Session, visit: Visit, officer: Person) -> None:
    viewer = factories.viewer_of(session, officer)
    services.cancel_visit(
        session, visit, version=visit.version, reason="Nobody could go.", actor=viewer, now=clock.now()
    )


LATER = {"starts_at": NOW + timedelta(days=9), "ends_at": NOW + timedelta(days=9, hours=1)}


@pytest.mark.parametrize("slug", [*WRITTEN, "a photograph"])
def test_what_is_written_shows_that_it_was_made(
    session: Session, client: Client, officer: Person, visit: Visit, slug: str
) -> None:
    if slug in WRITTEN:
        write(session, visit, officer, slug, WRITTEN[slug])
    else:
        picture, viewer = clean(reports_made.photograph()), factories.viewer_of(session, officer)
        reports.add_photograph(session, visit, picture, caption="The hall", actor=viewer, now=clock.now())
    client.sign_in(officer)
    page = client.get(f"/quality/visits/{visit.reference}/")
    assert "Change the plan" not in page.text
    assert "Visited – to be written up" in page.text
    assert INSTEAD in client.get(f"/quality/visits/{visit.reference}/change").text
    with pytest.raises(Refused, match="was carried out"):
        move(session, visit, officer, **LATER)
    with pytest.raises(Refused, match="written on the wrong visit"):
        call_off(session, visit, officer)


def test_while_it_goes_on_it_may_last_longer_and_is_not_called_off(
    session: Session, officer: Person, visit: Visit, at: At
) -> None:
    at(BEGAN + timedelta(hours=1))
    write(session, visit, officer, "strengths", WRITTEN["strengths"])
    move(session, visit, officer, ends_at=BEGAN + timedelta(hours=4))
    with pytest.raises(Refused, match="was carried out"):
        move(session, visit, officer, **LATER)
    with pytest.raises(Refused, match="written on the wrong visit"):
        call_off(session, visit, officer)


@pytest.mark.parametrize("is_blank", [True, False])
def test_what_was_read_beforehand_and_an_empty_sheet_are_no_visit(
    session: Session, officer: Person, visit: Visit, at: At, is_blank: bool
) -> None:
    if not is_blank:
        at(BEGAN - timedelta(hours=2))
    write(session, visit, officer, "reports-seen", Written() if is_blank else WRITTEN["reports-seen"])
    at(NOW)
    move(session, visit, officer, **LATER)
    call_off(session, visit, officer)


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2016, 11, 25)])
def test_a_report_of_others_of_a_day_to_come_or_long_ago_is_not_kept(
    session: Session, officer: Person, visit: Visit, day: date
) -> None:
    for written in (Written(reg44_on=day), Written(ofsted_on=day)):
        with pytest.raises(Refused, match="must be"):
            write(session, visit, officer, "reports-seen", written)


def test_a_visit_is_not_announced_after_it_began(
    session: Session, client: Client, home: Home, officer: Person, visit: Visit, mailbox: Mailbox
) -> None:
    admin = factories.make_provider_person(session, home.provider)
    client.sign_in(officer)
    form = client.get(f"/quality/visits/{visit.reference}/change").form()
    page = client.submit(form, announced="yes")
    assert page.errors == ["This visit has begun: whether the home knew of it beforehand stays as it was."]
    session.expire_all()
    assert visit.is_announced is False
    assert mailbox.to(admin.inbox) == []
    with pytest.raises(Refused, match="has begun"):
        move(session, visit, officer, is_announced=True, **LATER)
    move(session, visit, officer, **LATER)
    assert mailbox.to(admin.inbox) == []
    move(session, visit, officer, is_announced=True)
    assert mailbox.last(admin.inbox).subject == "A quality visit to Kite House"


def test_one_that_is_put_in_afterwards_writes_to_nobody(
    session: Session, client: Client, home: Home, officer: Person, mailbox: Mailbox
) -> None:
    admin = factories.make_provider_person(session, home.provider)
    client.sign_in(officer)
    page = plan(client, home, officer, **{"day-day": "20", "day-month": "11", "announced": "yes"})
    assert "The visit is planned." in page.text
    assert mailbox.to(admin.inbox) == []


def test_one_that_was_written_on_by_mistake_is_called_off_and_stays_readable(
    session: Session, client: Client, officer: Person, visit: Visit
) -> None:
    write(session, visit, officer, "strengths", WRITTEN["strengths"])
    client.sign_in(officer)
    form = client.get(client.get(f"/quality/visits/{visit.reference}/").link("Call the visit off")).form()
    assert "written on the wrong visit" in client.submit(form, reason="Nobody went.").errors[0]
    page = client.submit(form, reason="Nobody went.", mistaken="y")
    assert "The visit is called off." in page.text
    assert "Warm rooms." in client.get(page.link("What was written on it")).text


def test_one_that_others_saw_is_not_called_off_as_a_mistake(
    session: Session, officer: Person, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(session, visit, officer, "strengths", WRITTEN["strengths"])
    monkeypatch.setattr(unwritten, "witnesses", [lambda _session, _ids: [visit.id]])
    viewer = factories.viewer_of(session, officer)
    with pytest.raises(Refused, match="was carried out"):
        services.cancel_visit(
            session, visit, version=visit.version, reason="A mistake.", actor=viewer, now=clock.now(), is_mistaken=True
        )


def test_a_judgement_can_be_taken_back(session: Session, client: Client, officer: Person, visit: Visit) -> None:
    write(session, visit, officer, "education", WRITTEN["education"])
    client.sign_in(officer)
    form = client.get(f"/quality/visits/{visit.reference}/findings/education").form()
    client.submit(form, judgement="none")
    session.expire_all()
    move(session, visit, officer, **LATER)
