"""Two mails at most about feedback a home has not answered: shortly before its day, and the day after."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal import clock, jobs, mail
from portal.db import Database, verb
from portal.voice.feedback import queries

SOON = timedelta(days=3)


@jobs.chore
def chase_answers(database: Database) -> None:
    """Post what is due; a second time posts none twice."""
    with database.session() as session:
        post_chasers(session, now=clock.now())


@verb
def post_chasers(session: Session, *, now: datetime) -> None:
    """Write one mail a person and piece of feedback that is nearly due, and one that is late. Nothing of the home or of
    what was said stands in a mail."""
    today = clock.today(now)
    for person, feedback in queries.list_readers(session, due_by=today + SOON):
        is_late = feedback.answer_by_on is not None and feedback.answer_by_on < today
        mail.post(
            session,
            "feedback_chase",
            to=person.inbox,
            subject="Young people are waiting for your answer",
            key=f"feedback-{'late' if is_late else 'soon'}:{feedback.reference}:{person.id}",
            now=now,
            name=person.name,
            reference=feedback.reference,
            by=feedback.answer_by_on,
            is_late=is_late,
        )
