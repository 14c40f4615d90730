"""Somebody is not safe: from the card alone, before any PIN, and on every page of it."""

from __future__ import annotations

from flask import Blueprint, redirect, session, url_for

from portal import access, clock, db
from portal.authorities.queries import get_active_authority
from portal.voice.disclosures import queries as disclosure_queries
from portal.voice.disclosures.forms import TellForm
from portal.voice.disclosures.services import Refused as NotTold
from portal.voice.disclosures.views.telling import sent_page, tell_page
from portal.voice.residents import services
from portal.voice.residents.models import ResidentCard
from portal.voice.residents.services import Refused
from portal.voice.residents.views.holding import Page, address, find_holder, held, holds, known
from portal.web import parked
from portal.web.young import CARD_KEY

blueprint = Blueprint("cards_not_safe", __name__, url_prefix="/card/<code>/not-safe")
parked.confide("cards_not_safe.tell")


@blueprint.route("", methods=["GET", "POST"])
@access.public
def tell(code: str) -> Page:
    """What happens with it, whom to call now, and two boxes. The same page whatever the code."""
    code, form = known(code), TellForm()
    form.offer({})
    if form.validate_on_submit():
        try:
            disclosure = services.tell(
                db.session(),
                _teller(code),
                told=form.told.data,
                reach_by=form.reach_by.data,
                form_key=form.once.data,
                now=clock.now(),
            )
        except NotTold as refused:
            form.refuse(str(refused), refused.field)
        except Refused as refused:
            form.refuse(str(refused))
        else:
            session[CARD_KEY] = {**held(), "told": disclosure.reference}
            return redirect(url_for(".sent", code=code))
    return tell_page(form, get_active_authority(db.session()).id, is_resident=True)


def _teller(code: str) -> ResidentCard:
    card = find_holder()
    if card is not None and holds(card, code):
        return card
    return services.find_teller(db.session(), code, address=address(), now=clock.now())


@blueprint.get("/sent")
@access.public
def sent(code: str) -> Page:
    """What happens next and when. Nothing of what was told stands here: somebody else may hold the phone by now."""
    code, reference = known(code), held().get("told")
    tell_href = url_for(".tell", code=code)
    if reference is None:
        return redirect(tell_href)
    authority = get_active_authority(db.session())
    return sent_page(disclosure_queries.get_disclosure(db.session(), reference, authority_id=authority.id), tell_href)
