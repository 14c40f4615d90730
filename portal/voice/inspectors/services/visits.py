"""Who goes on a visit, that they are there and home safe, the address in its window, and the talk afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.voice.inspectors import rules
from portal.voice.inspectors.models import Inspector, InspectorVisit
from portal.voice.inspectors.queries import is_out_late, locked_place
from portal.voice.inspectors.rules import InspectorState, Window
from portal.voice.inspectors.services.checks import STALE, Refused, Stale

NOT_PLANNED = "This visit is not planned any more, so who goes on it cannot change."
NOT_NOW = "You can not do that now. Call your coordinator if you need help."
TWICE = "This inspector goes on the visit already."


def place(
    session: Session, visit: Visit, inspector: Inspector, *, travel: str, company: str, actor: Viewer, now: datetime
) -> InspectorVisit:
    """Let an inspector go on a planned visit, with how they get there and who goes with them.

    Refused for one who has not joined or has left, for a visit that is not planned, and for a second time.
    """
    if inspector.state != InspectorState.ACTIVE:
        raise Refused("This inspector has not joined yet, or has left.", "inspector")
    try:
        return _place(session, visit, inspector, travel, company, actor=actor, now=now)
    except IntegrityError:
        raise Refused(TWICE, "inspector") from None


@verb
def _place(
    session: Session, visit: Visit, inspector: Inspector, travel: str, company: str, *, actor: Viewer, now: datetime
) -> InspectorVisit:
    if locked_visit(session, visit.id).state != VisitState.PLANNED:
        raise Refused(NOT_PLANNED)
    made = InspectorVisit(visit_id=visit.id, inspector_id=inspector.id, travel=travel, company=company, placed_at=now)
    session.add(made)
    session.flush()
    _record(session, "visit_given", visit, inspector, actor=actor, now=now)
    return made


def _record(
    session: Session, verb_name: str, visit: Visit, inspector: Inspector, *, actor: events.Actor, now: datetime
) -> None:
    """Noted of the inspector, not of the visit, whose record other roles read."""
    events.record(
        session,
        f"voice.{verb_name}",
        ("inspector", inspector.reference),
        actor=actor,
        now=now,
        detail={"visit": visit.reference},
    )


@verb
def take_off(session: Session, visit: Visit, held: InspectorVisit, *, actor: Viewer, now: datetime) -> None:
    """An inspector does not go after all; not once they have been there."""
    current = locked_place(session, held.id)
    if visit.state != VisitState.PLANNED or current.arrived_at is not None:
        raise Refused(NOT_PLANNED)
    session.delete(current)
    _record(session, "visit_taken_back", visit, held.inspector, actor=actor, now=now)


@verb
def debrief(
    session: Session,
    visit: Visit,
    held: InspectorVisit,
    words: str,
    *,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """What was talked about after a visit, in the coordinator's words; they may write it anew.

    Stale when somebody else, such as a deputy, wrote something else since the page was shown.
    """
    current = locked_place(session, held.id)
    if visit.starts_at > now:
        raise Refused("This visit has not begun yet, so there is nothing to talk about.", "debrief")
    if current.debrief == words:
        return
    if current.version != seen_version:
        raise Stale(STALE, {"debrief": current.debrief}, current.version)
    current.debrief, current.debriefed_at, current.version = words, now, seen_version + 1
    _record(session, "debrief_written", visit, held.inspector, actor=actor, now=now)


@verb
def look_at_address(
    session: Session, held: InspectorVisit, inspector: Inspector, window: Window, *, actor: events.Actor, now: datetime
) -> bool:
    """Whether an inspector may see the address now; their first look in the window of a visit is recorded."""
    if not window.holds(now) or held.visit.state == VisitState.CANCELLED:
        return False
    seen_at = held.address_seen_at
    if seen_at is None or not window.holds(seen_at):
        locked_place(session, held.id).address_seen_at = now
        _record(session, "address_seen", held.visit, inspector, actor=actor, now=now)
    return True


@verb
def say_arrived(
    session: Session, held: InspectorVisit, inspector: Inspector, window: Window, *, actor: events.Actor, now: datetime
) -> None:
    """ "I am here": the first time counts. Refused outside the window, and for a visit that is called off, or moves."""
    began = held.visit.starts_at
    visit = locked_visit(session, held.visit_id)
    if not window.holds(now) or visit.state == VisitState.CANCELLED or visit.starts_at != began:
        raise Refused(NOT_NOW)
    current = locked_place(session, held.id)
    if current.arrived_at is None:
        current.arrived_at = now
        _record(session, "arrived", held.visit, inspector, actor=actor, now=now)


@verb
def say_home_safe(
    session: Session, held: InspectorVisit, inspector: Inspector, window: Window, *, actor: events.Actor, now: datetime
) -> None:
    """ "I am home safe": the first time counts. Refused outside the window, and before anybody can have been there."""
    current = locked_place(session, held.id)
    if not window.holds(now) or not can_be_home(current, now):
        raise Refused(NOT_NOW)
    if current.home_safe_at is None:
        current.home_safe_at = now
        _record(session, "home_safe", held.visit, inspector, actor=actor, now=now)


def can_be_home(held: InspectorVisit, now: datetime) -> bool:
    """Whether an inspector can be home again from a visit. One that was called off may have found them there."""
    if held.visit.state == VisitState.CANCELLED and not is_out_late(held):
        return False
    return rules.may_be_home(starts_at=held.visit.starts_at, arrived_at=held.arrived_at, now=now)
