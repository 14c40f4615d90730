"""A provider's returns: the months, one month's homes, one home's entry and its versions."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, url_for

from portal import access, clock, db
from portal.access import Role
from portal.authorities.queries import get_active_authority
from portal.returns import queries, rules, words
from portal.returns.forms import answers, entry_form
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing import queries as prices
from portal.returns.pricing import words as price_words
from portal.returns.queries import Desk, DueHome
from portal.returns.services import read_draft, refusal_words
from portal.returns.views import shown
from portal.web import nav
from portal.web.filters import format_date, format_month
from portal.web.tables import Cell, Column, Table

PROVIDER = (Role.PROVIDER_MEMBER, Role.PROVIDER_ADMIN)

blueprint = Blueprint("returns", __name__, url_prefix="/provider/returns")
nav.add("Returns", "returns.list_periods", *PROVIDER, order=20)


def desk() -> Desk:
    """The homes the viewer may send for."""
    return queries.desk_of(access.viewer(), access.provider_id())


def load(slug: str, home_reference: str) -> DueHome:
    """One of the viewer's homes in one month; NotFound for any other."""
    session = db.session()
    return queries.get_due(session, queries.get_period(session, slug), home_reference, desk())


def window_of(due: DueHome) -> rules.Window:
    return queries.window_for(db.session(), due.period, access.provider_id())


@blueprint.get("/")
@access.allow(*PROVIDER)
def list_periods() -> str:
    """What is open now or has a question to answer, then the other months."""
    session, now = db.session(), clock.now()
    periods = [period for period in queries.list_periods(session) if period.opens_at <= now]
    windows = queries.windows_by_period(session, periods, access.provider_id())
    counts = queries.count_states_by_period(session, periods, desk=desk())
    current = [period for period in periods if windows[period.id].takes(now) or counts[period.id][EntryState.QUERIED]]
    return render_template(
        "returns/periods.html",
        tasks=[_period_task(period, windows[period.id], counts[period.id]) for period in current],
        table=_history([period for period in periods if period not in current], counts),
    )


def _period_task(period: ReturnPeriod, window: rules.Window, states: Counter[EntryState]) -> dict[str, Any]:
    status, tone = words.progress(states)
    answer = "" if window.takes(clock.now()) else " You can still answer."
    return {
        "text": words.month_return(period.month),
        "href": url_for(".month", slug=rules.month_slug(period.month)),
        "hint": f"{words.sent_of(states)}. {words.window_words(window, clock.now())}{answer}",
        "status": status,
        "tone": tone,
    }


def _history(periods: list[ReturnPeriod], counts: dict[int, Counter[EntryState]]) -> Table:
    rows: list[list[str | Cell]] = []
    for period in periods:
        states = counts[period.id]
        if not states.total():
            continue
        href = url_for(".month", slug=rules.month_slug(period.month))
        closed = f"Closed {format_date(rules.closing_day(period.closes_at))}"
        rows.append([Cell(format_month(period.month), href=href, note=closed), words.sent_of(states)])
    return Table("Earlier months", [Column("Month"), Column("Returned")], rows)


@blueprint.get("/<slug>/")
@access.allow(*PROVIDER)
def month(slug: str) -> str:
    """The homes due in a month, each with its state: what waits for the provider before what was sent."""
    session, now = db.session(), clock.now()
    period = queries.get_period(session, slug)
    due = queries.list_due(session, period, desk())
    window = queries.window_for(session, period, access.provider_id())
    return render_template(
        "returns/month.html",
        title=words.month_return(period.month),
        slug=slug,
        tasks=[_home_task(one, window) for one in sorted(due, key=_urgency)],
        window_words=words.window_words(window, now),
        progress=words.sent_of(Counter(one.state for one in due)),
        may_send_ready=window.takes(now) and any(one.state == EntryState.DRAFT for one in due),
        any_sent=any(one.latest for one in due),
        prices=_prices_task(period),
    )


def _prices_task(period: ReturnPeriod) -> dict[str, Any] | None:
    """The month's prices, for those who see them; None for everybody else and where none are due."""
    if not (period.is_pricing_due and access.viewer().sees_prices):
        return None
    session = db.session()
    authority = get_active_authority(session)
    states = prices.count_states(session, period, provider_id=access.provider_id(), authority_id=authority.id)
    status, tone = words.progress(states)
    return {
        "text": f"{format_month(period.month)} prices",
        "href": url_for("prices.month", slug=rules.month_slug(period.month)),
        "hint": f"{price_words.sent_of(states)}. Only people who see prices find this here.",
        "status": status,
        "tone": tone,
    }


