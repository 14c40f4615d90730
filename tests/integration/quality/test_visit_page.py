"""The page of a visit at the authority's desk: who reads it, and what it never says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made
from tests.support.client import Client


@pytest.fixture
def officer(session: Session) -> Person:
    return factories.make_staff(session, Role.QA_OFFICER)


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


def test_it_says_what_was_planned_and_who_planned_it(
    session: Session, client: Client, home: Home, officer: Person
) -> None:
    other = factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    planned = made.visit(session, home, officer, other, is_announced=False)
    client.sign_in(officer)
    page = client.get(f"/quality/visits/{planned.reference}/")
    assert page.h1 == "Visit to Kite House"
    for words in ("Planned", "Casey Birch (leads), Sky Fir", "No: the provider is not told", "Visit planned"):
        assert words in page.text
    assert homes_made.STREET not in page.text
    assert homes_made.POSTCODE not in page.text
