"""A home's buildings, at the organisation's own desk: added, changed, removed by its admins."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from portal import access, clock, db
from portal.access import Role
from portal.homes import queries, rules, services
from portal.homes.forms import AddressForm, ConfirmForm, NewBuildingForm
from portal.homes.models import Home, Premises
from portal.homes.services.checks import STALE
from portal.homes.views import rows
from portal.homes.views.desk import PROVIDER
from portal.homes.views.flows import Page, done
from portal.web.once import once

blueprint = Blueprint("buildings", __name__, url_prefix="/provider/homes/<reference>/buildings")


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def add(reference: str) -> Page:
    home = PROVIDER.get_home(reference)
    form, back = NewBuildingForm(), PROVIDER.url("home", reference=reference)
    session, viewer, now = db.session(), access.viewer(), clock.now()
    added = done(
        form,
        lambda: once(
            session,
            form.sent_key,
            lambda: services.add_premises(session, home, form.address(), actor=viewer, now=now),
            now=now,
        ),
        "The building is added.",
        back,
    )
    return added or render_template(
        "homes/building.html", form=form, home=home, back_href=back, heading="Add a building", remove_href=None
    )


@blueprint.route("/<building>", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def change(reference: str, building: str) -> Page:
    home = PROVIDER.get_home(reference)
    form = _address_form(home, queries.get_premises(home, building))
    back, now = PROVIDER.url("home", reference=reference), clock.now()
    changed = done(
        form,
        lambda: services.change_premises(
            db.session(), home, building, form.address(), version=form.seen_version, actor=access.viewer(), now=now
        ),
        "The address is changed.",
        back,
    )
    return changed or render_template(
        "homes/building.html",
        form=form,
        home=home,
        back_href=back,
        heading="Change the address",
        saved=_saved_meanwhile(form, home, building),
        remove_href=url_for("buildings.remove", reference=reference, building=building),
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


@blueprint.route("/<building>/remove", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def remove(reference: str, building: str) -> Page:
    home = PROVIDER.get_home(reference)
    address = rows.address_text(queries.get_premises(home, building))
    form, back = ConfirmForm(), PROVIDER.url("home", reference=reference)
    removed = done(
        form,
        lambda: services.remove_premises(db.session(), home, building, actor=access.viewer(), now=clock.now()),
        "The building is removed.",
        back,
    )
    return removed or render_template(
        "homes/remove_building.html", form=form, home=home, back_href=back, address=address
    )
