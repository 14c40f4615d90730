"""Quality's arithmetic and transitions: no Flask, no database."""

from portal.quality.rules.standards import Standard, StandardSet, read_standards, set_for
from portal.quality.rules.states import (
    CARRIED_OUT,
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
)

__all__ = [
    "CARRIED_OUT",
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
    "read_standards",
    "set_for",
]
