"""The council's comparison of accepted fees, the rows behind it, and the release of ranges to providers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from portal import access, clock, db
from portal.access import MARKET_ROLES
from portal.authorities.queries import get_authority
from portal.charts import Box, Chart, Words, box_chart
from portal.framework.models import Lot
from portal.homes.models import Home
from portal.homes.queries import homes_by_ids
from portal.homes.words import SERVICE_NAMES
from portal.providers.models import ServiceType
from portal.returns.fees import queries, rules, services, words
from portal.returns.fees.forms import FeesFilter, ReleaseForm
from portal.returns.fees.models import ReleasedRange
from portal.returns.fees.rules import Group, Summary
from portal.returns.pricing import words as pricing
from portal.returns.pricing.queries import accepted_prices
from portal.returns.pricing.rules import AcceptedPrice
from portal.returns.rules import month_slug
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.filters import format_date, format_money, format_month
from portal.web.paging import PER_PAGE, address, page_of
from portal.web.tables import Cell, Column, Table

CSV_HEADER = (
    "Home reference", "Home", "Provider", "Type", "Lot", "Age band", "Fee a week, £", "Effective from", "Stands apart",
)  # fmt: skip
SUMMARY_COLUMNS = (
    Column("Type"),
    Column("Prices", numeric=True),
    Column("Lowest", numeric=True),
    Column("Lower quartile", numeric=True),
    Column("Median", numeric=True),
    Column("Upper quartile", numeric=True),
    Column("Highest", numeric=True),
    Column("Median since a year ago", numeric=True),
    Column("Published average", numeric=True),
)

Row = list[str | int | Cell]

blueprint = Blueprint("fees", __name__, url_prefix="/commissioning/prices")
nav.add(
    "Prices",
    "fees.compare",
    *MARKET_ROLES,
    order=44,
    under="market.overview",
    about="Accepted fees side by side, and the ranges that providers may see.",
)


@dataclass(frozen=True)
class Market:
    """Accepted prices of a day by group, and lots by id; `summary` says what a group comes to, worked out once."""

    on: date
    groups: dict[Group, list[AcceptedPrice]]
    lots: dict[int, Lot]
    summary: Callable[[Group], Summary]

    def lot(self, group: Group) -> Lot | None:
        return self.lots.get(group.lot_id or 0)

    def apart(self, group: Group) -> list[AcceptedPrice]:
        """The prices of a group that stand apart from it."""
        return rules.outliers(self.groups[group], self.summary(group))

    def is_apart(self, group: Group, price: AcceptedPrice) -> bool:
        return rules.stands_apart(price, self.summary(group))


@blueprint.get("/")
@access.allow(*MARKET_ROLES, records=True)
def compare() -> str:
    """Every group's quartiles, what stands apart, and what providers were told."""
    session, authority_id = db.session(), access.authority_id()
    market = _market()
    _note(price for prices in market.groups.values() for price in prices)
    published = queries.find_published(session, authority_id)
    apart = [(group, price) for group in market.groups for price in market.apart(group)]
    return render_template(
        "fees/compare.html",
        on=market.on,
        table=_summaries(market, published),
        charts=_charts(market),
        apart=_apart(market, apart[:PER_PAGE]),
        apart_count=len(apart),
        published=published,
        released=queries.find_release(session, authority_id),
        releasable=queries.find_releasable(session, authority_id, clock.now()),
    )


def _market() -> Market:
    session, authority_id, on = db.session(), access.authority_id(), clock.today(clock.now())
    groups = rules.grouped(accepted_prices(session, authority_id, on))
    summary = cache(lambda group: rules.summarise(groups[group]))
    return Market(on, groups, queries.lots_by_id(session, authority_id), summary)


def _homes(rows: Iterable[tuple[Group, AcceptedPrice]]) -> dict[int, Home]:
    """The homes that a page names: few, where the market has thousands."""
    return homes_by_ids(db.session(), (price.home_id for _, price in rows))


def _note(prices: Iterable[AcceptedPrice]) -> None:
    """One event a look, however many prices it shows."""
    receipts = [price.receipt for price in prices]
    services.note_look(
        db.session(),
        get_authority(db.session(), access.authority_id()).code,
        count=len(receipts),
        digest=hashlib.sha256(" ".join(receipts).encode()).hexdigest(),
        actor=access.viewer(),
        now=clock.now(),
    )


