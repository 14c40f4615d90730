"""Signing in and out, choosing a desk, claiming links, one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import login_user
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.accounts import queries, services
from portal.accounts.forms import ChangePasswordForm, ConfirmForm, EmailForm, JoinForm, NewPasswordForm, SignInForm
from portal.accounts.models import LinkKind, Person
from portal.accounts.sessions import desk_identity, load_viewer
from portal.web import places
from portal.web.parked import carried, find_place, leave, tell_waiting

Page = str | Response | tuple[str, int]

blueprint = Blueprint("accounts", __name__)
# Until the next page, that somebody has just signed out here.
OUT_KEY = "signed_out"


def begin(token: str) -> None:
    """Put a new session's token in a fresh cookie; only parked typing survives the change."""
    parked = carried()
    session.clear()
    session.update(parked)
    viewer = load_viewer(token)
    if viewer is not None:
        login_user(viewer)


def local_path(target: str | None) -> str | None:
    """A path on this portal, or None for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and target.isprintable() else None


def _onward(next_path: str | None) -> Response:
    viewer = access.find_viewer()
    if viewer and viewer.desk_count > 1 and not viewer.roles:
        return redirect(url_for("accounts.choose_desk", next=next_path))
    page = (places.page_of(next_path) if next_path else None) or find_place() or url_for("today.today")
    if page != url_for("today.today"):  # which says itself what waits
        tell_waiting(page)
    return redirect(page)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access.public
def sign_in() -> Page:
    form = SignInForm()
    next_path = local_path(request.args.get("next"))
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, is_out=session.pop(OUT_KEY, False))
    try:
        token = services.sign_in(
            db.session(),
            email=form.email.data,
            password=form.password.data,
            address=request.remote_addr or "",
            now=clock.now(),
        )
    except services.Refused as refusal:
        form.refuse(str(refusal), "email")
        return render_template("accounts/sign_in.html", form=form, is_out=False)
    begin(token)
    return _onward(next_path)


@blueprint.route("/sign-out", methods=["GET", "POST"])
@access.public
def sign_out() -> Page:
    viewer = access.find_viewer()
    if viewer is None:
        return redirect(url_for("published.home"))
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_out.html", form=form)
    services.sign_out(db.session(), viewer, now=clock.now())
    leave()
    session[OUT_KEY] = True
    flash("You have signed out.", "notice")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/account/desk", methods=["GET", "POST"])
@access.signed_in
def choose_desk() -> Page:
    """Somebody with several organisations says which one they work for now."""
    viewer = access.viewer()
    desks = queries.list_desks(db.session(), viewer.person_id)
    form = ConfirmForm()
    chosen = _chosen_desk(desks)
    if chosen is not None and form.validate_on_submit():
        token = services.choose_desk(db.session(), viewer, chosen, now=clock.now())
        begin(token)
        return _onward(local_path(request.args.get("next")))
    names = [desk_identity(db.session(), d.provider_id or None, d.authority_id or None)[1] for d in desks]
    rows = [(f"{d.provider_id}-{d.authority_id}", name, _role_words(d)) for d, name in zip(desks, names, strict=True)]
    return render_template("accounts/desk.html", form=form, desks=rows)


def _chosen_desk(desks: list[queries.Desk]) -> queries.Desk | None:
    wanted = request.form.get("desk")
    return next((desk for desk in desks if f"{desk.provider_id}-{desk.authority_id}" == wanted), None)


def _role_words(desk: queries.Desk) -> str:
    return ", ".join(access.ROLE_NAMES[role] for role in access.Role if role in desk.roles)


@blueprint.get("/account")
@access.signed_in
def account() -> Page:
    roles = access.viewer().roles
    return render_template(
        "accounts/account.html",
        roles=[access.ROLE_NAMES[role] for role in sorted(roles)],
        reads_events=bool(roles - {access.Role.YOUNG_INSPECTOR}),
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@access.signed_in
def change_password() -> Page:
    form = ChangePasswordForm()
    viewer = access.viewer()
    form.known_email, form.known_name = viewer.email, viewer.name
    if not form.validate_on_submit():
        return render_template("accounts/change_password.html", form=form)
    try:
        person = services.change_password(
            db.session(), viewer, current=form.current_password.data, new=form.password.data, now=clock.now()
        )
    except services.Refused as refusal:
        form.refuse(str(refusal), "current_password")
        return render_template("accounts/change_password.html", form=form)
    begin(services.start_session(db.session(), person, now=clock.now(), before=viewer))
    flash("Your password has changed. Every other session of yours has ended.", "success")
    return redirect(url_for("accounts.account"))


@blueprint.route("/reset", methods=["GET", "POST"])
@access.public
def request_reset() -> Page:
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/request_reset.html", form=form)
    try:
        services.request_reset(db.session(), email=form.email.data, address=request.remote_addr or "", now=clock.now())
    except services.Refused as refusal:
        form.refuse(str(refusal), "email")
        return render_template("accounts/request_reset.html", form=form)
    return render_template("accounts/link_sent.html", email=form.email.data)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@access.public
def reset(token: str) -> Page:
    link = queries.find_open_link(db.session(), token, LinkKind.RESET, now=clock.now())
    if link is None:
        return dead_link("accounts.request_reset", "Ask for a new link")
    form = NewPasswordForm()
    _know(form, db.session().get(Person, link.person_id))
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form)
    try:
        person = services.reset_password(db.session(), token, password=form.password.data, now=clock.now())
    except services.Refused:
        return dead_link("accounts.request_reset", "Ask for a new link")
    begin(services.start_session(db.session(), person, now=clock.now()))
    flash("Your password has changed.", "success")
    return _onward(None)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@access.public
def invitation(token: str) -> Page:
    link = queries.find_open_link(db.session(), token, LinkKind.INVITATION, now=clock.now())
    if link is None:
        return dead_link("accounts.sign_in", "Sign in")
    person = db.session().get_one(Person, link.person_id)
    is_new = person.password_hash is None
    form = JoinForm(data={"full_name": person.name}) if is_new else ConfirmForm()
    if is_new:
        form.known_email, form.known_name = person.inbox, form.full_name.data
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form, person=person, is_new=is_new)
    return _join(token, form if is_new else None)


def _join(token: str, form: JoinForm | None) -> Page:
    try:
        person = services.accept_invitation(
            db.session(),
            token,
            name=form.full_name.data if form else "",
            password=form.password.data if form else None,
            now=clock.now(),
        )
    except services.Refused:
        return dead_link("accounts.sign_in", "Sign in")
    if form is None:
        flash("You have joined. Sign in to start.", "success")
        return redirect(url_for("accounts.sign_in"))
    begin(services.start_session(db.session(), person, now=clock.now()))
    return _onward(None)


def _know(form: NewPasswordForm, person: Person | None) -> None:
    if person is not None:
        form.known_email, form.known_name = person.inbox, person.name


def dead_link(endpoint: str, text: str) -> tuple[str, int]:
    """The one answer to a link that was used, ran out or never was, with what to do instead."""
    return render_template("accounts/dead_link.html", href=url_for(endpoint), text=text), 410
