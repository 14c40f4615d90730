"""Actions as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal import clock
from portal.quality.actions.models import ActionState, VisitAction
from portal.quality.actions.rules import is_overdue
from portal.quality.models import Visit, VisitState
from portal.web.filters import format_date

STATE_NAMES = {
    ActionState.OPEN: "To do",
    ActionState.ANSWERED: "With the officer",
    ActionState.CLOSED: "Closed",
}
STATE_TONES = {ActionState.OPEN: "blue", ActionState.ANSWERED: "purple", ActionState.CLOSED: "grey"}


def status_of(action: VisitAction) -> tuple[str, str]:
    """Its state in words and the tint: an overdue one says so."""
    state = ActionState(action.state)
    if is_overdue(state, action.due_on, clock.today(clock.now())):
        return "Overdue", "red"
    return STATE_NAMES[state], STATE_TONES[state]


def is_passed_on(action: VisitAction) -> bool:
    """Whether an action is with the commissioners: it stayed overdue, or nobody has read what was said of it."""
    if action.state == ActionState.ANSWERED:
        return any(said.passed_on_at and not said.sent_back_at for said in action.evidence)
    return action.state == ActionState.OPEN and action.escalated_at is not None


def action_rows(actions: Iterable[VisitAction]) -> list[dict[str, Any]]:
    """Each action with its state, and all that was said of it in order."""
    return [_shown(action) for action in actions]


def own_rows(visit: Visit, actions: Iterable[VisitAction]) -> list[dict[str, Any]]:
    """The same as the home's organisation reads it: until the report is final, as the draft was sent. What officers
    move meanwhile comes with the final report, as what they mend in its sections does."""
    rows = action_rows(actions)
    return rows if visit.state != VisitState.FACTUAL_ACCURACY else [_as_sent(row) for row in rows]


def _as_sent(row: dict[str, Any]) -> dict[str, Any]:
    moves = row["moves"]
    return {**row, "due": format_date(moves[0].from_on), "moves": []} if moves else row


def _shown(action: VisitAction) -> dict[str, Any]:
    status, tone = status_of(action)
    return {
        "reference": action.reference,
        "text": action.text,
        "owner": action.owner,
        "due": format_date(action.due_on),
        "status": status,
        "tone": tone,
        "is_open": action.state == ActionState.OPEN,
        "is_answered": action.state == ActionState.ANSWERED,
        "is_closed": action.state == ActionState.CLOSED,
        "is_escalated": is_passed_on(action),
        "evidence": action.evidence,
        "moves": action.moves,
        "closed_at": action.closed_at,
        "closed_reason": action.closed_reason,
    }
