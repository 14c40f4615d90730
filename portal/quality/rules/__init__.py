"""Quality's arithmetic and transitions: no Flask, no database."""

from portal.quality.rules.standards import Standard, StandardSet, read_standards, set_for
from portal.quality.rules.states import (
    CARRIED_OUT,
    OTHERS_FOLLOWED,
    OTHERS_SET_OUT,
    REFUSALS,
    TAKES_PHOTOGRAPHS,
    VISITED,
    WRITTEN_ON,
    Step,
    Trigger,
    VisitState,
    after,
    is_open,
    is_over_unwritten,
    others_may_be_out,
)

__all__ = [
    "CARRIED_OUT",
    "OTHERS_FOLLOWED",
    "OTHERS_SET_OUT",
    "REFUSALS",
    "TAKES_PHOTOGRAPHS",
    "VISITED",
    "WRITTEN_ON",
    "Standard",
    "StandardSet",
    "Step",
    "Trigger",
    "VisitState",
    "after",
    "is_open",
    "is_over_unwritten",
    "others_may_be_out",
    "read_standards",
    "set_for",
]
