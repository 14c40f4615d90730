"""A home with its people, and the officers who visit it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made as homes_made


@dataclass
class Cast:
    """Everybody of a visit. `officer` and `provider` as the services know two of them."""

    home: Home
    lead: Person
    second: Person
    admin: Person
    member: Person
    officer: Viewer
    provider: Viewer


@pytest.fixture
def cast(session: Session) -> Cast:
    homes_made.know_places(session)
    provider = factories.make_provider(session)
    home = homes_made.add(session, provider, name="Kite House", urn="SC100001")
    lead, second = (factories.make_staff(session, Role.QA_OFFICER, name=name) for name in ("Casey Birch", "Sky Fir"))
    admin = factories.make_provider_person(session, provider)
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Lee Holly")
    viewers = (factories.viewer_of(session, person) for person in (lead, admin))
    return Cast(home, lead, second, admin, member, *viewers)
