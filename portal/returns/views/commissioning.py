"""The council's side of returns: the months, one month's progress, one entry beside its predecessor."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import MARKET_ROLES, Role
from portal.providers.models import ServiceType
from portal.providers.queries import list_approved_names
from portal.providers.words import SERVICE_WORDS
from portal.returns import queries, rules, services, words
from portal.returns.forms import DecisionForm, MonthFilter, QuestionForm
from portal.returns.models import EntryState, EntryVersion, ReturnPeriod
from portal.returns.queries import DueHome, Filter
from portal.returns.services import Refused
from portal.returns.views import shown
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.filters import format_date
from portal.web.paging import page_of, sort_of
from portal.web.tables import Cell, Column, Table

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
ACCEPTERS = (Role.COMMISSIONER, Role.PUBLISHER)
Page = str | Response

blueprint = Blueprint("returns_staff", __name__, url_prefix="/commissioning/returns")
nav.add("Returns", "returns_staff.list_periods", *READERS, order=20)


def may_write() -> bool:
    return bool(access.viewer().roles & MARKET_ROLES)


def is_own(due: DueHome) -> bool:
    """Whether the viewer sent the newest version, from another desk: then a colleague accepts it."""
    return due.latest is not None and not rules.may_accept(access.viewer().person_id, due.latest.submitted_by_id)


def load(slug: str, home_reference: str) -> DueHome:
    """One home in one month, of a provider the authority deals with."""
    session = db.session()
    period = queries.get_period(session, slug)
    return queries.get_due_for_staff(session, period, home_reference, authority_id=access.authority_id())


@blueprint.get("/")
@access.allow(*READERS)
def list_periods() -> str:
    """Every month with how far it has come."""
    session = db.session()
    periods = queries.list_periods(session)
    counts = queries.count_states_by_period(session, periods, authority_id=access.authority_id())
    rows = [_period_row(period, counts[period.id]) for period in periods]
    columns = [Column("Month"), *(Column(text, numeric=True) for text in ("Homes", "Not returned", "To look at"))]
    columns += [Column("Queried", numeric=True), Column("Accepted", numeric=True), Column("Closes")]
    return render_template(
        "returns/staff_periods.html",
        table=Table("Months", columns, rows),
        count=len(periods),
        may_write=may_write(),
    )


def _period_row(period: ReturnPeriod, states: Counter[EntryState]) -> list[str | int | Cell]:
    slug = rules.month_slug(period.month)
    return [
        Cell(words.month_return(period.month), href=url_for(".month", slug=slug)),
        states.total(),
        words.not_returned(states),
        sum(states[state] for state in rules.TO_LOOK_AT),
        states[EntryState.QUERIED],
        states[EntryState.ACCEPTED],
        format_date(rules.closing_day(period.closes_at)),
    ]


@blueprint.get("/<slug>/")
@access.allow(*READERS)
def month(slug: str) -> str:
    """Every home due in a month, narrowed and ordered by the address."""
    session = db.session()
    period = queries.get_period(session, slug)
    form = month_filter()
    scope: dict[str, Any] = {"authority_id": access.authority_id(), "wanted": wanted(form)}
    page = page_of(request.args, total=queries.count_due_for_staff(session, period, **scope))
    sort = sort_of(request.args, queries.ORDERS, default="provider")
    due = queries.list_due_for_staff(
        session, period, **scope, order=(sort.key, sort.descending), limit=page.limit, offset=page.offset
    )
    states = queries.count_states_for_staff(session, period, authority_id=access.authority_id())
    return render_template(
        "returns/staff_month.html",
        title=words.month_return(period.month),
        slug=slug,
        form=form,
        table=_month_table(period, due),
        count_words=words.homes(page.total),
        page=page,
        sort=sort,
        filtered=scope["wanted"] != Filter(),
        states=_state_links(slug, states),
        window_words=words.window_words(rules.Window(period.opens_at, period.closes_at), clock.now()),
        extensions=queries.list_extensions(session, period.id),
        may_accept_all=may_write() and any(states[state] for state in rules.TO_LOOK_AT),
        may_extend=may_write() and words.not_returned(states) > 0,
        prices_href=url_for("prices_staff.month", slug=slug) if period.is_pricing_due and may_write() else None,
    )


def month_filter() -> MonthFilter:
    """The list's filter with its choices."""
    form = MonthFilter()
    form.provider.choices = list_approved_names(db.session(), access.authority_id())
    form.service.choices = [(service.value, SERVICE_WORDS[service]) for service in ServiceType]
    form.state.choices = [(state.value, text) for state, (text, _) in words.STATES.items()]
    return form


