"""Whoever records a placement, or looks for an open place, reads that a home takes nobody new; nothing is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.placements.models import Placement
from portal.quality.suspensions import services
from tests import factories
from tests.integration.placements import made as placements_made
from tests.integration.quality.reports.conftest import Cast
from tests.integration.quality.reports.suspended import suspended
from tests.support.client import Client

WARNING = "New placements suspended"


@pytest.mark.parametrize("adding", ["", "?adding=yes"])
def test_whoever_records_a_placement_there_is_told(session: Session, client: Client, cast: Cast, adding: str) -> None:
    commissioner = factories.make_staff(session, Role.COMMISSIONER, name="Kim Oak")
    client.sign_in(commissioner)
    placement = placements_made.record(session)
    record = f"/commissioning/placements/{placement.reference}/"
    where = client.get(f"{record}change/where{adding}").form()
    page = client.submit(where, home=cast.home.reference)
    assert WARNING not in page.text
    pause = suspended(session, cast.home, factories.viewer_of(session, commissioner))
    page = client.submit(client.get(f"{record}change/where{adding}").form(), home=cast.home.reference)
    assert f"Kite House: {WARNING} since" in page.text
    session.expire_all()
    assert session.scalars(select(Placement)).one().home_id == cast.home.id
    assert f"The home: {WARNING} since" in client.get(record).text
    told = {"reason": "Enough staff.", "actor": factories.viewer_of(session, commissioner)}
    services.lift(session, pause, now=clock.now(), **told)
    assert WARNING not in client.get(record).text
