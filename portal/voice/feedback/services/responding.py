"""What the home answers, point by point, and how that is told back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.db import verb
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback, FeedbackPoint, Response
from portal.voice.feedback.rules import Step
from portal.voice.feedback.services.common import Refused, check_seen, moved, note
from portal.web.filters import format_date

GIVE_DAY = "Enter the day by which you will do it."
LATER_DAY = "The day by which you will do it must be in the future."
TOO_FAR = "The day by which you will do it must be {last} or earlier: two years ahead is the longest."
ANSWERED_SINCE = "Somebody else answered this meanwhile. Look at their answer, then save what it should say."
ANSWER_ALL = "Answer every point first."
ANSWERS_CHANGED = "Somebody else changed an answer meanwhile. Read the answers as they are now, then send them."


class AnsweredSince(Refused):
    """A colleague saved first. `mark`: what their answer is known by."""

    def __init__(self, point: FeedbackPoint) -> None:
        super().__init__(ANSWERED_SINCE)
        self.mark = answer_mark(point)


def answer_mark(point: FeedbackPoint) -> str:
    """What the answer to a point is known by: when it was saved; "" for none."""
    return point.responded_at.isoformat() if point.responded_at else ""


def answers_mark(points: Iterable[FeedbackPoint]) -> str:
    """What the answers to all points are known by: when each was saved, in the order of time.

    Nothing in it tells one point from another: in a joint report that would tell who said which.
    """
    return " ".join(sorted(answer_mark(point) for point in points)).strip()


@verb
def respond(
    session: Session,
    feedback: Feedback,
    point: FeedbackPoint,
    response: Response,
    *,
    text: str,
    by_on: date | None,
    seen: str,
    actor: Viewer,
    now: datetime,
) -> None:
    """Say to one point what was done, what will be done by a day, or why it cannot; kept until all are sent.

    AnsweredSince where another answer stands than the one (`seen`, see `answer_mark`) that the writer began with.
    """
    moved(session, feedback, Step.RESPOND)
    if response == Response.WILL:
        _refuse_day(by_on, now)
    session.refresh(point)
    wanted = (response, text, by_on if response == Response.WILL else None)
    if (point.response, point.response_text, point.response_by_on) == wanted:
        return
    if answer_mark(point) != seen:
        raise AnsweredSince(point)
    point.response, point.response_text, point.response_by_on = wanted
    point.responded_at, point.responded_by_id = now, actor.person_id


def _refuse_day(by_on: date | None, now: datetime) -> None:
    """Refused without a day, and for one that is over or far away."""
    if by_on is None:
        raise Refused(GIVE_DAY, "by_on")
    if by_on < clock.today(now):
        raise Refused(LATER_DAY, "by_on")
    last = rules.last_day_promised(clock.today(now))
    if by_on > last:
        raise Refused(TOO_FAR.format(last=format_date(last)), "by_on")


@verb
def finish_responding(session: Session, feedback: Feedback, *, seen: str, actor: Viewer, now: datetime) -> None:
    """Send the answers to the council. Refused before every point that needs one has one, and where they are not those
    that whoever sends them saw (`answers_mark`).

    What two inspectors said as one is answered as one.
    """
    together = [session.get_one(Feedback, each) for each in queries.list_together(session, feedback.id)]
    answered = [(each, _finished(session, each, now=now)) for each in together]
    if answers_mark(point for _, points in answered for point in points) != seen:
        raise Refused(ANSWERS_CHANGED)
    for each, points in answered:
        _note_answered(session, each, points, actor=actor, now=now, names_home=each.id == feedback.id)


def _finished(session: Session, feedback: Feedback, *, now: datetime) -> Sequence[FeedbackPoint]:
    """The points of one that is now answered, as they stand while it is held."""
    held = moved(session, feedback, Step.FINISH_RESPONDING)
    points = queries.list_points(session, held.id)
    for point in points:
        session.refresh(point)
    if any(point.needs_answer and point.response is None for point in points):
        raise Refused(ANSWER_ALL)
    held.answered_at = now
    return points


def _note_answered(
    session: Session,
    feedback: Feedback,
    points: Sequence[FeedbackPoint],
    *,
    actor: Viewer,
    now: datetime,
    names_home: bool,
) -> None:
    did, will, cannot = (sum(point.response == kind for point in points) for kind in Response)
    note(
        session,
        feedback,
        "feedback_answered",
        actor=actor,
        now=now,
        provider=actor.provider_reference if names_home else None,
        did=did,
        will=will,
        cannot=cannot,
    )


@verb
def put_plainly(
    session: Session, feedback: Feedback, point: FeedbackPoint, text: str, *, seen: str, actor: Viewer, now: datetime
) -> None:
    """Say a home's answer in plainer words, for the young person who reads it.

    SavedSince where other words stand there than those (`seen`) that the writer began with.
    """
    held = moved(session, feedback, Step.PUT_PLAINLY)
    session.refresh(point)
    check_seen(point.plain_text, seen, text)
    point.plain_text = text
    note(session, held, "answer_put_plainly", actor=actor, now=now)


@verb
def share_back(session: Session, feedback: Feedback, *, actor: Viewer, now: datetime) -> None:
    """Let the author read what the home answered."""
    held = moved(session, feedback, Step.SHARE_BACK)
    held.shared_back_at = now
    note(session, held, "feedback_shared_back", actor=actor, now=now)
