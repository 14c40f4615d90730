"""The visits an organisation has been told of. What is not announced is nowhere here."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import access, db
from portal.access import PROVIDER_ROLES
from portal.quality.queries.visits import get_told, list_told
from portal.quality.views import rows
from portal.quality.words import STATE_TONES, told_name
from portal.web import nav

blueprint = Blueprint("provider_visits", __name__, url_prefix="/provider/visits")
nav.add("Visits", "provider_visits.list_visits", *sorted(PROVIDER_ROLES), order=60)


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def list_visits() -> str:
    """The announced visits to the homes somebody sees, the newest first."""
    found = list_told(db.session(), access.viewer())
    return render_template(
        "quality/told.html",
        table=rows.told_table(found),
        count_words="1 visit" if len(found) == 1 else f"{len(found):,} visits",
    )


@blueprint.get("/<reference>/")
@access.allow(*PROVIDER_ROLES)
def visit(reference: str) -> str:
    """One of them: who comes and when."""
    found = get_told(db.session(), access.viewer(), reference)
    return render_template(
        "quality/told_visit.html",
        visit=found,
        rows=rows.told_rows(found),
        status_text=told_name(found.state),
        status_tone=STATE_TONES[found.state] if found.state in ("planned", "cancelled") else "green",
    )
