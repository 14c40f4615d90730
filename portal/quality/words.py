"""What visits are called on pages."""

from __future__ import annotations

from portal.quality.rules import Trigger, VisitState

TRIGGER_NAMES = {
    Trigger.PROGRAMME: "The programme",
    Trigger.NEW_HOME: "A new home",
    Trigger.CONCERN: "A concern",
    Trigger.FEEDBACK: "What young people said",
    Trigger.FOLLOW_UP: "Following up an earlier visit",
    Trigger.REQUEST: "The home asked for it",
}
STATE_NAMES = {
    VisitState.PLANNED: "Planned",
    VisitState.DONE: "Visited",
    VisitState.DRAFT_REPORT: "Draft report",
    VisitState.FACTUAL_ACCURACY: "With the provider",
    VisitState.FINAL: "Final",
    VisitState.CLOSED: "Closed",
    VisitState.CANCELLED: "Called off",
}
STATE_TONES = {
    VisitState.PLANNED: "blue",
    VisitState.DONE: "yellow",
    VisitState.DRAFT_REPORT: "yellow",
    VisitState.FACTUAL_ACCURACY: "purple",
    VisitState.FINAL: "green",
    VisitState.CLOSED: "grey",
    VisitState.CANCELLED: "grey",
}
