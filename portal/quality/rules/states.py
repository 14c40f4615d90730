"""Where a visit stands and what may be done to it (domain.md: QA visit)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class VisitState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    DRAFT_REPORT = "draft_report"
    FACTUAL_ACCURACY = "factual_accuracy"
    FINAL = "final"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REMOVED = "removed"


class Trigger(StrEnum):
    """Why a visit is made."""

    PROGRAMME = "programme"
    NEW_HOME = "new_home"
    CONCERN = "concern"
    FEEDBACK = "feedback"
    FOLLOW_UP = "follow_up"
    REQUEST = "request"


class Step(StrEnum):
    """What can be done to a visit as a whole."""

    CHANGE = "change"
    CANCEL = "cancel"
    FINISH = "finish"
    DRAFT = "draft"
    SHARE = "share"
    FINALISE = "finalise"
    CLOSE = "close"
    REMOVE = "remove"


MOVES = {
    (VisitState.PLANNED, Step.CHANGE): VisitState.PLANNED,
    (VisitState.PLANNED, Step.CANCEL): VisitState.CANCELLED,
    (VisitState.PLANNED, Step.FINISH): VisitState.DONE,
    (VisitState.DONE, Step.DRAFT): VisitState.DRAFT_REPORT,
    (VisitState.DRAFT_REPORT, Step.SHARE): VisitState.FACTUAL_ACCURACY,
    (VisitState.FACTUAL_ACCURACY, Step.FINALISE): VisitState.FINAL,
    (VisitState.FINAL, Step.CLOSE): VisitState.CLOSED,
    (VisitState.CLOSED, Step.REMOVE): VisitState.REMOVED,
    (VisitState.CANCELLED, Step.REMOVE): VisitState.REMOVED,
}
# Others than officers set out no earlier than this before a visit, and are followed home for so long after it.
OTHERS_SET_OUT = timedelta(hours=2)
OTHERS_FOLLOWED = timedelta(days=3)
# Somebody has been there.
VISITED = frozenset(VisitState) - {VisitState.PLANNED, VisitState.CANCELLED}
# Until the report goes to the provider, photographs can be put with what was found.
TAKES_PHOTOGRAPHS = frozenset({VisitState.PLANNED, VisitState.DONE, VisitState.DRAFT_REPORT})
REFUSALS = {
    Step.CHANGE: "Only a planned visit can be changed. Look at where this one stands now.",
    Step.CANCEL: "Only a planned visit can be called off. Look at where this one stands now.",
    Step.FINISH: "This visit has been finished or called off already.",
    Step.DRAFT: "A report is written after the visit is finished, and once.",
    Step.SHARE: "Only a draft report can be sent to the provider. Look at where this one stands now.",
    Step.FINALISE: "A report becomes final after the provider has had its time to answer.",
    Step.CLOSE: "Only a visit with a final report can be closed.",
    Step.REMOVE: "Only the record of a visit that is closed or called off is removed.",
}
# Of one that was made while its officers have not said so: it cannot be made another day, or not have been.
CARRIED_OUT = "This visit was carried out. Write down what was found and finish it instead."
WRITTEN_ON = (
    "Something is written on this visit. If it was carried out, finish it instead; if that was written on the wrong "
    "visit, say so."
)


def after(state: VisitState, step: Step) -> VisitState | None:
    """The state a step leads to, or None where it cannot be taken (REFUSALS says why)."""
    return MOVES.get((state, step))


def others_may_be_out(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether others who go on a visit may be on their way, there, or not known to be home, at an instant."""
    return starts_at - OTHERS_SET_OUT <= at and (at - OTHERS_FOLLOWED <= ends_at)


def is_over_unwritten(state: VisitState, ends_at: datetime, now: datetime) -> bool:
    """Whether a visit's time is over and no officer says that it was made: it may have been, and wait for them."""
    return state == VisitState.PLANNED and ends_at <= now


def is_open(state: VisitState) -> bool:
    """Whether something is still to be done about a visit."""
    return state not in (VisitState.CLOSED, VisitState.CANCELLED, VisitState.REMOVED)
