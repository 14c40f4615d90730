"""Handing what was agreed to the home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, mail
from portal.access import Viewer
from portal.db import verb
from portal.homes.models import Home
from portal.returns.queries.visiting import list_accepted_months
from portal.voice.disclosures.models import Disclosure
from portal.voice.disclosures.queries import list_told_of
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackJoin, FeedbackPoint, Treatment
from portal.voice.feedback.rules import FeedbackState, Given, Heard, Step
from portal.voice.feedback.services.common import Refused, moved, note
from portal.voice.feedback.services.naming import NameInside, but_for, names_around
from portal.voice.feedback.words import quoted
from portal.voice.inspectors.queries import Carer
from portal.web.filters import format_date

NOT_SETTLED = "Some answers are still open. Agree them with the young person, or leave them out."
NOTHING_LEFT = "Nothing is left to share. Say that it is kept back."
SOMETHING_LEFT = "Some of it can be shared. Leave those answers out first if the young person wants that."
SAY_THEY_KNOW = "So few live there that the home will know who wrote this. Make sure first that they know that"
SAY_CHECKED = "Words here may speak of harm, and no safeguarding lead was told. Make sure first that nobody is at risk"
NAME_INSIDE = "A name of an inspector stands in this: {}. Take it out, or make sure that it is no name here"
SAY_ASKED = "The young person told the safeguarding leads of this visit or home. Speak with a lead first"
READ_LATE = "The young person wrote something that nobody has read yet. Read it in the entry first."
NOT_JOINED = "The two no longer want to be read as one. Share each by itself."
SHOW_FIRST = "Show it to the young person first, exactly as it would be shared. They have not seen this."
STILL_LOOKING = "The young person is looking at it. Without an answer it can be shared after {until}."
AUTHOR_GONE = (
    "The young person left before they had seen this as it would be shared and had time to answer. It cannot go to the "
    "home. Keep it back."
)
LATER_DAY = "The home’s answer must be due after today."
TOO_FAR = "The home’s answer must be due on {last} or earlier: 90 days are the longest."


@dataclass(frozen=True)
class Sure:
    """What the coordinator has made sure of: that its author knows that the home will know who wrote it; that nobody is
    at risk where words were flagged; that a safeguarding lead knows of the sharing whom its author told of it; that
    some words are no name here (`no_names`).
    """

    author_knows: bool = False
    flags_checked: bool = False
    lead_asked: bool = False
    no_names: tuple[str, ...] = ()


NOTHING_SURE = Sure()


@verb
def share(
    session: Session,
    feedback: Feedback,
    *,
    answer_by_on: date,
    sure: Sure = NOTHING_SURE,
    actor: Viewer,
    now: datetime,
) -> None:
    """Let the home read what was agreed, and ask it to answer by a day; whoever can answer gets a mail.

    Refused before its author was shown just this and answered (or did not, for long enough), while an answer is open,
    or something they wrote since is unread, when none is left, where words were flagged, or may be a name by now, or
    the home will know who wrote it and nobody has made sure (`Sure`).
    What is shared is copied: the words as written stay apart.
    """
    queries.locked_feedback(session, feedback.id)
    _go_alone(session, feedback, now=now)
    held = _hand_over(session, feedback, answer_by_on, sure, actor=actor, now=now)
    _tell_home(session, held, answer_by_on, now=now)


@verb
def share_as_one(
    session: Session,
    join: FeedbackJoin,
    *,
    answer_by_on: date,
    sure: Sure = NOTHING_SURE,
    actor: Viewer,
    now: datetime,
) -> None:
    """Let the home read what two inspectors agreed to, each for themselves, as one piece; nothing tells who said what.

    Refused as `share` is, of either; and when one of them has ended it.
    """
    held = [queries.locked_feedback(session, each) for each in sorted(join.ids)]
    current = queries.find_join(session, join.first_id)
    if current is None or current.agreed_at is None or current.id != join.id:
        raise Refused(NOT_JOINED)
    for feedback in held:
        is_first = feedback.id == current.first_id
        _hand_over(session, feedback, answer_by_on, sure, actor=actor, now=now, names_home=is_first)
    current.shared_at = now
    session.flush()
    _tell_home(session, session.get_one(Feedback, current.first_id), answer_by_on, now=now)


def _go_alone(session: Session, feedback: Feedback, *, now: datetime) -> None:
    """What goes by itself is joined no longer: the other one goes by itself too."""
    found = queries.find_join(session, feedback.id)
    if found is not None and found.shared_at is None:
        found.ended_at = now


def _hand_over(
    session: Session,
    feedback: Feedback,
    answer_by_on: date,
    sure: Sure,
    *,
    actor: Viewer,
    now: datetime,
    names_home: bool = True,
) -> Feedback:
    """Copy what was agreed. The organisation finds one event of what it reads as one (`names_home`)."""
    said = _heard_of_author(feedback, now=now)
    held = moved(session, feedback, Step.SHARE)
    _refuse_day(answer_by_on, now)
    answers = queries.list_answers(session, held) if said is Heard.SILENT else settled(session, held)
    _refuse_unread(answers)
    points = [point_of(answer) for answer in answers if goes(answer)]
    if not points:
        raise Refused(NOTHING_LEFT)
    home = session.get_one(Home, held.home_id)
    if told_by_author(session, held, actor, now) and not sure.lead_asked:
        raise Refused(SAY_ASKED, "lead_asked")
    if is_unsettled(session, held, actor, now) and not sure.flags_checked:
        raise Refused(SAY_CHECKED, "flags_checked")
    if home_will_know(session, held, home) and not sure.author_knows:
        raise Refused(SAY_THEY_KNOW, "author_knows")
    found = list_names_inside(session, held, answers)
    if inside := but_for(found, sure.no_names):
        raise NameInside(NAME_INSIDE.format(quoted(inside)), "no_names", inside)
    session.add_all(points)
    held.moderated_at, held.provider_id, held.answer_by_on = now, home.provider_id, answer_by_on
    session.flush()
    provider = home.provider.reference if names_home else None
    note(session, held, "feedback_shared", actor=actor, now=now, provider=provider, points=len(points))
    if found:
        note(session, held, "words_are_no_name", actor=actor, now=now)
    if said is Heard.SILENT:  # apart from what the organisation reads of its own events
        note(session, held, "author_not_heard", actor=actor, now=now)
    return held


def _refuse_day(answer_by_on: date, now: datetime) -> None:
    if answer_by_on <= clock.today(now):
        raise Refused(LATER_DAY, "answer_by_on")
    last = rules.last_day_to_answer(clock.today(now))
    if answer_by_on > last:
        raise Refused(TOO_FAR.format(last=format_date(last)), "answer_by_on")


def _heard_of_author(feedback: Feedback, *, now: datetime) -> Heard:
    """What was heard of its author; Refused where the home may not have it yet."""
    said = heard_of(feedback, now)
    if said is Heard.GONE and feedback.state in (FeedbackState.READ, FeedbackState.PROPOSED):
        raise Refused(AUTHOR_GONE)
    if said is Heard.NOT_SHOWN and feedback.state == FeedbackState.READ:
        raise Refused(SHOW_FIRST)
    if said is Heard.LOOKING and feedback.proposed_at is not None:
        until = format_date(rules.answer_awaited_until(feedback.proposed_at))
        raise Refused(STILL_LOOKING.format(until=until))
    return said


def heard_of(feedback: Feedback, now: datetime) -> Heard:
    """What was heard of its author of just this."""
    return rules.heard(
        shown_at=feedback.proposed_at,
        decided_at=feedback.decided_at,
        left_at=feedback.author_left_at,
        today=clock.today(now),
    )


def _tell_home(session: Session, held: Feedback, answer_by_on: date, *, now: datetime) -> None:
    for reader in queries.list_readers(session, feedback_id=held.id):
        mail.post(
            session,
            "feedback_shared",
            to=reader.person.inbox,
            subject="Young people have told you what your home is like",
            key=f"feedback-shared:{held.reference}:{reader.person.id}",
            now=now,
            name=reader.person.name,
            reference=held.reference,
            by=answer_by_on,
        )


def told_by_author(session: Session, feedback: Feedback, actor: Viewer, now: datetime) -> Sequence[Disclosure]:
    """What its author told safeguarding leads of the visit or home, as far as this coordinator may read it."""
    carer = Carer(actor.person_id, actor.authority_id or 0, clock.today(now))
    return queries.list_told_by_author(session, feedback, carer)


def list_names_inside(session: Session, feedback: Feedback, answers: Iterable[FeedbackAnswer]) -> list[str]:
    """Words of what would be shared that are a name of an inspector, who may have joined since it was moderated. Words
    that were only ticked are no names."""
    going = [each for each in answers if goes(each)]
    texts = [each.proposed_text if each.treatment == Treatment.REDACTED else each.text for each in going]
    return names_around(session, feedback).find_all(texts)


def is_unsettled(session: Session, feedback: Feedback, actor: Viewer, now: datetime) -> bool:
    """Whether words of it were flagged, and the safeguarding lead was told of none, as far as is known here."""
    is_flagged = any(answer.flags for answer in queries.list_answers(session, feedback))
    return is_flagged and not list_told_of(session, feedback.id) and not told_by_author(session, feedback, actor, now)


def home_will_know(session: Session, feedback: Feedback, home: Home) -> bool:
    """Whether a resident wrote it of a home where so few live that their words are as good as signed."""
    accepted = list_accepted_months(session, home.id, limit=1)
    return rules.tells_who(
        is_resident=feedback.resident_card is not None,
        is_solo=home.is_solo,
        usable_places=home.usable_places,
        living=accepted[0].line.occupied_total if accepted else None,
    )


@verb
def keep_back(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """End with nothing shared, when the author took everything back, all of it is left out, or they left before they
    were shown it and can never be. Refused while something they wrote since is unread."""
    held = moved(session, feedback, Step.KEEP_BACK)
    _refuse_unread(queries.list_answers(session, held))
    _go_alone(session, held, now=now)
    if heard_of(held, now) is not Heard.GONE and any(goes(answer) for answer in settled(session, held)):
        raise Refused(SOMETHING_LEFT)
    held.moderated_at = now
    note(session, held, "feedback_kept_back", actor=actor, now=now)


def _refuse_unread(answers: Iterable[FeedbackAnswer]) -> None:
    if any(answer.is_unread for answer in answers):
        raise Refused(READ_LATE)


def settled(session: Session, feedback: Feedback) -> Sequence[FeedbackAnswer]:
    """Every answer; Refused while one of them is open."""
    answers = queries.list_answers(session, feedback)
    if any(rules.is_open(each.treatment, each.verdict, was_objected=each.was_objected) for each in answers):
        raise Refused(NOT_SETTLED)
    return answers


def goes(answer: FeedbackAnswer) -> bool:
    """Whether an answer may be shared."""
    return rules.may_be_shared(answer.treatment, answer.verdict, was_objected=answer.was_objected)


def point_of(answer: FeedbackAnswer) -> FeedbackPoint:
    """What staff read of an answer."""
    return FeedbackPoint(
        feedback_id=answer.feedback_id,
        question_id=answer.question_id,
        value=answer.value,
        text=shown_text(answer),
        needs_answer=rules.home_has_to_answer(answer.question.asks_home, answer.value),
    )


def shown_text(answer: FeedbackAnswer) -> str:
    """The words that staff would see: the proposed ones, or all as written."""
    return answer.proposed_text if answer.treatment == Treatment.REDACTED else written_text(answer)


def written_text(answer: FeedbackAnswer) -> str:
    """Ticked words and own words together."""
    return Given(text=answer.text, cards=tuple(filter(None, answer.cards.split("\n")))).words
