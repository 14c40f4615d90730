"""What a coordinator reads of what their own inspectors told. Safeguarding leads act on it, and keep their notes."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from portal import access, clock, db
from portal.access import Role
from portal.voice.disclosures import queries, services, words
from portal.voice.disclosures.models import Disclosure
from portal.voice.disclosures.views.handling import by_words, lines, visit_words
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer, shared_nicknames
from portal.voice.inspectors.today import carer_of
from portal.voice.inspectors.words import name_of
from portal.web import nav
from portal.web.filters import format_datetime
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table

COLUMNS = (Column("Reference"), Column("Told by"), Column("Told"), Column("Status"))

blueprint = Blueprint("told", __name__, url_prefix="/voice/disclosures")
nav.add("Not safe", "told.list_told", Role.COORDINATOR, order=25)


def carer() -> Carer:
    """The coordinator at their desk, today."""
    access.authority_id()
    return carer_of(access.viewer(), clock.now())


@blueprint.get("/")
@access.allow(Role.COORDINATOR)
def list_told() -> str:
    """What their inspectors told, with nothing of what it was."""
    page = page_of(request.args, total=queries.count_told_to(db.session(), carer()))
    found = queries.list_told_to(db.session(), carer(), offset=page.offset, limit=page.limit)
    shared = shared_nicknames(db.session(), access.authority_id())
    rows = [_row(*pair, shared) for pair in found]
    return render_template("disclosures/told_list.html", table=Table("Disclosures", COLUMNS, rows), page=page)


def _row(disclosure: Disclosure, inspector: Inspector, shared: frozenset[str]) -> list[str | Cell]:
    text, tone = words.STATES[disclosure.state]
    return [
        Cell(disclosure.reference, href=url_for(".told", reference=disclosure.reference)),
        name_of(inspector, shared),
        format_datetime(disclosure.told_at),
        Cell(text, tone=tone),
    ]


@blueprint.get("/<reference>/")
@access.allow(Role.COORDINATOR, records=True)
def told(reference: str) -> str:
    """One of them. The look is recorded before it is shown."""
    found, inspector = queries.get_told_to(db.session(), reference, carer())
    services.note_seen(db.session(), found, actor=access.viewer(), now=clock.now())
    text, tone = words.STATES[found.state]
    shared = shared_nicknames(db.session(), found.authority_id)
    gone = words.REMOVED if found.erased_at else ""
    return render_template(
        "disclosures/told.html",
        reference=found.reference,
        status_text=text,
        status_tone=tone,
        rows=[
            {"label": "What was told", "value": gone or lines(found.told)},
            {"label": "How to reach them", "value": gone or found.reach_by},
            {"label": "Told on", "value": format_datetime(found.told_at)},
            {"label": "Told by", "value": name_of(inspector, shared)},
            *([{"label": "Told with", "value": words.BY_CARD}] if found.by_card else []),
            {"label": "Visit", "value": visit_words(found)},
            {"label": "Home", "value": found.home.name if found.home else "Not said"},
            {"label": "Acknowledged", "value": by_words(found.acknowledged_at, found.acknowledged_by)},
        ],
    )
