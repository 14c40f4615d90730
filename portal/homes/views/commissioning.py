"""Homes as the authority sees them: without address, which stands on a page of its own that records every look."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.homes import queries, rules, services
from portal.homes.forms import SettleForm, StaffTypeForm
from portal.homes.models import Home, HomeStatus
from portal.homes.views import adding, flows, lists, rows
from portal.homes.views.desk import STAFF
from portal.homes.words import STATUS_NAMES, STATUS_TONES
from portal.providers.models import ServiceType
from portal.web import nav
from portal.web.forms import Choice

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)

blueprint = Blueprint("commissioning_homes", __name__, url_prefix="/commissioning/homes")
nav.add("Homes", "commissioning_homes.list_homes", *READERS, order=30)


@blueprint.get("/")
@access.allow(*READERS)
def list_homes() -> str:
    return lists.list_homes(STAFF)


@blueprint.get("/list.csv")
@access.allow(*READERS)
def list_csv() -> Response:
    return lists.list_csv(STAFF)


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add() -> Page:
    """Whose home and what kind: the answer begins a draft of this person's own."""
    form = StaffTypeForm()
    providers = queries.list_providers(db.session(), authority_id=access.authority_id(), approved_only=True)
    form.provider.choices = [(row.reference, row.legal_name) for row in providers]
    if not form.validate_on_submit():
        return render_template("homes/add.html", form=form, back_href=STAFF.url("list_homes"))
    provider = queries.get_approved_provider(db.session(), form.provider.data, authority_id=access.authority_id())
    draft = services.start_draft(
        db.session(), provider, ServiceType(form.service_type.data), actor=access.viewer(), now=clock.now()
    )
    return adding.go_on(STAFF, draft)


@blueprint.get("/add/<reference>/")
@access.allow(*WRITERS)
def resume(reference: str) -> Response:
    return adding.go_on(STAFF, STAFF.get_draft(reference))


@blueprint.route("/add/<reference>/<step>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def draft_step(reference: str, step: str) -> Page:
    return adding.draft_step(STAFF, reference, step)


@blueprint.route("/add/<reference>/check", methods=["GET", "POST"])
@access.allow(*WRITERS)
def check(reference: str) -> Page:
    return adding.check(STAFF, reference)


@blueprint.route("/add/<reference>/discard", methods=["GET", "POST"])
@access.allow(*WRITERS)
def discard(reference: str) -> Page:
    return adding.discard(STAFF, reference)


@blueprint.get("/<reference>/added")
@access.allow(*WRITERS)
def added(reference: str) -> str:
    return adding.added(STAFF, reference)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def home(reference: str) -> str:
    found = STAFF.get_home(reference)
    return render_template(
        "homes/staff_home.html",
        home=found,
        rows=flows.record_rows(STAFF, found, flows.vocabulary()),
        status_text=STATUS_NAMES[found.status],
        status_tone=STATUS_TONES[found.status],
        buildings=len(found.premises),
        may_write=STAFF.may_write,
        may_open=STAFF.may_write and rules.may_become(HomeStatus(found.status), HomeStatus.OPEN),
        may_close=STAFF.may_write and rules.may_become(HomeStatus(found.status), HomeStatus.CLOSED),
        rivals=[claim for claim in _claims(found) if claim.id != found.id],
        events=rows.timeline(db.session(), found, is_staff=True),
    )


def _claims(home: Home) -> list[Home]:
    return queries.list_claims(db.session(), home.urn) if home.urn else []


@blueprint.route("/<reference>/change/<step>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def change(reference: str, step: str) -> Page:
    return flows.change(STAFF, reference, step)


@blueprint.route("/<reference>/open", methods=["GET", "POST"])
@access.allow(*WRITERS)
def open_home(reference: str) -> Page:
    return flows.open_home(STAFF, reference)


@blueprint.route("/<reference>/close", methods=["GET", "POST"])
@access.allow(*WRITERS)
def close_home(reference: str) -> Page:
    return flows.close_home(STAFF, reference)


@blueprint.get("/<reference>/address")
@access.allow(*WRITERS, records=True)
def address(reference: str) -> str:
    """The one staff page that shows where a home is. Opening it is recorded before it is shown."""
    found = STAFF.get_home(reference)
    services.note_address_seen(db.session(), found, actor=access.viewer(), now=clock.now())
    return render_template(
        "homes/address.html",
        home=found,
        buildings=[{"label": f"Building {n}", "value": rows.address_text(p)} for n, p in enumerate(found.premises, 1)],
        back_href=STAFF.url("home", reference=reference),
    )


@blueprint.route("/<reference>/urn", methods=["GET", "POST"])
@access.allow(*WRITERS)
def settle_urn(reference: str) -> Page:
    """Say which of several records keeps a URN."""
    found = STAFF.get_home(reference)
    claims, back = _claims(found), STAFF.url("home", reference=reference)
    form = SettleForm()
    form.keeper.choices = [Choice(row.reference, row.name, _claim_hint(row)) for row in claims]
    if len(claims) < 2:
        return redirect(back)
    if form.validate_on_submit() and flows.attempt(
        form,
        lambda: services.settle_urn(
            db.session(),
            found,
            keeper=form.keeper.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
    ):
        flash("The URN is settled. The other record has none now.", "success")
        return redirect(back)
    return render_template("homes/settle_urn.html", form=form, urn=found.urn, back_href=back)


def _claim_hint(home: Home) -> str:
    return f"{home.provider.legal_name}, {home.reference}, {STATUS_NAMES[home.status].lower()}"
