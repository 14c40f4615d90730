"""What is kept of the nickname of whoever leaves goes at once where no text is checked for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.events import Actor
from portal.mail import settings
from portal.voice.feedback.services.naming import forget_needless
from portal.voice.inspectors import leaving
from portal.voice.inspectors.models import Inspector


@leaving.endings(order=20)
def of_names(session: Session, inspector: Inspector, actor: Actor, now: datetime) -> None:
    """Nothing that they or those who went with them wrote waits, and nobody can still begin."""
    forget_needless(session, days=settings().feedback_draft_days, now=now)
