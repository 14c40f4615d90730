"""Homes as the authority sees them: without address, which stands on a page of its own that records every look."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.homes import queries, services
from portal.homes.forms import SettleForm, StaffTypeForm
from portal.homes.models import Home
from portal.homes.remarks import list_remarks
from portal.homes.views import adding, flows, rows
from portal.homes.views.desk import STAFF
from portal.homes.views.shared import add_pages
from portal.homes.words import STATUS_NAMES
from portal.providers.models import ServiceType
from portal.providers.queries import list_approved_names
from portal.web import nav
from portal.web.forms import Choice

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)

blueprint = Blueprint("commissioning_homes", __name__, url_prefix="/commissioning/homes")
nav.add("Homes", "commissioning_homes.list_homes", *READERS, order=30)
add_pages(blueprint, STAFF, readers=READERS, writers=WRITERS)


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add() -> Page:
    """Whose home and what kind: the answer begins a draft of this person's own."""
    form = StaffTypeForm()
    form.provider.choices = list_approved_names(db.session(), access.authority_id())
    if not form.validate_on_submit():
        return render_template("homes/add.html", form=form, back_href=STAFF.url("list_homes"))
    provider = queries.get_approved_provider(db.session(), form.provider.data, authority_id=access.authority_id())
    draft = services.start_draft(
        db.session(), provider, ServiceType(form.service_type.data), actor=access.viewer(), now=clock.now()
    )
    return adding.go_on(STAFF, draft)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def home(reference: str) -> str:
    found = STAFF.get_home(reference)
    return render_template(
        "homes/staff_home.html",
        buildings=len(found.premises),
        may_write=STAFF.may_write,
        remarks=list_remarks(db.session(), access.authority_id()).get(found.id, ()),
        **flows.record_context(STAFF, found),
        rivals=[claim for claim in _claims(found) if claim.id != found.id],
    )


def _claims(home: Home) -> list[Home]:
    return queries.list_claims(db.session(), home.urn) if home.urn else []


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
    settled = flows.done(
        form,
        lambda: services.settle_urn(
            db.session(),
            found,
            keeper=form.keeper.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The URN is settled. The other record has none now.",
        back,
    )
    return settled or render_template("homes/settle_urn.html", form=form, urn=found.urn, back_href=back)


def _claim_hint(home: Home) -> str:
    return f"{home.provider.legal_name}, {home.reference}, {STATUS_NAMES[home.status].lower()}"
