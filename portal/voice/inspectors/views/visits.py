"""Who goes on which visit: a coordinator's list of visits, and one visit with its inspectors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.quality.models import Visit, VisitState
from portal.quality.queries import get_visit, unwritten
from portal.quality.words import state_words, time_words
from portal.voice.inspectors import queries, services
from portal.voice.inspectors.forms import DebriefForm, PlaceForm, TravelForm
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.inspectors.rules import InspectorState, is_in_doubt
from portal.voice.inspectors.services import Refused
from portal.voice.inspectors.views.shared import COORDINATOR, Page, carer, saved
from portal.voice.inspectors.words import name_of
from portal.web import nav
from portal.web.filters import format_datetime
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done

COLUMNS = (Column("Home"), Column("When"), Column("Status"), Column("Inspectors"))
# Visits stay on the list for so long after they end: the talk afterwards is still to be written down.
KEPT_FOR = timedelta(days=60)

blueprint = Blueprint("inspector_visits", __name__, url_prefix="/voice/visits")
nav.add("Inspectors’ visits", "inspector_visits.list_visits", COORDINATOR, order=30)


def _visit(reference: str) -> Visit:
    return get_visit(db.session(), reference, authority_id=access.authority_id())


@blueprint.get("/")
@access.allow(COORDINATOR)
def list_visits() -> str:
    """Visits to come and those of the last weeks, the soonest first."""
    session, authority_id, since = db.session(), access.authority_id(), clock.now() - KEPT_FOR
    page = page_of(request.args, total=queries.count_visits(session, authority_id, since=since))
    shown = queries.list_visits(session, authority_id, since=since, limit=page.limit, offset=page.offset)
    places = queries.places_on(db.session(), [visit.id for visit in shown])
    waiting = unwritten.among(session, shown, clock.now())
    rows = [_row(visit, places[visit.id], is_unwritten=visit.id in waiting) for visit in shown]
    return render_template("inspectors/visits.html", table=Table("Visits", COLUMNS, rows), page=page, total=page.total)


def _row(visit: Visit, places: list[InspectorVisit], *, is_unwritten: bool) -> list[str | Cell]:
    status, tone = state_words(VisitState(visit.state), is_unwritten=is_unwritten)
    return [
        Cell(visit.home.name, href=url_for(".visit", reference=visit.reference)),
        format_datetime(visit.starts_at),
        Cell(status, tone=tone),
        str(len(places)) if places else "None yet",
    ]


@blueprint.get("/<reference>/")
@access.allow(COORDINATOR)
def visit(reference: str) -> str:
    """One visit: who goes, whether they are there and home, and what was talked about."""
    found, mine = _visit(reference), {row.inspector.id for row in _own()}
    places = queries.places_on(db.session(), [found.id])[found.id]
    own = [held for held in places if held.inspector_id in mine]
    shared = _shared()
    is_unwritten = bool(unwritten.among(db.session(), [found], clock.now()))
    status_text, status_tone = state_words(VisitState(found.state), is_unwritten=is_unwritten)
    return render_template(
        "inspectors/visit.html",
        visit=found,
        status_text=status_text,
        status_tone=status_tone,
        starts=format_datetime(found.starts_at),
        ends=format_datetime(found.ends_at),
        officers=", ".join(person.name for person in found.who_goes(clock.now())),
        places=[_shown(held, found, shared) for held in own],
        others=len(places) - len(own),
        is_off=found.state == VisitState.CANCELLED,
        may_place=found.state == VisitState.PLANNED,
        has_begun=found.starts_at <= clock.now(),
    )


def _own() -> list[queries.Row]:
    return queries.list_inspectors(db.session(), carer(), with_left=True)


def _shared() -> frozenset[str]:
    """Nicknames that do not tell who is meant."""
    return queries.shared_nicknames(db.session(), access.authority_id())


def _shown(held: InspectorVisit, found: Visit, shared: frozenset[str]) -> dict[str, Any]:
    return {
        "name": name_of(held.inspector, shared),
        "reference": held.inspector.reference,
        "may_check": found.state == VisitState.PLANNED,
        "is_in_doubt": _is_in_doubt(held, found),
        "is_out": queries.is_missed(held, clock.now()),
        "may_come_off": found.state == VisitState.PLANNED and held.arrived_at is None,
        "rows": [
            {"label": "How they get there", "value": held.travel},
            {"label": "Who goes with them", "value": held.company},
            {"label": "There", "value": format_datetime(held.arrived_at) if held.arrived_at else "Not said yet"},
            {
                "label": "Home safe",
                "value": format_datetime(held.home_safe_at) if held.home_safe_at else "Not said yet",
            },
            {"label": "Talked about afterwards", "value": held.debrief or "Nothing written down"},
        ],
    }


def _is_in_doubt(held: InspectorVisit, found: Visit) -> bool:
    """Whether somebody has still to look at how they get there, or to see that they know that it is called off."""
    is_to_come = found.ends_at > clock.now() or queries.is_missed(held, clock.now())
    return is_to_come and is_in_doubt(moved_at=held.moved_at, checked_at=held.checked_at)


@blueprint.route("/<reference>/inspectors/new", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def place(reference: str) -> Page:
    """Let an inspector go on this visit."""
    found, form = _visit(reference), PlaceForm()
    joined = {row.inspector.reference: row.inspector for row in _own() if row.inspector.state == InspectorState.ACTIVE}
    shared = _shared()
    form.inspector.choices = [(key, name_of(inspector, shared)) for key, inspector in joined.items()]
    placed = done(
        form,
        lambda: services.place(
            db.session(),
            found,
            joined[form.inspector.data],
            travel=form.travel.data,
            company=form.company.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "They see this visit now.",
        url_for(".visit", reference=reference),
    )
    return placed or render_template("inspectors/place.html", form=form, visit=found, has_any=bool(joined))


@blueprint.post("/<reference>/inspectors/<inspector>/off")
@access.allow(COORDINATOR)
def take_off(reference: str, inspector: str) -> Response:
    """An inspector does not go after all."""
    found = _visit(reference)
    held = queries.get_place(db.session(), found, inspector, carer())
    try:
        services.take_off(db.session(), found, held, actor=access.viewer(), now=clock.now())
    except Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash("They do not go on this visit any more.", "success")
    return redirect(url_for(".visit", reference=reference))


@blueprint.route("/<reference>/inspectors/<inspector>/travel", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def travel(reference: str, inspector: str) -> Page:
    """How an inspector gets there, and who goes with them: again, as the visit moved, or was called off."""
    found = _visit(reference)
    held, is_off = queries.get_place(db.session(), found, inspector, carer()), found.state == VisitState.CANCELLED
    form = TravelForm.holding(held, is_off=is_off)
    checked = saved(
        form,
        lambda: services.check_travel(
            db.session(),
            found,
            held,
            travel=form.typed("travel"),
            company=form.typed("company"),
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "This is seen to." if is_off else "They see this now.",
        url_for(".visit", reference=reference),
    )
    return checked or render_template(
        "inspectors/travel.html",
        form=form,
        visit=found,
        name=name_of(held.inspector, _shared()),
        is_off=is_off,
        when=time_words(found.starts_at, found.ends_at),
        moved=format_datetime(held.moved_at) if held.moved_at else None,
    )


@blueprint.route("/<reference>/inspectors/<inspector>/debrief", methods=["GET", "POST"])
@access.allow(COORDINATOR)
def debrief(reference: str, inspector: str) -> Page:
    """What was talked about after the visit."""
    found = _visit(reference)
    held = queries.get_place(db.session(), found, inspector, carer())
    form = DebriefForm(data={"debrief": held.debrief, "version": str(held.version)})
    written = saved(
        form,
        lambda: services.debrief(
            db.session(),
            found,
            held,
            form.debrief.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "This is written down.",
        url_for(".visit", reference=reference),
    )
    name = name_of(held.inspector, _shared())
    return written or render_template("inspectors/debrief.html", form=form, visit=found, name=name)