def wanted(form: MonthFilter) -> Filter:
    """What the address narrows the list to."""
    return Filter(
        states=tuple(EntryState(state) for state in form.offered("state")),
        provider=form.given("provider") or "",
        service=form.given("service") or "",
        text=form.q.data or "",
        late_only=bool(form.late.data),
    )


def _state_links(slug: str, states: Counter[EntryState]) -> list[dict[str, Any]]:
    return [
        {"text": text, "count": states[state], "href": url_for(".month", slug=slug, state=state.value)}
        for state, (text, _) in words.STATES.items()
    ]


def surprising(period: ReturnPeriod, due: list[DueHome]) -> dict[int, list[str]]:
    """Sentences about surprising figures by home id, in a constant number of queries."""
    session = db.session()
    sent = [one for one in due if one.latest]
    lines = queries.lines_of_versions(session, [one.latest.id for one in sent if one.latest])
    earlier = queries.earlier_lines(session, [one.home.id for one in sent], period.month)
    return {
        one.home.id: [
            words.surprise_words(surprise)
            for surprise in queries.find_surprises(
                lines[one.latest.id], earlier[one.home.id], month=period.month, certificate=one.certificate
            )
        ]
        for one in sent
        if one.latest
    }


def _month_table(period: ReturnPeriod, due: list[DueHome]) -> Table:
    columns = [
        Column("Home", sort_key="home"),
        Column("Provider", sort_key="provider"),
        Column("Service", sort_key="service"),
        Column("State", sort_key="state"),
        Column("Sent"),
        Column("Surprises", numeric=True),
    ]
    surprises = surprising(period, due)
    rows = [_month_row(one, len(surprises.get(one.home.id, []))) for one in due]
    return Table(f"Homes due in the {words.month_return(period.month)}", columns, rows)


def _month_row(due: DueHome, surprises: int) -> list[str | int | Cell]:
    text, tone = words.STATES[due.state]
    slug = rules.month_slug(due.period.month)
    latest = due.latest
    return [
        Cell(due.home.name, href=url_for(".entry", slug=slug, home=due.home.reference)),
        due.provider.legal_name,
        SERVICE_WORDS[due.home.service_type],
        Cell(text, tone=tone),
        Cell(format_date(latest.submitted_at), note="Late" if latest.is_late else None) if latest else "",
        surprises if latest else "",
    ]


@blueprint.get("/<slug>/list.csv")
@access.allow(*READERS, records=True)
def month_csv(slug: str) -> Response:
    """The narrowed list with its figures. One event says that it was taken, for the figures are restricted."""
    session = db.session()
    period = queries.get_period(session, slug)
    due = queries.list_due_for_staff(session, period, authority_id=access.authority_id(), wanted=wanted(month_filter()))
    lines = queries.lines_of_versions(session, [one.latest.id for one in due if one.latest])
    digest = hashlib.sha256(" ".join(one.home.reference for one in due).encode()).hexdigest()
    services.note_download(session, period, count=len(due), digest=digest, actor=access.viewer(), now=clock.now())
    header = (
        "Home reference", "Home", "Provider", "Service", "State", "Late", "Registered", "Usable", "Occupied",
        "Reserved", "Available", "Blocked", "Available within 28 days",
    )  # fmt: skip
    rows = [_csv_row(one, lines.get(one.latest.id) if one.latest else None) for one in due]
    return csv_response(f"returns-{slug}.csv", header, rows)


