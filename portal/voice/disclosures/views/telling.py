"""Somebody is not safe: one short page, and one that says what happens next."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.quality.models import Visit
from portal.voice.disclosures import queries, rules, services
from portal.voice.disclosures.forms import TellForm
from portal.voice.disclosures.models import Disclosure, SenderKind
from portal.voice.disclosures.services import Refused, Said, Sender
from portal.voice.inspectors.queries import find_inspector_once
from portal.web import gone, parked
from portal.web.filters import format_date

Page = str | Response

blueprint = Blueprint("disclosure", __name__, url_prefix="/inspect")
parked.confide("disclosure.tell")


@blueprint.route("/not-safe", methods=["GET", "POST"])
@access.allow(Role.YOUNG_INSPECTOR)
def tell() -> Page:
    """What happens with it, whom to call now, and three boxes of which none has to be filled."""
    viewer, form = access.viewer(), TellForm()
    disclosure = _tell(form, viewer.person_id, access.authority_id())
    if disclosure is None:
        return tell_page(form, access.authority_id(), is_resident=False)
    return redirect(url_for(".sent", reference=disclosure.reference))


def tell_ended(person_reference: str) -> str | None:
    """The same for an inspector whose session ended as they wrote: heard at once, for they may be unable to come back,
    or have left. None for anybody else. Whoever has left is known by their page alone."""
    inspector, form = find_inspector_once(db.session(), person_reference), TellForm()
    if inspector is None:
        return None
    disclosure = _tell(form, inspector.person_id, inspector.authority_id)
    if disclosure is None:
        return tell_page(form, inspector.authority_id, is_resident=False)
    return sent_page(disclosure, url_for("disclosure_by_card.code"), is_once=True)


gone.hear_ended("disclosure.tell", tell_ended)


def _tell(form: TellForm, person_id: int, authority_id: int) -> Disclosure | None:
    """What an inspector told by this form, once it is kept; None while the page has to be shown (again)."""
    session, now = db.session(), clock.now()
    visits = {visit.reference: visit for visit in queries.list_sender_visits(session, person_id, now)}
    form.offer({reference: _visit_words(visit) for reference, visit in visits.items()})
    if not form.validate_on_submit():
        return None
    try:
        return services.tell(
            session,
            Sender(SenderKind.INSPECTOR, person_id),
            Said(form.chosen_about, form.told.data, form.reach_by.data, visits.get(form.chosen_visit)),
            authority_id=authority_id,
            form_key=form.once.data,
            now=now,
        )
    except Refused as refused:
        form.refuse(str(refused), refused.field)
        return None


def tell_page(form: TellForm, authority_id: int, *, is_resident: bool, code: str = "") -> str:
    """The page with the boxes, for inspectors and residents alike. `code`: of a card, when it is all that is known of
    them, so that it may be of the other kind."""
    arranged = queries.arrangements_of(db.session(), authority_id)
    return render_template("disclosures/tell.html", form=form, arranged=arranged, is_resident=is_resident, code=code)


def _visit_words(visit: Visit) -> str:
    return f"{visit.home.name}, {format_date(visit.starts_at)}"


@blueprint.get("/not-safe/<reference>")
@access.allow(Role.YOUNG_INSPECTOR)
def sent(reference: str) -> str:
    """What happens next and when. Nothing of what was told stands here: somebody else may hold the phone by now."""
    disclosure = queries.get_own_disclosure(db.session(), reference, sender_id=access.viewer().person_id)
    return sent_page(disclosure, url_for(".tell"))


def sent_page(disclosure: Disclosure, tell_href: str, *, is_once: bool = False) -> str:
    """That it has arrived, and what happens next. `is_once`: the page is not shown again."""
    return render_template(
        "disclosures/sent.html",
        reference=disclosure.reference,
        has_contact=bool(disclosure.reach_by),
        is_resident=disclosure.sender_kind == SenderKind.RESIDENT,
        read_by=rules.last_day(rules.one_working_day_after(disclosure.told_at)),
        arranged=queries.arrangements_of(db.session(), disclosure.authority_id),
        tell_href=tell_href,
        is_once=is_once,
    )
