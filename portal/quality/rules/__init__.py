"""Quality's arithmetic and transitions: no Flask, no database."""

from portal.quality.rules.standards import Standard, StandardSet, read_standards, set_for
from portal.quality.rules.states import REFUSALS, VISITED, Step, Trigger, VisitState, after, is_open

__all__ = [
    "REFUSALS",
    "VISITED",
    "Standard",
    "StandardSet",
    "Step",
    "Trigger",
    "VisitState",
    "after",
    "is_open",
    "read_standards",
    "set_for",
]
