"""What the parts of a price, its faults, surprises and decisions are called, for people."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from portal.framework.models import Lot
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading, UpliftOutcome
from portal.returns.pricing.rules import (
    Band,
    Clash,
    Fault,
    FaultKind,
    Figure,
    PriceLine,
    Surprise,
    SurpriseKind,
    percent_change,
)
from portal.returns.pricing.rules.changes import Value
from portal.returns.rules import EntryState
from portal.returns.words import not_returned
from portal.web.filters import format_date, format_money, format_number

HEADINGS = {
    OpenBookHeading.DIRECT_CARE: "Direct care staff",
    OpenBookHeading.NIGHT_COVER: "Night cover",
    OpenBookHeading.MANAGEMENT: "Management",
    OpenBookHeading.AGENCY: "Agency staff",
    OpenBookHeading.ON_COSTS: "On-costs",
    OpenBookHeading.TRAINING: "Training",
    OpenBookHeading.PREMISES: "Premises",
    OpenBookHeading.UTILITIES: "Utilities and insurance",
    OpenBookHeading.FOOD: "Food and household",
    OpenBookHeading.ALLOWANCES: "Child allowances",
    OpenBookHeading.ACTIVITIES: "Activities",
    OpenBookHeading.TRANSPORT: "Transport",
    OpenBookHeading.THERAPY: "Therapy",
    OpenBookHeading.EDUCATION: "Education",
    OpenBookHeading.HEALTH: "Health",
    OpenBookHeading.OVERHEADS: "Central overheads",
    OpenBookHeading.FINANCE: "Finance costs",
    OpenBookHeading.SURPLUS: "Surplus",
}

BANDS = {
    FosteringBand.FROM_0_TO_4: "0 to 4",
    FosteringBand.FROM_5_TO_10: "5 to 10",
    FosteringBand.FROM_11_TO_15: "11 to 15",
    FosteringBand.FROM_16_TO_17: "16 to 17",
}

PARTS = {"total": "Fee", "carer": "Carer fee", "allowance": "Allowance", "agency": "Agency fee"}

FIGURES = {
    "effective_from": "Effective from",
    "list_fee": "List fee a week",
    "enhanced": "Enhanced placement, extra a week",
    "parent_and_child": "Parent and child, a week",
    "respite": "Respite, a week",
    "one_to_one_hour": "Extra 1:1 support, an hour",
    "two_to_one_hour": "Extra 2:1 support, an hour",
    "retainer": "Retainer a week",
    "notice_days": "Notice, days",
    "sibling_discount": "Sibling discount, %",
    "volume_discount": "Volume discount, %",
    "length_discount": "Length of stay discount, %",
    "block_discount": "Block discount, %",
    "staffing_ratio": "Staffing ratio",
    "includes": "What the fee includes",
    "occupancy_assumption": "Occupancy the fee reckons with, %",
    "uplift_percent": "Uplift asked for, %",
}
# Amounts of money among them; the others with a decimal point are percentages.
MONEY = frozenset(
    "list_fee total carer allowance agency enhanced parent_and_child respite one_to_one_hour two_to_one_hour retainer"
    " open_book".split()
)

OUTCOMES = {
    UpliftOutcome.AGREED: ("Agreed", "green"),
    UpliftOutcome.PARTLY: ("Agreed in part", "yellow"),
    UpliftOutcome.REFUSED: ("Refused", "red"),
}


def lot_name(lot: Lot | None) -> str:
    """Lot 2: Residential care, or what a price without lot is."""
    return f"Lot {lot.number}: {lot.title}" if lot else "Outside the framework"


def prices(count: int) -> str:
    """1 price, 2 prices."""
    return f"{format_number(count)} {'price' if count == 1 else 'prices'}"


def sent_of(states: Counter[EntryState]) -> str:
    """1 of 2 prices sent."""
    total = states.total()
    return f"{format_number(total - not_returned(states))} of {prices(total)} sent"


def figure_name(figure: Figure) -> str:
    """What one thing in a price is called."""
    if figure.heading:
        return HEADINGS[figure.heading]
    if figure.band:
        return f"{PARTS[figure.name]}, age {BANDS[figure.band]}"
    return FIGURES[figure.name]


def value_words(figure: Figure, value: Value) -> str:
    """£4,528.00, 2 March 2026, 5%, or that it was not given."""
    if value is None:
        return "Not given"
    if isinstance(value, Decimal):
        return format_money(value) if figure.name in MONEY else percent_words(value)
    return format_date(value) if isinstance(value, date) else str(value)


def percent_words(value: Decimal) -> str:
    """5% or 5.25%."""
    return f"{value.normalize():f}%"


def change_words(before: Decimal, after: Decimal) -> str:
    """+£28.00 (+0.6%), −£28.00 (−0.6%)."""
    moved = after - before
    if not moved:
        return "No change"
    sign = "+" if moved > 0 else ""
    share = f" ({percent_change(before, after):+}%)".replace("-", "−") if before else ""
    return f"{sign}{format_money(moved)}{share}"


def fees_words(line: PriceLine) -> str:
    """£4,528.00, or for fostering from the least to the most: £350.00 to £620.00."""
    least, most = min(line.fees.values()), max(line.fees.values())
    return format_money(least) if least == most else f"{format_money(least)} to {format_money(most)}"


def fees_change(line: PriceLine, before: PriceLine) -> str:
    """How far the fee moved; for fostering the band that moved furthest."""
    pairs = [(before.fees[band], fee) for band, fee in line.fees.items() if band in before.fees]
    if not pairs:
        return ""
    return change_words(*max(pairs, key=lambda pair: abs(pair[1] - pair[0])))


def fault_words(fault: Fault) -> str:
    """What cannot be, and what to do about it."""
    if fault.kind is FaultKind.DOES_NOT_ADD_UP:
        found, fee, difference = (format_money(amount) for amount in (fault.found, fault.fee, fault.difference))
        return f"The lines add up to {found} but the fee is {fee}. Change one of them by {difference}."
    return fault_text(fault.kind)


def fault_text(kind: FaultKind) -> str:
    """What is missing from a price, as it reads beside a field."""
    return _FAULTS[kind]


_FAULTS = {
    FaultKind.NO_FEE: "Enter the fee for at least one age",
    FaultKind.OPEN_BOOK_MISSING: "Break the fee down into its lines",
    FaultKind.NO_EVIDENCE: "Enter the evidence for the uplift",
}


def sum_words(found: Decimal, fee: Decimal) -> str:
    """Adds up to £4,500.00 of the £4,528.00 fee: as the page's script says it."""
    return f"Adds up to {format_money(found)} of the {format_money(fee)} fee"


def _of_band(band: Band) -> str:
    return f"fee for ages {BANDS[band]}" if band else "fee"


def surprise_words(surprise: Surprise) -> str:
    """What is surprising, in one sentence."""
    if surprise.kind is SurpriseKind.EARLIER and surprise.accepted_from:
        return f"This starts before the price that the council accepted from {format_date(surprise.accepted_from)}."
    share = abs(percent_change(surprise.before, surprise.after))
    way = "up" if surprise.after > surprise.before else "down"
    before, after = format_money(surprise.before), format_money(surprise.after)
    return f"The {_of_band(surprise.band)} went {way} by {share}%, from {before} to {after} a week."


def clash_words(clash: Clash) -> str:
    """That another fee is accepted from the same day, and what to do."""
    return (
        f"The council has accepted a {_of_band(clash.band)} of {format_money(clash.fee)} from {format_date(clash.on)}."
        " Enter a later day, or keep that fee."
    )
