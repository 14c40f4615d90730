"""What every verb about feedback does: hold the row, check the step, record it without a word of the text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import db, events
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.queries import locked_feedback
from portal.voice.feedback.rules import REFUSALS, Step, after

SAVED_SINCE = (
    "Somebody else saved this while you were writing. What they saved stands beside what you typed: "
    "keep what is right and save again."
)


class Refused(db.Refused):
    """Feedback cannot be changed that way now."""


class TooLate(Refused):
    """It no longer stands where this can be done; it may have when the page was opened."""


class SavedSince(Refused):
    """Somebody else saved another text first. `stored`: what stands there now."""

    def __init__(self, stored: str) -> None:
        super().__init__(SAVED_SINCE)
        self.stored = stored


def check_seen(stored: str, seen: str, text: str) -> None:
    """SavedSince where what is stored is neither what the writer saw nor what they want to save."""
    if stored not in (seen, text):
        raise SavedSince(stored)


def moved(session: Session, feedback: Feedback, step: Step) -> Feedback:
    """The feedback, held, in the state that a step leads to; TooLate where it cannot be taken."""
    held = locked_feedback(session, feedback.id)
    state = after(held.state, step)
    if state is None:
        raise TooLate(REFUSALS[step])
    held.state = state
    return held


def note(
    session: Session,
    feedback: Feedback,
    what: str,
    *,
    actor: events.Actor,
    now: datetime,
    provider: str | None = None,
    **detail: Any,
) -> None:
    """Record what was done. Publishers and auditors read these: no text, no names."""
    subject = ("feedback", feedback.reference)
    events.record(session, f"voice.{what}", subject, actor=actor, now=now, provider=provider, detail=detail)
