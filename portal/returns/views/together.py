"""Sending every complete draft of a month at once."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.returns import queries, rules, services, words
from portal.returns.forms import ManyForm, Setting
from portal.returns.models import EntryState
from portal.returns.queries import DueHome, Earlier
from portal.returns.services import CapacitySending, Refused, Sending
from portal.returns.views import shown
from portal.returns.views.provider import PROVIDER, desk

NONE_READY = "Nothing is ready to send. Complete a home’s figures first."
Held = list[tuple[DueHome, str]]

blueprint = Blueprint("returns_together", __name__, url_prefix="/provider/returns")


@blueprint.route("/<slug>/send", methods=["GET", "POST"])
@access.allow(*PROVIDER)
def send_ready(slug: str) -> str | Response:
    """Send what is ready as it was shown; says what holds back the others."""
    period = queries.get_period(db.session(), slug)
    due = queries.list_due(db.session(), period, desk())
    ready, held = _sort_out(due)
    form = ManyForm()
    if form.validate_on_submit():
        chosen = _chosen(due, ready, form.pairs)
        if _send(chosen, form):
            return redirect(url_for("returns.sent", slug=slug))
        ready, held = _sort_out(queries.list_due(db.session(), period, desk()))
    form.chosen.data = " ".join(f"{one.due.home.reference}:{one.expected}" for one in ready)
    return render_template(
        "returns/send.html",
        slug=slug,
        form=form,
        title=words.month_return(period.month),
        ready=[one.due.home.name for one in ready],
        held=[{"label": one.home.name, "value": why} for one, why in held],
    )


def _send(chosen: list[CapacitySending], form: ManyForm) -> bool:
    try:
        services.submit_many(db.session(), chosen, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        form.refuse(str(refused))
    if not chosen:
        form.refuse(NONE_READY)
    return not form.errors


def _sort_out(due: list[DueHome]) -> tuple[list[CapacitySending], Held]:
    """Drafts that can be sent as they are, and the others with what holds them back."""
    session = db.session()
    base = shown.base_setting(session)
    open_ones = [one for one in due if one.state in rules.EDITABLE]
    month = due[0].period.month if due else clock.today(clock.now())
    earlier = queries.earlier_lines(session, [one.home.id for one in open_ones], month)
    ready: list[CapacitySending] = []
    held: Held = []
    for one in open_ones:
        sending, why = _judge(one, shown.fitted(base, one), earlier[one.home.id])
        if sending:
            ready.append(sending)
        else:
            held.append((one, why))
    return ready, held


def _judge(due: DueHome, setting: Setting, earlier: list[Earlier]) -> tuple[CapacitySending | None, str]:
    if due.state == EntryState.NOT_STARTED:
        return None, "Not started"
    if due.state == EntryState.QUERIED:
        return None, "Answer the council’s question on the home’s own page"
    line, answer = shown.draft_line(due, setting)
    if line is None or due.entry is None:
        return None, "Some answers are missing or do not agree"
    surprises = queries.find_surprises(line, earlier, month=due.period.month, certificate=due.certificate)
    if surprises and not line.comment:
        return None, "Confirm on its own page: " + " ".join(words.surprise_words(surprise) for surprise in surprises)
    return Sending(due, line, due.entry.lock_version, answer=answer), ""


def _chosen(due: list[DueHome], ready: list[CapacitySending], pairs: dict[str, int]) -> list[CapacitySending]:
    """What the page had shown as ready, at the draft it was shown at: sent already, it answers with its receipt."""
    lines = {one.due.home.reference: one.line for one in ready}
    return [
        Sending(one, lines.get(one.home.reference), pairs[one.home.reference])
        for one in due
        if one.home.reference in pairs
    ]
