"""Pages about the authority's people: the list, inviting, a second person's approval, removing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import ROLE_NAMES, Role
from portal.accounts import queries, rules, services
from portal.accounts.forms import ConfirmForm
from portal.accounts.models import Grant
from portal.accounts.staff import today
from portal.accounts.staff.forms import InviteStaffForm, RefuseForm
from portal.web import nav
from portal.web.filters import format_date
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table

__all__ = ["blueprint", "today"]

Page = str | Response

READERS = (Role.PORTAL_ADMIN, Role.PUBLISHER, Role.AUDITOR)
COLUMNS = (Column("Name"), Column("Role"), Column("Given"), Column("Status"))

blueprint = Blueprint("staff", __name__, url_prefix="/admin/people")
nav.add("People", "staff.list_staff", *READERS, order=70)


def _colleague(reference: str) -> Grant:
    return queries.get_colleague(db.session(), reference, authority_id=access.authority_id())


@blueprint.get("/")
@access.allow(*READERS)
def list_staff() -> Page:
    grants = queries.list_colleagues(db.session(), authority_id=access.authority_id())
    page = page_of(request.args, total=len(grants))
    rows = [_row(grant) for grant in grants[page.offset : page.offset + page.limit]]
    return render_template(
        "accounts/staff/list.html",
        table=Table("People and their roles", COLUMNS, rows),
        page=page,
        total=len(grants),
        may_invite=access.viewer().has(Role.PORTAL_ADMIN),
    )


def _row(grant: Grant) -> list[str | Cell]:
    words, tone = _status(grant)
    return [
        Cell(grant.shown_name, href=url_for("staff.person", reference=grant.reference), note=grant.person.inbox),
        ROLE_NAMES[Role(grant.role)],
        format_date(grant.granted_at),
        Cell(words, tone=tone),
    ]


def _status(grant: Grant) -> tuple[str, str]:
    if grant.approved_at is None:
        return "Waits for approval", "yellow"
    return ("Joined", "green") if grant.accepted_at else ("Invited", "blue")


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def person(reference: str) -> Page:
    grant = _colleague(reference)
    words, tone = _status(grant)
    return render_template(
        "accounts/staff/person.html",
        grant=grant,
        rows=_person_rows(grant),
        status_text=words,
        status_tone=tone,
        may_approve=access.viewer().has(Role.PUBLISHER) and _approval_fault(grant) is None,
        may_change=access.viewer().has(Role.PORTAL_ADMIN) and grant.person_id != access.viewer().person_id,
    )


def _person_rows(grant: Grant) -> list[dict[str, str]]:
    rows = [
        {"label": "Email address", "value": grant.person.inbox},
        {"label": "Role", "value": ROLE_NAMES[Role(grant.role)]},
        {"label": "Given", "value": format_date(grant.granted_at)},
    ]
    if grant.accepted_at:
        rows.append({"label": "Joined", "value": format_date(grant.accepted_at)})
    return rows


def _approval_fault(grant: Grant) -> str | None:
    viewer = access.viewer()
    return rules.approval_fault(
        is_waiting=grant.approved_at is None,
        is_maker=grant.granted_by_id == viewer.person_id,
        is_subject=grant.person_id == viewer.person_id,
    )


@blueprint.route("/invite", methods=["GET", "POST"])
@access.allow(Role.PORTAL_ADMIN)
def invite() -> Page:
    form = InviteStaffForm()
    if not form.validate_on_submit():
        return render_template("accounts/staff/invite.html", form=form)
    try:
        grant = services.invite(
            db.session(),
            email=form.email.data,
            name=form.full_name.data,
            role=Role(form.role.data),
            desk_name=access.viewer().desk_name or "",
            actor=access.viewer(),
            now=clock.now(),
            authority_id=access.authority_id(),
        )
    except db.Refused as refusal:
        form.refuse(str(refusal), "email")
        return render_template("accounts/staff/invite.html", form=form)
    waits = grant.approved_at is None
    flash(_invited_words(form.email.data, waits=waits), "success")
    return redirect(url_for("staff.list_staff"))


def _invited_words(email: str, *, waits: bool) -> str:
    if waits:
        return f"A publisher has to approve this role. Then we send an invitation to {email}."
    return f"We have sent an invitation to {email}."


@blueprint.route("/<reference>/approve", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def approve(reference: str) -> Page:
    grant, form = _colleague(reference), ConfirmForm()
    if not form.validate_on_submit():
        return _decision_page("approve", grant, form)
    return _do(
        grant,
        lambda: services.approve_grant(
            db.session(),
            grant,
            desk_name=access.viewer().desk_name or "",
            actor=access.viewer(),
            now=clock.now(),
        ),
        f"You have approved this role. We have sent an invitation to {grant.person.inbox}.",
    )


@blueprint.route("/<reference>/refuse", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def refuse(reference: str) -> Page:
    grant, form = _colleague(reference), RefuseForm()
    if not form.validate_on_submit():
        return _decision_page("refuse", grant, form)
    return _do(
        grant,
        lambda: services.refuse_grant(
            db.session(), grant, reason=form.reason.data, actor=access.viewer(), now=clock.now()
        ),
        f"{grant.shown_name} does not get this role.",
    )


def _decision_page(verb: str, grant: Grant, form: Any) -> Page:
    fault = _approval_fault(grant)
    if fault:
        flash(fault, "notice")
        return redirect(url_for("staff.person", reference=grant.reference))
    return _page(verb, grant, form)


def _page(verb: str, grant: Grant, form: Any) -> str:
    role = ROLE_NAMES[Role(grant.role)].lower()
    return render_template(f"accounts/staff/{verb}.html", form=form, grant=grant, role=role)


def _do(grant: Grant, verb: Callable[[], None], done: str) -> Response:
    """Do a verb about a grant; a refusal leads back to the person, success to the list."""
    try:
        verb()
    except db.Refused as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("staff.person", reference=grant.reference))
    flash(done, "success")
    return redirect(url_for("staff.list_staff"))


@blueprint.route("/<reference>/remove", methods=["GET", "POST"])
@access.allow(Role.PORTAL_ADMIN)
def remove(reference: str) -> Page:
    grant, form = _colleague(reference), ConfirmForm()
    if not form.validate_on_submit():
        return _page("remove", grant, form)
    return _do(
        grant,
        lambda: services.end_grant(db.session(), grant, actor=access.viewer(), now=clock.now()),
        f"{grant.shown_name} no longer has this role.",
    )


@blueprint.route("/<reference>/resend", methods=["GET", "POST"])
@access.allow(Role.PORTAL_ADMIN)
def resend(reference: str) -> Page:
    grant, form = _colleague(reference), ConfirmForm()
    if not form.validate_on_submit():
        return _page("resend", grant, form)
    return _do(
        grant,
        lambda: services.resend_invitation(
            db.session(),
            grant,
            desk_name=access.viewer().desk_name or "",
            actor=access.viewer(),
            now=clock.now(),
        ),
        f"We have sent another invitation to {grant.person.inbox}.",
    )
