"""The page of one visit: where it stands, what was planned, what other rooms know of it, what happened."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import access, db
from portal.quality import record
from portal.quality.views import rows
from portal.quality.views.desk import READERS, get_own_visit
from portal.quality.words import STATE_NAMES, STATE_TONES

blueprint = Blueprint("quality_visits", __name__, url_prefix="/quality/visits")


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def visit(reference: str) -> str:
    """Everything about a visit but the home's address."""
    found, session, viewer = get_own_visit(reference), db.session(), access.viewer()
    return render_template(
        "quality/visit.html",
        visit=found,
        rows=rows.summary(found),
        status_text=STATE_NAMES[found.state],
        status_tone=STATE_TONES[found.state],
        sections=record.list_sections(session, found, viewer),
        verbs=record.list_verbs(session, found, viewer),
        events=rows.history(session, found),
    )
