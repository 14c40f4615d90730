"""What the page of a visit leads to: what was found, the report and the actions; and that it was made, by what was
written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.quality import record
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.record import Verb
from portal.quality.reports import queries

WITH_REPORT = (VisitState.DRAFT_REPORT, VisitState.FACTUAL_ACCURACY, VisitState.FINAL, VisitState.CLOSED)


@unwritten.writing(order=10)
def written(session: Session, visit_ids: Sequence[int]) -> set[int]:
    """Whoever wrote on a sheet since it began, or kept a photograph, was there."""
    return queries.list_with_writing(session, visit_ids)


@record.verbs(order=20)
def parts_of_visit(session: Session, visit: Visit, _viewer: Viewer) -> Iterator[Verb]:
    """Everybody who reads the page reads these too; they say themselves who may write. What was written on one that is
    called off, by mistake or before it began, stays readable."""
    if visit.state == VisitState.CANCELLED and queries.has_writing(session, visit.id):
        yield Verb("What was written on it", url_for("findings.overview", reference=visit.reference))
    if visit.state in (VisitState.CANCELLED, VisitState.REMOVED):
        return
    yield Verb("What we found", url_for("findings.overview", reference=visit.reference))
    if visit.state == VisitState.DONE or visit.state in WITH_REPORT:
        yield Verb("Report", url_for("reports.report", reference=visit.reference))
    if visit.state in WITH_REPORT:
        yield Verb("Actions", url_for("visit_actions.list_actions", reference=visit.reference))
