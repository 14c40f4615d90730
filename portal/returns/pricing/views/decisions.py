"""What the council decides about a price: accepting it, asking about it, answering a request for an uplift."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.returns.forms import DecisionForm, QuestionForm
from portal.returns.pricing import services, words
from portal.returns.pricing.forms import UpliftForm
from portal.returns.pricing.kinds import UpliftOutcome
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.views import shown
from portal.returns.pricing.views.commissioning import READERS, entry_page, load
from portal.returns.services import Refused
from portal.web.filters import format_month

Page = str | Response

blueprint = Blueprint("prices_decisions", __name__, url_prefix="/commissioning/returns/<slug>/prices/<home>/<lot>")


def _entry_href(due: DuePrice) -> str:
    return url_for("prices_staff.entry", **shown.place_of(due))


@blueprint.route("/accept", methods=["GET", "POST"])
@access.allow(*READERS)
def accept(slug: str, home: str, lot: str) -> Page:
    """Accept the version that was looked at."""
    due, form = load(slug, home, lot), DecisionForm()
    if not form.validate_on_submit():
        return redirect(_entry_href(due))
    try:
        services.accept(db.session(), due, number=form.version_number, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        form.refuse(str(refused))
        return entry_page(load(slug, home, lot), form)
    flash(f"Accepted: the prices of {due.home.name}, version {form.version_number}.", "success")
    return redirect(url_for("prices_staff.month", slug=slug))


@blueprint.route("/query", methods=["GET", "POST"])
@access.allow(Role.COMMISSIONER)
def query(slug: str, home: str, lot: str) -> Page:
    """Send a price back with a question."""
    due = load(slug, home, lot)
    form = QuestionForm(data={"number": due.latest.number if due.latest else 0})
    if form.validate_on_submit():
        try:
            services.ask(
                db.session(), due, number=form.version_number, question=form.question.data,
                actor=access.viewer(), now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(str(refused))
            due = load(slug, home, lot)
        else:
            flash(f"Your question about the prices of {due.home.name} has gone to the provider.", "success")
            return redirect(_entry_href(due))
    return render_template("returns/query.html", due=due, form=form, back_href=_entry_href(due), noun="prices")


@blueprint.route("/uplift", methods=["GET", "POST"])
@access.allow(*READERS)
def uplift(slug: str, home: str, lot: str) -> Page:
    """Decide about the uplift that the newest version asks for."""
    due = load(slug, home, lot)
    if due.latest is None or due.latest.uplift_percent is None:
        return redirect(_entry_href(due))
    form = UpliftForm(data={"number": due.latest.number})
    if form.validate_on_submit() and _decide(due, form):
        flash("The decision is recorded, and the provider can read it.", "success")
        return redirect(_entry_href(due))
    return render_template(
        "returns/pricing/uplift.html",
        due=due,
        form=form,
        caption=f"{format_month(due.period.month)} prices, {words.lot_name(due.lot)}",
        asked=words.percent_words(due.latest.uplift_percent),
        evidence=due.latest.uplift_evidence,
        back_href=_entry_href(due),
    )


def _decide(due: DuePrice, form: UpliftForm) -> bool:
    try:
        services.decide_uplift(
            db.session(),
            due,
            number=form.version_number,
            outcome=UpliftOutcome(form.outcome.data),
            agreed_percent=form.agreed_percent.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(str(refused), "agreed_percent" if str(refused) == services.PARTLY else None)
        return False
    return True
