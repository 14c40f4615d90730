"""The organisation's people: who they are, what they look after, inviting and removing them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.accounts import queries as accounts
from portal.accounts import services as account_services
from portal.accounts.forms import ConfirmForm
from portal.accounts.models import Grant
from portal.homes.models import Home
from portal.homes.people import queries, services
from portal.homes.people.forms import HomesForm, InviteForm, PricesForm
from portal.providers.models import Provider
from portal.providers.queries import get_own_provider
from portal.web import nav
from portal.web.filters import format_date
from portal.web.forms import Choice
from portal.web.paging import page_of
from portal.web.tables import Cell, Column, Table

Page = str | Response

COLUMNS = (Column("Name"), Column("Role"), Column("Homes they look after"), Column("Status"))
ROLE_WORDS = {Role.PROVIDER_MEMBER: "Member", Role.PROVIDER_ADMIN: "Admin"}
# So many homes are named in a row of the list; more are counted.
MOST_NAMED = 3

blueprint = Blueprint("people", __name__, url_prefix="/provider/people")
nav.add("People", "people.list_people", Role.PROVIDER_ADMIN, order=70)


def _provider() -> Provider:
    return get_own_provider(db.session(), access.provider_id())


def _colleague(reference: str) -> Grant:
    return accounts.get_colleague(db.session(), reference, provider_id=access.provider_id())


@blueprint.get("/")
@access.allow(Role.PROVIDER_ADMIN)
def list_people() -> Page:
    grants = accounts.list_colleagues(db.session(), provider_id=access.provider_id())
    kept = queries.homes_by_grant(db.session(), access.provider_id())
    page = page_of(request.args, total=len(grants))
    shown = grants[page.offset : page.offset + page.limit]
    rows = [_row(grant, kept.get(grant.id, [])) for grant in shown]
    return render_template("homes/people/list.html", table=Table("People", COLUMNS, rows), page=page, total=len(grants))


def _row(grant: Grant, homes: Sequence[Home]) -> list[str | Cell]:
    status, tone = _status(grant)
    return [
        Cell(grant.shown_name, href=url_for("people.person", reference=grant.reference), note=grant.person.inbox),
        Cell(ROLE_WORDS[Role(grant.role)], note="Sees prices" if grant.sees_prices else None),
        _homes_words(grant, homes),
        Cell(status, tone=tone),
    ]


def _status(grant: Grant) -> tuple[str, str]:
    return ("Joined", "green") if grant.accepted_at else ("Invited", "blue")


def _homes_words(grant: Grant, homes: Sequence[Home]) -> str:
    if grant.role == Role.PROVIDER_ADMIN:
        return "All homes"
    named = [home.name for home in homes[:MOST_NAMED]]
    more = len(homes) - len(named)
    return (", ".join(named) + (f" and {more} more" if more else "")) or "None yet"


@blueprint.get("/<reference>/")
@access.allow(Role.PROVIDER_ADMIN)
def person(reference: str) -> Page:
    grant = _colleague(reference)
    homes = queries.homes_by_grant(db.session(), access.provider_id()).get(grant.id, [])
    status, tone = _status(grant)
    return render_template(
        "homes/people/person.html",
        grant=grant,
        rows=_person_rows(grant, homes),
        status_text=status,
        status_tone=tone,
        is_self=grant.person_id == access.viewer().person_id,
    )


def _person_rows(grant: Grant, homes: Sequence[Home]) -> list[dict[str, str]]:
    rows = [
        {"label": "Email address", "value": grant.person.inbox},
        {"label": "Role", "value": ROLE_WORDS[Role(grant.role)]},
        {"label": "Invited", "value": format_date(grant.granted_at)},
    ]
    if grant.accepted_at:
        rows.append({"label": "Joined", "value": format_date(grant.accepted_at)})
    kept = {"label": "Homes they look after", "value": "All homes"}
    if grant.role == Role.PROVIDER_MEMBER:
        kept["value"] = ", ".join(home.name for home in homes) or "None yet"
        kept["href"] = url_for("people.change_homes", reference=grant.reference)
    prices = {"label": "Sees prices", "value": "Yes" if grant.sees_prices else "No", "change": "who sees prices"}
    if access.viewer().sees_prices:
        prices["href"] = url_for("people.change_prices", reference=grant.reference)
    return [*rows, kept, prices]


def _home_choices(provider_id: int) -> list[Choice]:
    return [Choice(home.reference, home.name) for home in queries.list_homes_to_keep(db.session(), provider_id)]


@blueprint.route("/invite", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def invite() -> Page:
    provider = _provider()
    form = _invite_form(provider)
    if not form.validate_on_submit():
        return render_template("homes/people/invite.html", form=form)
    try:
        services.invite_colleague(
            db.session(),
            provider,
            email=form.email.data,
            name=form.full_name.data,
            role=Role(form.role.data),
            homes=form.homes.data if "homes" in form else (),
            actor=access.viewer(),
            now=clock.now(),
        )
    except db.Refused as refusal:
        form.refuse(str(refusal), "email")
        return render_template("homes/people/invite.html", form=form)
    flash(f"We have sent an invitation to {form.email.data}.", "success")
    return redirect(url_for("people.list_people"))


def _invite_form(provider: Provider) -> InviteForm:
    """The form, without its question about homes where there are none to choose."""
    form = InviteForm(data={"role": Role.PROVIDER_MEMBER})
    form.homes.choices = _home_choices(provider.id)
    if not form.homes.options:
        del form.homes
    return form


@blueprint.route("/<reference>/homes", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def change_homes(reference: str) -> Page:
    grant = _colleague(reference)
    if grant.role == Role.PROVIDER_ADMIN:
        return _back(grant, "Admins look after all homes.", "notice")
    kept = queries.homes_by_grant(db.session(), access.provider_id()).get(grant.id, [])
    form = HomesForm(data={"homes": [home.reference for home in kept]})
    form.homes.choices = _home_choices(access.provider_id())
    if not form.validate_on_submit():
        return render_template("homes/people/homes.html", form=form, grant=grant)
    services.change_homes(db.session(), grant, form.homes.data, actor=access.viewer(), now=clock.now())
    return _back(grant, "Your changes are saved.", "success")


@blueprint.route("/<reference>/prices", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN, prices=True)
def change_prices(reference: str) -> Page:
    grant = _colleague(reference)
    form = PricesForm(data={"sees_prices": "yes" if grant.sees_prices else "no"})
    if not form.validate_on_submit():
        return render_template("homes/people/prices.html", form=form, grant=grant)
    sees = form.sees_prices.data == "yes"
    try:
        account_services.change_sees_prices(db.session(), grant, sees=sees, actor=access.viewer(), now=clock.now())
    except db.Refused as refusal:
        form.refuse(str(refusal), "sees_prices")
        return render_template("homes/people/prices.html", form=form, grant=grant)
    return _back(grant, "Your changes are saved.", "success")


def _back(grant: Grant, message: str, category: str) -> Response:
    flash(message, category)
    return redirect(url_for("people.person", reference=grant.reference))


@blueprint.route("/<reference>/remove", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def remove(reference: str) -> Page:
    grant = _colleague(reference)
    form = ConfirmForm()
    if not form.validate_on_submit():
        colleagues = accounts.list_colleagues(db.session(), provider_id=access.provider_id())
        inherits = accounts.is_last_to_see_prices(colleagues, grant)
        return render_template("homes/people/remove.html", form=form, grant=grant, inherits_prices=inherits)
    try:
        services.remove_colleague(db.session(), grant, actor=access.viewer(), now=clock.now())
    except db.Refused as refusal:
        return _back(grant, str(refusal), "error")
    flash(f"{grant.shown_name} can no longer use your organisation’s pages.", "success")
    return redirect(url_for("people.list_people"))


@blueprint.route("/<reference>/resend", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def resend(reference: str) -> Page:
    grant = _colleague(reference)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("homes/people/resend.html", form=form, grant=grant)
    try:
        account_services.resend_invitation(
            db.session(), grant, desk_name=_provider().legal_name, actor=access.viewer(), now=clock.now()
        )
    except db.Refused as refusal:
        return _back(grant, str(refusal), "notice")
    return _back(grant, f"We have sent another invitation to {grant.person.inbox}.", "success")
