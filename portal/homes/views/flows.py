"""What both desks do with a home: change a step, open, close. Load, form, one verb, redirect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.authorities.queries import list_councils
from portal.db import NotFound
from portal.homes import queries, rules, services
from portal.homes.forms import NO_NEEDS, STEP_FORMS, AreaForm, CloseForm, NeedsForm, OpenForm, StepForm
from portal.homes.models import Home, HomeDraft, HomeStatus, HostBasis
from portal.homes.views import rows
from portal.homes.views.desk import Desk
from portal.homes.words import STATUS_NAMES, STATUS_TONES
from portal.web.filters import format_date
from portal.web.forms import PortalForm

Page = str | Response
STEP_HEADINGS = {
    "type": "What kind of service is it?",
    "opening": "Is it open?",
    "opened": "When did it open?",
    "name": "Name and URN",
    "places": "Places, ages and gender",
    "ages": "Ages and gender",
    "needs": "Which needs does it cater for?",
    "address": "Address",
    "area": "Which council’s area is it in?",
}


def done(form: PortalForm, verb: Callable[[], object], message: str, onward: str) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again).

    A refusal is put beside the fields it concerns.
    """
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except services.Refused as refusal:
        for fault in refusal.faults:
            form.refuse(fault.message, fault.field if fault.field in form else None)
        return None
    if message:
        flash(message, "success")
    return redirect(onward)


def vocabulary() -> dict[str, str]:
    """The words for slugs of needs and codes of councils."""
    needs = {need.slug: need.text for need in queries.list_needs(db.session())}
    return {NO_NEEDS: "None of these"} | needs | {council.code: council.name for council in list_councils(db.session())}


def step_form(step: str, record: Home | HomeDraft) -> StepForm:
    """A step's form, filled with what the record holds."""
    form = STEP_FORMS[step](data=_held(step, record) | {"version": record.version})
    if isinstance(form, NeedsForm):
        needs = queries.list_needs(db.session())
        form.needs.choices = [*((need.slug, need.text) for need in needs), (NO_NEEDS, "None of these")]
    if isinstance(form, AreaForm):
        form.host_authority_code.choices = [(row.code, row.name) for row in list_councils(db.session())]
    return form


def _held(step: str, record: Home | HomeDraft) -> dict[str, Any]:
    held = {field: getattr(record, field) for field in rules.STEP_FIELDS[step]}
    if step == "needs":
        none = [NO_NEEDS] if isinstance(record, Home) or record.needs_answered else []
        held["needs"] = [need.need_slug for need in record.needs] or none
    return held


def show_step(step: str, form: StepForm, record: Home | HomeDraft, **context: Any) -> str:
    """The page of a step; when somebody saved meanwhile, both values stand on it and the next save is meant."""
    both = None
    if form.is_submitted() and form.seen_version != record.version:
        given = {field: form[field].data for field in rules.STEP_FIELDS[step]}
        both = rows.conflict(_held(step, record), given, vocabulary())
        form.version.data = str(record.version)
    return render_template(
        "homes/step.html",
        form=form,
        heading=STEP_HEADINGS[step],
        field_names=rules.STEP_FIELDS[step],
        conflict=both,
        **context,
    )


def change(desk: Desk, reference: str, step: str) -> Page:
    """Change one step's answers of a home that stands."""
    home = desk.get_home(reference)
    if step not in steps_to_change(desk, home):
        raise NotFound("no such step")
    form, back = step_form(step, home), desk.url("home", reference=reference)
    saved = done(
        form,
        lambda: services.change_home(
            db.session(), home, step, form.answers(), version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "Your change is saved.",
        back,
    )
    return saved or show_step(step, form, home, caption=home.name, back_href=back, submit_text="Save")


def steps_to_change(desk: Desk, home: Home) -> list[str]:
    """The steps the viewer may change on this home; none for somebody who only reads."""
    if not desk.may_write:
        return []
    return rules.steps_to_change(home.service_type, home.status, HostBasis(home.host_basis), is_staff=desk.is_staff)


def open_home(desk: Desk, reference: str) -> Page:
    """Say that a planned home has opened."""
    home = desk.get_home(reference)
    form, back = OpenForm(data={"urn": home.urn}), desk.url("home", reference=reference)
    opened = done(
        form,
        lambda: services.open_home(
            db.session(),
            home,
            opened_on=form.opened_on.data,
            urn=rules.normalise_urn(form.urn.data),
            actor=access.viewer(),
            now=clock.now(),
        ),
        f"{home.name} is open. It now has a monthly return.",
        back,
    )
    return opened or render_template("homes/open.html", form=form, home=home, back_href=back)


def close_home(desk: Desk, reference: str) -> Page:
    """Say that an open home has closed, and why."""
    home = desk.get_home(reference)
    form, back = CloseForm(), desk.url("home", reference=reference)
    when, why = form.closed_on, form.reason
    closed = done(
        form,
        lambda: services.close_home(
            db.session(), home, closed_on=when.data, reason=why.data, actor=access.viewer(), now=clock.now()
        ),
        f"{home.name} is closed.",
        back,
    )
    return closed or render_template("homes/close.html", form=form, home=home, back_href=back)


def links(desk: Desk, home: Home) -> Callable[[str], str | None]:
    """The way to change each step of a home, None where the viewer may not."""
    steps = steps_to_change(desk, home)
    return lambda step: desk.url("change", reference=home.reference, step=step) if step in steps else None


def record_context(desk: Desk, home: Home) -> dict[str, Any]:
    """What both desks' record pages show: everything about a home but its address, and what can be done."""
    status = HomeStatus(home.status)
    return {
        "home": home,
        "rows": _record_rows(desk, home),
        "status_text": STATUS_NAMES[status],
        "status_tone": STATUS_TONES[status],
        "may_open": desk.may_write and rules.may_become(status, HomeStatus.OPEN),
        "may_close": desk.may_write and rules.may_become(status, HomeStatus.CLOSED),
        "events": rows.timeline(db.session(), home, is_staff=desk.is_staff),
    }


def _record_rows(desk: Desk, home: Home) -> list[rows.Row]:
    link = links(desk, home)
    found = [*rows.summary(queries.details_of(home), link, vocabulary()), rows.area_row(home, link("area"))]
    if home.closed_on:
        closed = f"{format_date(home.closed_on)}: {home.closed_reason}"
        found.append({"label": "Closed", "value": closed, "href": None})
    return found
