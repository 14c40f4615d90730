"""One placement: recorded in steps, read, changed, reviewed, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.authorities.queries import list_host_areas
from portal.db import NotFound, new_reference
from portal.homes.remarks import list_remarks
from portal.homes.services import Refused
from portal.homes.services.checks import STALE
from portal.homes.views.flows import done
from portal.placements import queries, services
from portal.placements.forms import (
    STEP_FORMS,
    EndForm,
    PlacementForm,
    ReviewForm,
    StepForm,
    WhereForm,
)
from portal.placements.models import Placement
from portal.placements.rules.judging import STEP_FIELDS, STEPS, PlacementDetails
from portal.placements.rules.watching import missed_days
from portal.placements.views import rows
from portal.placements.views.desk import (
    READERS,
    WRITERS,
    authority,
    blueprint,
    get_placement,
    may_write,
    note_looked,
    sees_fees,
)

Page = str | Response
HEADINGS = {
    "placement": "The placement",
    "where": "Where it is",
    "fee": "The agreed fee",
    "watch": "Unregistered, or deprivation of liberty",
}
SHOWN_MISSED = 7


def _today() -> date:
    return clock.today(clock.now())


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add() -> Page:
    """The first step records the placement; the others add to it, now or later."""
    form = PlacementForm(data={"reference": new_reference("PL")})
    form.offer(_today())
    if form.validate_on_submit() and (recorded := _record(form)) is not None:
        return redirect(url_for("placements.change", reference=recorded.reference, step=STEPS[1], adding="yes"))
    return _show_step(
        "placement", form, progress=_progress("placement"), back_href=url_for("placements.list_placements")
    )


def _record(form: PlacementForm) -> Placement | None:
    """The placement of a form that will do; None when its faults stand beside its fields."""
    try:
        return services.record_placement(
            db.session(),
            authority(),
            PlacementDetails(**form.answers()),
            actor=access.viewer(),
            now=clock.now(),
            reference=form.drawn_reference,
        )
    except Refused as refusal:
        for fault in refusal.faults:
            form.refuse(fault.message, fault.field if fault.field in form else None)
        return None


def _progress(step: str) -> str:
    return f"Record a placement: step {STEPS.index(step) + 1} of {len(STEPS)}"


def _show_step(step: str, form: StepForm, **context: Any) -> str:
    return render_template(
        "placements/step.html",
        **{"form": form, "heading": HEADINGS[step], "step": step, "conflict": None, "later_href": None, **context},
    )


@blueprint.get("/<reference>/")
@access.allow(*READERS, records=True)
def placement(reference: str) -> str:
    """Everything known of a placement; opening it is recorded before it is shown."""
    found = get_placement(reference)
    note_looked("record", [found.reference])
    details, today = queries.details_of(found), _today()
    reviewed = {review.reviewed_on: review.continues for review in found.reviews}
    is_flagged = found.watched_from_on is not None
    missed = missed_days(found.watched_from_on, reviewed, until_on=today) if found.watched_from_on else []
    return render_template(
        "placements/placement.html",
        placement=found,
        rows=rows.summary(found, authority(), may_write=may_write(), shows_fees=sees_fees()),
        watch_rows=rows.watch_rows(found, may_write=may_write()) if is_flagged else [],
        flags=rows.flag_words(found),
        remarks=_remarks(found),
        is_watched=details.is_watched,
        is_approved=bool(details.approved_by_post),
        may_write=may_write(),
        reviewed_today=reviewed.get(today),
        missed=missed if details.is_watched else [],
        shown_missed=SHOWN_MISSED,
        events=rows.timeline(db.session(), found),
    )


@blueprint.route("/<reference>/change/<step>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change(reference: str, step: str) -> Page:
    """Change one step's answers; while a placement is being recorded, go on to the next step."""
    found = get_placement(reference)
    if step not in STEP_FORMS:
        raise NotFound("no such step")
    form, record = _step_form(step, found), url_for("placements.placement", reference=reference)
    is_adding = request.args.get("adding") == "yes"
    onward = _next_href(reference, step) if is_adding else record
    saved = done(
        form,
        lambda: services.change_placement(
            db.session(), found, step, form.answers(), version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "" if is_adding and step != STEPS[-1] else "Your change is saved.",
        onward,
    )
    if saved and step == "where":
        _say_remarks(found)
    around = {"progress": _progress(step), "later_href": onward} if is_adding else {"caption": reference}
    return saved or _show_step(step, form, back_href=record, conflict=_conflict(form, found, step), **around)


def _remarks(found: Placement) -> list[str]:
    """What the council says of the home where a placement is or is to be, such as that it places nobody new there; of
    one that has ended it says nothing now."""
    if found.home_id is None or found.ended_quarter_on is not None:
        return []
    return list(list_remarks(db.session(), access.authority_id()).get(found.home_id, ()))


def _say_remarks(found: Placement) -> None:
    """People decide: a remark keeps nobody from recording what was decided, and whoever records it has read it."""
    for remark in _remarks(found):
        flash(f"{found.home.name if found.home else ''}: {remark}. What you entered is saved.", "notice")


def _next_href(reference: str, step: str) -> str:
    later = STEPS[STEPS.index(step) + 1 :]
    if not later:
        return url_for("placements.placement", reference=reference)
    return url_for("placements.change", reference=reference, step=later[0], adding="yes")


def _step_form(step: str, found: Placement) -> StepForm:
    details = queries.details_of(found)
    held = {field: getattr(details, field) for field in STEP_FIELDS[step]}
    held["started_quarter_on"] = details.started_quarter_on.isoformat()
    form = STEP_FORMS[step](data=held | {"version": found.version})
    if isinstance(form, PlacementForm):
        form.offer(_today())
    if isinstance(form, WhereForm):
        form.offer(list_host_areas(db.session()))
    return form


def _conflict(form: StepForm, found: Placement, step: str) -> list[rows.Row] | None:
    """Both values, when somebody saved meanwhile; the next save is meant."""
    if STALE not in form.form_errors:
        return None
    form.version.data = str(found.version)
    details, given = queries.details_of(found), form.answers()
    saved = {field: getattr(details, field) for field in STEP_FIELDS[step]}
    areas = {area.code: area.name for area in list_host_areas(db.session())}
    return rows.conflict(saved, given, areas)


@blueprint.route("/<reference>/end", methods=["GET", "POST"])
@access.allow(*WRITERS)
def end(reference: str) -> Page:
    """Say when a placement ended, and why."""
    found = get_placement(reference)
    held: Mapping[str, Any] = {
        "version": found.version,
        "end_code": found.end_code or None,
        "ended_quarter_on": found.ended_quarter_on.isoformat() if found.ended_quarter_on else None,
    }
    form, record = EndForm(data=held), url_for("placements.placement", reference=reference)
    form.offer(_today(), found.started_quarter_on)
    ended = done(
        form,
        lambda: services.end_placement(
            db.session(),
            found,
            ended_quarter_on=date.fromisoformat(form.ended_quarter_on.data),
            end_code=form.end_code.data,
            version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The placement has ended.",
        record,
    )
    if form.is_submitted():
        form.version.data = str(found.version)
    return ended or render_template("placements/end.html", form=form, placement=found, back_href=record)


@blueprint.route("/<reference>/review", methods=["GET", "POST"])
@access.allow(*WRITERS)
def review(reference: str) -> Page:
    """Record today's review of a placement under watch; one that ends leads to its end."""
    found = get_placement(reference)
    form, record = ReviewForm(), url_for("placements.placement", reference=reference)
    ends = form.outcome.data == "ends"
    recorded = done(
        form,
        lambda: services.review_placement(
            db.session(), found, continues=not ends, actor=access.viewer(), now=clock.now()
        ),
        "Today’s review is recorded.",
        url_for("placements.end", reference=reference) if ends else record,
    )
    return recorded or render_template("placements/review.html", form=form, placement=found, back_href=record)
