"""The shipped sets of questions."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import verb
from portal.voice.feedback.models import FeedbackQuestion
from portal.voice.feedback.rules import QuestionSet, read_questions


@verb
def load_questions(session: Session) -> int:
    """Add the shipped questions that are not there yet; safe to run again. Returns how many there are."""
    query = select(FeedbackQuestion.set_slug, FeedbackQuestion.version, FeedbackQuestion.slug)
    known = {(row.set_slug, row.version, row.slug) for row in session.execute(query)}
    shipped = files("portal.voice.feedback").joinpath("data/questions.csv").read_text(encoding="utf-8")
    for each in read_questions(shipped.splitlines()):
        session.add_all(row for row in _rows(each) if (row.set_slug, row.version, row.slug) not in known)
        known |= {(each.slug, each.version, question.slug) for question in each.questions}
    return len(known)


def _rows(each: QuestionSet) -> list[FeedbackQuestion]:
    return [
        FeedbackQuestion(
            set_slug=each.slug,
            version=each.version,
            slug=question.slug,
            position=position,
            kind=question.kind,
            statement=question.statement,
            outcome=question.outcome,
            asks_home=question.asks_home,
            cards="\n".join(question.cards),
        )
        for position, question in enumerate(each.questions, start=1)
    ]
