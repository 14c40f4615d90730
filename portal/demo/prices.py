"""The demonstration's prices: all accepted for the complete month and a year before it, a few sent for the open one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authorities.queries import get_authority
from portal.demo.market import Organisation
from portal.demo.months import year_before
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import Staff
from portal.returns.fees.services import release_ranges
from portal.returns.models import ReturnPeriod
from portal.returns.pricing import services as pricing
from portal.returns.pricing.forms.entry import typed_of
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.queries import DuePrice, list_due
from portal.returns.pricing.rules import FosteringParts, PriceLine
from portal.returns.pricing.services.submission import PriceSending

YEAR_BEFORE = "prices-year-before.csv"
WORDS = ("includes", "staffing_ratio", "uplift_evidence", "comment")
WHOLE = ("notice_days", "occupancy_assumption")
AMOUNTS = (
    "list_fee",
    "one_to_one_hour",
    "two_to_one_hour",
    "retainer",
    "sibling_discount",
    "block_discount",
    "enhanced",
    "parent_and_child",
    "respite",
    "uplift_percent",
)


def send_all(
    session: Session,
    pack: Pack,
    months: tuple[date, date],
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
) -> None:
    """The prices of a year before, where the pack has them; those of the complete month, accepted and their ranges
    released; then those that wait for the open one.
    """
    complete, opened = months
    if pack.has(YEAR_BEFORE):
        before = year_before(complete)
        send_prices(session, pack, YEAR_BEFORE, before, organisations, authority_id=authority_id, accepted_by=staff)
    send_prices(session, pack, "prices.csv", complete, organisations, authority_id=authority_id, accepted_by=staff)
    _release(session, complete, authority_id=authority_id, staff=staff)
    send_prices(session, pack, "prices-open.csv", opened, organisations, authority_id=authority_id)


def _release(session: Session, month: date, *, authority_id: int, staff: Staff) -> None:
    """The ranges of a month's prices, on the day after it closed."""
    period = session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == month)).one()
    authority, now = get_authority(session, authority_id), period.closes_at + timedelta(days=1)
    release_ranges(session, authority, period, actor=staff.commissioner, now=now)


def send_prices(
    session: Session,
    pack: Pack,
    name: str,
    month: date,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    accepted_by: Staff | None = None,
) -> None:
    """The prices of one of the pack's files, for every lot its homes are asked for, on the second day of the window;
    accepted where somebody is named who accepts them.
    """
    period = session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == month)).one()
    rows, now = {row["home"]: row for row in pack.rows(name)}, period.opens_at + timedelta(days=1, hours=9)
    for organisation in organisations.values():
        slugs = {home.id: slug for slug, home in organisation.homes.items()}
        provider_id = organisation.provider.id
        for due in list_due(session, period, provider_id=provider_id, authority_id=authority_id):
            row = rows.get(slugs[due.home.id])
            if row is not None:
                _send(session, due, _line(row, month), organisation, now=now)
                _accept(session, due, accepted_by, now=now + timedelta(days=3))


def _send(session: Session, due: DuePrice, line: PriceLine, organisation: Organisation, *, now: datetime) -> None:
    entry = pricing.save_draft(session, due, typed=typed_of(line), expected=0, actor=organisation.admin, now=now)
    sending = PriceSending(due, line, entry.lock_version, confirmed=True)
    pricing.submit(session, sending, actor=organisation.admin, now=now)


def _accept(session: Session, due: DuePrice, staff: Staff | None, *, now: datetime) -> None:
    if staff is not None:
        pricing.accept(session, due, number=1, actor=staff.commissioner, now=now)


def _line(row: Row, month: date) -> PriceLine:
    """A row of a price file; "from" is counted in months before the month the prices are sent for."""
    values: dict[str, Any] = {name: row[name] for name in WORDS}
    values |= {name: Decimal(row[name]) for name in AMOUNTS if row[name]}
    values |= {name: whole(row[name]) for name in WHOLE if row[name]}
    fees = dict(part.split(":") for part in row["fostering"].split())
    lines = dict(part.split(":") for part in row["open_book"].split())
    months = month.year * 12 + month.month - 1 - whole(row["effective_months_ago"])
    return PriceLine(
        effective_from=date(months // 12, months % 12 + 1, 1),
        fostering={FosteringBand(band): _parts(amounts) for band, amounts in fees.items()},
        open_book={OpenBookHeading(heading): Decimal(amount) for heading, amount in lines.items()},
        **values,
    )


def _parts(amounts: str) -> FosteringParts:
    """`410+150+232` → carer, allowance, agency."""
    carer, allowance, agency = map(Decimal, amounts.split("+"))
    return FosteringParts(carer, allowance, agency)
