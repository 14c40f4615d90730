"""How fees and their comparison are said."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from portal.disclosure import PriceRange
from portal.framework.models import Lot
from portal.homes.words import SERVICE_NAMES
from portal.providers.models import ServiceType
from portal.returns.fees.rules import Group
from portal.returns.pricing import words as pricing

OUTSIDE = "outside"
WITHHELD = "Withheld"
WHY_WITHHELD = (
    "A range is withheld where fewer than five providers have a price in it, or one of them has more than half of the"
    " prices: it could tell what another provider charges."
)


def group_name(group: Group, lot: Lot | None) -> str:
    """Children’s home, lot 1. Fostering agency, outside the framework, ages 5 to 10."""
    where = f"lot {lot.number}" if lot else "outside the framework"
    ages = f", ages {pricing.BANDS[group.band]}" if group.band else ""
    return f"{SERVICE_NAMES[ServiceType(group.service_type)]}, {where}{ages}"


def lot_note(lot: Lot | None) -> str | None:
    """What a lot is called, where there is one."""
    return lot.title if lot else None


def pounds(amount: Decimal | int) -> str:
    """£4,528: whole pounds, for tables in which many amounts stand side by side."""
    return f"£{Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP):,}"


def range_words(found: PriceRange | None) -> str:
    """£4,300 to £4,950, median £4,400. About £750, where all three are one to the nearest £50."""
    if found is None:
        return WITHHELD
    if found.lower == found.upper:
        return f"About {pounds(found.middle)}"
    return f"{pounds(found.lower)} to {pounds(found.upper)}, median {pounds(found.middle)}"


def change_words(percent: Decimal | None) -> str:
    """+3.4%, −0.2%, no figure."""
    if percent is None:
        return "No figure"
    return f"{'−' if percent < 0 else '+'}{abs(percent)}%" if percent else "No change"
