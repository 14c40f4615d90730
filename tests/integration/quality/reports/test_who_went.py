"""Saying who was on a visit: the report names whoever was there, whoever looks after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.quality import services
from portal.quality.models import Visit, VisitState
from portal.quality.reports import services as reports
from portal.quality.reports.rules import parse_content
from portal.quality.services import Refused, Stale
from portal.quality.services.correcting import NOBODY, NOT_BEGUN, NOT_OPEN, SAVED_SINCE
from tests import factories
from tests.integration.quality import made as visits_made
from tests.integration.quality.planning import changed
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.support.client import Client


def correct(session: Session, visit: Visit, *people: Person, version: int | None = None) -> None:
    actor, seen = factories.viewer_of(session, people[0]), visit.version if version is None else version
    services.correct_visitors(session, visit, people, version=seen, actor=actor, now=clock.now())


def address(visit: Visit) -> str:
    return f"/quality/visits/{visit.reference}/who-went"


def test_the_report_names_whom_an_officer_puts_right(session: Session, client: Client, cast: Cast) -> None:
    """The lead was ill, a colleague went alone and wrote, and who was planned stays the one who writes it up."""
    visit = made.sent(session, cast.home, cast.lead)
    client.sign_in(cast.lead)
    page = client.get(client.get(f"/quality/visits/{visit.reference}/").link("Say who was there"))
    assert page.h1 == "Who was there?" and "The report names: Casey Birch." in page.text
    assert page.form().values["people"] == [cast.lead.reference]
    page = client.submit(page.form(), people=cast.second.reference)
    assert "Who went Sky Fir" in page.text and "Officers Casey Birch" in page.text
    assert "Who was on a visit put right" in page.text
    reports.say_done(session, visit, actor=cast.provider, now=clock.now())
    reports.finalise(session, visit, actor=cast.officer, now=clock.now())
    assert parse_content(made.report_of(session, visit).content)["officers"] == ["Sky Fir"]
    assert "Say who was there" not in client.get(f"/quality/visits/{visit.reference}/").text
    assert NOT_OPEN in client.get(address(visit)).text
    with pytest.raises(Refused, match=NOT_OPEN):
        correct(session, visit, cast.lead)


def test_whoever_led_it_leads_where_they_were_there(session: Session, cast: Cast) -> None:
    visit = made.drafted(session, cast.home, cast.second, cast.lead)
    correct(session, visit, cast.lead, cast.second)
    assert [(each.person.name, each.is_lead) for each in visit.visitors] == [("Sky Fir", True), ("Casey Birch", False)]
    correct(session, visit, cast.lead)
    assert [(each.person.name, each.is_lead) for each in visit.visitors] == [("Casey Birch", True)]


def test_nobody_a_stranger_and_an_old_page_are_refused(session: Session, client: Client, cast: Cast) -> None:
    visit = made.drafted(session, cast.home, cast.lead)
    stranger = factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak")
    with pytest.raises(Refused, match=NOBODY):
        correct(session, visit, stranger)
    client.sign_in(cast.lead)
    old = client.get(address(visit))
    assert client.submit(old.form(), people=[]).errors == ["Select who was there"]
    correct(session, visit, cast.second)
    with pytest.raises(Stale):
        correct(session, visit, cast.lead, version=visit.version - 1)
    page = client.submit(old.form(), people=[cast.lead.reference, cast.second.reference])
    assert page.errors == [SAVED_SINCE] and "The report names: Sky Fir." in page.text
    assert "Who went Sky Fir (leads), Casey Birch" in client.submit(page.form()).text


def test_before_it_began_nobody_was_there(session: Session, client: Client, cast: Cast) -> None:
    visit = visits_made.visit(session, cast.home, cast.lead, starts_at=clock.now() + timedelta(hours=2))
    client.sign_in(cast.lead)
    assert "Say who was there" not in client.get(f"/quality/visits/{visit.reference}/").text
    assert NOT_BEGUN in client.get(address(visit)).text
    with pytest.raises(Refused, match=NOT_BEGUN):
        correct(session, visit, cast.second)
    assert visit.state == VisitState.PLANNED and visit.visitors == []


def test_while_it_goes_on_the_page_names_whom_the_report_will_and_a_change_of_time_adds_nobody(
    session: Session, client: Client, cast: Cast
) -> None:
    """The lead is ill, and the other one went alone."""
    visit = visits_made.visit(session, cast.home, cast.lead, cast.second, starts_at=clock.now() - timedelta(minutes=10))
    client.sign_in(cast.lead)
    page = client.submit(client.get(address(visit)).form(), people=cast.second.reference)
    assert "Who went Sky Fir" in page.text
    assert "The report names: Sky Fir." in client.get(address(visit)).text
    longer = changed([cast.lead, cast.second], visit, ends_at=visit.ends_at + timedelta(minutes=15))
    session.refresh(visit)
    services.change_visit(session, visit, longer, version=visit.version, actor=cast.officer, now=clock.now())
    session.expire_all()
    assert [person.name for person in visit.who_went] == ["Sky Fir"]
