"""What every verb that moves a visit on needs: its lock, its step, its event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.events import Actor
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.rules import REFUSALS, Step, after
from portal.quality.services.visits import Refused


def take(session: Session, visit: Visit, step: Step) -> Visit:
    """Lock a visit and move its state; Refused where the step cannot be taken from where it stands."""
    held = locked_visit(session, visit.id)
    state = after(VisitState(held.state), step)
    if state is None:
        raise Refused(REFUSALS[step])
    held.state = state
    held.version += 1
    return held


def note(
    session: Session,
    what: str,
    visit: Visit,
    *,
    actor: Actor,
    now: datetime,
    shared: bool = False,
    personal: str | None = None,
    **detail: object,
) -> None:
    """Record what happened to a visit; `shared`: the organisation may read that it did."""
    events.record(
        session,
        f"quality.{what}",
        ("visit", visit.reference),
        actor=actor,
        now=now,
        provider=visit.home.provider.reference if shared else None,
        detail=detail,
        personal=personal,
    )
