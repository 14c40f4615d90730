"""Files that were taken in, and those that wait to be confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import NotFound
from portal.placements.models import PlacementImport, PlacementUpload, PlacementUploadPart

Cells = dict[str, str]


def is_imported(session: Session, sha256: str, *, authority_id: int) -> bool:
    """Whether this very file was taken in before."""
    query = select(PlacementImport.id).where(
        PlacementImport.authority_id == authority_id, PlacementImport.sha256 == sha256
    )
    return session.scalar(query) is not None


def get_upload(session: Session, reference: str, *, authority_id: int, person_id: int) -> PlacementUpload:
    """A file somebody sent and has not confirmed yet (or just has); NotFound for everybody else."""
    query = select(PlacementUpload).where(
        PlacementUpload.reference == reference,
        PlacementUpload.authority_id == authority_id,
        PlacementUpload.uploaded_by_id == person_id,
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such upload")
    return found


def iter_parts(session: Session, upload: PlacementUpload) -> Iterator[list[Cells]]:
    """The rows of an upload in order, one part of them in memory at a time."""
    positions = select(PlacementUploadPart.position).where(PlacementUploadPart.upload_id == upload.id)
    for position in session.scalars(positions.order_by(PlacementUploadPart.position)).all():
        part = select(PlacementUploadPart.rows).where(
            PlacementUploadPart.upload_id == upload.id, PlacementUploadPart.position == position
        )
        yield json.loads(session.scalars(part).one())
