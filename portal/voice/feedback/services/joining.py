"""Two inspectors of one visit ask, agree, and end that staff read what both said as one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.db import verb
from portal.voice.feedback import queries
from portal.voice.feedback.models import Feedback, FeedbackJoin
from portal.voice.feedback.rules import JOINABLE
from portal.voice.feedback.services.common import Refused, note

TOO_LATE = "It is too late to join them. Staff may have one of them now."
ALREADY_SHARED = "Staff have it now. You can no longer take it apart."


@verb
def join(session: Session, feedback: Feedback, *, actor: events.Actor, now: datetime) -> None:
    """Ask the other one, or agree to what they asked. Twice is once. Refused once either is shared or kept back."""
    partner = queries.find_partner(session, feedback)
    if partner is None:
        raise Refused(TOO_LATE)
    pair = [queries.locked_feedback(session, each) for each in sorted((feedback.id, partner.id))]
    if any(each.state not in JOINABLE for each in pair):
        raise Refused(TOO_LATE)
    found = queries.find_join(session, feedback.id)
    if found is None:
        session.add(FeedbackJoin(first_id=feedback.id, second_id=partner.id, asked_at=now))
        note(session, feedback, "join_asked", actor=actor, now=now)
    elif found.second_id == feedback.id and found.agreed_at is None:
        found.agreed_at = now
        note(session, feedback, "join_agreed", actor=actor, now=now)


@verb
def part(session: Session, feedback: Feedback, *, actor: events.Actor, now: datetime) -> None:
    """Say no, or end what was asked or agreed: each goes by itself, as before. Refused once they are shared as one."""
    _locked_pair(session, feedback)
    found = queries.find_join(session, feedback.id)
    if found is None:
        return
    if found.shared_at is not None:
        raise Refused(ALREADY_SHARED)
    found.ended_at = now
    note(session, feedback, "join_ended", actor=actor, now=now)


def _locked_pair(session: Session, feedback: Feedback) -> None:
    found = queries.find_join(session, feedback.id)
    for each in sorted(found.ids if found else (feedback.id,)):
        queries.locked_feedback(session, each)