def _summaries(market: Market, published: queries.Published | None) -> Table:
    year_ago = accepted_prices(db.session(), access.authority_id(), _year_before(market.on))
    then = {group: rules.summarise(prices) for group, prices in rules.grouped(year_ago).items()}
    rows = [_summary_row(market, group, then.get(group), published) for group in market.groups]
    return Table("Accepted fees in pounds a week", SUMMARY_COLUMNS, rows)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _summary_row(market: Market, group: Group, then: Summary | None, published: queries.Published | None) -> Row:
    lot, now = market.lot(group), market.summary(group)
    href = url_for(".list_fees", service=group.service_type, lot=group.lot_id or words.OUTSIDE, band=group.band)
    figures = (now.lowest, now.lower, now.median, now.upper, now.highest)
    return [
        Cell(words.group_name(group, lot), href=href, note=words.lot_note(lot)),
        now.count,
        *(words.pounds(figure) for figure in figures),
        words.change_words(rules.percent_change(then.median, now.median) if then else None),
        _beside(now, published.by_service.get(group.service_type) if published else None),
    ]


def _beside(now: Summary, average: Any) -> str | Cell:
    if average is None:
        return "No figure"
    change = words.change_words(rules.percent_change(average, now.median))
    return Cell(words.pounds(average), note=f"median {change}")


def _charts(market: Market) -> list[Chart]:
    """One chart a service, for their fees are of different sizes; groups of a few prices have no box."""
    boxes: dict[str, list[Box]] = {}
    for group, prices in market.groups.items():
        if rules.has_shape(prices):
            boxes.setdefault(group.service_type, []).append(_box(market, group))
    return [_chart(service, found) for service, found in boxes.items()]


def _chart(service: str, boxes: list[Box]) -> Chart:
    description = "For each lot the lowest and highest fee, the middle half as a box and the median in it."
    said = Words(f"{SERVICE_NAMES[ServiceType(service)]}: accepted fees by lot", description, "£ a week")
    return box_chart(boxes, said, id_prefix=f"fees-{service}")


def _box(market: Market, group: Group) -> Box:
    name, found = words.group_name(group, market.lot(group)), market.summary(group)
    return Box(name, (found.lowest, found.lower, found.median, found.upper, found.highest))


def _apart(market: Market, found: Sequence[tuple[Group, AcceptedPrice]]) -> Table:
    """The first of them; the rest is a list of its own."""
    homes = _homes(found)
    rows: list[Row] = [
        [
            *_names(market, homes, group, price),
            format_money(rules.pounds_of(price)),
            _how_far(market.summary(group), price),
        ]
        for group, price in found
    ]
    columns = [Column("Home"), Column("Type"), Column("Fee", numeric=True), Column("How far")]
    return Table("Fees that stand apart", columns, rows)


def _names(market: Market, homes: Mapping[int, Home], group: Group, price: AcceptedPrice) -> list[Cell]:
    home = homes[price.home_id]
    href = url_for("commissioning_homes.home", reference=home.reference)
    return [
        Cell(home.name, href=href, note=home.provider.legal_name),
        Cell(words.group_name(group, market.lot(group)), note=words.lot_note(market.lot(group))),
    ]


def _how_far(found: Summary, price: AcceptedPrice) -> str:
    away = rules.pounds_of(price) - found.median
    return f"{format_money(abs(away))} {'above' if away > 0 else 'below'} the median"


@blueprint.get("/list")
@access.allow(*MARKET_ROLES, records=True)
def list_fees() -> str:
    """The rows behind a comparison."""
    form, market = _filter(), _market()
    wanted = _wanted(form, market)
    page = page_of(request.args, total=sum(len(prices) for prices in wanted.values()))
    shown = list(islice(_rows(wanted), page.offset, page.offset + page.limit))
    homes = _homes(shown)
    _note(price for _, price in shown)
    columns = [Column("Home"), Column("Type"), Column("Fee", numeric=True), Column("From")]
    cells: list[Row] = [
        [
            *_names(market, homes, group, price),
            format_money(rules.pounds_of(price)),
            Cell(format_date(price.effective_from), note="Stands apart" if market.is_apart(group, price) else None),
        ]
        for group, price in shown
    ]
    return render_template(
        "fees/list.html",
        form=form,
        table=Table("Accepted fees", columns, cells),
        count_words=pricing.prices(page.total),
        page=page,
        filtered=bool(form.service.data or form.lot.data or form.band.data or form.apart.data),
        csv_href=f"list.csv{address(request.args.items(multi=True))}" if page.total else None,
    )


