"""Answering: begun once, saved answer by answer, sent whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.homes.queries import locked_home
from portal.quality.models import Visit
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackQuestion, Kind, Treatment
from portal.voice.feedback.rules import Given, Step
from portal.voice.feedback.services.common import Refused, moved, note
from portal.voice.feedback.services.flagging import flags_of

SAID_ELSEWHERE = "You gave a new answer on another page. Look at both. Then pick the one you want."
NOTHING = "none"
MARK_LENGTH = 12
NOTHING_SAID = "Answer one question or more. Then you can send it."


class SaidElsewhere(Refused):
    """Something else was saved since the page was opened. `stored`: what stands there now."""

    def __init__(self, stored: Given) -> None:
        super().__init__(SAID_ELSEWHERE)
        self.stored = stored


@dataclass(frozen=True)
class Author:
    """Who says something of a home: an inspector about a visit, or a resident by the reference of a card."""

    inspector_id: int | None = None
    visit: Visit | None = None
    resident_card: str | None = None

    @property
    def set_slug(self) -> str:
        """The questions that are theirs to answer."""
        return rules.RESIDENTS if self.resident_card else rules.INSPECTORS


@verb
def begin(
    session: Session, home: Home, author: Author, *, authority_id: int, actor: events.Actor, now: datetime
) -> Feedback:
    """A draft with the newest questions; the one there is already when begun twice."""
    locked_home(session, home.id)  # two taps at the same instant begin once
    found = _find(session, author)
    if found is not None:
        return found
    feedback = Feedback(
        reference=new_reference("FB"),
        authority_id=authority_id,
        home_id=home.id,
        visit_id=author.visit.id if author.visit else None,
        inspector_id=author.inspector_id,
        resident_card=author.resident_card,
        set_slug=author.set_slug,
        set_version=queries.newest_version(session, author.set_slug),
        started_at=now,
    )
    session.add(feedback)
    session.flush()
    note(session, feedback, "feedback_begun", actor=actor, now=now, questions=author.set_slug)
    return feedback


def _find(session: Session, author: Author) -> Feedback | None:
    if author.visit is not None and author.inspector_id is not None:
        return queries.find_own(session, author.visit.id, author.inspector_id)
    return session.scalar(select(Feedback).where(Feedback.resident_card == author.resident_card))


@verb
def save_answer(
    session: Session, feedback: Feedback, question: FeedbackQuestion, given: Given, *, seen: str | None = None
) -> None:
    """Keep one answer in place of the one before; nothing given is a question skipped. TooLate once it was sent.

    SaidElsewhere where another answer stands than the one (`seen`, see `given_mark`) that the page showed. Whoever
    sends just what the page showed has changed nothing, and nothing changes. None: whatever stands there is known.

    No event a tap: what was answered is known when it is sent.
    """
    held = moved(session, feedback, Step.ANSWER)
    answer = queries.find_answer(session, held.id, question.id)
    stored, mark = given_of(answer), given_mark(given)
    if mark == given_mark(stored):
        return
    if seen is not None and mark == seen:
        return
    if seen is not None and given_mark(stored) != (seen or NOTHING):  # a page without the mark showed nothing
        raise SaidElsewhere(stored)
    if given.is_skipped:
        if answer is not None:
            session.delete(answer)
        return
    if answer is None:
        answer = FeedbackAnswer(feedback_id=held.id, question_id=question.id)
        session.add(answer)
    answer.value = given.value
    answer.text, answer.cards = given.text, "\n".join(given.cards)
    answer.flags = flags_of(given.text)
    answer.treatment = Treatment.UNDECIDED if question.kind == Kind.WORDS and given.text else Treatment.AS_WRITTEN


def given_of(answer: FeedbackAnswer | None) -> Given:
    """What was answered."""
    if answer is None:
        return Given()
    return Given(value=answer.value, text=answer.text, cards=tuple(filter(None, answer.cards.split("\n"))))


def given_mark(given: Given) -> str:
    """What an answer is known by: the same for the same, whenever it was saved."""
    if given.is_skipped:
        return NOTHING
    said = repr((given.value, given.text, sorted(given.cards)))
    return hashlib.sha256(said.encode()).hexdigest()[:MARK_LENGTH]


@verb
def say_quote(
    session: Session, feedback: Feedback, *, agrees: bool, wording: str, actor: events.Actor, now: datetime
) -> None:
    """Let words be quoted, by a wording, or take that back. At any time: it holds for what is published next."""
    held = queries.locked_feedback(session, feedback.id)
    if held.may_be_quoted == agrees:
        return
    if agrees:
        held.quote_wording, held.quote_agreed_at, held.quote_withdrawn_at = wording, now, None
    else:
        held.quote_withdrawn_at = now
    note(session, held, "quote_agreed" if agrees else "quote_withdrawn", actor=actor, now=now, wording=wording)


@verb
def end_quote(session: Session, feedback: Feedback, *, actor: events.Actor, now: datetime) -> None:
    """End a yes to be quoted that its author will never be able to take back."""
    held = queries.locked_feedback(session, feedback.id)
    if held.may_be_quoted:
        held.quote_withdrawn_at = now
        note(session, held, "quote_ended", actor=actor, now=now, wording=held.quote_wording)


@verb
def send(session: Session, feedback: Feedback, *, actor: events.Actor, now: datetime) -> None:
    """Hand it to the coordinator. Refused without an answer, and when it was sent already."""
    held = moved(session, feedback, Step.SEND)
    answers = queries.list_answers(session, held)
    if not answers:
        raise Refused(NOTHING_SAID)
    held.sent_at = now
    note(session, held, "feedback_sent", actor=actor, now=now, answers=len(answers))
