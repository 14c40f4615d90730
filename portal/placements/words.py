"""How the closed lists of a placement are read."""

from __future__ import annotations

from portal.placements.rules.codes import END_REASONS, REGIONAL_SYSTEMS, TYPES, Group
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.placements.rules.totals import Place

GROUP_NAMES = {
    Group.RESIDENTIAL: "Children’s home",
    Group.FOSTERING_AGENCY: "Fostering agency",
    Group.FOSTERING_IN_HOUSE: "Fostering, in-house",
    Group.FAMILY_AND_FRIENDS: "Family and friends fostering",
    Group.SUPPORTED: "Supported accommodation",
    Group.SECURE: "Secure children’s home",
    Group.RESIDENTIAL_SCHOOL: "Residential school",
    Group.FAMILY_CENTRE: "Family centre",
    Group.PARENTS: "With parents",
    Group.ADOPTION: "Adoption",
    Group.OTHER: "Other",
}
SOURCING_NAMES = {
    Sourcing.ON_FRAMEWORK: "On framework",
    Sourcing.OFF_FRAMEWORK: "Off framework",
    Sourcing.DIRECT: "Direct",
    Sourcing.BLOCK: "Block",
    Sourcing.REGIONAL: "Regional system",
    Sourcing.IN_HOUSE: "In-house",
}
AGE_NAMES = {
    AgeBand.UNDER_1: "Under 1",
    AgeBand.FROM_1_TO_4: "1 to 4",
    AgeBand.FROM_5_TO_9: "5 to 9",
    AgeBand.FROM_10_TO_15: "10 to 15",
    AgeBand.FROM_16: "16 and over",
}
DISTANCE_NAMES = {
    DistanceBand.UP_TO_5: "Up to 5 miles",
    DistanceBand.FROM_5_TO_10: "5 to 10 miles",
    DistanceBand.FROM_10_TO_20: "10 to 20 miles",
    DistanceBand.OVER_20: "Over 20 miles",
    DistanceBand.UNKNOWN: "Not known",
}
EXIT_NAMES = {
    ExitPlan.REGISTRATION: "The place is registered",
    ExitPlan.REGISTERED_HOME: "Move to a registered home",
    ExitPlan.FOSTER_CARE: "Move to foster care",
    ExitPlan.FAMILY: "Return to family",
    ExitPlan.OTHER: "Another plan",
}
PLACE_NAMES = {Place.IN: "In our area", Place.OUT: "Exported", Place.UNKNOWN: "Not known"}
FIELD_NAMES = {
    "started_quarter_on": "Started",
    "ended_quarter_on": "Ended",
    "age_band": "Age",
    "type_code": "Placement type",
    "sourcing": "Source",
    "regional_system": "Regional system",
    "is_emergency": "Emergency",
    "host_authority_code": "Council area",
    "home": "Home",
    "distance_band": "Distance",
    "distance_reason": "Reason for the distance",
    "solo_required": "Solo place needed",
    "solo_actual": "Solo place",
    "social_care": "Social care a week",
    "education": "Education a week",
    "health": "Health a week",
    "is_unregistered": "Unregistered",
    "is_deprivation_of_liberty": "Deprivation of liberty",
    "approved_by_post": "Approved by",
    "approved_on": "Approved on",
    "exit_plan": "Exit plan",
    "exit_by_on": "Exit by",
    "end_code": "Why it ended",
}
EVENT_WORDS = {
    "placements.recorded": "Recorded",
    "placements.changed": "Changed",
    "placements.reviewed": "Reviewed",
    "placements.ended": "Ended",
    "placements.looked_at": "Looked at",
}


def type_words(code: str) -> str:
    """A placement type with its code: “Children’s home (K2)”."""
    return f"{TYPES[code].words} ({code})"


def source_words(sourcing: Sourcing, regional_system: str) -> str:
    """How it was found, with the name of the regional system."""
    words = SOURCING_NAMES[sourcing]
    return f"{words}: {REGIONAL_SYSTEMS[regional_system]}" if regional_system else words


def end_words(code: str) -> str:
    return f"{END_REASONS[code]} ({code})"


def count_words(count: int) -> str:
    """“1 placement”, “1,204 placements”."""
    return "1 placement" if count == 1 else f"{count:,} placements"
