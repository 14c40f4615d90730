"""Somebody is not safe: from the card alone, before any PIN, and on every page of it.

Residents and young inspectors have a door each. Either takes the cards of both, and gives away nothing of a code.
"""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for

from portal import access, clock, db
from portal.authorities.queries import get_active_authority
from portal.voice.disclosures import queries as disclosure_queries
from portal.voice.disclosures.models import Disclosure
from portal.voice.disclosures.views.telling import sent_page, tell_page
from portal.voice.inspectors.forms import CodeForm
from portal.voice.inspectors.rules import clean_code, shown_code
from portal.voice.residents import services
from portal.voice.residents.forms import CardTellForm
from portal.voice.residents.services.telling import Teller
from portal.voice.residents.views.holding import Page, address, find_holder, held, holds, known
from portal.web import parked, tokens
from portal.web.young import CARD_KEY

blueprint = Blueprint("cards_not_safe", __name__, url_prefix="/card/<code>/not-safe")
inspectors_door = Blueprint("disclosure_by_card", __name__, url_prefix="/inspect/not-safe/card")
for endpoint in ("cards_not_safe.tell", "disclosure_by_card.tell"):
    parked.confide(endpoint)
    tokens.own_authority(endpoint)
tokens.own_authority("cards.not_safe")
tokens.own_authority("disclosure_by_card.code")


@blueprint.route("", methods=["GET", "POST"])
@access.public
def tell(code: str) -> Page:
    """What happens with it, whom to call now, and two boxes. The same page whatever the code."""
    code, form = known(code), _form()
    disclosure = _tell(code, form)
    if disclosure is None:
        return tell_page(form, get_active_authority(db.session()).id, is_resident=True, code=shown_code(code))
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        # This browser keeps nothing for a page after this one.
        return sent_page(disclosure, url_for(".tell", code=form.code_or(code)), is_once=True)
    session[CARD_KEY] = {**held(), "told": disclosure.reference}
    return redirect(url_for(".sent", code=form.code_or(code)))


@blueprint.get("/sent")
@access.public
def sent(code: str) -> Page:
    """What happens next and when, once: somebody else may hold the phone by now. Then it leads to the card's first
    page, as for everybody who has told nothing here."""
    code, reference = known(code), held().get("told")
    if not reference:
        return redirect(url_for("cards.card", code=code))
    session[CARD_KEY] = {**held(), "told": ""}
    authority = get_active_authority(db.session())
    disclosure = disclosure_queries.get_disclosure(db.session(), reference, authority_id=authority.id)
    return sent_page(disclosure, url_for(".tell", code=code), is_once=True)


@inspectors_door.route("/", methods=["GET", "POST"])
@access.public
def code() -> Page:
    """The code first."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".tell", code=clean_code(form.code.data)))
    return render_template("residents/not_safe.html", form=form, back_href=url_for("joining.start"))


@inspectors_door.route("/<code>", methods=["GET", "POST"], endpoint="tell")
@access.public
def tell_as_inspector(code: str) -> Page:
    """The same for inspectors who cannot come in. What was sent is answered at once, and again when sent again."""
    code, form = known(code), _form()
    disclosure = _tell(code, form)
    if disclosure is None:
        return tell_page(form, get_active_authority(db.session()).id, is_resident=False, code=shown_code(code))
    return sent_page(disclosure, url_for(".tell", code=form.code_or(code)))


def _form() -> CardTellForm:
    form = CardTellForm()
    form.offer({})
    return form


def _tell(code: str, form: CardTellForm) -> Disclosure | None:
    """What was told by this form, once it is kept; None while the page has to be shown (again)."""
    if not form.validate_on_submit():
        return None
    code = form.code_or(code)
    try:
        return services.tell(
            db.session(),
            _teller(code),
            told=form.told.data,
            reach_by=form.reach_by.data,
            form_key=form.once.data,
            now=clock.now(),
        )
    except db.Refused as refused:
        form.refuse(str(refused), refused.field or None)
        if not refused.field:
            form.ask_again(code)
        return None


def _teller(code: str) -> Teller:
    card = find_holder()
    if card is not None and holds(card, code):
        return card
    return services.find_teller(db.session(), code, address=address(), now=clock.now())
