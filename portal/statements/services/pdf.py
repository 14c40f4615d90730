"""The PDF of a version, made after publication from what was frozen, never from anything else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import jobs
from portal.db import database
from portal.statements.models import StatementVersion, VersionFile
from portal.statements.rules.content import parse_content
from portal.statements.services.files import PDF, version_file
from portal.statements.services.pages import render_document
from portal.statements.services.publishing import PDF_JOB
from portal.web.documents import render_pdf

PATH = "statement.pdf"


@jobs.handler(PDF_JOB)
def make_pdf(payload: dict[str, Any]) -> None:
    """Make the PDF unless it is there. Rendering takes seconds, so no transaction is open meanwhile."""
    version_id: int = payload["version_id"]
    with database().session(writing=False) as session:
        version = session.get_one(StatementVersion, version_id)
        if _find(session, version_id):
            return
    body = render_pdf(
        render_document(
            parse_content(version.content),
            number=version.number,
            published_at=version.published_at,
            reason=version.reason,
        ),
        identifier=version.content_sha256,
    )
    with database().session() as session:
        _keep(session, version_id, body)


def _find(session: Session, version_id: int) -> bool:
    query = select(VersionFile.id).where(VersionFile.version_id == version_id, VersionFile.path == PATH)
    return session.scalar(query) is not None


def _keep(session: Session, version_id: int, body: bytes) -> None:
    """One row, whoever comes first: the version is locked while it is looked for."""
    session.scalar(select(StatementVersion.id).where(StatementVersion.id == version_id).with_for_update())
    if not _find(session, version_id):
        session.add(version_file(version_id, PATH, PDF, body))
        session.commit()
