"""Accepted prices as plain values, and which of them is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.returns.pricing.kinds import FosteringBand


@dataclass(frozen=True)
class AcceptedPrice:
    """One accepted fee of one home. Whole pence a week.

    `lot_id`: the framework lot it is for; None for what the home charges outside the framework. `band`: the age band
    of a fostering fee, of which there is one value for each band that the agency prices; None for every other service.
    `version_id` says which sent version it comes from, `receipt` that version's public reference.
    """

    home_id: int
    provider_id: int
    service_type: str
    host_authority_code: str | None
    lot_id: int | None
    band: FosteringBand | None
    fee_pence: int
    effective_from: date
    month: date
    version_id: int
    receipt: str


def in_force(prices: Iterable[AcceptedPrice], on: date) -> list[AcceptedPrice]:
    """Of each home and lot the price that counts on a day, in all its bands: the last that has begun by then. Of two
    that began on the same day (they ask the same fees) the one of the later month."""
    begun = [price for price in prices if price.effective_from <= on]
    newest: dict[tuple[int, int | None], int] = {}
    for price in sorted(begun, key=lambda one: (one.effective_from, one.month)):
        newest[price.home_id, price.lot_id] = price.version_id
    counting = [price for price in begun if newest[price.home_id, price.lot_id] == price.version_id]
    return sorted(counting, key=lambda one: (one.home_id, one.lot_id or 0, one.band or ""))
