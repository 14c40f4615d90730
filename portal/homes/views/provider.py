"""An organisation's own homes. Admins change them; members read those they look after, with their address."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.homes import rules, services
from portal.homes.forms import TypeForm
from portal.homes.models import Home, Premises
from portal.homes.views import adding, flows, rows
from portal.homes.views.desk import PROVIDER
from portal.homes.views.shared import add_pages
from portal.providers.models import ServiceType
from portal.providers.queries import get_own_provider
from portal.web import nav

Page = str | Response
READERS = (Role.PROVIDER_ADMIN, Role.PROVIDER_MEMBER)

blueprint = Blueprint("homes", __name__, url_prefix="/provider/homes")
nav.add("Homes", "homes.list_homes", *READERS, order=30)
add_pages(blueprint, PROVIDER, readers=READERS, writers=[Role.PROVIDER_ADMIN])


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def add() -> Page:
    """The first step: its answer begins a draft."""
    form = TypeForm()
    if not form.validate_on_submit():
        return render_template("homes/add.html", form=form, back_href=PROVIDER.url("list_homes"))
    provider = get_own_provider(db.session(), access.provider_id())
    draft = services.start_draft(
        db.session(), provider, ServiceType(form.service_type.data), actor=access.viewer(), now=clock.now()
    )
    return adding.go_on(PROVIDER, draft)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def home(reference: str) -> str:
    found = PROVIDER.get_home(reference)
    return render_template(
        "homes/home.html",
        buildings=[_building(found, number, row) for number, row in enumerate(found.premises, start=1)],
        takes_buildings=rules.most_premises(found.service_type) > 0,
        may_add_building=PROVIDER.may_write and len(found.premises) < rules.most_premises(found.service_type),
        **flows.record_context(PROVIDER, found),
    )


def _building(home: Home, number: int, premises: Premises) -> rows.Row:
    label = "Where it is" if len(home.premises) == 1 else f"Building {number}"
    href = None
    if PROVIDER.may_write:
        href = url_for("buildings.change", reference=home.reference, building=premises.reference)
    return {"label": label, "value": rows.address_text(premises), "href": href}
