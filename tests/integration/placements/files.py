"""Files of placements for tests, taken in through the services, and what became of them."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.authorities.models import Authority
from portal.placements import queries, services
from portal.placements.models import Placement, PlacementUpload, PlacementUploadPart
from portal.placements.rules.judging import PlacementDetails
from portal.placements.services import FaultyFile
from tests.integration.placements import made


def file_of(*rows: str, header: str = made.HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def take(session: Session, own: Authority, data: bytes, column_map: dict[str, str] | None = None) -> PlacementUpload:
    stream = io.BytesIO(data)
    return services.import_file(session, own, stream, actor=events.SYSTEM, now=clock.now(), column_map=column_map)


def faults_of(session: Session, own: Authority, data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultyFile) as refused:
        take(session, own, data)
    assert count(session) == 0
    return [(fault.row, fault.column, fault.message) for fault in refused.value.faults]


def count(session: Session) -> int:
    session.expire_all()
    kept = session.scalar(select(func.count()).select_from(PlacementUploadPart)) or 0
    return kept + (session.scalar(select(func.count()).select_from(Placement)) or 0)


def all_details(session: Session) -> list[PlacementDetails]:
    session.expire_all()
    return [queries.details_of(one) for one in session.scalars(select(Placement).order_by(Placement.id))]
