"""What was shared of homes, for whoever plans and makes visits. Nothing here knows what was written, or by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, distinct, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from portal.quality.models import Visit
from portal.voice.feedback.models import Feedback, FeedbackPoint, FeedbackQuestion, Response
from portal.voice.feedback.queries.moderated import stands_first
from portal.voice.feedback.rules import SHARED


@dataclass(frozen=True)
class Asked:
    """One question across homes: answers shared, those that a home was asked about, how many homes that were, and how
    often they did something or will."""

    set_slug: str
    statement: str
    answers: int
    asked: int
    homes: int
    acted: int


def count_low_marks(session: Session, authority_id: int, homes: Select[int], *, since: datetime) -> dict[int, int]:
    """How many marks shared since an instant ask each of these homes (by id) for an answer; the others are left out."""
    query = (
        select(Feedback.home_id, func.count())
        .join(FeedbackPoint, FeedbackPoint.feedback_id == Feedback.id)
        .where(
            *_shared(authority_id),
            Feedback.home_id.in_(homes),
            Feedback.moderated_at >= since,
            FeedbackPoint.needs_answer,
            FeedbackPoint.value.is_not(None),
        )
        .group_by(Feedback.home_id)
        .order_by(Feedback.home_id)
    )
    return dict(session.execute(query).all())


def list_shared(session: Session, authority_id: int, *home_ids: int) -> Sequence[Feedback]:
    """Everything that was shared with these homes, oldest first; what is read as one, once."""
    query = select(Feedback).where(*_shared(authority_id), stands_first(), Feedback.home_id.in_(home_ids))
    return session.scalars(query.order_by(Feedback.moderated_at, Feedback.id)).all()


def list_begun(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """Those of these visits, by id, of which there is any feedback, whatever became of it."""
    query = select(Visit.id).where(Visit.id.in_(visit_ids), exists().where(Feedback.visit_id == Visit.id))
    return session.scalars(query.order_by(Visit.id)).all()


def list_told_of(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """Those of these visits, by id, of which something was shared that an inspector wrote."""
    shared = exists().where(
        Feedback.visit_id == Visit.id, Feedback.inspector_id.is_not(None), Feedback.state.in_(SHARED)
    )
    return session.scalars(select(Visit.id).where(Visit.id.in_(visit_ids), shared).order_by(Visit.id)).all()


def list_asked(session: Session, authority_id: int, home_id: int, *, since: datetime) -> Sequence[FeedbackPoint]:
    """What a home was asked to answer since an instant, question by question in the order they are asked."""
    query = (
        select(FeedbackPoint)
        .join(FeedbackPoint.question)
        .join(Feedback, Feedback.id == FeedbackPoint.feedback_id)
        .where(
            *_shared(authority_id),
            Feedback.home_id == home_id,
            Feedback.moderated_at >= since,
            FeedbackPoint.needs_answer,
        )
        .options(contains_eager(FeedbackPoint.question))
        .order_by(FeedbackQuestion.set_slug, FeedbackQuestion.position, Feedback.moderated_at, Feedback.id)
    )
    return session.scalars(query).all()


def count_by_question(session: Session, authority_id: int, *, since: datetime) -> list[Asked]:
    """What was shared since an instant, in the order the questions are asked."""
    asked = case((FeedbackPoint.needs_answer, 1), else_=0)
    acted = case((FeedbackPoint.response.in_((Response.DID, Response.WILL)), 1), else_=0)
    query = (
        select(
            FeedbackQuestion.set_slug,
            FeedbackQuestion.statement,
            func.count(),
            func.sum(asked),
            func.count(distinct(case((FeedbackPoint.needs_answer, Feedback.home_id)))),
            func.sum(acted),
        )
        .join(FeedbackPoint, FeedbackPoint.question_id == FeedbackQuestion.id)
        .join(Feedback, Feedback.id == FeedbackPoint.feedback_id)
        .where(*_shared(authority_id), Feedback.moderated_at >= since)
        .group_by(FeedbackQuestion.set_slug, FeedbackQuestion.statement)
        .order_by(FeedbackQuestion.set_slug, func.min(FeedbackQuestion.position), FeedbackQuestion.statement)
    )
    return [Asked(*row) for row in session.execute(query)]


def _shared(authority_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Feedback.authority_id == authority_id, Feedback.state.in_(SHARED))
