"""What the council's staff may read of feedback: what was shared with the home, and the home's answers."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from portal import access, db
from portal.access import Role, Viewer
from portal.quality import record
from portal.quality.models import Visit
from portal.quality.record import Section
from portal.voice.feedback import queries
from portal.voice.feedback.views import shown
from portal.web import nav
from portal.web.paging import page_of

READERS = (Role.QA_OFFICER, Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)

blueprint = Blueprint("feedback_staff", __name__, url_prefix="/commissioning/feedback")
nav.add("Feedback", "feedback_staff.list_feedback", *READERS, order=48)


@blueprint.get("/")
@access.allow(*READERS)
def list_feedback() -> str:
    """Everything that was shared with a home."""
    session, viewer = db.session(), access.viewer()
    page = page_of(request.args, total=queries.count_moderated(session, viewer))
    found = queries.list_moderated(session, viewer, limit=page.limit, offset=page.offset)
    return render_template(
        "feedback/list.html",
        page=page,
        table=shown.table(found, "feedback_staff.feedback", with_provider=True),
        count_words=shown.count_words(page.total),
    )


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def feedback(reference: str) -> str:
    """One of them."""
    found = queries.get_moderated(db.session(), reference, access.viewer())
    points = queries.list_shared_points(db.session(), found.ids)
    return render_template(
        "feedback/staff.html",
        found=found,
        status=shown.status(found),
        rows=shown.facts(found),
        points=[shown.point(point) for _, point in points],
    )


@record.sections(order=60)
def of_visit(session: Session, visit: Visit, viewer: Viewer) -> Section | None:
    """What young people said of a visit, on the page of the visit."""
    found = queries.list_moderated(session, viewer, visit_id=visit.id)
    if not found:
        return None
    return Section(
        "What young people said",
        "quality/_table.html",
        {"table": shown.table(found, "feedback_staff.feedback", with_provider=False)},
    )
