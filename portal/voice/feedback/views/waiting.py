"""What waits for an inspector because of feedback, and the way to it from the page of a visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.mail import settings
from portal.quality.models import VisitState
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.inspectors import waiting
from portal.voice.inspectors.models import Inspector, InspectorVisit
from portal.voice.inspectors.waiting import Item
from portal.web.filters import format_date


@waiting.items(order=20)
def of_feedback(session: Session, inspector: Inspector, _now: datetime) -> Iterator[Item]:
    """What staff would see, and answers of a home."""
    for told, reference in queries.list_own_waiting(session, inspector.person_id):
        if told.state == FeedbackState.PROPOSED:
            why = f"See what staff at {told.home.name} will see. You can say no."
            yield Item(why, "Look at what staff will see", url_for("feedback.changes", reference=reference))
        else:
            why = f"{told.home.name} has told us what it will do."
            yield Item(why, "See what they said", url_for("feedback.answers", reference=reference))


@waiting.items(order=25)
def of_joining(session: Session, inspector: Inspector, _now: datetime) -> Iterator[Item]:
    """The other inspector of a visit asks to be read as one."""
    for told, reference in queries.list_asked(session, inspector.person_id):
        why = f"The other one at {told.home.name} asks to join what you both said."
        yield Item(why, "Say yes or no", url_for("feedback_together.together", reference=reference))


def last_day_of(draft: Feedback) -> date:
    """Until when something is kept that was begun and not sent."""
    ended_at = draft.visit.ends_at if draft.visit else None
    days = settings().feedback_draft_days
    return rules.draft_stays_until(started_at=draft.started_at, visit_ended_at=ended_at, days=days)


@waiting.items(order=30)
def of_drafts(session: Session, inspector: Inspector, now: datetime) -> Iterator[Item]:
    """What was begun, is not sent and soon goes."""
    for told in queries.list_own_drafts(session, inspector.person_id):
        if told.visit is None:
            continue
        last_day = last_day_of(told)
        if rules.is_warned_of(last_day, clock.today(now)):
            why = f"You did not send what you wrote on {told.home.name}. We keep it until {format_date(last_day)}."
            yield Item(why, "Go on with it", url_for("feedback.start", reference=told.visit.reference))


@waiting.onwards(order=20)
def from_visit(session: Session, held: InspectorVisit, now: datetime) -> Iterator[Item]:
    """Say how it was, or see where that is now, once the visit has begun."""
    if held.visit.starts_at > now or held.visit.state == VisitState.CANCELLED:
        return
    href = url_for("feedback.start", reference=held.visit.reference)
    told = queries.find_own(session, held.visit_id, held.inspector.person_id)
    if told is None or told.state == FeedbackState.DRAFT:
        yield Item("How was your visit?", "Tell us how it was", href)
    else:
        yield Item("You told us how it was.", "See where it is", href)
        if queries.find_standing(session, told):
            to = url_for("feedback_together.together", reference=held.visit.reference)
            yield Item("You went with someone else.", "You and the other one", to)
