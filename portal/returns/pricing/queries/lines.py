"""Versions read back as prices, and what is known of a home's and lot's other periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.db import NotFound
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.models import FosteringFee, PriceEntry, PriceQuestion, PriceVersion, UpliftDecision
from portal.returns.pricing.queries.due import DuePrice, Key
from portal.returns.pricing.rules import FosteringParts, PriceLine, from_pence

MONEY = "one_to_one_hour two_to_one_hour retainer enhanced parent_and_child respite".split()
PLAIN = (
    "includes staffing_ratio notice_days sibling_discount volume_discount length_discount block_discount"
    " occupancy_assumption uplift_percent uplift_evidence comment"
).split()


@dataclass(frozen=True)
class Earlier:
    """What counted, or was last sent, in an earlier period."""

    month: date
    line: PriceLine
    is_accepted: bool


@dataclass(frozen=True)
class Known:
    """What is known of a home and lot from other periods. `predecessor` is what a price opens with and is compared to:
    the last accepted before, else the last sent. `accepted`: every accepted price of another period."""

    predecessor: Earlier | None = None
    accepted: list[PriceLine] = field(default_factory=list)

    @property
    def before(self) -> PriceLine | None:
        return self.predecessor.line if self.predecessor else None


def with_parts(query: Any) -> Any:
    """Load a version's rows with it, so that a list of versions costs a constant number of queries."""
    return query.options(selectinload(PriceVersion.open_book), selectinload(PriceVersion.fostering))


def line_of(version: PriceVersion) -> PriceLine:
    """A version as the plain price it was sent as."""
    parts = {FosteringBand(row.band): _parts(row) for row in version.fostering}
    book = {OpenBookHeading(row.heading): row.pence for row in version.open_book}
    rest: dict[str, Any] = {name: from_pence(getattr(version, f"{name}_pence")) for name in MONEY}
    rest |= {name: getattr(version, name) for name in PLAIN}
    return PriceLine(
        effective_from=version.effective_from_on,
        list_fee=from_pence(version.list_fee_pence),
        fostering={band: parts[band] for band in FosteringBand if band in parts},
        open_book={heading: _pounds(book[heading]) for heading in OpenBookHeading if heading in book},
        **rest,
    )


def _parts(row: FosteringFee) -> FosteringParts:
    return FosteringParts(_pounds(row.carer_pence), _pounds(row.allowance_pence), _pounds(row.agency_pence))


def _pounds(pence: int) -> Any:
    return from_pence(pence)


def list_versions(session: Session, entry_id: int) -> list[PriceVersion]:
    """Every version of an entry, newest first."""
    query = select(PriceVersion).where(PriceVersion.entry_id == entry_id).order_by(PriceVersion.number.desc())
    return list(session.scalars(with_parts(query)))


def get_version(session: Session, entry: PriceEntry | None, number: int) -> PriceVersion:
    """One version of an entry the caller has already been allowed to see."""
    for version in list_versions(session, entry.id) if entry else []:
        if version.number == number:
            return version
    raise NotFound("no such version")


def lines_of_versions(session: Session, version_ids: Sequence[int]) -> dict[int, PriceLine]:
    """The prices of several versions by version id, in a constant number of queries."""
    query = select(PriceVersion).where(PriceVersion.id.in_(version_ids)).order_by(PriceVersion.id)
    return {version.id: line_of(version) for version in session.scalars(with_parts(query))}


def list_questions(session: Session, entry_id: int) -> list[PriceQuestion]:
    """What was asked about an entry, oldest first."""
    query = select(PriceQuestion).where(PriceQuestion.entry_id == entry_id).order_by(PriceQuestion.id)
    return list(session.scalars(query))


def find_open_question(session: Session, entry: PriceEntry | None) -> PriceQuestion | None:
    """The newest question without an answer."""
    waiting = [one for one in list_questions(session, entry.id) if one.answered_at is None] if entry else []
    return waiting[-1] if waiting else None


def list_decisions(session: Session, entry: PriceEntry | None) -> dict[int, UpliftDecision]:
    """What was decided about the uplifts asked for in an entry's versions, by version id."""
    if entry is None:
        return {}
    query = (
        select(UpliftDecision)
        .join(PriceVersion, PriceVersion.id == UpliftDecision.version_id)
        .where(PriceVersion.entry_id == entry.id)
        .order_by(UpliftDecision.version_id)
    )
    return {decision.version_id: decision for decision in session.scalars(query)}


def known_of(session: Session, due: DuePrice) -> Known:
    """What is known of one price from other periods."""
    return known_prices(session, [due])[due.key]


def known_prices(session: Session, dues: Sequence[DuePrice]) -> dict[Key, Known]:
    """The same for several prices of one period, in a constant number of queries.

    Only what the same organisation sent: whoever takes a home over never learns what the one before charged.
    """
    found: dict[Key, list[Earlier]] = {due.key: [] for due in dues}
    holders = {due.key: due.provider.id for due in dues}
    month = dues[0].period.month if dues else date.max
    for version, of_month, entry in _other_periods(session, {due.home.id for due in dues}, month):
        key = (entry.home_id, entry.lot_id)
        if holders.get(key) == entry.provider_id:
            found[key].append(Earlier(of_month, line_of(version), entry.accepted_version_id is not None))
    return {key: _known(earlier, month) for key, earlier in found.items()}


def _other_periods(session: Session, home_ids: Iterable[int], month: date) -> Any:
    newest = select(func.max(PriceVersion.id)).where(PriceVersion.entry_id == PriceEntry.id).correlate(PriceEntry)
    query = (
        select(PriceVersion, ReturnPeriod.month, PriceEntry)
        .join(PriceEntry, PriceVersion.id == func.coalesce(PriceEntry.accepted_version_id, newest.scalar_subquery()))
        .join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
        .where(PriceEntry.home_id.in_(list(home_ids)), ReturnPeriod.month != month)
        .order_by(PriceEntry.home_id, ReturnPeriod.month.desc(), PriceEntry.id)
    )
    return session.execute(with_parts(query))


def _known(others: Sequence[Earlier], month: date) -> Known:
    earlier = [one for one in others if one.month < month]
    predecessor = next((one for one in earlier if one.is_accepted), earlier[0] if earlier else None)
    return Known(predecessor, [one.line for one in others if one.is_accepted])
