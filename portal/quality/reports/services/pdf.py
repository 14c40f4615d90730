"""The PDF of a final report, made from what was frozen and from nothing else."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.db import database
from portal.quality.reports import queries, shown
from portal.quality.reports.models import ReportPdf
from portal.quality.reports.rules import parse_content
from portal.quality.reports.services.finishing import PDF_JOB
from portal.web.documents import render_pdf


@jobs.handler(PDF_JOB)
def make_pdf(payload: dict[str, Any]) -> None:
    """Make the PDF unless it is there. Rendering takes seconds, so no transaction is open meanwhile."""
    visit_id: int = payload["visit_id"]
    with database().session(writing=False) as session:
        if queries.find_pdf(session, visit_id) is not None:
            return
        report = queries.get_report(session, visit_id)
    content = shown.document_context(parse_content(report.content))
    html = current_app.jinja_env.get_template("visits/document.html").render(**content)
    body = render_pdf(html, identifier=report.content_sha256)
    with database().session() as session:
        _keep(session, visit_id, body)


def _keep(session: Session, visit_id: int, body: bytes) -> None:
    """One row, whoever comes first: the report is locked while it is looked for."""
    queries.locked_report(session, visit_id)
    if queries.find_pdf(session, visit_id) is None:
        sha256 = hashlib.sha256(body).hexdigest()
        session.add(ReportPdf(visit_id=visit_id, body=body, sha256=sha256, made_at=clock.now()))
        session.commit()
