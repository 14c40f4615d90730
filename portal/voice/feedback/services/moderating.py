"""The coordinator's desk: every look is recorded, every answer read, every redaction proposed with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import verb
from portal.voice.feedback import queries
from portal.voice.feedback.models import Feedback, FeedbackAnswer, Treatment, Verdict
from portal.voice.feedback.rules import FeedbackState, Heard, Step
from portal.voice.feedback.services.common import Refused, check_seen, moved, note
from portal.voice.feedback.services.naming import NameInside, but_for, names_around
from portal.voice.feedback.services.sharing import heard_of, written_text
from portal.voice.feedback.words import TREATMENTS, quoted

NAME_INSIDE = "A name of an inspector stands in this: {}. Take it out: staff must not read it."
GIVE_REASON = "Enter why, in plain words. The young person reads it."
MARK_CHANGED = "A mark cannot be changed. Show it as it is or leave it out."
SAME_TEXT = "This is what the young person wrote. Change it, or choose “All of it, as written”."
GIVE_TEXT = "Enter what staff will see."
CANNOT_LOOK = "The young person has left and can no longer look at anything."
SAID_MORE = "The young person said more meanwhile. Read it first."
DECIDE_ALL = "Decide about every answer first."
WITHDRAWN = "The young person took this answer back. It stays out."
STALE = (
    "Somebody else decided about this answer while you were looking at it. What they saved stands beside what you "
    "typed: keep what is right and save again"
)
HOLD_REASON = "Enter why this is kept."
HELD_ANEW = "Somebody else gave another reason for keeping this. Read it before you let it go."


class Stale(Refused):
    """Somebody else saved first. `current` holds in words what is stored now where it differs, `version` its number."""

    def __init__(self, current: Mapping[str, str], version: int) -> None:
        super().__init__(STALE)
        self.current, self.version = current, version


@verb
def note_look(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """Record that somebody looked at words as they were written."""
    note(session, feedback, "feedback_seen", actor=actor, now=now)


@verb
def mark_read(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """Say that every answer was read."""
    held = moved(session, feedback, Step.READ)
    held.read_at = now
    note(session, held, "feedback_read", actor=actor, now=now)


@verb
def moderate(
    session: Session,
    feedback: Feedback,
    answer: FeedbackAnswer,
    treatment: Treatment,
    *,
    text: str,
    reason: str,
    seen_version: int,
    no_names: Sequence[str] = (),
    actor: Viewer,
    now: datetime,
) -> None:
    """Say what staff would see of one answer. Its author is asked anew; what they took back stays out.

    Refused without a reason for a change, and while a name of an inspector stands in what would be seen, but for words
    of which the coordinator says that they are none here (`no_names`). Stale when somebody else decided something else
    since.
    """
    held = moved(session, feedback, Step.MODERATE)
    session.refresh(answer)
    if answer.verdict == Verdict.WITHDRAWN:
        raise Refused(WITHDRAWN)
    is_redacted = treatment == Treatment.REDACTED
    proposed = {
        "treatment": treatment,
        "text": text if is_redacted else "",
        "reason": "" if treatment == Treatment.AS_WRITTEN else reason,
    }
    if answer.version != seen_version and _stored(answer) != proposed:
        raise Stale(_differences(answer, proposed), answer.version)
    if is_redacted and answer.value is not None:
        raise Refused(MARK_CHANGED, "treatment")
    if is_redacted and not text:
        raise Refused(GIVE_TEXT, "text")
    if is_redacted and text.split() == written_text(answer).split():
        raise Refused(SAME_TEXT, "text")
    if treatment != Treatment.AS_WRITTEN and not reason:
        raise Refused(GIVE_REASON, "reason")
    shown = {Treatment.REDACTED: text, Treatment.AS_WRITTEN: answer.text}.get(treatment, "")
    found = names_around(session, held).find_all([shown])
    if inside := but_for(found, no_names):
        raise NameInside(NAME_INSIDE.format(quoted(inside)), "text" if is_redacted else "treatment", inside)
    if found:
        note(session, held, "words_are_no_name", actor=actor, now=now)
    answer.treatment, answer.verdict = treatment, Verdict.WAITING
    answer.proposed_text, answer.reason = proposed["text"], proposed["reason"]
    answer.version += 1
    show_anew(held)
    note(session, held, "answer_moderated", actor=actor, now=now, treatment=treatment)


def _stored(answer: FeedbackAnswer) -> dict[str, str]:
    return {"treatment": answer.treatment, "text": answer.proposed_text, "reason": answer.reason}


def _differences(answer: FeedbackAnswer, proposed: Mapping[str, str]) -> dict[str, str]:
    """What is stored where it is not what was proposed, in words."""
    there = {name: value for name, value in _stored(answer).items() if value != proposed[name]}
    return {name: TREATMENTS[Treatment(value)] if name == "treatment" else value for name, value in there.items()}


def show_anew(held: Feedback) -> None:
    """What its author was shown, and said to that, is no longer what would be shared."""
    held.proposed_at = held.decided_at = None


@verb
def propose(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """Let the author see what staff would see, changed or not. Refused before every answer is decided, and where
    the author can never come back to look."""
    held = moved(session, feedback, Step.PROPOSE)
    if held.author_left_at is not None:
        raise Refused(CANNOT_LOOK)
    answers = queries.list_answers(session, held)
    if any(answer.treatment == Treatment.UNDECIDED for answer in answers):
        raise Refused(DECIDE_ALL)
    to_see = sum(is_for_author(answer) for answer in answers)
    held.proposed_at, held.decided_at = now, None
    note(session, held, "redactions_proposed", actor=actor, now=now, answers=to_see)


def is_for_author(answer: FeedbackAnswer) -> bool:
    """Whether its author has to say something to a proposal: it changes their words, or they objected once."""
    is_changed = answer.treatment != Treatment.AS_WRITTEN or answer.was_objected
    return is_changed and answer.verdict == Verdict.WAITING


@verb
def take_back(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """End waiting for the author: they are shown it again before anything is shared."""
    held = moved(session, feedback, Step.TAKE_BACK)
    show_anew(held)
    note(session, held, "proposal_taken_back", actor=actor, now=now)


@verb
def end_author(session: Session, feedback: Feedback, *, actor: events.Actor, now: datetime) -> None:
    """Note that its author can never come back. What they were looking at, and had time left to answer, is with the
    coordinator again: it cannot go to the home (`rules.heard`)."""
    held = queries.locked_feedback(session, feedback.id)
    if held.author_left_at is not None:
        return
    held.author_left_at = now
    if held.state == FeedbackState.PROPOSED and heard_of(held, now) is Heard.GONE:
        held.state = FeedbackState.READ
        show_anew(held)
        note(session, held, "proposal_taken_back", actor=actor, now=now)


@verb
def mark_late_read(session: Session, feedback: Feedback, *, seen: str, actor: Viewer, now: datetime) -> None:
    """Say that what its author said late, or wrote that may speak of harm, was read. Refused where they said something
    later than the page showed (`seen`, see `late_mark`)."""
    held = queries.locked_feedback(session, feedback.id)
    answers = queries.list_answers(session, held)
    unread = [answer for answer in answers if answer.is_unread]
    if unread and late_mark(answers) != seen:
        raise Refused(SAID_MORE)
    for answer in unread:
        answer.late_read_at = now if answer.late_at else None
        answer.worry_read_at = now if answer.worry_at else None
    if unread:
        note(session, held, "late_words_read", actor=actor, now=now, answers=len(unread))


def late_mark(answers: Iterable[FeedbackAnswer]) -> str:
    """What all that waits to be read is known by: when the last of it was said; "" for nothing."""
    said = [at for answer in answers for at in (answer.late_at, answer.worry_at) if at is not None]
    return max(said).isoformat() if said else ""


@verb
def hold(session: Session, feedback: Feedback, reason: str, *, seen: str, actor: Viewer, now: datetime) -> None:
    """Keep the words as written for longer than usual, for a reason such as a complaint.

    SavedSince where another reason stands there than the one (`seen`) that the writer began with.
    """
    if not reason:
        raise Refused(HOLD_REASON, "reason")
    held = queries.locked_feedback(session, feedback.id)
    check_seen(held.held_reason, seen, reason)
    held.held_reason = reason
    note(session, held, "feedback_held", actor=actor, now=now)


@verb
def release(session: Session, feedback: Feedback, *, seen: str, actor: Viewer, now: datetime) -> None:
    """Let the words as written go when their time comes. Refused where they are kept for another reason now than the
    one (`seen`) that whoever lets them go read."""
    held = queries.locked_feedback(session, feedback.id)
    if held.held_reason not in (seen, ""):
        raise Refused(HELD_ANEW)
    if held.held_reason:
        held.held_reason = ""
        note(session, held, "feedback_released", actor=actor, now=now)
