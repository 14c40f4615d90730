"""Planning a visit in two steps, changing what was planned, and calling it off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from portal import access, clock, db
from portal.db import new_reference
from portal.homes.models import Home
from portal.quality import queries, services
from portal.quality.forms import FIELDS, CancelForm, HandOverForm, PlanForm, held
from portal.quality.models import Trigger, Visit
from portal.quality.queries import unwritten
from portal.quality.queries.programme import get_programmed_home
from portal.quality.queries.visits import list_officers
from portal.quality.rules import Step
from portal.quality.services.handing_over import NOBODY_ELSE
from portal.quality.services.handing_over import STALE as STALE_LEAD
from portal.quality.services.visits import CHANGED_SINCE, STALE
from portal.quality.views import rows
from portal.quality.views.desk import WRITERS, Page, authority, get_own_visit
from portal.quality.views.visits import blueprint, page_of_visit
from portal.web.verbs import done, tried


@blueprint.route("/plan/<home>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def plan(home: str) -> Page:
    """Who goes, when, told or not, why; then the same to be checked; then it is planned."""
    found = get_programmed_home(db.session(), authority(), home)
    form = _form(found, {"reference": new_reference("QV"), "trigger": Trigger.PROGRAMME})
    if form.validate_on_submit() and "mend" not in request.form:
        if "checked" not in request.form:
            if tried(
                form,
                lambda: services.check_plan(db.session(), form.plan(), found, access.authority_id(), now=clock.now()),
                FIELDS,
            ):
                return _check_page(form, found)
        elif tried(form, lambda: _plan(form, found), FIELDS):
            flash("The visit is planned.", "success")
            return redirect(page_of_visit(form.planned_reference))
    back = url_for("quality_homes.home", reference=home)
    return render_template("quality/plan.html", form=form, home=found, heading="Plan a visit", back_href=back)


def _plan(form: PlanForm, home: Home) -> None:
    chosen = form.plan()
    visit = services.plan_visit(
        db.session(),
        home,
        chosen.officers,
        authority_id=access.authority_id(),
        trigger=chosen.trigger,
        is_announced=chosen.is_announced,
        starts_at=chosen.starts_at,
        ends_at=chosen.ends_at,
        actor=access.viewer(),
        now=clock.now(),
        reference=form.drawn_reference,
    )
    form.planned_reference = visit.reference


def _form(home: Home, data: dict[str, object]) -> PlanForm:
    form = PlanForm(data=data)
    form.offer(list_officers(db.session(), access.authority_id()))
    return form


def _check_page(form: PlanForm, home: Home) -> str:
    chosen = form.plan()
    return render_template(
        "quality/check_plan.html",
        form=form,
        home=home,
        rows=rows.plan_rows(home, chosen),
        typed=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        has_passed=chosen.starts_at < clock.now(),
        is_announced=chosen.is_announced,
    )


@blueprint.route("/<reference>/change", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change(reference: str) -> Page:
    """Change who goes, when, whether the home is told, or why."""
    visit, back = get_own_visit(reference), page_of_visit(reference)
    form = _form(visit.home, dict(held(visit)))
    fault = services.fault_of_step(db.session(), visit, Step.CHANGE, now=clock.now())
    if fault and not form.is_typed:
        flash(fault, "error")
        return redirect(back)
    changed = done(
        form,
        lambda: services.change_visit(
            db.session(), visit, form.plan(), version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "The plan is changed.",
        back,
        FIELDS,
    )
    return changed or render_template(
        "quality/plan.html",
        form=form,
        home=visit.home,
        heading="Change the plan",
        saved=_saved_meanwhile(form, visit),
        is_told=visit.is_announced,
        back_href=back,
    )


def _saved_meanwhile(form: PlanForm, visit: Visit) -> list[rows.Row]:
    """What stands now, when somebody else changed the plan since the page was opened; the next save is meant."""
    if STALE not in form.form_errors:
        return []
    form.version.data = str(visit.version)
    return rows.summary(queries.get_visit(db.session(), visit.reference, authority_id=visit.authority_id))


@blueprint.route("/<reference>/cancel", methods=["GET", "POST"])
@access.allow(*WRITERS)
def cancel(reference: str) -> Page:
    """Call a visit off, with a reason."""
    visit, back = get_own_visit(reference), page_of_visit(reference)
    form = CancelForm(data={"version": str(visit.version)})
    fault = services.fault_of_step(db.session(), visit, Step.CANCEL, now=clock.now())
    if fault and not form.is_typed:
        flash(fault, "error")
        return redirect(back)
    if not unwritten.is_written(db.session(), visit):
        del form.mistaken
    cancelled = done(
        form,
        lambda: services.cancel_visit(
            db.session(),
            visit,
            reason=form.reason.data,
            version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
            is_mistaken="mistaken" in form and form.mistaken.data,
        ),
        "The visit is called off.",
        back,
    )
    if CHANGED_SINCE in form.form_errors:
        form.version.data = str(visit.version)
    return cancelled or render_template(
        "quality/cancel.html", form=form, visit=visit, when=rows.when(visit), back_href=back
    )


@blueprint.route("/<reference>/hand-over", methods=["GET", "POST"])
@access.allow(*WRITERS)
def hand_over(reference: str) -> Page:
    """Let somebody else look after a visit, whoever did."""
    visit, back = get_own_visit(reference), page_of_visit(reference)
    form = HandOverForm(data={"version": str(visit.version)})
    fault = services.fault_of_hand_over(visit)
    if fault and not form.is_typed:
        flash(fault, "error")
        return redirect(back)
    lead = visit.officers[0].person
    officers = list_officers(db.session(), access.authority_id())
    others = [person for person in officers if person.id != lead.id]
    # Who was chosen and leads it meanwhile can be read, to be told so.
    form.offer([person for person in officers if person in others or person.reference == form.lead.data])
    handed = done(
        form,
        lambda: services.hand_over(
            db.session(),
            visit,
            form.chosen,
            reason=form.reason.data,
            version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The visit is handed over.",
        back,
    )
    lead = visit.officers[0].person
    if STALE_LEAD.format(lead.name) in form.form_errors:
        form.version.data = str(visit.version)
        form.offer([person for person in officers if person.id != lead.id])
    return handed or render_template(
        "quality/hand_over.html",
        form=form,
        visit=visit,
        officers=rows.officer_words(visit),
        lead=lead.name,
        nobody=None if others else NOBODY_ELSE,
        leaving=[each.person.name for each in visit.officers if each.person not in officers],
        back_href=back,
    )
