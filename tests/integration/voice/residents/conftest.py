"""A home of an organisation, its coordinator, and the code of a card for it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.feedback.made import Desk
from tests.integration.voice.residents import made


@pytest.fixture
def home(session: Session) -> Home:
    homes_made.know_places(session)
    return homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")


@pytest.fixture
def admin(session: Session, home: Home) -> Person:
    return factories.make_provider_person(session, home.provider)


@pytest.fixture
def desk(session: Session, home: Home) -> Desk:
    return feedback_made.desk(session, home)


@pytest.fixture
def card(session: Session, desk: Desk) -> str:
    return made.cards(session, desk.home, desk.moderator)[0]
