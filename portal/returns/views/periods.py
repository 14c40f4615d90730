"""Decisions about a whole month: opening it, giving a provider more time, accepting what holds no surprise."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.providers.queries import get_provider, list_approved
from portal.returns import queries, rules, services, words
from portal.returns.forms import ExtensionForm, ManyForm, PeriodForm
from portal.returns.models import ReturnPeriod
from portal.returns.queries import DueHome, Filter
from portal.returns.services import Refused
from portal.returns.views.commissioning import ACCEPTERS, is_own, surprising
from portal.web.filters import format_month
from portal.web.tables import Column, Table

MONTHS_AHEAD = 12
MONTHS_BEHIND = 3
Page = str | Response

blueprint = Blueprint("returns_periods", __name__, url_prefix="/commissioning/returns")


@blueprint.route("/new", methods=["GET", "POST"])
@access.allow(*ACCEPTERS)
def new_period() -> Page:
    """Open the return of a month."""
    form = PeriodForm()
    form.month.choices = [(rules.month_slug(month), format_month(month)) for month in _months_to_open()]
    if form.validate_on_submit():
        month = rules.month_of(form.month.data)
        period = _open(form, month) if month else None
        if period:
            flash(f"The {words.month_return(period.month)} is set up.", "success")
            return redirect(url_for("returns_staff.month", slug=rules.month_slug(period.month)))
    return render_template("returns/new_period.html", form=form)


def _months_to_open() -> list[date]:
    """Months around today that have no return yet."""
    this_month = clock.today(clock.now()).replace(day=1)
    taken = {period.month for period in queries.list_periods(db.session())}
    around = (rules.months_before(this_month, count) for count in range(MONTHS_BEHIND, -MONTHS_AHEAD, -1))
    return [month for month in around if month not in taken]


def _open(form: PeriodForm, month: date) -> ReturnPeriod | None:
    try:
        return services.open_period(
            db.session(),
            month,
            opens_at=clock.london_midnight(form.opens_on.data),
            closes_at=rules.closing_at(form.closes_on.data),
            is_pricing_due=bool(form.is_pricing_due.data),
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(str(refused), "month")
        return None


@blueprint.route("/<slug>/extension", methods=["GET", "POST"])
@access.allow(*ACCEPTERS)
def extension(slug: str) -> Page:
    """Give one provider more time, with the reason."""
    session = db.session()
    period = queries.get_period(session, slug)
    form = ExtensionForm()
    providers = list_approved(session, access.authority_id())
    form.provider.choices = [(provider.reference, provider.legal_name) for provider in providers]
    if form.validate_on_submit() and _extend(period, form):
        flash("The provider has more time and has been told by email.", "success")
        return redirect(url_for("returns_staff.month", slug=slug))
    return render_template("returns/extension.html", form=form, slug=slug, title=words.month_return(period.month))


def _extend(period: ReturnPeriod, form: ExtensionForm) -> bool:
    session = db.session()
    provider = get_provider(session, form.provider.data, authority_id=access.authority_id())
    try:
        services.grant_extension(
            session,
            period,
            provider,
            until_at=rules.closing_at(form.until_on.data),
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(str(refused), "until_on")
        return False
    return True


@blueprint.route("/<slug>/accept-all", methods=["GET", "POST"])
@access.allow(*ACCEPTERS)
def accept_all(slug: str) -> Page:
    """Accept every entry that holds no surprise, after a look at their list."""
    period = queries.get_period(db.session(), slug)
    plain = [due for due in _without_surprises(period) if not is_own(due)]
    form = ManyForm()
    if form.validate_on_submit():
        pairs = form.pairs
        looked_at = [(due, pairs[due.home.reference]) for due in plain if due.home.reference in pairs]
        done = services.accept_many(db.session(), looked_at, actor=access.viewer(), now=clock.now())
        left = len(pairs) - done.done
        flash(f"Accepted: {words.homes(done.done)}." + (f" {_left(left)}" if left else ""), "success")
        return redirect(url_for("returns_staff.month", slug=slug))
    form.chosen.data = " ".join(f"{due.home.reference}:{due.latest.number}" for due in plain if due.latest)
    columns = [Column("Home"), Column("Provider"), Column("Version", numeric=True)]
    rows = [(due.home.name, due.provider.legal_name, due.latest.number) for due in plain if due.latest]
    return render_template(
        "returns/accept_all.html",
        form=form,
        slug=slug,
        title=words.month_return(period.month),
        table=Table("Entries without surprises", columns, rows),
        count=len(rows),
        count_words=words.homes(len(rows)),
    )


def _left(count: int) -> str:
    """Those that somebody else decided or sent again in the meantime."""
    return f"{words.homes(count)} changed in the meantime and stayed as they were."


def _without_surprises(period: ReturnPeriod) -> list[DueHome]:
    due = queries.list_due_for_staff(
        db.session(),
        period,
        authority_id=access.authority_id(),
        wanted=Filter(states=tuple(rules.TO_LOOK_AT)),
        order=("provider", False),
    )
    surprises = surprising(period, due)
    return [one for one in due if not surprises[one.home.id]]
