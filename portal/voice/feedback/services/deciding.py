"""The author's side of moderation, and their last word on what the home did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.db import verb
from portal.voice.feedback import queries
from portal.voice.feedback.models import Changed, Enough, Feedback, FeedbackAnswer, Verdict
from portal.voice.feedback.rules import FeedbackState, Step
from portal.voice.feedback.services.common import Refused, moved, note
from portal.voice.feedback.services.flagging import flags_of
from portal.voice.feedback.services.moderating import is_for_author, show_anew

SAY_WHY = "Tell us what is wrong. Then we can talk about it."
CHANGED_SINCE = "This was changed. Look at it again."
# Between what was written at one time and at another.
PART = "\n\n"
PICK_EACH = "Pick an answer for each change first."


class ShownAnew(Refused):
    """What staff would see was changed since its author looked."""

    def __init__(self) -> None:
        super().__init__(CHANGED_SINCE)


@verb
def save_verdict(
    session: Session,
    feedback: Feedback,
    answer: FeedbackAnswer,
    verdict: Verdict,
    *,
    objection: str,
    seen: int,
    seen_words: str = "",
    now: datetime,
) -> None:
    """Say yes or no to what staff would see of one answer, or take the answer back. Kept until `decide` sends it.

    What was written with it is kept whatever was said (`objection`): in place of what its page showed in the box
    (`seen_words`), beside what was written on another page since, or when another text was shown.
    ShownAnew where the answer is no longer of the version that its author saw, unless they take it back whatever it is;
    TooLate where it is not theirs to look at now (see `say_late`).
    """
    moved(session, feedback, Step.LOOK_OVER)
    session.refresh(answer)
    if answer.version != seen and verdict != Verdict.WITHDRAWN:
        raise ShownAnew
    if verdict == Verdict.OBJECTED and not objection:
        raise Refused(SAY_WHY, "objection")
    if objection:
        is_seen, before = answer.objection == seen_words, answer.objection
        answer.objection = objection if is_seen else _with(answer.objection, objection)
        if answer.objection != before and flags_of(answer.objection):
            answer.worry_at, answer.worry_read_at = now, None
        answer.flags = flags_of(answer.text, answer.objection, answer.late_words)
    answer.verdict = verdict


# What no home has yet, and its author's word still counts for.
NOT_SHARED = frozenset({FeedbackState.READ, FeedbackState.PROPOSED})


@verb
def say_late(
    session: Session,
    feedback: Feedback,
    answer: FeedbackAnswer,
    verdict: Verdict,
    words: str,
    *,
    actor: events.Actor,
    now: datetime,
) -> FeedbackState:
    """Keep a no, the wish to take an answer out, or the words of a yes, that came when it was not, or no longer so,
    theirs to look at. Returns where the entry stands.

    While no home has it, a no counts: what was said no to needs a yes to what is shown next, what is taken out stays
    out. Afterwards it is for the coordinator to read, as what was written with a yes always is. A yes changes nothing:
    what it was said to may stand there no more. Twice is once.
    """
    held = queries.locked_feedback(session, feedback.id)
    session.refresh(answer)
    if _said_already(held, answer, verdict, words):
        return held.state
    counts = held.state in NOT_SHARED
    is_yes = verdict == Verdict.AGREED
    if words:
        answer.late_words = _with(answer.late_words, words)
        answer.flags = flags_of(answer.text, answer.objection, answer.late_words)
    if words or not counts:
        # A no that was said late still needs a yes to what is shown, and this is none.
        answer.late_verdict = answer.late_verdict or verdict if is_yes else verdict
        answer.late_at, answer.late_read_at = now, None
    if counts and not is_yes and answer.verdict != Verdict.WITHDRAWN:
        answer.verdict = Verdict.WITHDRAWN if verdict == Verdict.WITHDRAWN else Verdict.WAITING
        if held.state == FeedbackState.READ and answer.verdict == Verdict.WAITING:
            show_anew(held)
    note(session, held, "said_late", actor=actor, now=now, verdict=verdict)
    return held.state


def _with(said: str, words: str) -> str:
    """What was written before, and these words where they are not the last of it."""
    return said if _says_last(said, words) else PART.join(filter(None, (said, words)))


def _says_last(said: str, words: str) -> bool:
    """Whether these words are the last that were written. The same may be written again: a "no" is short."""
    return said == words or said.endswith(f"{PART}{words}")


def _said_already(held: Feedback, answer: FeedbackAnswer, verdict: Verdict, words: str) -> bool:
    """Whether the same stands there with nothing said, read or shared since: a form that was sent twice."""
    is_unread = answer.late_at is not None and answer.late_read_at is None
    is_there = is_unread and _says_last(answer.late_words, words)
    if verdict == Verdict.AGREED:
        return is_there or not words
    if words and (not is_there or answer.late_verdict == Verdict.AGREED):
        return False
    if held.state in NOT_SHARED:
        return answer.verdict in (Verdict.WITHDRAWN, verdict if verdict == Verdict.WITHDRAWN else Verdict.WAITING)
    is_since = held.moderated_at is None or (answer.late_at is not None and answer.late_at >= held.moderated_at)
    return is_unread and is_since and answer.late_verdict == verdict


def version_of_all(answers: Iterable[FeedbackAnswer]) -> int:
    """What a whole entry as staff would see it is known by: moderating any answer makes it higher."""
    return sum(answer.version for answer in answers)


@verb
def decide(session: Session, feedback: Feedback, *, seen: int, actor: events.Actor, now: datetime) -> None:
    """Send what was said to the coordinator. Refused before something was said to every change, and where anything is
    no longer as its author saw it (`version_of_all`)."""
    held = moved(session, feedback, Step.DECIDE)
    answers = queries.list_answers(session, held)
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
