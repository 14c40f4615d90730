"""The closed lists of a price."""

from __future__ import annotations

from enum import StrEnum


class OpenBookHeading(StrEnum):
    """The lines of an open book (domain.md, "Pricing line"); they sum to the fee."""

    DIRECT_CARE = "direct_care"
    NIGHT_COVER = "night_cover"
    MANAGEMENT = "management"
    AGENCY = "agency"
    ON_COSTS = "on_costs"
    TRAINING = "training"
    PREMISES = "premises"
    UTILITIES = "utilities"
    FOOD = "food"
    ALLOWANCES = "allowances"
    ACTIVITIES = "activities"
    TRANSPORT = "transport"
    THERAPY = "therapy"
    EDUCATION = "education"
    HEALTH = "health"
    OVERHEADS = "overheads"
    FINANCE = "finance"
    SURPLUS = "surplus"


class FosteringBand(StrEnum):
    """The age bands of fostering fees."""

    FROM_0_TO_4 = "0_to_4"
    FROM_5_TO_10 = "5_to_10"
    FROM_11_TO_15 = "11_to_15"
    FROM_16_TO_17 = "16_to_17"


class UpliftOutcome(StrEnum):
    """What the authority decided about an uplift that was asked for."""

    AGREED = "agreed"
    PARTLY = "partly"
    REFUSED = "refused"
