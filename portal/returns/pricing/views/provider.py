"""A provider's prices: those due in a month, one price, its versions and receipts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, url_for

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.authorities.queries import get_active_authority
from portal.returns.models import EntryState
from portal.returns.pricing import forms, queries, words
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.views import shown
from portal.returns.queries import names_of_people, window_for
from portal.returns.rules import EDITABLE, NOT_RETURNED, Refusal, Window, may_submit
from portal.returns.services import read_draft, refusal_words
from portal.returns.words import STATES, window_words
from portal.web.filters import format_date, format_month

blueprint = Blueprint("prices", __name__, url_prefix="/provider/returns/<slug>/prices")


def load(slug: str, home: str, lot: str) -> DuePrice:
    """One price of the viewer's organisation in one month; NotFound for any other."""
    session = db.session()
    period = shown.pricing_period(session, slug)
    return queries.get_due(session, period, home, lot, **scope())


def scope() -> dict[str, int]:
    """Whose prices, and for whose lots."""
    authority = get_active_authority(db.session())
    return {"provider_id": access.provider_id(), "authority_id": authority.id}


def window_of(due: DuePrice) -> Window:
    return window_for(db.session(), due.period, access.provider_id())


def refusal_of(due: DuePrice) -> tuple[Refusal | None, str | None]:
    """Why a price cannot be sent now, and the same in words."""
    window = window_of(due)
    refusal = may_submit(due.state, window, clock.now())
    return refusal, refusal_words(refusal, due, window) if refusal else None


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES, prices=True)
def month(slug: str) -> str:
    """The prices due in a month, each with its state: what waits for the provider before what was sent."""
    session = db.session()
    period = shown.pricing_period(session, slug)
    due = queries.list_due(session, period, **scope())
    window = window_for(session, period, access.provider_id())
    return render_template(
        "returns/pricing/month.html",
        slug=slug,
        month=format_month(period.month),
        tasks=[_task(one, window) for one in sorted(due, key=_urgency)],
        window_words=window_words(window, clock.now()),
        progress=words.sent_of(Counter(one.state for one in due)),
    )


def _urgency(due: DuePrice) -> int:
    """Questions first, then what was not sent; each kind keeps its order."""
    return 0 if due.state == EntryState.QUERIED else 1 if due.state in NOT_RETURNED else 2


def _task(due: DuePrice, window: Window) -> dict[str, Any]:
    text, tone = STATES[due.state]
    begins = due.state in NOT_RETURNED and window.takes(clock.now())
    sent = f" Sent {format_date(due.latest.submitted_at)}, {due.latest.receipt}." if due.latest else ""
    if due.state == EntryState.QUERIED:
        sent = " The council has a question. Answer it and send the prices again."
    return {
        "text": due.home.name,
        "href": url_for("prices_entry.fees" if begins else ".entry", **shown.place_of(due)),
        "status": text,
        "tone": tone,
        "hint": f"{words.lot_name(due.lot)}.{sent}",
    }


@blueprint.get("/<home>/<lot>/")
@access.allow(*PROVIDER_ROLES, prices=True)
def entry(slug: str, home: str, lot: str) -> str:
    """Where one price stands, what was asked and decided, what was sent, what is still only saved."""
    due, session = load(slug, home, lot), db.session()
    refusal, refused = refusal_of(due)
    decisions = queries.list_decisions(session, due.entry)
    text, tone = STATES[due.state]
    latest = queries.get_version(session, due.entry, due.latest.number) if due.latest else None
    return render_template(
        "returns/pricing/entry.html",
        due=due,
        place=shown.place_of(due),
        lot_name=words.lot_name(due.lot),
        status_text=text,
        status_tone=tone,
        window_words=window_words(window_of(due), clock.now()),
        refused=refused if due.state in EDITABLE else None,
        question=queries.find_open_question(session, due.entry) if due.state == EntryState.QUERIED else None,
        may_edit=refusal is None,
        beside=shown.version_beside(session, due, latest) if latest else None,
        uplift=shown.uplift_rows(latest, decisions.get(latest.id) if latest else None),
        draft=_draft_rows(due),
        versions=queries.list_versions(session, due.entry.id) if due.entry else [],
        events=shown.history(session, due, for_provider=True),
    )


def _draft_rows(due: DuePrice) -> list[dict[str, str]]:
    typed = read_draft(due.entry)
    if typed is None:
        return []
    form = forms.fees_form(shown.setting_of(due), typed, meta={"csrf": False})
    return [{"label": label, "value": value} for label, value in forms.answers(form).values() if value]


@blueprint.get("/<home>/<lot>/versions/<int:number>")
@access.allow(*PROVIDER_ROLES, prices=True)
def version(slug: str, home: str, lot: str, number: int) -> str:
    """One version as it was sent, for ever."""
    due, session = load(slug, home, lot), db.session()
    found = queries.get_version(session, due.entry, number)
    decision = queries.list_decisions(session, due.entry).get(found.id)
    people = names_of_people(session, [found.submitted_by_id])
    return render_template(
        "returns/version.html",
        due=due,
        title=f"{format_month(due.period.month)} prices, {words.lot_name(due.lot)}",
        back_href=url_for(".entry", slug=slug, home=home, lot=lot),
        version=found,
        rows=[*shown.version_rows(found, people), *shown.uplift_rows(found, decision)],
        beside=shown.version_beside(session, due, found),
    )


@blueprint.get("/<home>/<lot>/versions/<int:number>/receipt")
@access.allow(*PROVIDER_ROLES, prices=True)
def receipt(slug: str, home: str, lot: str, number: int) -> str:
    """The confirmation of one version: the same page whenever it is asked for."""
    due, session = load(slug, home, lot), db.session()
    dues = queries.list_due(session, due.period, **scope())
    here = next(index for index, one in enumerate(dues) if shown.place_of(one) == shown.place_of(due))
    # Those further down the list first, so that whoever goes through it never goes back by accident.
    left = [one for one in [*dues[here + 1 :], *dues[:here]] if one.state in NOT_RETURNED]
    following = left[0] if left and window_of(due).takes(clock.now()) else None
    return render_template(
        "returns/pricing/receipt.html",
        due=due,
        place=shown.place_of(due),
        lot_name=words.lot_name(due.lot),
        version=queries.get_version(session, due.entry, number),
        left=words.prices(len(left)),
        following=following,
        following_href=url_for("prices_entry.fees", **shown.place_of(following)) if following else None,
    )
