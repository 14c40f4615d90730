"""Reads of questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import NotFound
from portal.voice.feedback.models import FeedbackQuestion


def newest_version(session: Session, set_slug: str) -> int:
    """The newest version of a set of questions; NotFound when none is loaded."""
    found = session.scalar(select(func.max(FeedbackQuestion.version)).where(FeedbackQuestion.set_slug == set_slug))
    if found is None:
        raise NotFound("no such set of questions")
    return found


def list_questions(session: Session, set_slug: str, version: int) -> Sequence[FeedbackQuestion]:
    """The questions of a version of a set, in their order."""
    query = select(FeedbackQuestion).where(FeedbackQuestion.set_slug == set_slug, FeedbackQuestion.version == version)
    return session.scalars(query.order_by(FeedbackQuestion.position)).all()


def get_question(session: Session, set_slug: str, version: int, slug: str) -> FeedbackQuestion:
    """One question of a version of a set; NotFound for any other."""
    query = select(FeedbackQuestion).where(
        FeedbackQuestion.set_slug == set_slug, FeedbackQuestion.version == version, FeedbackQuestion.slug == slug
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such question")
    return found
