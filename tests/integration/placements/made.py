"""Placements for tests, made through the services, on a day of the tests' own."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.authorities.models import Authority
from portal.events import EventPersonal, EventRow
from portal.placements import services
from portal.placements.models import Placement, PlacementImport, PlacementUpload, PlacementUploadPart
from portal.placements.rules.judging import PlacementDetails
from portal.placements.rules.kinds import AgeBand, DistanceBand, Sourcing
from tests import factories

SEFTON, LIVERPOOL = "E08000014", "E08000012"
WALES, SCOTLAND, NORTHERN_IRELAND = "W92000004", "S92000003", "N92000002"
HEADER = "Started,Placement type,Source,Age band"
ROW = "2024-04-01,K2,direct,10_to_15"


def details(**changes: Any) -> PlacementDetails:
    """A child of 10 to 15 in a children's home in Sefton, found directly, for £4,528 a week."""
    values: dict[str, Any] = {
        "started_quarter_on": date(2024, 4, 1),
        "age_band": AgeBand.FROM_10_TO_15,
        "type_code": "K2",
        "sourcing": Sourcing.DIRECT,
        "host_authority_code": SEFTON,
        "distance_band": DistanceBand.UP_TO_5,
        "social_care": Decimal("4528.00"),
    }
    return PlacementDetails(**{**values, **changes})


def record(session: Session, authority: Authority | None = None, **changes: Any) -> Placement:
    """Such a placement, recorded."""
    own = authority or factories.make_authority(session)
    return services.record_placement(session, own, details(**changes), actor=events.SYSTEM, now=clock.now())


def everything_stored(session: Session) -> str:
    """Every text in the tables that an import writes to, the record of events included."""
    tables = (PlacementUpload, PlacementUploadPart, PlacementImport, Placement, EventRow, EventPersonal)
    rows: Iterable[Any] = (row for table in tables for row in session.execute(select(table.__table__)).all())
    return " ".join(str(tuple(row)) for row in rows)


def upload(session: Session, authority: Authority, person_id: int) -> str:
    """The reference of a file that somebody sent and has not confirmed."""
    file = io.BytesIO(f"{HEADER}\n{ROW}\n".encode())
    kept = services.keep_upload(session, authority, file, actor=events.SYSTEM, now=clock.now(), person_id=person_id)
    return kept.reference
