"""Reconciliation: our own children in our area, twice counted; and what we agreed to pay beside what homes ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, Response, render_template, request, url_for

from portal import access, clock, db
from portal.access import MARKET_ROLES, Role
from portal.authorities.models import Authority
from portal.authorities.queries import get_authority
from portal.homes.models import Home
from portal.homes.queries import homes_by_ids
from portal.market.reconciliation import queries
from portal.market.reconciliation.forms import OutcomeFilter
from portal.market.reconciliation.queries import FeePair
from portal.market.reconciliation.rules import Compared, Outcome, total
from portal.placements import services
from portal.placements.queries import Wanted, count_placements, list_references
from portal.placements.queries.totals import count_fees_in_homes
from portal.placements.rules.totals import Place
from portal.returns.rules import month_slug
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.filters import format_money, format_month
from portal.web.paging import Page, address, page_of
from portal.web.tables import Cell, Column, Table

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
TONES = {Outcome.AGREES: "green", Outcome.DIFFERS: "red", Outcome.NO_RETURN: "yellow"}
CSV_HEADER = ("Home reference", "Home", "Provider", "Our placements", "In the return", "Outcome")
Cells = list[str | int | Cell]

blueprint = Blueprint("reconciliation", __name__, url_prefix="/commissioning/reconciliation")
nav.add(
    "Reconciliation",
    "reconciliation.compare",
    *READERS,
    order=46,
    under="market.overview",
    about="Our own children in the borough: our placements beside what homes returned.",
)


@blueprint.get("/")
@access.allow(*READERS, records=True)
def compare() -> str:
    """Home by home for the newest closed month. One event says that the placements of the month were seen."""
    form, own = OutcomeFilter(), _own()
    month, compared = _compare(own, "reconciliation")
    rows, slug = _narrowed(compared, form), month_slug(month) if month else ""
    page = page_of(request.args, total=len(rows))
    return render_template(
        "reconciliation/compare.html",
        form=form,
        month=month,
        table=_table(rows, page, slug),
        count_words="1 home" if len(rows) == 1 else f"{len(rows):,} homes",
        page=page,
        filtered=form.given("outcome") is not None,
        csv_href=url_for(".list_csv") + address(request.args.items(multi=True)) if rows else None,
        finding=_finding(compared, format_month(month)) if month else "",
        without_home=count_placements(db.session(), own, _without_home(month)) if month else 0,
        without_href=url_for("placements.list_placements", flag="no_home", place=Place.IN, month=slug, state="all"),
        may_see_fees=bool(access.viewer().roles & MARKET_ROLES),
    )


@blueprint.get("/list.csv")
@access.allow(*READERS, records=True)
def list_csv() -> Response:
    """The same homes, whole, as CSV."""
    month, compared = _compare(_own(), "reconciliation as CSV")
    rows = _narrowed(compared, OutcomeFilter())
    homes = homes_by_ids(db.session(), (row.home_id for row in rows))
    name = f"reconciliation-{month_slug(month)}.csv" if month else "reconciliation.csv"
    return csv_response(name, CSV_HEADER, (_csv_row(row, homes[row.home_id]) for row in rows))


def _csv_row(row: Compared, home: Home) -> list[str | int | None]:
    return [home.reference, home.name, home.provider.legal_name, row.placed, row.told, _outcome_words(row)]


def _own() -> Authority:
    return get_authority(db.session(), access.authority_id())


def _compare(own: Authority, scope: str) -> tuple[date | None, list[Compared]]:
    """The newest closed month and what its comparison finds; None and nothing before a month has closed."""
    session = db.session()
    period = queries.find_closed_month(session, clock.now())
    if period is None:
        return None, []
    wanted = Wanted(month=period.month, place=Place.IN, state="all")
    _note(own, scope, list_references(session, own, wanted))
    return period.month, queries.reconcile_month(session, own, period.month)


def _narrowed(rows: list[Compared], form: OutcomeFilter) -> list[Compared]:
    outcome = form.given("outcome")
    return [row for row in rows if row.outcome == outcome] if outcome else rows


def _without_home(month: date) -> Wanted:
    """Placements in our area that are in no home of the register (in-house fostering, family, others): no return can
    count them, so they are in no sum."""
    return Wanted(month=month, place=Place.IN, flag="no_home", state="all")


@blueprint.get("/fees")
@access.allow(*MARKET_ROLES, records=True)
def fees() -> str:
    """Each agreed fee beside the list fee of the home."""
    session, own = db.session(), _own()
    page = page_of(request.args, total=count_fees_in_homes(session, own))
    pairs = queries.pair_fees(session, own, clock.today(clock.now()), offset=page.offset, limit=page.limit)
    _note(own, "agreed fees", (pair.agreed.reference for pair in pairs))
    return render_template("reconciliation/fees.html", table=_fees_table(pairs), page=page)


def _note(own: Authority, scope: str, references: Iterable[str]) -> None:
    services.note_looked(db.session(), own, scope, references, actor=access.viewer(), now=clock.now())


def _finding(rows: list[Compared], month: str) -> str:
    """The totals and their difference as one sentence."""
    sums = total(rows)
    agreeing = sum(row.outcome is Outcome.AGREES for row in rows)
    return (
        f"{month}: we record {sums.placed:,} of our children in homes here, accepted returns count {sums.told:,}. "
        f"{agreeing:,} of {len(rows):,} homes agree."
    )


def _table(rows: list[Compared], page: Page, slug: str) -> Table:
    """One page of the homes; both totals, of all that are listed, stand under the last one."""
    columns = [
        Column("Home"),
        Column("Our placements", numeric=True),
        Column("In the return", numeric=True),
        Column("Outcome"),
    ]
    shown = page.cut(rows)
    homes = homes_by_ids(db.session(), (row.home_id for row in shown))
    cells = [_row(row, homes[row.home_id], slug) for row in shown]
    if rows and page.number == page.pages:
        cells.append(_total_row(rows))
    return Table("Our children in our area, home by home", columns, cells)


def _total_row(rows: list[Compared]) -> Cells:
    sums = total(rows)
    return ["Total", sums.placed, sums.told, _difference_words(sums.difference)]


def _row(row: Compared, home: Home, slug: str) -> Cells:
    placed = url_for("placements.list_placements", home=home.reference, month=slug, state="all")
    told = url_for("returns_staff.entry", slug=slug, home=home.reference)
    return [
        Cell(
            home.name, href=url_for("commissioning_homes.home", reference=home.reference), note=home.provider.legal_name
        ),
        Cell(f"{row.placed:,}", href=placed),
        Cell("None accepted" if row.told is None else f"{row.told:,}", href=told),
        Cell(_outcome_words(row), tone=TONES[row.outcome]),
    ]


def _outcome_words(row: Compared) -> str:
    if row.outcome is Outcome.NO_RETURN:
        return "No accepted return"
    return "Agree" if row.outcome is Outcome.AGREES else _difference_words(row.difference)


def _difference_words(difference: int) -> str:
    if not difference:
        return "Agree"
    return f"We have {abs(difference):,} {'more' if difference > 0 else 'fewer'}"


def _fees_table(pairs: list[FeePair]) -> Table:
    columns = [
        Column("Placement"),
        Column("Home"),
        Column("Agreed", numeric=True),
        Column("List fee", numeric=True),
        Column("Difference", numeric=True),
    ]
    return Table("Agreed fees beside list fees, £ a week", columns, [_fee_row(pair) for pair in pairs])


def _fee_row(pair: FeePair) -> Cells:
    agreed, listed = pair.agreed.fee, pair.listed
    return [
        Cell(pair.agreed.reference, href=url_for("placements.placement", reference=pair.agreed.reference)),
        Cell(pair.home.name, href=url_for("commissioning_homes.home", reference=pair.home.reference)),
        format_money(agreed),
        "–" if listed is None else format_money(listed),
        "–" if listed is None else format_money(agreed - listed),
    ]
