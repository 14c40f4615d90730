"""Accepted prices as plain values."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from portal.returns.pricing.kinds import FosteringBand


class AcceptedPrice(NamedTuple):
    """One accepted fee of one home. Whole pence a week.

    `lot_id`: the framework lot it is for; None for what the home charges outside the framework. `band`: the age band
    of a fostering fee, of which there is one value for each band that the agency prices; None for every other service.
    `version_id` says which sent version it comes from, `receipt` that version's public reference.
    """

    home_id: int
    provider_id: int
    service_type: str
    lot_id: int | None
    band: FosteringBand | None
    fee_pence: int
    effective_from: date
    version_id: int
    receipt: str
