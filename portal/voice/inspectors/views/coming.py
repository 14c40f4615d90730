"""Joining on a phone, a new PIN, and coming back: /inspect/.

Looking at a page never asks whether a code exists: only what is sent does, and is counted. A card that was opened is
kept in the cookie of this browser, with the answers given so far; the PIN never is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.accounts import services as accounts
from portal.accounts.models import Person
from portal.accounts.views import begin
from portal.db import NotFound
from portal.mail import settings
from portal.voice.inspectors import queries, rules, services
from portal.voice.inspectors.doors import RIGHT_PAGE, Door, find_door
from portal.voice.inspectors.forms import AgeForm, BackForm, ButtonForm, CodeForm, NicknameForm, PinForm
from portal.voice.inspectors.rules import InspectorState
from portal.voice.inspectors.services import Refused, TooMany
from portal.voice.inspectors.services.joining import DEVICES
from portal.voice.inspectors.views.devices import find_device, know_device
from portal.voice.inspectors.words import band_words
from portal.web import parked, tokens
from portal.web.forms import Choice

Page = str | Response
OPENED = "inspect"
LATEST = "That took too long. Start again with your code."

blueprint = Blueprint("joining", __name__, url_prefix="/inspect")


@tokens.gone_by
def list_left() -> Sequence[str]:
    """Inspectors who have left: their card lets nobody in."""
    with db.database().session(writing=False) as reader:
        return queries.list_left_references(reader)


def _address() -> str:
    return request.remote_addr or ""


def _known(code: str) -> str:
    """A code as it is kept; an address that has none is no page."""
    found = rules.clean_code(code)
    if found is None:
        raise NotFound("not a code")
    return found


@blueprint.route("/", methods=["GET", "POST"])
@access.public
def start() -> Page:
    """The code first, from the card."""
    viewer = access.find_viewer()
    if viewer is not None and viewer.has(Role.YOUNG_INSPECTOR):
        return redirect(url_for(".home"))
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".card", code=rules.clean_code(form.code.data)))
    return render_template("joining/start.html", form=form)


@blueprint.route("/<code>/", methods=["GET", "POST"])
@access.public
def card(code: str) -> Page:
    """Where a card leads: the first time, or back. The same page whatever the code."""
    known, form = _known(code), ButtonForm()
    if form.validate_on_submit():
        return _open(known, form)
    return _card_page(known, form)


def _card_page(code: str, form: ButtonForm) -> str:
    back_in = url_for(".come_back", code=code)
    return render_template("joining/card.html", form=form, code=rules.shown_code(code), back_in=back_in)


def _open(code: str, form: ButtonForm) -> Page:
    try:
        inspector = services.open_card(db.session(), code, address=_address(), now=clock.now())
    except Refused as refusal:
        if door := _other_door(code, refusal):
            return redirect(door.card_href)
        form.refuse(str(refusal))
        return _card_page(code, form)
    session[OPENED] = {"code": code}
    is_new = inspector.state == InspectorState.INVITED
    return redirect(url_for(".promises_first" if is_new else ".new_pin"))


def _other_door(code: str, refusal: Refused) -> Door | None:
    """Where a card of another kind is used. Only a try that was counted is told."""
    door = None if isinstance(refusal, TooMany) else find_door(db.session(), code)
    if door:
        flash(RIGHT_PAGE, "notice")
    return door


def _opened(*needed: str) -> dict[str, str] | None:
    """The card opened in this browser with the answers that a page builds on; None sends back to the start."""
    found: dict[str, str] | None = session.get(OPENED)
    return found if found and all(name in found for name in ("code", *needed)) else None


def _keep(**answers: str) -> None:
    session[OPENED] = {**session[OPENED], **answers}


def _again() -> Response:
    flash(LATEST, "notice")
    return redirect(url_for(".start"))


@blueprint.route("/join/promises", methods=["GET", "POST"])
@access.public
def promises_first() -> Page:
    """What happens to what they write, before the first box."""
    if _opened() is None:
        return _again()
    form, text = ButtonForm(), queries.newest_text(db.session(), queries.JOINING)
    if form.validate_on_submit():
        _keep(text=str(text.version))
        return redirect(url_for(".age"))
    return render_template("joining/promises_first.html", form=form, text=text)


@blueprint.route("/join/age", methods=["GET", "POST"])
@access.public
def age() -> Page:
    """How old they are, in bands."""
    opened = _opened("text")
    if opened is None:
        return _again()
    form = AgeForm(data=opened)
    form.age.choices = [Choice(band, band_words(band)) for band in rules.age_bands(*settings().inspector_ages)]
    if form.validate_on_submit():
        _keep(age=form.age.data)
        return redirect(url_for(".nickname"))
    return render_template("joining/age.html", form=form)


@blueprint.route("/join/nickname", methods=["GET", "POST"])
@access.public
def nickname() -> Page:
    """A name to come back with, which is not theirs."""
    opened = _opened("text", "age")
    if opened is None:
        return _again()
    form = NicknameForm(data=opened)
    if form.validate_on_submit():
        _keep(nickname=form.nickname.data)
        return redirect(url_for(".pin"))
    return render_template("joining/nickname.html", form=form)


@blueprint.route("/join/pin", methods=["GET", "POST"])
@access.public
def pin() -> Page:
    """The PIN, twice; then they have joined."""
    opened = _opened("text", "age", "nickname")
    if opened is None:
        return _again()
    form, text = PinForm(), queries.newest_text(db.session(), queries.JOINING)
    if form.validate_on_submit():
        if opened["text"] != str(text.version):
            return redirect(url_for(".promises_first"))
        return _claim(
            form,
            lambda: services.join(
                db.session(),
                opened["code"],
                nickname=opened["nickname"],
                pin=form.password.data,
                age_band=opened["age"],
                text=text,
                now=clock.now(),
            ),
            "You have joined. Keep your card. You need it to come back.",
        ) or render_template("joining/pin.html", form=form)
    return render_template("joining/pin.html", form=form)


@blueprint.route("/new-pin", methods=["GET", "POST"])
@access.public
def new_pin() -> Page:
    """A new card in the place of a lost PIN."""
    opened = _opened()
    if opened is None:
        return _again()
    form = PinForm()
    if form.validate_on_submit():
        claimed = _claim(
            form,
            lambda: services.choose_pin(db.session(), opened["code"], pin=form.password.data, now=clock.now()),
            "You have a new PIN. Keep your new card.",
        )
        if claimed:
            return claimed
    return render_template("joining/new_pin.html", form=form)


def _claim(form: Any, verb: Callable[[], Person], done: str) -> Response | None:
    """Use the card up and sign in; None when somebody used it first."""
    try:
        person = verb()
    except Refused as refusal:
        form.refuse(str(refusal))
        return None
    code = session[OPENED]["code"]
    begin(accounts.start_session(db.session(), person, now=clock.now()))
    flash(done, "success")
    return know_device(redirect(parked.find_place() or url_for(".home")), DEVICES, code)


@blueprint.route("/<code>/back", methods=["GET", "POST"])
@access.public
def come_back(code: str) -> Page:
    """Nickname and PIN on one page, on any device."""
    known, form = _known(code), BackForm()
    if form.validate_on_submit():
        try:
            token = services.come_back(
                db.session(),
                known,
                nickname=form.nickname.data,
                pin=form.password.data,
                address=_address(),
                device=find_device(),
                now=clock.now(),
            )
        except Refused as refusal:
            if door := _other_door(known, refusal):
                return redirect(door.back_href)
            form.refuse(str(refusal))
        else:
            begin(token)
            return know_device(redirect(parked.find_place() or url_for(".home")), DEVICES, known)
    return render_template("joining/come_back.html", form=form, code=rules.shown_code(known))


@blueprint.get("/lost")
@access.public
def lost() -> str:
    """What to do without card or PIN."""
    return render_template("joining/lost.html")


@blueprint.route("/sign-out", methods=["GET", "POST"])
@access.public
def sign_out() -> Page:
    """At one press, and when somebody leaves a page fast. Asked for by its address, or too late, it asks first."""
    viewer, form = access.find_viewer(), ButtonForm()
    if viewer is not None and not form.validate_on_submit():
        return render_template("joining/sign_out.html", form=form, back_href=url_for(".home"))
    if viewer is not None:
        accounts.sign_out(db.session(), viewer, now=clock.now())
    parked.leave()
    return redirect(url_for(".start"))
