"""Whoever leaves can never look at what staff would see of their words: that is noted on all they said. What is kept of
their nickname goes at once where no text is checked for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.events import Actor
from portal.mail import settings
from portal.voice.feedback import queries
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.services import end_author
from portal.voice.feedback.services.naming import forget_needless
from portal.voice.inspectors import leaving
from portal.voice.inspectors.models import Inspector


@leaving.endings(order=5)
def of_authors(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None:
    """What they were shown and answered, or had all the time to, stays as it is; nothing else goes to a home."""
    for feedback in queries.list_by(session, Feedback.inspector_id == inspector.person_id):
        end_author(session, feedback, actor=actor, now=now)


@leaving.endings(order=20)
def of_names(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None:
    """Nothing that they or those who went with them wrote waits, and nobody can still begin."""
    forget_needless(session, days=settings().feedback_draft_days, now=now)
