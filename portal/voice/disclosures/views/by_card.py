"""Somebody is not safe, told by an inspector who cannot come in: the code of a card is enough, also of an old one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for

from portal import access, clock, db
from portal.authorities.queries import get_active_authority
from portal.db import NotFound
from portal.voice.disclosures import services
from portal.voice.disclosures.forms import TellForm
from portal.voice.disclosures.models import SenderKind
from portal.voice.disclosures.services import Said, Sender
from portal.voice.disclosures.views.telling import Page, sent_page, tell_page
from portal.voice.inspectors.forms import CodeForm
from portal.voice.inspectors.rules import clean_code
from portal.voice.inspectors.services import find_teller
from portal.web import parked

blueprint = Blueprint("disclosure_by_card", __name__, url_prefix="/inspect/not-safe/card")
parked.confide("disclosure_by_card.tell")


@blueprint.route("/", methods=["GET", "POST"])
@access.public
def code() -> Page:
    """The code first."""
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".tell", code=clean_code(form.code.data)))
    return render_template("residents/not_safe.html", form=form, back_href=url_for("joining.start"))


@blueprint.route("/<code>", methods=["GET", "POST"])
@access.public
def tell(code: str) -> Page:
    """The same page whatever the code. What was sent is answered at once: sent again, it is the same disclosure."""
    known, form, session, now = clean_code(code), TellForm(), db.session(), clock.now()
    if known is None:
        raise NotFound("not a code")
    form.offer({})
    if form.validate_on_submit():
        try:
            inspector = find_teller(session, known, address=request.remote_addr or "", now=now)
            disclosure = services.tell(
                session,
                Sender(SenderKind.INSPECTOR, inspector.person_id),
                Said(form.chosen_about, form.told.data, form.reach_by.data),
                authority_id=inspector.authority_id,
                form_key=form.once.data,
                now=now,
            )
        except db.Refused as refused:
            form.refuse(str(refused), refused.field or None)
        else:
            return sent_page(disclosure, request.path)
    return tell_page(form, get_active_authority(session).id, is_resident=False)
