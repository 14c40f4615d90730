"""Whoever leaves can never take back their yes to be quoted, so it ends for all that no report has let out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.events import Actor
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.services import end_quote
from portal.voice.inspectors import leaving
from portal.voice.inspectors.models import Inspector
from portal.voice.pooled import queries


@leaving.endings(order=10)
def of_quotes(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None:
    """End it; what a published report quotes stays there, as it was agreed to."""
    for feedback in queries.list_quotable_of(session, Feedback.inspector_id == inspector.person_id):
        end_quote(session, feedback, actor=actor, now=now)
