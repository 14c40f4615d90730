"""Questions, which are data with versions: who is asked what, how it is answered, and when a home has to answer.

An inspector is asked only what a visitor can observe; a resident has a set of their own. Each question is linked to the
outcome that young people chose (the seeds' list: "I am safe and I feel I belong", …).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

INSPECTORS, RESIDENTS = "inspectors", "residents"
LOWEST, HIGHEST = 0, 10
# A mark so low that the home says what it will do about it.
LOW = 4


class Kind(StrEnum):
    """How a question is answered: a mark from 0 to 10, one of three words, or words of one's own."""

    SCALE = "scale"
    CHOICE = "choice"
    WORDS = "words"


class Asks(StrEnum):
    """When the home is asked to answer: never, after a low mark, whenever something was said."""

    NO = "no"
    LOW = "low"
    YES = "yes"


# The marks behind each of the three words, so that all marks lie on one scale.
CHOICES = {"yes": HIGHEST, "maybe": (LOWEST + HIGHEST) // 2, "no": LOWEST}


@dataclass(frozen=True)
class Question:
    """One question of a version of a set; `cards` are the words that can be ticked."""

    slug: str
    kind: Kind
    statement: str
    outcome: str
    asks_home: Asks
    cards: tuple[str, ...]


@dataclass(frozen=True)
class QuestionSet:
    """A version of a set, its questions in order."""

    slug: str
    version: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Given:
    """What somebody answered: a mark, or words of their own and ticked ones. Nothing at all is a question skipped."""

    value: int | None = None
    text: str = ""
    cards: tuple[str, ...] = ()

    @property
    def is_skipped(self) -> bool:
        return self.value is None and not self.text and not self.cards

    @property
    def words(self) -> str:
        """Ticked words first, then the person's own, as one text: what is moderated."""
        ticked = ". ".join(self.cards)
        return "\n".join(filter(None, (f"{ticked}." if ticked else "", self.text)))


def read_questions(lines: Iterable[str]) -> tuple[QuestionSet, ...]:
    """Sets from CSV (set, version, slug, kind, statement, outcome, asks_home, cards between bars), in its order."""
    found: dict[tuple[str, int], list[Question]] = {}
    for row in csv.DictReader(lines):
        question = Question(
            row["slug"],
            Kind(row["kind"]),
            row["statement"],
            row["outcome"],
            Asks(row["asks_home"]),
            tuple(filter(None, row["cards"].split("|"))),
        )
        found.setdefault((row["set"], int(row["version"])), []).append(question)
    return tuple(QuestionSet(slug, version, tuple(each)) for (slug, version), each in found.items())


def home_has_to_answer(asks: Asks, value: int | None) -> bool:
    """Whether a shared answer is one that the home says something to."""
    return asks == Asks.YES or (asks == Asks.LOW and value is not None and value <= LOW)
