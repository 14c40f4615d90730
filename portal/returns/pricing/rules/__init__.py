"""The arithmetic of prices: plain values in and out. Money is exact pounds (Decimal), a week unless said otherwise."""

from portal.returns.pricing.rules.changes import (
    FEE_PERCENT,
    Clash,
    Compared,
    Figure,
    Surprise,
    SurpriseKind,
    compare,
    find_clash,
    find_surprises,
    percent_change,
)
from portal.returns.pricing.rules.lines import (
    Band,
    Fault,
    FaultKind,
    FosteringParts,
    PriceLine,
    from_pence,
    judge_price,
    needs_open_book,
    to_pence,
    unchanged,
)
from portal.returns.pricing.rules.market import AcceptedPrice

__all__ = [
    "FEE_PERCENT",
    "AcceptedPrice",
    "Band",
    "Clash",
    "Compared",
    "Fault",
    "FaultKind",
    "Figure",
    "FosteringParts",
    "PriceLine",
    "Surprise",
    "SurpriseKind",
    "compare",
    "find_clash",
    "find_surprises",
    "from_pence",
    "judge_price",
    "needs_open_book",
    "percent_change",
    "to_pence",
    "unchanged",
]
