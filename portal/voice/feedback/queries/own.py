"""What an inspector sees of their own visits and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.db import NotFound
from portal.quality.models import Visit, VisitState
from portal.voice.feedback.models import Feedback, FeedbackState

# An inspector's turn: to look at what staff would see, or at what the home said.
INSPECTORS_TURN = (FeedbackState.PROPOSED, FeedbackState.SHARED_BACK)


def get_own_visit(session: Session, reference: str, *, person_id: int, authority_id: int, now: datetime) -> Visit:
    """A visit an inspector can say something about: it has begun and was not called off. NotFound for any other."""
    query = select(Visit).where(
        Visit.reference == reference,
        Visit.authority_id == authority_id,
        Visit.starts_at <= now,
        Visit.state != VisitState.CANCELLED,
    )
    found = session.scalar(query.options(joinedload(Visit.home)))
    if found is None:
        raise NotFound("no such visit")
    return found


def find_own(session: Session, visit_id: int, person_id: int) -> Feedback | None:
    """What an inspector said of a visit, if they began to."""
    query = select(Feedback).where(Feedback.visit_id == visit_id, Feedback.inspector_id == person_id)
    return session.scalar(query)


def list_own_waiting(session: Session, person_id: int) -> Sequence[Feedback]:
    """What waits for an inspector: redactions to look at, and answers they have not judged yet; oldest first."""
    query = select(Feedback).where(
        Feedback.inspector_id == person_id, Feedback.state.in_(INSPECTORS_TURN), Feedback.enough.is_(None)
    )
    return session.scalars(query.options(joinedload(Feedback.visit)).order_by(Feedback.id)).all()
