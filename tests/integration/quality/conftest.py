"""A children's home in Sefton, and the officer whose browser the tests use."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made as homes_made
from tests.support.client import Client


@pytest.fixture
def officer(session: Session) -> Person:
    return factories.make_staff(session, Role.QA_OFFICER)


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


@pytest.fixture
def signed_in(client: Client, officer: Person) -> Client:
    client.sign_in(officer)
    return client
