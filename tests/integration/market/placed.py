"""Placements of Sefton's children for tests of the market, written straight into the table."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal import clock, db
from portal.placements.models import AgeBand, Placement, Sourcing
from tests import factories


@db.verb
def place(session: Session, count: int, *, host: str, type_code: str = "K2", ended: date | None = None) -> None:
    authority = factories.make_authority(session)
    for _ in range(count):
        session.add(
            Placement(
                reference=db.new_reference("PL"),
                authority_id=authority.id,
                started_quarter_on=date(2026, 1, 1),
                ended_quarter_on=ended,
                end_code="X1" if ended else "",
                age_band=AgeBand.FROM_10_TO_15,
                type_code=type_code,
                host_authority_code=host,
                sourcing=Sourcing.DIRECT,
                created_at=clock.now(),
                updated_at=clock.now(),
            )
        )
