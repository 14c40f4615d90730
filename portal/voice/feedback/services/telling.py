"""A coordinator tells the safeguarding lead what they read in an entry: a disclosure like any other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import verb
from portal.voice.disclosures import services as disclosures
from portal.voice.disclosures.models import Disclosure
from portal.voice.feedback import queries
from portal.voice.feedback.models import Feedback, FeedbackQuestion


@verb
def tell_lead(
    session: Session,
    feedback: Feedback,
    question: FeedbackQuestion | None,
    told: str,
    *,
    form_key: str,
    actor: Viewer,
    now: datetime,
) -> Disclosure:
    """Tell of an entry (with `question`, of one answer) in the coordinator's words; its own words stay where they are.

    No event of the feedback: publishers read those, and may know which home it is about.
    """
    held = queries.locked_feedback(session, feedback.id)
    entry = disclosures.Entry(held.id, question.id if question else None, held.home_id, held.visit)
    return disclosures.tell_of_entry(
        session, entry, told, authority_id=held.authority_id, form_key=form_key, actor=actor, now=now
    )
