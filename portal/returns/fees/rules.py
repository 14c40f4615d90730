"""Comparing fees: groups that belong together, their quartiles, what stands apart, how they moved. Plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple

from portal.disclosure import Price, PriceRange, quartiles
from portal.returns.pricing.kinds import FosteringBand
from portal.returns.pricing.rules import AcceptedPrice, from_pence

# Fewer prices than this have no shape: nothing can be said to stand apart from them.
FEWEST_WITH_SHAPE = 5
FENCE = Decimal("1.5")
# The share of the median that a fee must differ by to be worth a look (decision 12 of the domain). Where nearly all
# fees are alike, the middle half has no width to measure by.
WORTH_A_LOOK = Decimal("0.10")
PENNY = Decimal("0.01")


class Group(NamedTuple):
    """Prices that are compared with each other: one service, one lot (None: outside the framework), one age band.

    Every price is in one group only and nothing is printed across groups, so none can be had by subtraction.
    """

    service_type: str
    lot_id: int | None
    band: FosteringBand | None


@dataclass(frozen=True)
class Summary:
    """Fees of a group in pounds a week; quartiles by the inclusive method, to the penny."""

    count: int
    providers: int
    lowest: Decimal
    lower: Decimal
    median: Decimal
    upper: Decimal
    highest: Decimal

    @cached_property
    def ordinary(self) -> range:
        """The fees, in whole pence, that do not stand apart: those within 1.5 times the middle half's width below and
        above it, and those that differ from the median by less than is worth a look."""
        reach, least = (self.upper - self.lower) * FENCE, self.median * WORTH_A_LOOK
        first = min(ceil((self.lower - reach) * 100), floor((self.median - least) * 100) + 1)
        last = max(floor((self.upper + reach) * 100), ceil((self.median + least) * 100) - 1)
        return range(first, last + 1)


def pounds_of(price: AcceptedPrice) -> Decimal:
    """The fee in pounds."""
    return from_pence(price.fee_pence) or Decimal(0)


def grouped(prices: Iterable[AcceptedPrice]) -> dict[Group, list[AcceptedPrice]]:
    """Prices by their group, in `order`."""
    found: dict[tuple[str, int | None, FosteringBand | None], list[AcceptedPrice]] = defaultdict(list)
    for price in prices:
        found[price.service_type, price.lot_id, price.band].append(price)
    return {group: found[group] for group in sorted((Group(*key) for key in found), key=order)}


def order(group: Group) -> tuple[str, bool, int, int]:
    """Services, in each its lots as they were made and then what is outside them, in each the youngest band first."""
    band = list(FosteringBand).index(FosteringBand(group.band)) if group.band else 0
    return group.service_type, group.lot_id is None, group.lot_id or 0, band


def has_shape(prices: Sequence[AcceptedPrice]) -> bool:
    """Whether a group has enough prices to speak of its middle half."""
    return len(prices) >= FEWEST_WITH_SHAPE


def summarise(prices: Sequence[AcceptedPrice]) -> Summary:
    """What the fees of one group come to; there is at least one."""
    fees = sorted(price.fee_pence for price in prices)
    middle = quartiles([Decimal(pence) for pence in fees])
    lower, median, upper = (pence.scaleb(-2).quantize(PENNY, ROUND_HALF_UP) for pence in middle)
    lowest, highest = (Decimal(pence).scaleb(-2) for pence in (fees[0], fees[-1]))
    return Summary(len(fees), len({price.provider_id for price in prices}), lowest, lower, median, upper, highest)


def stands_apart(price: AcceptedPrice, found: Summary) -> bool:
    """Whether a fee stands apart from what its group comes to."""
    return found.count >= FEWEST_WITH_SHAPE and price.fee_pence not in found.ordinary


def outliers(prices: Sequence[AcceptedPrice], found: Summary) -> list[AcceptedPrice]:
    """The fees of a group that stand apart from what it comes to, the highest first."""
    apart = [price for price in prices if stands_apart(price, found)]
    return sorted(apart, key=lambda price: (-price.fee_pence, price.home_id))


def percent_change(before: Decimal, after: Decimal) -> Decimal:
    """From one amount to another in percent, to one place."""
    return ((after - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


def prices_to_release(prices: Sequence[AcceptedPrice]) -> list[Price]:
    """A group's prices as the disclosure rule judges them, in a fixed order."""
    return sorted(Price(price.provider_id, price.home_id, pounds_of(price)) for price in prices)


def standing(fee: Decimal, market: PriceRange) -> str:
    """Where a fee stands beside a released range, in words."""
    if fee < market.lower:
        return "Below the lower quartile"
    if fee > market.upper:
        return "Above the upper quartile"
    return "In the middle half"