def _csv_row(due: DueHome, line: rules.CapacityLine | None) -> list[str | int]:
    known: list[str | int] = [
        due.home.reference,
        due.home.name,
        due.provider.legal_name,
        SERVICE_WORDS[due.home.service_type],
        words.STATES[due.state][0],
        "Yes" if due.latest and due.latest.is_late else "No",
    ]
    if line is None:
        return [*known, *[""] * 7]
    places = [line.registered, line.usable, line.occupied_total, line.reserved, line.available]
    return [*known, *places, line.blocked_total, line.available_soon]


@blueprint.get("/<slug>/<home>/")
@access.allow(*READERS)
def entry(slug: str, home: str) -> str:
    """The newest version beside what was accepted before, its surprises, and what can be decided."""
    due = load(slug, home)
    return _entry_page(due, DecisionForm())


def _entry_page(due: DueHome, form: DecisionForm) -> str:
    session = db.session()
    latest = queries.get_version(session, due.entry, due.latest.number) if due.latest else None
    people = queries.names_of_people(session, [latest.submitted_by_id] if latest else [])
    text, tone = words.STATES[due.state]
    return render_template(
        "returns/staff_entry.html",
        due=due,
        slug=rules.month_slug(due.period.month),
        title=words.month_return(due.period.month),
        form=form,
        status_text=text,
        status_tone=tone,
        latest=latest,
        rows=shown.version_rows(latest, people) if latest else [],
        beside=shown.version_beside(session, due, latest) if latest else None,
        surprises=shown.surprises_of(session, due, queries.line_of(latest)) if latest else [],
        question=queries.find_open_question(session, due.entry.id) if due.entry else None,
        versions=queries.list_versions(session, due.entry.id) if due.entry else [],
        events=shown.history(session, due),
        **_allowed(due),
    )


def _allowed(due: DueHome) -> dict[str, bool]:
    act, is_sent = rules.Act, due.latest is not None
    return {
        "may_accept": is_sent
        and may_write()
        and not is_own(due)
        and rules.next_state(due.state, act.ACCEPT) is not None,
        "may_ask": is_sent
        and access.viewer().has(Role.COMMISSIONER)
        and rules.next_state(due.state, act.QUERY) is not None,
    }


@blueprint.get("/<slug>/<home>/versions/<int:number>")
@access.allow(*READERS)
def version(slug: str, home: str, number: int) -> str:
    """One version as it was sent, for ever."""
    due, session = load(slug, home), db.session()
    found: EntryVersion = queries.get_version(session, due.entry, number)
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


@blueprint.route("/<slug>/<home>/accept", methods=["GET", "POST"])
@access.allow(*ACCEPTERS)
def accept(slug: str, home: str) -> Page:
    """Accept the version that was looked at."""
    due, form = load(slug, home), DecisionForm()
    if not form.validate_on_submit():
        return redirect(url_for(".entry", slug=slug, home=home))
    try:
        services.accept(db.session(), due, number=form.version_number, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        form.refuse(str(refused))
        return _entry_page(load(slug, home), form)
    flash(f"Accepted: {due.home.name}, version {form.version_number}.", "success")
    return redirect(_rest_to_look_at(due.period))


def _rest_to_look_at(period: ReturnPeriod) -> str:
    """The month narrowed to what still waits for a decision; the whole month when nothing does."""
    states = queries.count_states_for_staff(db.session(), period, authority_id=access.authority_id())
    left = [state.value for state in EntryState if state in rules.TO_LOOK_AT and states[state]]
    return url_for(".month", slug=rules.month_slug(period.month), state=left)


@blueprint.route("/<slug>/<home>/query", methods=["GET", "POST"])
@access.allow(Role.COMMISSIONER)
def query(slug: str, home: str) -> Page:
    """Send an entry back with a question."""
    due = load(slug, home)
    form = QuestionForm(data={"number": due.latest.number if due.latest else 0})
    if form.validate_on_submit():
        try:
            services.ask(
                db.session(), due, number=form.version_number, question=form.question.data,
                actor=access.viewer(), now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(str(refused))
            due = load(slug, home)
        else:
            flash(f"Your question about {due.home.name} has gone to the provider.", "success")
            return redirect(url_for(".entry", slug=slug, home=home))
    back_href = url_for(".entry", slug=slug, home=home)
    return render_template("returns/query.html", due=due, form=form, back_href=back_href, noun="figures")
