"""The public start of a registration: what it takes, a confirmed e-mail address, an account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.accounts import queries as accounts
from portal.accounts.forms import ConfirmForm
from portal.accounts.models import LinkKind
from portal.accounts.services import start_session
from portal.accounts.views import begin, dead_link
from portal.providers import queries, services
from portal.providers.forms import ClaimForm, RegisterForm

Page = str | Response | tuple[str, int]

blueprint = Blueprint("register", __name__, url_prefix="/register")


@blueprint.get("/")
@access.public
def start() -> Page:
    viewer = access.find_viewer()
    mine = queries.list_registrations(db.session(), viewer.person_id) if viewer else []
    return render_template("providers/start.html", is_signed_in=viewer is not None, registrations=mine)


@blueprint.route("/email", methods=["GET", "POST"])
@access.public
def email() -> Page:
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("providers/email.html", form=form)
    try:
        services.request_registration(
            db.session(), email=form.email.data, address=request.remote_addr or "", now=clock.now()
        )
    except db.Refused as refusal:
        form.refuse(str(refusal), "email")
        return render_template("providers/email.html", form=form)
    return render_template("providers/check_email.html", email=form.email.data)


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@access.public
def confirm(token: str) -> Page:
    link = accounts.find_open_link(db.session(), token, LinkKind.REGISTRATION, now=clock.now())
    known = accounts.find_person(db.session(), link.email) if link else None
    if link is None or (known is not None and known.password_hash is not None):
        return dead_link("register.start", "Go to the start of the registration")
    form = ClaimForm()
    form.known_email, form.known_name = link.email, form.full_name.data or ""
    if not form.validate_on_submit():
        return render_template("providers/confirm.html", form=form, email=link.email)
    return _claim(token, form)


def _claim(token: str, form: ClaimForm) -> Page:
    now = clock.now()
    try:
        person = services.claim_registration(
            db.session(), token, name=form.full_name.data, password=form.password.data, now=now
        )
    except db.Refused:
        return dead_link("register.start", "Go to the start of the registration")
    begin(start_session(db.session(), person, now=now))
    standing = queries.list_registrations(db.session(), person.id)[0]
    return redirect(url_for("registration.tasks", reference=standing.provider.reference))


@blueprint.route("/new", methods=["GET", "POST"])
@access.signed_in
def new() -> Page:
    """Somebody who has an account already starts a registration with it."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("providers/new.html", form=form)
    viewer = access.viewer()
    provider = services.begin_registration(db.session(), viewer.person_id, actor=viewer, now=clock.now())
    return redirect(url_for("registration.tasks", reference=provider.reference))
