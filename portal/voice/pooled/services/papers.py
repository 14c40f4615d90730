"""The PDFs of a published report: made by a job, and made anew once a quote was taken back.

A paper is known by its edition, and a page never serves another than today's, so what was taken back is in no answer
from that moment on. The edition is read before the words: words that were taken back meanwhile make it an old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.db import database, verb
from portal.voice.pooled import queries, shown
from portal.voice.pooled.models import Paper, VoicePaper, VoiceReport
from portal.web.documents import render_pdf

PAPER_JOB = "voice.paper"
TEMPLATES: Mapping[Paper, str] = {
    Paper.REPORT: "voice/pooled/document.html",
    Paper.EASY_READ: "voice/pooled/easy_document.html",
}


@verb
def ask_for_papers(session: Session, *, now: datetime) -> None:
    """Ask for every paper that is not there, or not as it should read now."""
    for report_id, paper, edition in queries.list_missing_papers(session):
        payload = {"report_id": report_id, "paper": paper}
        jobs.enqueue(session, PAPER_JOB, payload, key=f"{PAPER_JOB}:{report_id}:{paper}:{edition}", now=now)


@jobs.handler(PAPER_JOB)
def make_paper(payload: dict[str, Any]) -> None:
    """Make a paper unless it is there. Rendering takes seconds, so no transaction is open meanwhile."""
    report_id, paper = int(payload["report_id"]), Paper(payload["paper"])
    with database().session(writing=False) as session:
        edition = queries.find_edition(session, report_id)
        if queries.find_paper(session, report_id, paper, edition) is not None:
            return
        report = session.get_one(VoiceReport, report_id)
        html = current_app.jinja_env.get_template(TEMPLATES[paper]).render(**shown.document_of(session, report, paper))
    body = render_pdf(html, identifier=f"{report.reference}-{paper}-{edition[:16]}")
    with database().session() as session:
        _keep(session, report_id, paper, edition, body)


def _keep(session: Session, report_id: int, paper: Paper, edition: str, body: bytes) -> None:
    """In place of the one before. One row, whoever comes first: the report is locked meanwhile."""
    queries.locked_report(session, report_id)
    kept = session.get(VoicePaper, (report_id, paper))
    if kept is None:
        kept = VoicePaper(report_id=report_id, paper=paper)
        session.add(kept)
    kept.edition, kept.body, kept.made_at = edition, body, clock.now()
    session.commit()
