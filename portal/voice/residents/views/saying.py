"""What a resident says of where they live, behind the PIN; the pages are those of an inspector's visit."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal import access, db, events
from portal.db import NotFound
from portal.voice.feedback.services import Author
from portal.voice.feedback.views.asking import ask
from portal.voice.feedback.views.mine import Mine
from portal.voice.residents import queries
from portal.voice.residents.models import ResidentCard
from portal.voice.residents.views.holding import find_holder, holds, known
from portal.web import parked

blueprint = Blueprint("card_feedback", __name__, url_prefix="/card/<code>/feedback")
# A phone in a home is passed on: what was typed there is kept for its writer alone, and briefly.
parked.confide("card_feedback.question")
parked.confide("card_feedback.change")


@blueprint.before_request
def ask_for_pin() -> Response | None:
    """Nobody sees these pages without the PIN of their card; another card's are missing, as are those of none."""
    code = known((request.view_args or {})["code"])
    card = find_holder()
    if card is None:
        return parked.answer_ended() or redirect(url_for("cards.back", code=code), code=303)
    if not holds(card, code):
        g.pop("card_code")
        raise NotFound("not this card")
    return None


def _find(code: str) -> Mine:
    card = _holder()
    return Mine(
        Author(resident_card=card.reference),
        card.batch.home,
        card.batch.authority_id,
        queries.find_told(db.session(), card),
        events.YOUNG_PERSON,
        blueprint.name,
        {"code": known(code)},
    )


def _holder() -> ResidentCard:
    card = find_holder()
    if card is None:
        raise NotFound("no card")
    return card


ask(blueprint, access.card, _find)
