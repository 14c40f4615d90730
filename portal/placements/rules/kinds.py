"""The closed lists of a placement."""

from __future__ import annotations

from enum import StrEnum


class AgeBand(StrEnum):
    """Age at the as-at date, in the bands of DfE's tables."""

    UNDER_1 = "under_1"
    FROM_1_TO_4 = "1_to_4"
    FROM_5_TO_9 = "5_to_9"
    FROM_10_TO_15 = "10_to_15"
    FROM_16 = "16_and_over"


class Sourcing(StrEnum):
    """How the placement was found; it cannot be derived from the local register (decision 9)."""

    ON_FRAMEWORK = "on_framework"
    OFF_FRAMEWORK = "off_framework"
    DIRECT = "direct"
    BLOCK = "block"
    REGIONAL = "regional"
    IN_HOUSE = "in_house"


class DistanceBand(StrEnum):
    """Miles between the child's home and the placement; 20 miles is DfE's reporting band."""

    UP_TO_5 = "up_to_5"
    FROM_5_TO_10 = "5_to_10"
    FROM_10_TO_20 = "10_to_20"
    OVER_20 = "over_20"
    UNKNOWN = "unknown"


class ExitPlan(StrEnum):
    """What is to end an unregistered placement."""

    REGISTRATION = "registration"
    REGISTERED_HOME = "registered_home"
    FOSTER_CARE = "foster_care"
    FAMILY = "family"
    OTHER = "other"
