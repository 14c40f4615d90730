"""The author's side of moderation, and their last word on what the home did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.db import verb
from portal.voice.feedback import queries
from portal.voice.feedback.models import Changed, Enough, Feedback, FeedbackAnswer, Verdict
from portal.voice.feedback.rules import Step
from portal.voice.feedback.services.common import Refused, moved, note
from portal.voice.feedback.services.flagging import flags_of
from portal.voice.feedback.services.moderating import is_for_author

SAY_WHY = "Tell us what is wrong. Then we can talk about it."
CHANGED_SINCE = "This was changed. Look at it again."
PICK_EACH = "Pick an answer for each change first."


class ShownAnew(Refused):
    """What staff would see was changed since its author looked."""

    def __init__(self) -> None:
        super().__init__(CHANGED_SINCE)


@verb
def save_verdict(
    session: Session, feedback: Feedback, answer: FeedbackAnswer, verdict: Verdict, *, objection: str, seen: int
) -> None:
    """Say yes or no to what staff would see of one answer, or take the answer back. Kept until `decide` sends it.

    Refused where the answer is no longer of the version that its author saw.
    """
    moved(session, feedback, Step.LOOK_OVER)
    session.refresh(answer)
    if answer.version != seen:
        raise ShownAnew
    if verdict == Verdict.OBJECTED and not objection:
        raise Refused(SAY_WHY, "objection")
    answer.verdict = verdict
    if verdict == Verdict.OBJECTED:
        answer.objection = objection
        answer.flags = flags_of(answer.text, objection)


def version_of_all(answers: Iterable[FeedbackAnswer]) -> int:
    """What a whole entry as staff would see it is known by: moderating any answer makes it higher."""
    return sum(answer.version for answer in answers)


@verb
def decide(session: Session, feedback: Feedback, *, seen: int, actor: events.Actor, now: datetime) -> None:
    """Send what was said to the coordinator. Refused before something was said to every change, and where anything is
    no longer as its author saw it (`version_of_all`)."""
    held = moved(session, feedback, Step.DECIDE)
    answers = queries.list_answers(session, held)
    for answer in answers:
        session.refresh(answer)
    if version_of_all(answers) != seen:
        raise ShownAnew
    if any(is_for_author(answer) for answer in answers):
        raise Refused(PICK_EACH)
    held.decided_at = now
    agreed, objected, withdrawn = (
        sum(answer.verdict == verdict for answer in answers)
        for verdict in (Verdict.AGREED, Verdict.OBJECTED, Verdict.WITHDRAWN)
    )
    note(
        session,
        held,
        "redactions_decided",
        actor=actor,
        now=now,
        agreed=agreed,
        objected=objected,
        withdrawn=withdrawn,
    )


@verb
def judge(
    session: Session,
    feedback: Feedback,
    *,
    enough: Enough | None = None,
    changed: Changed | None = None,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Say whether the home's answers are good enough, or whether it really changed; may be said anew later."""
    held = moved(session, feedback, Step.JUDGE)
    if enough is not None:
        held.enough, held.enough_at = enough, now
        note(session, held, "answers_judged", actor=actor, now=now, enough=enough)
    if changed is not None:
        held.changed, held.changed_at = changed, now
        note(session, held, "change_judged", actor=actor, now=now, changed=changed)
