"""Planning a visit: who goes, when, and by which standards."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.db import NotFound
from portal.homes.models import Home, ServiceType
from portal.quality import queries, services
from portal.quality.models import VisitState
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made


@pytest.fixture(autouse=True)
def places(session: Session) -> None:
    homes_made.know_places(session)


@pytest.fixture
def officer(session: Session) -> Person:
    return factories.make_staff(session, Role.QA_OFFICER)


@pytest.fixture
def home(session: Session) -> Home:
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


def test_a_planned_visit_has_a_lead_and_the_newest_standards(session: Session, home: Home, officer: Person) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    planned = made.visit(session, home, officer, other)
    found = queries.get_visit(session, planned.reference, authority_id=planned.authority_id)
    assert (found.state, found.set_slug, found.set_version) == (VisitState.PLANNED, "childrens-homes", 2015)
    assert [(each.person.name, each.is_lead) for each in found.officers] == [("Casey Birch", True), ("Sky Fir", False)]
    titles = [each.title for each in queries.list_standards(session, found.set_slug, found.set_version)]
    assert (len(titles), titles[-1]) == (9, "Care planning")


def test_another_authoritys_visit_is_missing(session: Session, home: Home, officer: Person) -> None:
    planned = made.visit(session, home, officer)
    with pytest.raises(NotFound):
        queries.get_visit(session, planned.reference, authority_id=factories.make_other_authority(session).id)


def test_a_visit_that_ends_before_it_begins_is_refused(session: Session, home: Home, officer: Person) -> None:
    begins = clock.now()
    with pytest.raises(services.Refused, match="must end after it begins"):
        made.visit(session, home, officer, starts_at=begins, ends_at=begins)


def test_supported_accommodation_is_judged_by_its_own_standards(session: Session, officer: Person) -> None:
    service = homes_made.add(
        session,
        factories.make_provider(session),
        name="Ferry Rooms",
        urn="2700001",
        service_type=ServiceType.SUPPORTED_ACCOMMODATION,
    )
    assert made.visit(session, service, officer).set_slug == "supported-accommodation"


def test_loading_the_standards_again_adds_nothing(session: Session) -> None:
    assert services.load_standards(session) == services.load_standards(session) == 24
