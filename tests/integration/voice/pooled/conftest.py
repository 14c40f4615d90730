"""A council, and who writes its reports and publishes them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.authorities.models import Authority
from tests import factories
from tests.integration.homes import made as homes_made


@pytest.fixture
def authority(session: Session) -> Authority:
    homes_made.know_places(session)
    return factories.make_authority(session)


@pytest.fixture
def writer(session: Session, authority: Authority) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.COORDINATOR, name="Coordinator"))


@pytest.fixture
def publisher(session: Session, authority: Authority) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER, name="Publisher"))
