"""A home of an organisation, a coordinator, an inspector who went there yesterday."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


@pytest.fixture
def admin(session: Session, home: Home) -> Person:
    return factories.make_provider_person(session, home.provider)


@pytest.fixture
def desk(session: Session, home: Home) -> Desk:
    return made.desk(session, home)
