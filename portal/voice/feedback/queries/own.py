"""What an inspector sees of their own visits and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.db import NotFound
from portal.quality.models import Visit, VisitState
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.inspectors.models import Inspector, InspectorVisit

# An inspector's turn: to look at what staff would see, or at what the home said.
INSPECTORS_TURN = (FeedbackState.PROPOSED, FeedbackState.SHARED_BACK)


def get_own_visit(session: Session, reference: str, *, person_id: int, authority_id: int, now: datetime) -> Visit:
    """A visit an inspector went on and can say something about: it has begun and was not called off.

    NotFound for any other.
    """
    query = (
        select(Visit)
        .join(InspectorVisit, InspectorVisit.visit_id == Visit.id)
        .join(Inspector, Inspector.id == InspectorVisit.inspector_id)
        .where(
            Visit.reference == reference,
            Visit.authority_id == authority_id,
            Visit.starts_at <= now,
            Visit.state != VisitState.CANCELLED,
            Inspector.person_id == person_id,
        )
    )
    found = session.scalar(query.options(joinedload(Visit.home)))
    if found is None:
        raise NotFound("no such visit")
    return found


def find_own(session: Session, visit_id: int, person_id: int) -> Feedback | None:
    """What an inspector said of a visit, if they began to."""
    query = select(Feedback).where(Feedback.visit_id == visit_id, Feedback.inspector_id == person_id)
    return session.scalar(query)


def list_own_drafts(session: Session, person_id: int) -> Sequence[Feedback]:
    """What an inspector began and has not sent, with its visit and home, oldest first."""
    query = select(Feedback).where(Feedback.inspector_id == person_id, Feedback.state == FeedbackState.DRAFT)
    query = query.options(joinedload(Feedback.home), joinedload(Feedback.visit))
    return session.scalars(query.order_by(Feedback.id)).all()


def list_own_waiting(session: Session, person_id: int) -> list[tuple[Feedback, str]]:
    """What waits for an inspector, with the reference of its visit, oldest first: changes to look at, and answers they
    have not judged yet."""
    query = (
        select(Feedback, Visit.reference)
        .join(Visit, Visit.id == Feedback.visit_id)
        .options(joinedload(Feedback.home))
        .where(Feedback.inspector_id == person_id, Feedback.state.in_(INSPECTORS_TURN), Feedback.enough.is_(None))
        .order_by(Feedback.id)
    )
    return [(told, reference) for told, reference in session.execute(query)]
