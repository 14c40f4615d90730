"""The council's side of prices: a month's list, one price beside its predecessor. Each look is on record."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import MARKET_ROLES, Role
from portal.providers.models import ServiceType
from portal.providers.queries import list_approved_names
from portal.providers.words import SERVICE_WORDS
from portal.returns.forms import DecisionForm
from portal.returns.models import EntryState
from portal.returns.pricing import queries, services, words
from portal.returns.pricing.forms import PriceFilter
from portal.returns.pricing.models import PriceVersion
from portal.returns.pricing.queries import DuePrice, Filter
from portal.returns.pricing.rules import PriceLine
from portal.returns.pricing.views import shown
from portal.returns.queries import names_of_people
from portal.returns.rules import Act, may_accept, next_state
from portal.returns.words import STATES
from portal.web.csvs import csv_response
from portal.web.filters import format_month
from portal.web.paging import page_of, sort_of
from portal.web.tables import Cell, Column, Table

# Publishers accept prices as commissioners do; auditors see them only by break-glass, which is not built yet.
READERS = tuple(sorted(MARKET_ROLES))
COLUMNS = (
    Column("Home", sort_key="home"),
    Column("Provider", sort_key="provider"),
    Column("Service", sort_key="service"),
    Column("State", sort_key="state"),
    Column("Fee a week", numeric=True),
    Column("Change", numeric=True),
)

blueprint = Blueprint("prices_staff", __name__, url_prefix="/commissioning/returns/<slug>/prices")


def load(slug: str, home: str, lot: str) -> DuePrice:
    """One price in one month, of a provider the authority deals with."""
    session = db.session()
    period = shown.pricing_period(session, slug)
    return queries.get_due_for_staff(session, period, home, lot, authority_id=access.authority_id())


@blueprint.get("/")
@access.allow(*READERS, records=True)
def month(slug: str) -> str:
    """Every price due in a month, narrowed and ordered by the address."""
    session = db.session()
    period = shown.pricing_period(session, slug)
    form = _filter()
    wanted, authority_id = _wanted(form), access.authority_id()
    sort = sort_of(request.args, queries.ORDERS, default="provider")
    matched = queries.match_due(
        session, period, authority_id=authority_id, wanted=wanted, order=(sort.key, sort.descending)
    )
    page = page_of(request.args, total=len(matched.keys))
    dues = queries.list_matched(session, period, page.cut(matched.keys), authority_id=authority_id)
    table = Table(f"Prices due for {format_month(period.month)}", COLUMNS, _rows(slug, dues))
    services.note_list(session, period, dues, actor=access.viewer(), now=clock.now())
    return render_template(
        "returns/pricing/staff_month.html",
        title=f"{format_month(period.month)} prices",
        slug=slug,
        form=form,
        table=table,
        count_words=words.prices(page.total),
        page=page,
        sort=sort,
        filtered=wanted != Filter(),
        states=[
            {"text": text, "count": matched.states[state], "href": url_for(".month", slug=slug, state=state.value)}
            for state, (text, _) in STATES.items()
        ],
    )


def _filter() -> PriceFilter:
    form = PriceFilter()
    form.provider.choices = list_approved_names(db.session(), access.authority_id())
    form.service.choices = [(service.value, SERVICE_WORDS[service]) for service in ServiceType]
    form.state.choices = [(state.value, text) for state, (text, _) in STATES.items()]
    return form


def _wanted(form: PriceFilter) -> Filter:
    """What the address narrows the list to."""
    return Filter(
        states=tuple(EntryState(state) for state in form.offered("state")),
        provider=form.given("provider") or "",
        service=form.given("service") or "",
        text=form.q.data or "",
        uplift_waits=bool(form.uplift.data),
    )


def _rows(slug: str, dues: list[DuePrice]) -> list[list[str | Cell]]:
    lines, known = _lines(dues)
    rows: list[list[str | Cell]] = []
    for due in dues:
        text, tone = STATES[due.state]
        line = lines.get(due.latest.id) if due.latest else None
        before = known[due.key].before
        rows.append(
            [
                Cell(due.home.name, href=url_for(".entry", **shown.place_of(due)), note=words.lot_name(due.lot)),
                due.provider.legal_name,
                SERVICE_WORDS[due.home.service_type],
                Cell(text, tone=tone, note="Late" if due.latest and due.latest.is_late else None),
                words.fees_words(line) if line else "",
                words.fees_change(line, before) if line and before else "",
            ]
        )
    return rows


def _lines(dues: list[DuePrice]) -> tuple[dict[int, PriceLine], dict[queries.Key, queries.Known]]:
    """What was sent, by version id, and what is known from other periods; a constant number of queries."""
    session = db.session()
    sent = [due.latest.id for due in dues if due.latest]
    return queries.lines_of_versions(session, sent), queries.known_prices(session, dues)


@blueprint.get("/list.csv")
@access.allow(*READERS, records=True)
def month_csv(slug: str) -> Response:
    """The narrowed list, one row a fee."""
    session = db.session()
    period = shown.pricing_period(session, slug)
    authority_id = access.authority_id()
    matched = queries.match_due(session, period, authority_id=authority_id, wanted=_wanted(_filter()))
    dues = queries.list_matched(session, period, matched.keys, authority_id=authority_id)
    lines, _ = _lines(dues)
    rows = [row for due in dues for row in _csv_rows(due, lines.get(due.latest.id) if due.latest else None)]
    services.note_list(session, period, dues, actor=access.viewer(), now=clock.now())
    header = (
        "Home reference", "Home", "Provider", "Service", "Lot", "State", "Late", "Age band", "Fee a week, £",
        "Effective from",
    )  # fmt: skip
    return csv_response(f"prices-{slug}.csv", header, rows)


def _csv_rows(due: DuePrice, line: PriceLine | None) -> list[list[str]]:
    known = [
        due.home.reference,
        due.home.name,
        due.provider.legal_name,
        SERVICE_WORDS[due.home.service_type],
        words.lot_name(due.lot),
        STATES[due.state][0],
        "Yes" if due.latest and due.latest.is_late else "No",
    ]
    if line is None:
        return [[*known, "", "", ""]]
    day = line.effective_from.isoformat()
    return [[*known, words.BANDS[band] if band else "", f"{fee:.2f}", day] for band, fee in line.fees.items()]


@blueprint.get("/<home>/<lot>/")
@access.allow(*READERS, records=True)
def entry(slug: str, home: str, lot: str) -> str:
    """The newest version beside what was accepted before, its surprises, and what can be decided."""
    return entry_page(load(slug, home, lot), DecisionForm())


def entry_page(due: DuePrice, form: DecisionForm) -> str:
    """The same page with what was refused."""
    session = db.session()
    latest = queries.get_version(session, due.entry, due.latest.number) if due.latest else None
    people = names_of_people(session, [latest.submitted_by_id] if latest else [])
    decision = queries.list_decisions(session, due.entry).get(latest.id) if latest else None
    text, tone = STATES[due.state]
    page = render_template(
        "returns/pricing/staff_entry.html",
        due=due,
        place=shown.place_of(due),
        caption=f"{format_month(due.period.month)} prices, {words.lot_name(due.lot)}, {due.provider.legal_name}",
        form=form,
        status_text=text,
        status_tone=tone,
        latest=latest,
        rows=shown.version_rows(latest, people) if latest else [],
        beside=shown.version_beside(session, due, latest) if latest else None,
        surprises=shown.surprises_of(session, due, queries.line_of(latest)) if latest else [],
        said_lines=_said(due, latest),
        uplift=shown.uplift_rows(latest, decision),
        versions=queries.list_versions(session, due.entry.id) if due.entry else [],
        events=shown.history(session, due),
        may_decide=latest is not None and decision is None and _may(due, latest),
        **_allowed(due, latest),
    )
    services.note_look(session, due, actor=access.viewer(), now=clock.now())
    return page


def _said(due: DuePrice, latest: PriceVersion | None) -> list[tuple[str, str]]:
    """What was asked and answered about the newest version, and what its sender wrote beside it."""
    if due.entry is None or latest is None:
        return []
    questions = queries.list_questions(db.session(), due.entry.id)
    last = questions[-1] if questions else None
    waiting = last.question if last and last.answered_at is None else ""
    answer = last.answer if last and due.state == EntryState.RESUBMITTED else ""
    return [
        ("The question that waits for an answer:", waiting),
        ("The provider’s answer:", answer),
        ("The provider’s comment:", latest.comment),
    ]


def _may(due: DuePrice, latest: PriceVersion) -> bool:
    """Whether the viewer may decide about a version: not about one they sent, from another desk."""
    return may_accept(access.viewer().person_id, latest.submitted_by_id)


def _allowed(due: DuePrice, latest: PriceVersion | None) -> dict[str, bool]:
    return {
        "may_accept": latest is not None and _may(due, latest) and next_state(due.state, Act.ACCEPT) is not None,
        "may_ask": latest is not None
        and access.viewer().has(Role.COMMISSIONER)
        and next_state(due.state, Act.QUERY) is not None,
    }


@blueprint.get("/<home>/<lot>/versions/<int:number>")
@access.allow(*READERS, records=True)
def version(slug: str, home: str, lot: str, number: int) -> str:
    """One version as it was sent, for ever."""
    due, session = load(slug, home, lot), db.session()
    found = queries.get_version(session, due.entry, number)
    people = names_of_people(session, [found.submitted_by_id])
    decision = queries.list_decisions(session, due.entry).get(found.id)
    page = render_template(
        "returns/version.html",
        due=due,
        title=f"{format_month(due.period.month)} prices, {words.lot_name(due.lot)}",
        back_href=url_for(".entry", slug=slug, home=home, lot=lot),
        version=found,
        rows=[*shown.version_rows(found, people), *shown.uplift_rows(found, decision)],
        beside=shown.version_beside(session, due, found),
    )
    services.note_look(session, due, actor=access.viewer(), now=clock.now())
    return page
