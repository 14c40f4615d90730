"""What can be done about visits. Each verb is one transaction with its event."""

from portal.quality.services.correcting import correct_visitors, fault_of_correcting
from portal.quality.services.handing_over import fault_of_hand_over, hand_over
from portal.quality.services.programme import lift_visit_day, record_judgement, remove_judgement, set_visit_day
from portal.quality.services.standards import load_standards
from portal.quality.services.visits import (
    Plan,
    Refused,
    Stale,
    cancel_visit,
    change_visit,
    check_plan,
    fault_of_step,
    plan_visit,
)

__all__ = [
    "Plan",
    "Refused",
    "Stale",
    "cancel_visit",
    "change_visit",
    "check_plan",
    "correct_visitors",
    "fault_of_correcting",
    "fault_of_hand_over",
    "fault_of_step",
    "hand_over",
    "lift_visit_day",
    "load_standards",
    "plan_visit",
    "record_judgement",
    "remove_judgement",
    "set_visit_day",
]
