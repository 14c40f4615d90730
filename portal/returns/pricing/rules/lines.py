"""What a price is, and whether it holds together (domain.md, "Pricing line").

Short form always; an open book where the lot asks or an uplift is requested, and then its lines sum to the list fee.
Fostering agencies give their fees by age band instead of one list fee; the parts of a band are its open book.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading

NOTHING = Decimal(0)
# The age band of a fostering fee; the list fee of every other service has none.
Band = FosteringBand | None


@dataclass(frozen=True)
class FosteringParts:
    """A fostering fee for one age band: the carer's fee, the allowance for the child, the agency's own."""

    carer: Decimal
    allowance: Decimal
    agency: Decimal

    @property
    def total(self) -> Decimal:
        return self.carer + self.allowance + self.agency


@dataclass(frozen=True)
class PriceLine:
    """The price of one home for one lot. Hourly amounts are extras; discounts and the uplift are percentages of the
    list fee; `occupancy_assumption` is the percentage of places the fee reckons with."""

    effective_from: date
    list_fee: Decimal | None = None
    fostering: Mapping[FosteringBand, FosteringParts] = field(default_factory=dict)
    includes: str = ""
    staffing_ratio: str = ""
    one_to_one_hour: Decimal | None = None
    two_to_one_hour: Decimal | None = None
    retainer: Decimal | None = None
    notice_days: int | None = None
    sibling_discount: Decimal | None = None
    volume_discount: Decimal | None = None
    length_discount: Decimal | None = None
    block_discount: Decimal | None = None
    enhanced: Decimal | None = None
    parent_and_child: Decimal | None = None
    respite: Decimal | None = None
    open_book: Mapping[OpenBookHeading, Decimal] = field(default_factory=dict)
    occupancy_assumption: int | None = None
    uplift_percent: Decimal | None = None
    uplift_evidence: str = ""
    comment: str = ""

    @property
    def fees(self) -> dict[Band, Decimal]:
        """What is charged a week, by age band for fostering."""
        if self.list_fee is not None:
            return {None: self.list_fee}
        return {band: self.fostering[band].total for band in FosteringBand if band in self.fostering}

    @property
    def open_book_total(self) -> Decimal:
        return sum(self.open_book.values(), NOTHING)


class FaultKind(StrEnum):
    NO_FEE = "no_fee"
    OPEN_BOOK_MISSING = "open_book_missing"
    DOES_NOT_ADD_UP = "does_not_add_up"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True)
class Fault:
    """Something that cannot be: the sum found and the fee it must equal, in pounds."""

    kind: FaultKind
    found: Decimal = NOTHING
    fee: Decimal = NOTHING

    @property
    def difference(self) -> Decimal:
        return abs(self.fee - self.found)


def needs_open_book(line: PriceLine, *, lot_asks: bool) -> bool:
    """Whether the price has to be broken down into its lines."""
    return line.list_fee is not None and (lot_asks or line.uplift_percent is not None)


def judge_price(line: PriceLine, *, lot_asks: bool, is_fostering: bool) -> list[Fault]:
    """Everything in a price that cannot be; empty when it may be sent."""
    return list(_faults(line, lot_asks=lot_asks, is_fostering=is_fostering))


def _faults(line: PriceLine, *, lot_asks: bool, is_fostering: bool) -> Iterator[Fault]:
    if is_fostering != (line.list_fee is None) or not all(fee > 0 for fee in line.fees.values()) or not line.fees:
        yield Fault(FaultKind.NO_FEE)
    if line.uplift_percent is not None and not line.uplift_evidence:
        yield Fault(FaultKind.NO_EVIDENCE)
    fee = line.list_fee or NOTHING
    if line.open_book and line.open_book_total != fee:
        yield Fault(FaultKind.DOES_NOT_ADD_UP, line.open_book_total, fee)
    elif not line.open_book and needs_open_book(line, lot_asks=lot_asks):
        yield Fault(FaultKind.OPEN_BOOK_MISSING, NOTHING, fee)


def unchanged(line: PriceLine) -> PriceLine:
    """The same price sent once more: what was asked for or said then is not asked or said again."""
    return replace(line, uplift_percent=None, uplift_evidence="", comment="")


def to_pence(pounds: Decimal | None) -> int | None:
    """Whole pence; a fraction of a penny is a fault of the program."""
    if pounds is None:
        return None
    pence = pounds * 100
    if pence != int(pence):
        raise ValueError("an amount of money must be whole pence")
    return int(pence)


def from_pence(pence: int | None) -> Decimal | None:
    """Pounds with two decimal places."""
    return None if pence is None else Decimal(pence).scaleb(-2)