@blueprint.get("/list.csv")
@access.allow(*MARKET_ROLES, records=True)
def list_csv() -> Response:
    """The same rows, whole."""
    market = _market()
    rows = list(_rows(_wanted(_filter(), market)))
    homes = _homes(rows)
    _note(price for _, price in rows)
    name = f"prices-{market.on.isoformat()}.csv"
    return csv_response(name, CSV_HEADER, (_csv_row(market, homes, group, price) for group, price in rows))


def _csv_row(market: Market, homes: Mapping[int, Home], group: Group, price: AcceptedPrice) -> list[Any]:
    home = homes[price.home_id]
    return [
        home.reference, home.name, home.provider.legal_name, SERVICE_NAMES[home.service_type],
        pricing.lot_name(market.lot(group)), pricing.BANDS[price.band] if price.band else None,
        f"{rules.pounds_of(price):.2f}", price.effective_from, "yes" if market.is_apart(group, price) else "no",
    ]  # fmt: skip


def _filter() -> FeesFilter:
    form = FeesFilter()
    lots = queries.lots_by_id(db.session(), access.authority_id())
    form.lot.choices = [
        (words.OUTSIDE, pricing.lot_name(None)),
        *((str(key), pricing.lot_name(lot)) for key, lot in lots.items()),
    ]
    form.validate()
    return form


def _wanted(form: FeesFilter, market: Market) -> dict[Group, list[AcceptedPrice]]:
    """The prices asked for, by their group."""
    found = (group for group in market.groups if _is_wanted(form, group))
    return {group: market.apart(group) if form.apart.data else market.groups[group] for group in found}


def _rows(groups: Mapping[Group, list[AcceptedPrice]]) -> Iterator[tuple[Group, AcceptedPrice]]:
    """One after another, the highest first in each group."""
    for group, prices in groups.items():
        for price in sorted(prices, key=lambda price: -price.fee_pence):
            yield group, price


def _is_wanted(form: FeesFilter, group: Group) -> bool:
    service = None if form.service.errors else form.service.data
    lot = None if form.lot.errors else form.lot.data
    band = None if form.band.errors else form.band.data
    in_lot = lot in (None, str(group.lot_id or words.OUTSIDE))
    return in_lot and service in (None, group.service_type) and band in (None, group.band)


@blueprint.route("/release", methods=["GET", "POST"])
@access.allow(*MARKET_ROLES)
def release() -> str | Redirect:
    """What providers would be told of the newest closed pricing month; sending it fixes it for good."""
    session, now, form = db.session(), clock.now(), ReleaseForm()
    authority = get_authority(session, access.authority_id())
    period = queries.find_releasable(session, authority.id, now)
    if period and form.validate_on_submit() and form.month.data == month_slug(period.month):
        services.release_ranges(session, authority, period, actor=access.viewer(), now=now)
        flash(f"The price ranges of {format_month(period.month)} are released.", "success")
        return redirect(url_for(".compare"))
    ranges = services.draw_ranges(session, authority.id, period) if period else []
    return render_template(
        "fees/release.html",
        form=form,
        month=period.month if period else None,
        seen=month_slug(period.month) if period else "",
        table=_released_table(ranges, queries.lots_by_id(session, authority.id)),
        why=words.WHY_WITHHELD,
    )


def _released_table(ranges: Sequence[ReleasedRange], lots: dict[int, Lot]) -> Table:
    columns = [Column("Type"), Column("Middle half"), Column("Prices of")]
    return Table("What providers will see", columns, [_released_row(row, lots.get(row.lot_id or 0)) for row in ranges])


def _released_row(row: ReleasedRange, lot: Lot | None) -> Row:
    name = words.group_name(queries.group_of(row), lot)
    return [
        Cell(name, note=words.lot_note(lot)),
        words.range_words(queries.range_of(row)),
        format_month(row.basis_month),
    ]
