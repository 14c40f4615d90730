"""Actions: of one visit for its officers, of all visits for everybody who reads them, and an organisation's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.quality.actions import beside, queries, reminders, retention, services, today
from portal.quality.actions.forms import (
    ActionForm,
    ActionsFilter,
    ConfirmForm,
    EvidenceForm,
    MoveForm,
    NewActionForm,
    ReasonForm,
)
from portal.quality.actions.models import VisitAction
from portal.quality.actions.services import ActionDetails
from portal.quality.actions.shown import action_rows, is_passed_on, own_rows, status_of
from portal.quality.models import Visit, VisitState
from portal.quality.queries import list_standards
from portal.quality.reports.queries import get_shared
from portal.quality.reports.services import Stale
from portal.quality.reports.views.desk import READERS, WRITERS, Page, is_mine, read, write
from portal.quality.services import Refused
from portal.quality.words import STATE_NAMES, STATE_TONES
from portal.web import nav
from portal.web.filters import format_date
from portal.web.forms import PortalForm
from portal.web.paging import page_of, sort_of
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done
from portal.web.versions import show_both

__all__ = ["beside", "blueprint", "own_blueprint", "reminders", "retention", "today"]

blueprint = Blueprint("visit_actions", __name__, url_prefix="/quality")
own_blueprint = Blueprint("own_actions", __name__, url_prefix="/provider/visits")
nav.add("Visit actions", "visit_actions.list_all", *READERS, order=46)


@blueprint.get("/actions/")
@access.allow(*READERS)
def list_all() -> str:
    """What was agreed after every visit with a final report, and what of it is late."""
    form = ActionsFilter()
    form.validate()
    wanted = queries.Wanted(form.state.data or "", form.due.data or "")
    conditions = queries.match(access.authority_id(), wanted, clock.today(clock.now()))
    sort = sort_of(request.args, queries.SORT_KEYS, default="due")
    page = page_of(request.args, total=queries.count_matching(db.session(), conditions))
    found = queries.list_matching(
        db.session(), conditions, order=sort.key, descending=sort.descending, offset=page.offset, limit=page.limit
    )
    return render_template(
        "actions/list.html",
        form=form,
        table=_table(found),
        sort=sort,
        page=page,
        count_words=_count_words(page.total),
        filtered=wanted != queries.Wanted(),
    )


def _count_words(total: int) -> str:
    return "1 action" if total == 1 else f"{total:,} actions"


def _table(found: Sequence[VisitAction]) -> Table:
    columns = [
        Column("Home", sort_key="home"),
        Column("What is to change"),
        Column("Who sees to it"),
        Column("By", sort_key="due"),
        Column("State", sort_key="state"),
    ]
    return Table("Actions after visits", columns, [_row(action) for action in found])


def _row(action: VisitAction) -> list[Any]:
    status, tone = status_of(action)
    home = action.visit.home
    return [
        Cell(
            home.name,
            href=url_for("visit_actions.list_actions", reference=action.visit.reference, _anchor=action.reference),
            note=home.provider.legal_name,
        ),
        action.text,
        action.owner,
        format_date(action.due_on),
        Cell(status, tone=tone, note="Passed to commissioners" if is_passed_on(action) else None),
    ]


@blueprint.get("/visits/<reference>/actions/")
@access.allow(*READERS)
def list_actions(reference: str) -> str:
    """The actions of one visit with everything that was said of them."""
    visit = read(reference)
    found = queries.list_actions(db.session(), visit.id)
    mine = is_mine(visit)
    return render_template(
        "actions/visit.html",
        visit=visit,
        actions=action_rows(found),
        status_text=STATE_NAMES[visit.state],
        status_tone=STATE_TONES[visit.state],
        may_add=mine and visit.state in (VisitState.DRAFT_REPORT, VisitState.FINAL),
        may_change=mine and visit.state == VisitState.DRAFT_REPORT,
        may_close=mine and visit.state == VisitState.FINAL,
        may_move=mine and services.may_move(db.session(), visit, now=clock.now()),
        is_all_closed=not queries.count_open(db.session(), visit.id),
    )


def _back(reference: str, anchor: str | None = None) -> str:
    return url_for("visit_actions.list_actions", reference=reference, _anchor=anchor)


def _offer(form: ActionForm, visit: Visit) -> ActionForm:
    standards = list_standards(db.session(), visit.set_slug, visit.set_version)
    form.standard.choices = [(each.slug, each.title) for each in standards]
    return form


def _details(form: ActionForm) -> ActionDetails:
    return ActionDetails(form.text.data, form.standard.data or "", form.owner.data, form.due_on.data)


@blueprint.route("/visits/<reference>/actions/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add(reference: str) -> Page:
    """Agree an action."""
    visit = write(reference, NewActionForm)
    form = _offer(NewActionForm(), visit)
    onward = done(
        form,
        lambda: services.add_action(db.session(), visit, _details(form), actor=access.viewer(), now=clock.now()),
        "The action is added.",
        _back(reference),
    )
    return onward or render_template(
        "actions/action.html", visit=visit, form=form, heading="Add an action", back_href=_back(reference)
    )


@blueprint.route("/visits/<reference>/actions/<action>/change", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change(reference: str, action: str) -> Page:
    """Change an action of a draft report."""
    visit = write(reference, ActionForm)
    found = queries.get_action(db.session(), visit.id, action)
    data = {"text": found.text, "standard": found.standard, "owner": found.owner, "due_on": found.due_on}
    form = _offer(ActionForm(data={**data, "version": str(found.version)}), visit)
    onward = _done(
        form,
        lambda: services.change_action(
            db.session(),
            visit,
            found,
            _details(form),
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The action is changed.",
        _back(reference, action),
    )
    return onward or render_template(
        "actions/action.html", visit=visit, form=form, heading="Change an action", back_href=_back(reference, action)
    )


def _done(form: PortalForm, verb: Callable[[], object], message: str, onward: str) -> Response | None:
    """As portal.web.verbs.done; where the page was not the newest, what stands now is shown beside what was typed."""
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except Stale as stale:
        show_both(form, str(stale), stale.current, stale.version)
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
    else:
        flash(message, "success")
        return redirect(onward)
    return None


@blueprint.route("/visits/<reference>/actions/<action>/remove", methods=["GET", "POST"])
@access.allow(*WRITERS)
def remove(reference: str, action: str) -> Page:
    """Ask, then take an action out of a draft report."""
    visit = write(reference)
    found = queries.get_action(db.session(), visit.id, action)
    return _step(
        visit,
        found,
        ConfirmForm(),
        lambda _: services.remove_action(db.session(), visit, found, actor=access.viewer(), now=clock.now()),
        heading="Remove this action",
        submit_text="Remove this action",
        message="The action is removed.",
    )


@blueprint.route("/visits/<reference>/actions/<action>/move", methods=["GET", "POST"])
@access.allow(*WRITERS)
def move(reference: str, action: str) -> Page:
    """Give an action another day."""
    visit = write(reference, MoveForm)
    found = queries.get_action(db.session(), visit.id, action)
    return _step(
        visit,
        found,
        MoveForm(data={"version": str(found.version)}),
        lambda form: services.move_action(
            db.session(),
            visit,
            found,
            form.due_on.data,
            reason=form.reason.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        heading="Give this action another day",
        submit_text="Set this day",
        message="The day is moved. The provider has been told."
        if visit.state == VisitState.FINAL
        else "The day is moved. The provider reads it, and why, once the report is final.",
    )


@blueprint.route("/visits/<reference>/actions/<action>/close", methods=["GET", "POST"])
@access.allow(*WRITERS)
def close(reference: str, action: str) -> Page:
    """Close an action with a reason."""
    visit = write(reference, ReasonForm)
    found = queries.get_action(db.session(), visit.id, action)
    return _step(
        visit,
        found,
        ReasonForm(data={"version": str(found.version)}),
        lambda form: services.close_action(
            db.session(),
            visit,
            found,
            reason=form.reason.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        heading="Close this action",
        submit_text="Close this action",
        message="The action is closed. With the last one the visit is closed too.",
    )


@blueprint.route("/visits/<reference>/actions/<action>/send-back", methods=["GET", "POST"])
@access.allow(*WRITERS)
def send_back(reference: str, action: str) -> Page:
    """Ask the provider for more."""
    visit = write(reference, ReasonForm)
    found = queries.get_action(db.session(), visit.id, action)
    return _step(
        visit,
        found,
        ReasonForm(data={"version": str(found.version)}),
        lambda form: services.send_back(
            db.session(),
            visit,
            found,
            reason=form.reason.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        heading="Send this back to the provider",
        submit_text="Send it back",
        message="The provider has been told what you still need to see.",
    )


def _step(
    visit: Visit,
    found: VisitAction,
    form: PortalForm,
    verb: Callable[[Any], object],
    *,
    heading: str,
    submit_text: str,
    message: str,
) -> Page:
    """One verb about one action on a page of its own, which shows the action as it stands when it is shown again."""
    onward = _done(form, lambda: verb(form), message, _back(visit.reference))
    return onward or render_template(
        "actions/step.html",
        visit=visit,
        action=action_rows([queries.get_action(db.session(), visit.id, found.reference)])[0],
        form=form,
        heading=heading,
        submit_text=submit_text,
        back_href=_back(visit.reference),
    )


@blueprint.route("/visits/<reference>/close", methods=["GET", "POST"])
@access.allow(*WRITERS)
def close_visit(reference: str) -> Page:
    """Close a visit after which nothing had to change."""
    visit, form = write(reference), ConfirmForm()
    onward = done(
        form,
        lambda: services.close_visit(db.session(), visit, actor=access.viewer(), now=clock.now()),
        "The visit is closed.",
        _back(reference),
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=visit,
        form=form,
        heading="Close this visit",
        text="No action is open. Nothing can be added after this.",
        submit_text="Close this visit",
        back_href=_back(reference),
    )


@own_blueprint.route("/<reference>/actions/<action>", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES)
def evidence(reference: str, action: str) -> Page:
    """Say what was done about an action."""
    visit = get_shared(db.session(), reference, viewer=access.viewer())
    found, form = queries.get_action(db.session(), visit.id, action), EvidenceForm()
    back = url_for("own_visits.visit", reference=reference, _anchor=action)
    onward = done(
        form,
        lambda: services.send_evidence(
            db.session(), visit, found, form.text.data, actor=access.viewer(), now=clock.now()
        ),
        "The officer reads what you wrote and closes the action, or asks for more.",
        back,
    )
    return onward or render_template(
        "actions/evidence.html", visit=visit, action=own_rows(visit, [found])[0], form=form, back_href=back
    )