def _urgency(due: DueHome) -> int:
    """Questions first, then what was not sent; each kind keeps the order of the names."""
    return 0 if due.state == EntryState.QUERIED else 1 if due.state in rules.NOT_RETURNED else 2


def _home_task(due: DueHome, window: rules.Window) -> dict[str, Any]:
    text, tone = words.STATES[due.state]
    begins = due.state in rules.NOT_RETURNED and window.takes(clock.now())
    endpoint = "returns_entry.capacity" if begins else ".entry"
    hint = f"Sent {format_date(due.latest.submitted_at)}, {due.latest.receipt}" if due.latest else None
    if due.state == EntryState.QUERIED:
        hint = "The council has a question. Answer it and send the figures again."
    return {
        "text": due.home.name,
        "href": url_for(endpoint, slug=rules.month_slug(due.period.month), home=due.home.reference),
        "status": text,
        "tone": tone,
        "hint": hint,
    }


@blueprint.get("/<slug>/sent")
@access.allow(*PROVIDER)
def sent(slug: str) -> str:
    """Everything sent for a month, with its references."""
    session = db.session()
    period = queries.get_period(session, slug)
    due = queries.list_due(session, period, desk())
    rows = [[one.home.name, one.latest.receipt] for one in due if one.latest]
    table = Table("Sent", [Column("Home"), Column("Reference")], rows)
    left = len(due) - len(rows)
    return render_template(
        "returns/sent.html",
        title=words.month_return(period.month),
        slug=slug,
        table=table,
        left=words.homes(left) if left else None,
        told=f"{len(rows):,} of {words.homes(len(due))} sent",
    )


@blueprint.get("/<slug>/<home>/")
@access.allow(*PROVIDER)
def entry(slug: str, home: str) -> str:
    """Where one home's entry stands, what was asked, what was sent, what is still only saved."""
    due, session = load(slug, home), db.session()
    window = window_of(due)
    refusal = rules.may_submit(due.state, window, clock.now())
    question = queries.find_open_question(session, due.entry.id) if due.entry else None
    text, tone = words.STATES[due.state]
    return render_template(
        "returns/entry.html",
        due=due,
        slug=slug,
        status_text=text,
        status_tone=tone,
        window_words=words.window_words(window, clock.now()),
        refused=refusal_words(refusal, due, window) if refusal and due.state in rules.EDITABLE else None,
        question=question if due.state == EntryState.QUERIED else None,
        may_edit=refusal is None,
        beside=shown.line_beside(session, due, line) if (line := _latest_line(due)) else None,
        draft=_draft_rows(due),
        versions=queries.list_versions(session, due.entry.id) if due.entry else [],
        events=shown.history(session, due, for_provider=True),
    )


def _latest_line(due: DueHome) -> rules.CapacityLine | None:
    if due.latest is None:
        return None
    lines = queries.lines_of_versions(db.session(), [due.latest.id])
    return lines[due.latest.id]


def _draft_rows(due: DueHome) -> list[dict[str, str]]:
    typed = read_draft(due.entry)
    if typed is None:
        return []
    form = entry_form(shown.load_setting(db.session(), due), typed, meta={"csrf": False})
    return [{"label": label, "value": value} for label, value in answers(form).values()]


@blueprint.get("/<slug>/<home>/versions/<int:number>")
@access.allow(*PROVIDER)
def version(slug: str, home: str, number: int) -> str:
    """One version as it was sent, for ever."""
    due, session = load(slug, home), db.session()
    found = queries.get_version(session, due.entry, number)
    people = queries.names_of_people(session, [found.submitted_by_id])
    return render_template(
        "returns/version.html",
        due=due,
        title=words.month_return(due.period.month),
        back_href=url_for(".entry", slug=slug, home=home),
        version=found,
        rows=shown.version_rows(found, people),
        beside=shown.version_beside(session, due, found),
    )


@blueprint.get("/<slug>/<home>/versions/<int:number>/receipt")
@access.allow(*PROVIDER)
def receipt(slug: str, home: str, number: int) -> str:
    """The confirmation of one version: the same page whenever it is asked for."""
    due, session = load(slug, home), db.session()
    found = queries.get_version(session, due.entry, number)
    homes = queries.list_due(session, due.period, desk())
    here = next(index for index, one in enumerate(homes) if one.home.id == due.home.id)
    # Those further down the list first, so that whoever goes through it never goes back by accident.
    left = [one for one in [*homes[here + 1 :], *homes[:here]] if one.state in rules.NOT_RETURNED]
    return render_template(
        "returns/receipt.html",
        due=due,
        slug=slug,
        version=found,
        title=words.month_return(due.period.month),
        left=words.homes(len(left)),
        following=left[0].home if left and window_of(due).takes(clock.now()) else None,
    )
