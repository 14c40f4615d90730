"""An organisation's own homes. Admins change them; members read those they look after, with their address."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.homes import queries, rules, services
from portal.homes.forms import AddressForm, ConfirmForm, TypeForm
from portal.homes.models import Home, HomeStatus, Premises
from portal.homes.services.checks import STALE
from portal.homes.views import adding, flows, lists, rows
from portal.homes.views.desk import PROVIDER
from portal.homes.words import STATUS_NAMES, STATUS_TONES
from portal.providers.models import ServiceType
from portal.providers.queries import get_own_provider
from portal.web import nav

Page = str | Response
READERS = (Role.PROVIDER_ADMIN, Role.PROVIDER_MEMBER)

blueprint = Blueprint("homes", __name__, url_prefix="/provider/homes")
nav.add("Homes", "homes.list_homes", *READERS, order=30)


@blueprint.get("/")
@access.allow(*READERS)
def list_homes() -> str:
    return lists.list_homes(PROVIDER)


@blueprint.get("/list.csv")
@access.allow(*READERS)
def list_csv() -> Response:
    return lists.list_csv(PROVIDER)


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


@blueprint.get("/add/<reference>/")
@access.allow(Role.PROVIDER_ADMIN)
def resume(reference: str) -> Response:
    return adding.go_on(PROVIDER, PROVIDER.get_draft(reference))


@blueprint.route("/add/<reference>/<step>", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def draft_step(reference: str, step: str) -> Page:
    return adding.draft_step(PROVIDER, reference, step)


@blueprint.route("/add/<reference>/check", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def check(reference: str) -> Page:
    return adding.check(PROVIDER, reference)


@blueprint.route("/add/<reference>/discard", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def discard(reference: str) -> Page:
    return adding.discard(PROVIDER, reference)


@blueprint.get("/<reference>/added")
@access.allow(Role.PROVIDER_ADMIN)
def added(reference: str) -> str:
    return adding.added(PROVIDER, reference)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def home(reference: str) -> str:
    found = PROVIDER.get_home(reference)
    return render_template(
        "homes/home.html",
        home=found,
        rows=flows.record_rows(PROVIDER, found, flows.vocabulary()),
        status_text=STATUS_NAMES[found.status],
        status_tone=STATUS_TONES[found.status],
        buildings=[_building(found, number, row) for number, row in enumerate(found.premises, start=1)],
        takes_buildings=rules.most_premises(found.service_type) > 0,
        may_add_building=PROVIDER.may_write and len(found.premises) < rules.most_premises(found.service_type),
        may_open=PROVIDER.may_write and rules.may_become(HomeStatus(found.status), HomeStatus.OPEN),
        may_close=PROVIDER.may_write and rules.may_become(HomeStatus(found.status), HomeStatus.CLOSED),
        events=rows.timeline(db.session(), found, is_staff=False),
    )


def _building(home: Home, number: int, premises: Premises) -> rows.Row:
    label = "Where it is" if len(home.premises) == 1 else f"Building {number}"
    href = None
    if PROVIDER.may_write:
        href = PROVIDER.url("change_premises", reference=home.reference, building=premises.reference)
    return {"label": label, "value": rows.address_text(premises), "href": href}


@blueprint.route("/<reference>/change/<step>", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def change(reference: str, step: str) -> Page:
    return flows.change(PROVIDER, reference, step)


@blueprint.route("/<reference>/open", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def open_home(reference: str) -> Page:
    return flows.open_home(PROVIDER, reference)


@blueprint.route("/<reference>/close", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def close_home(reference: str) -> Page:
    return flows.close_home(PROVIDER, reference)


@blueprint.route("/<reference>/buildings/add", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def add_premises(reference: str) -> Page:
    found = PROVIDER.get_home(reference)
    form, back = AddressForm(), PROVIDER.url("home", reference=reference)
    if form.validate_on_submit() and flows.attempt(
        form,
        lambda: services.add_premises(db.session(), found, form.address(), actor=access.viewer(), now=clock.now()),
    ):
        flash("The building is added.", "success")
        return redirect(back)
    return render_template("homes/building.html", form=form, home=found, back_href=back, heading="Add a building")


@blueprint.route("/<reference>/buildings/<building>", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def change_premises(reference: str, building: str) -> Page:
    found = PROVIDER.get_home(reference)
    premises = queries.get_premises(found, building)
    form, back = _address_form(found, premises), PROVIDER.url("home", reference=reference)
    if form.validate_on_submit() and flows.attempt(
        form,
        lambda: services.change_premises(
            db.session(),
            found,
            building,
            form.address(),
            version=form.began_at,
            actor=access.viewer(),
            now=clock.now(),
        ),
    ):
        flash("The address is changed.", "success")
        return redirect(back)
    return render_template(
        "homes/building.html",
        form=form,
        home=found,
        back_href=back,
        heading="Change the address",
        saved=_saved_meanwhile(form, found, building),
        remove_href=PROVIDER.url("remove_premises", reference=reference, building=building),
    )


def _address_form(home: Home, premises: Premises) -> AddressForm:
    held = {field: getattr(premises, field) for field in rules.STEP_FIELDS["address"]}
    return AddressForm(data=held | {"version": home.version})


def _saved_meanwhile(form: AddressForm, home: Home, building: str) -> Markup | None:
    """What stands now, when somebody else changed the home since the page was opened; the next save is meant."""
    if STALE not in form.form_errors:
        return None
    form.version.data = str(home.version)
    return rows.address_text(queries.get_premises(home, building))


@blueprint.route("/<reference>/buildings/<building>/remove", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def remove_premises(reference: str, building: str) -> Page:
    found = PROVIDER.get_home(reference)
    premises = queries.get_premises(found, building)
    form, back = ConfirmForm(), PROVIDER.url("home", reference=reference)
    if form.validate_on_submit() and flows.attempt(
        form,
        lambda: services.remove_premises(db.session(), found, building, actor=access.viewer(), now=clock.now()),
    ):
        flash("The building is removed.", "success")
        return redirect(back)
    return render_template(
        "homes/remove_building.html", form=form, home=found, back_href=back, address=rows.address_text(premises)
    )
