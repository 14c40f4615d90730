"""Two counts of the same children, and two fees for the same place, side by side. Plain values in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from portal.placements.rules.kinds import Sourcing
from portal.returns.pricing.rules.market import AcceptedPrice


class Outcome(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NO_RETURN = "no_return"


class Compared(NamedTuple):
    """One home: our placements there, and the own children that its accepted return counts (None: no return)."""

    home_id: int
    placed: int
    told: int | None

    @property
    def outcome(self) -> Outcome:
        if self.told is None:
            return Outcome.NO_RETURN
        return Outcome.AGREES if self.placed == self.told else Outcome.DIFFERS

    @property
    def difference(self) -> int:
        """How many more we placed than the returns count."""
        return self.placed - (self.told or 0)


@dataclass(frozen=True)
class Sums:
    """Both counts over all homes; their difference is the sum of the differences."""

    placed: int
    told: int

    @property
    def difference(self) -> int:
        return self.placed - self.told


def total(rows: Sequence[Compared]) -> Sums:
    return Sums(sum(row.placed for row in rows), sum(row.told or 0 for row in rows))


def list_fee(sourcing: Sourcing, prices: Sequence[AcceptedPrice]) -> Decimal | None:
    """The list fee of a home that an agreed fee is compared with, £ a week; None where more than one might be meant.

    On the framework it is the fee of the home's lot, otherwise the one outside the framework; a home with only one fee
    has no other. Fostering fees by age band fit no placement's age band, so none is taken.
    """
    plain = [price for price in prices if price.band is None]
    on_lot = sourcing is Sourcing.ON_FRAMEWORK
    fitting = [price for price in plain if (price.lot_id is not None) == on_lot]
    chosen = fitting or plain
    return Decimal(chosen[0].fee_pence).scaleb(-2) if len(chosen) == 1 else None
