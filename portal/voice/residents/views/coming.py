"""The first page of a card, choosing a PIN, coming back and leaving: /card/.

Looking at a page never asks whether a code exists: only what is sent does, and is counted. No page before the PIN names
the home, so that a card found somewhere tells nothing.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from portal import access, clock, db
from portal.voice.inspectors import doors
from portal.voice.inspectors.doors import RIGHT_PAGE, Door
from portal.voice.inspectors.forms import ButtonForm, CodeForm
from portal.voice.inspectors.rules import clean_code, shown_code
from portal.voice.inspectors.services import find_owner
from portal.voice.inspectors.views.devices import find_device, know_device
from portal.voice.residents import services
from portal.voice.residents.forms import ChoosePinForm, PinForm
from portal.voice.residents.queries import find_card
from portal.voice.residents.services import HomeClosed, Refused, TooMany
from portal.voice.residents.services.holding import DEVICES
from portal.voice.residents.views.holding import Page, address, find_holder, held, holds, keep, known
from portal.web import parked

blueprint = Blueprint("cards", __name__, url_prefix="/card")


@blueprint.route("/", methods=["GET", "POST"])
@access.public
def start() -> Page:
    """The code first, for whoever cannot scan it."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".card", code=clean_code(form.code.data)))
    return render_template("residents/start.html", form=form)


@blueprint.route("/not-safe", methods=["GET", "POST"])
@access.public
def not_safe() -> Page:
    """The code first, for whoever has to tell that somebody is not safe and has not typed it yet."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for("cards_not_safe.tell", code=clean_code(form.code.data)))
    return render_template("residents/not_safe.html", form=form, back_href=url_for(".start"))


@blueprint.route("/<code>/", methods=["GET", "POST"])
@access.public
def card(code: str) -> Page:
    """What happens to what one writes, before the first box. The same page whatever the code."""
    code, form = known(code), ButtonForm()
    if holds(find_holder(), code):
        return redirect(url_for("card_feedback.start", code=code))
    if form.validate_on_submit():
        try:
            services.open_card(db.session(), code, address=address(), now=clock.now())
        except HomeClosed:
            return _closed(code)
        except Refused as refusal:
            if _is_inspectors(code, refusal):
                return redirect(url_for("joining.card", code=code))
            form.refuse(str(refusal))
        else:
            keep(opened=code)
            return redirect(url_for(".pin", code=code))
    return render_template("residents/card.html", form=form, code=shown_code(code), back_in=url_for(".back", code=code))


def _closed(code: str) -> str:
    """Whom to turn to. Only a try that was counted is told, and not which home."""
    return render_template("residents/closed.html", code=code, back_href=url_for(".start"))


@blueprint.route("/<code>/pin", methods=["GET", "POST"])
@access.public
def pin(code: str) -> Page:
    """The PIN, twice; then the first question."""
    code, form = known(code), ChoosePinForm()
    if held().get("opened") != code:
        return redirect(url_for(".card", code=code))
    if form.validate_on_submit():
        try:
            token = services.begin(db.session(), code, pin=form.password.data, now=clock.now())
        except HomeClosed:
            return _closed(code)
        except Refused as refusal:
            form.refuse(str(refusal))
        else:
            keep(token=token)
            flash("Keep your card. With it and your PIN you can come back.", "success")
            return know_device(redirect(url_for("card_feedback.start", code=code)), DEVICES, code)
    return render_template("residents/pin.html", form=form, back_href=url_for(".card", code=code))


@blueprint.route("/<code>/back", methods=["GET", "POST"])
@access.public
def back(code: str) -> Page:
    """The PIN, on any device."""
    code, form = known(code), PinForm()
    if form.validate_on_submit():
        try:
            token = services.come_back(
                db.session(),
                code,
                pin=form.password.data,
                address=address(),
                device=find_device(),
                now=clock.now(),
            )
        except Refused as refusal:
            if _is_inspectors(code, refusal):
                return redirect(url_for("joining.come_back", code=code))
            form.refuse(str(refusal))
        else:
            keep(token=token)
            onward = parked.find_place() or url_for("card_feedback.start", code=code)
            return know_device(redirect(onward), DEVICES, code)
    return render_template(
        "residents/back.html", form=form, code=shown_code(code), back_href=url_for(".card", code=code)
    )


def _is_inspectors(code: str, refusal: Refused) -> bool:
    """Whether it is a young inspector's card, which has its own page. Only a try that was counted is told."""
    is_theirs = not isinstance(refusal, TooMany) and find_owner(db.session(), code) is not None
    if is_theirs:
        flash(RIGHT_PAGE, "notice")
    return is_theirs


@doors.kinds(order=10)
def our_door(session: Session, code: str) -> Door | None:
    """Where a resident's card is used that somebody tried at the inspectors' page."""
    if find_card(session, services.code_hash(code)) is None:
        return None
    return Door(url_for("cards.card", code=code), url_for("cards.back", code=code))


@blueprint.get("/lost")
@access.public
def lost() -> str:
    """What to do without card or PIN."""
    return render_template("residents/lost.html")


@blueprint.route("/sign-out", methods=["GET", "POST"])
@access.public
def sign_out() -> Page:
    """At one press, and when somebody leaves a page fast. Asked for by its address, or too late, it asks first."""
    token, form = held().get("token"), ButtonForm()
    if held() and not form.validate_on_submit():
        return render_template("joining/sign_out.html", form=form, back_href=None)
    if token:
        services.leave(db.session(), token)
    parked.leave()
    return redirect(url_for(".start"))
