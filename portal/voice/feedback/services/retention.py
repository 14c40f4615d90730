"""Words as written go some months after moderation, what was never sent some days after the visit.

What was agreed and shared stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.db import Database, verb
from portal.mail import settings
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback, FeedbackAnswer
from portal.voice.feedback.services.common import note


@jobs.chore
def remove_old_feedback(database: Database) -> None:
    """Remove what has been kept for as long as the council keeps it, and nothing that is held."""
    with database.session() as session:
        remove_written(session, months=settings().feedback_months, now=clock.now())


@jobs.chore
def remove_old_drafts(database: Database) -> None:
    """Remove what was begun and never sent, once its author has been warned for long enough."""
    with database.session() as session:
        remove_drafts(session, days=settings().feedback_draft_days, now=clock.now())


@verb
def remove_drafts(session: Session, *, days: int, now: datetime) -> int:
    """Delete drafts whose last day has passed (`rules.draft_stays_until`); returns how many it were."""
    first_kept = clock.today(now) - timedelta(days=days)
    found = queries.list_old_drafts(session, clock.london_midnight(first_kept))
    for feedback in found:
        note(session, feedback, "feedback_draft_removed", actor=events.SYSTEM, now=now)
        session.execute(delete(FeedbackAnswer).where(FeedbackAnswer.feedback_id == feedback.id))
        session.delete(feedback)
    return len(found)


@verb
def remove_written(session: Session, *, months: int, now: datetime) -> int:
    """Delete the words as written of everything moderated so many months ago; returns how many it were."""
    found = queries.list_removable(session, rules.months_before(now, months))
    for feedback in found:
        _remove(session, feedback, now=now)
    return len(found)


def _remove(session: Session, feedback: Feedback, *, now: datetime) -> None:
    session.execute(delete(FeedbackAnswer).where(FeedbackAnswer.feedback_id == feedback.id))
    feedback.written_removed_at = now
    note(session, feedback, "feedback_as_written_removed", actor=events.SYSTEM, now=now)
