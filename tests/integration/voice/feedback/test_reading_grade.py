"""Every page of feedback that a young person reads, and every question: grade 5 or below (domain.md, decision 12)."""

from __future__ import annotations

from importlib.resources import files

import pytest
from sqlalchemy.orm import Session

from portal.voice.feedback import words
from portal.voice.feedback.models import FeedbackState
from portal.voice.feedback.rules import REFUSALS, Step, read_questions
from portal.voice.feedback.services import answering, deciding, joining
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client
from tests.support.grades import grade_of, grade_of_page

HIGHEST = 5.0
SHIPPED = files("portal.voice.feedback").joinpath("data/questions.csv").read_text(encoding="utf-8").splitlines()
QUESTIONS = tuple(f"questions/{each.slug}" for each in read_questions(SHIPPED)[0].questions)
PAGES = (
    (None, ("",)),
    (FeedbackState.DRAFT, ("", "check", "quote", *QUESTIONS)),
    (FeedbackState.SENT, ("",)),
    (FeedbackState.READ, ("",)),
    (FeedbackState.PROPOSED, ("", "changes/", "changes/could-be-better", "changes/wifi")),
    (FeedbackState.SHARED, ("",)),
    (FeedbackState.ANSWERED, ("",)),
    (FeedbackState.SHARED_BACK, ("", "answers", "enough", "changed")),
)


@pytest.mark.parametrize(("state", "pages"), PAGES, ids=lambda each: each if isinstance(each, str) else None)
def test_young_peoples_pages_read_at_grade_five(
    session: Session, desk: Desk, client: Client, state: FeedbackState | None, pages: tuple[str, ...]
) -> None:
    if state is not None:
        made.in_state(session, desk, state)
    client.sign_in(desk.inspector)
    fetched = [client.get(f"/inspect/visits/{desk.visit.reference}/feedback/{page}") for page in pages]
    grades = {page.path: grade_of_page(page) for page in fetched}
    assert not {path: grade for path, grade in grades.items() if grade > HIGHEST}


def test_residents_are_asked_in_words_as_short() -> None:
    for each in read_questions(SHIPPED):
        asked = " ".join(
            part if part[-1] in ".?" else f"{part}."
            for question in each.questions
            for part in (question.statement, *question.cards)
        )
        assert grade_of(asked) <= HIGHEST


def test_what_a_young_person_is_refused_with_reads_as_easily() -> None:
    theirs = (Step.ANSWER, Step.SEND, Step.LOOK_OVER, Step.DECIDE, Step.JUDGE)
    said = [*(REFUSALS[step] for step in theirs), answering.NOTHING_SAID, deciding.SAY_WHY, deciding.PICK_EACH]
    said += [joining.TOO_LATE, joining.ALREADY_SHARED, *words.TOGETHER.values()]
    said += [*words.WHERE_IT_IS.values(), *words.QUOTE_WORDINGS.values(), *words.RESPONSES.values()]
    said += [answering.SAID_ELSEWHERE, words.LATE_KEPT, words.LATE_COUNTS, words.LATE_SHARED, words.LATE_OUT]
    said += [
        words.LATE_BACK,
        words.LATE_GONE,
        words.LATE_OVER,
        words.LATE_TAKEN_OUT,
        words.LATE_ALL,
        words.LATE_ALL_SHARED,
    ]
    said += [*words.LATE_YES.values(), words.LATE_YES_SHARED, words.NOT_SENT_YET, words.SENT_ANSWER]
    assert not {text: grade_of(text) for text in said if grade_of(text) > HIGHEST}
