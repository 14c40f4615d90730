"""What waits because of actions: for the home, for the officer, and for commissioners when it is long overdue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.quality.actions import queries
from portal.quality.actions.models import ActionState, VisitAction
from portal.quality.actions.rules import is_overdue
from portal.web.today import Waiting, waits_for


@waits_for(*PROVIDER_ROLES)
def for_provider(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Actions of homes the viewer sees, a line a visit, by the earliest date."""
    for actions in _by_visit(queries.list_for_provider(session, viewer)):
        visit = actions[0].visit
        href = url_for("own_visits.visit", reference=visit.reference, _anchor="actions")
        yield _late_or_not(f"{visit.home.name}: say what was done after the visit", href, actions, now)


@waits_for(Role.QA_OFFICER)
def for_officer(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Evidence to look at, and actions that are overdue, a line a visit."""
    today = clock.today(now)
    for actions in _by_visit(queries.list_for_officer(session, viewer)):
        visit = actions[0].visit
        href = url_for("visit_actions.list_actions", reference=visit.reference)
        if answered := [action for action in actions if action.state == ActionState.ANSWERED]:
            yield Waiting(f"{visit.home.name}: look at what was done", href, count=len(answered))
        if late := [each for each in actions if is_overdue(ActionState(each.state), each.due_on, today)]:
            yield _late_or_not(f"{visit.home.name}: actions overdue", href, late, now)


@waits_for(Role.COMMISSIONER)
def for_commissioner(session: Session, viewer: Viewer, _now: datetime) -> Iterator[Waiting]:
    """Actions that stayed overdue and were passed on, and what no officer has read."""
    count, earliest = queries.escalated_since(session, viewer.authority_id or 0)
    if count:
        href = url_for("visit_actions.list_all", due="escalated")
        yield Waiting(
            "Actions after visits are long overdue", href, count, since_on=earliest, status="Overdue", tone="red"
        )
    if unread := queries.count_unread(session, viewer.authority_id or 0):
        href = url_for("visit_actions.list_all", due="unread")
        text = "Nobody has read what was done after visits"
        yield Waiting(text, href, count=unread, status="Unread", tone="red")


def _by_visit(actions: Sequence[VisitAction]) -> list[list[VisitAction]]:
    """Actions of each visit together, in the order of their earliest."""
    found: dict[int, list[VisitAction]] = {}
    for action in actions:
        found.setdefault(action.visit_id, []).append(action)
    return list(found.values())


def _late_or_not(text: str, href: str, actions: list[VisitAction], now: datetime) -> Waiting:
    due_on = min(action.due_on for action in actions)
    is_late = due_on < clock.today(now)
    return Waiting(
        text,
        href,
        count=len(actions),
        due_on=due_on,
        status="Overdue" if is_late else "To do",
        tone="red" if is_late else "blue",
    )
