"""Feedback of two inspectors that is read as one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.db import NotFound
from portal.quality.models import Visit
from portal.voice.feedback.models import Feedback, FeedbackJoin, FeedbackPoint, FeedbackQuestion, FeedbackState
from portal.voice.feedback.rules import JOINABLE, Together
from portal.voice.inspectors.models import InspectorVisit

A_PAIR = 2


def find_partner(session: Session, feedback: Feedback) -> Feedback | None:
    """What the other one sent, where just two inspectors went on the visit."""
    went = select(func.count(InspectorVisit.id)).where(InspectorVisit.visit_id == feedback.visit_id)
    if feedback.visit_id is None or session.scalar(went) != A_PAIR:
        return None
    query = select(Feedback).where(
        Feedback.visit_id == feedback.visit_id, Feedback.id != feedback.id, Feedback.state != FeedbackState.DRAFT
    )
    return session.scalar(query)


def find_join(session: Session, feedback_id: int) -> FeedbackJoin | None:
    """What was asked or agreed, or is shared, about a piece of feedback; not what has ended."""
    query = select(FeedbackJoin).where(
        or_(FeedbackJoin.first_id == feedback_id, FeedbackJoin.second_id == feedback_id),
        FeedbackJoin.ended_at.is_(None),
    )
    return session.scalar(query.execution_options(populate_existing=True))


def find_standing(session: Session, mine: Feedback) -> Together | None:
    """How it stands for one of the two; None where there is nobody to join with, or it is too late."""
    join = find_join(session, mine.id)
    if join is not None:
        if join.shared_at is not None:
            return Together.SHARED
        if join.agreed_at is not None:
            return Together.AGREED
        return Together.ASKED if join.first_id == mine.id else Together.ASKED_ME
    partner = find_partner(session, mine)
    may_join = partner is not None and {mine.state, partner.state} <= JOINABLE
    return Together.POSSIBLE if may_join else None


def list_asked(session: Session, person_id: int) -> list[tuple[Feedback, str]]:
    """What an inspector sent that the other one asks to join, with the reference of its visit, oldest first."""
    query = (
        select(Feedback, Visit.reference)
        .join(FeedbackJoin, FeedbackJoin.second_id == Feedback.id)
        .join(Visit, Visit.id == Feedback.visit_id)
        .options(joinedload(Feedback.home))
        .where(
            Feedback.inspector_id == person_id,
            Feedback.state.in_(JOINABLE),
            FeedbackJoin.agreed_at.is_(None),
            FeedbackJoin.ended_at.is_(None),
        )
        .order_by(Feedback.id)
    )
    return [(told, reference) for told, reference in session.execute(query)]


def list_together(session: Session, feedback_id: int) -> list[int]:
    """Ids of what the home reads and answers as one with this, itself included, in order."""
    join = find_join(session, feedback_id)
    return sorted(join.ids) if join is not None and join.shared_at is not None else [feedback_id]


def list_shared_points(session: Session, feedback_ids: Sequence[int]) -> list[tuple[str, FeedbackPoint]]:
    """What was shared, in the order of the questions, each with its name in addresses.

    Where two said something to one question, the order is by what they said: it never tells who said it.
    """
    query = (
        select(FeedbackPoint)
        .join(FeedbackPoint.question)
        .options(contains_eager(FeedbackPoint.question))
        .where(FeedbackPoint.feedback_id.in_(feedback_ids))
        .order_by(FeedbackQuestion.position, FeedbackPoint.value, FeedbackPoint.text, FeedbackPoint.feedback_id)
    )
    named: dict[str, FeedbackPoint] = {}
    for point in session.scalars(query):
        slug = point.question.slug
        named[f"{slug}-2" if slug in named else slug] = point
    return list(named.items())


def get_shared_point(session: Session, feedback_ids: Sequence[int], name: str) -> FeedbackPoint:
    """One of these that the home is asked about; NotFound for any other."""
    for each, point in list_shared_points(session, feedback_ids):
        if each == name and point.needs_answer:
            return point
    raise NotFound("no such point")
