"""The authority whose placements they are."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from tests import factories


@pytest.fixture
def own(session: Session) -> Authority:
    return factories.make_authority(session)
