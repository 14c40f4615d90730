"""Names of young inspectors in what others are to read, also of those who left; and what is kept for that is let go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.db import Database, verb
from portal.mail import settings
from portal.voice.feedback import queries, rules
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.services.common import Refused
from portal.voice.inspectors.names import HiddenName, Text, fold
from portal.voice.inspectors.services import nickname_hash


@dataclass(frozen=True)
class Names:
    """Names to look for: of those who were there however they are written, of others where they are written as names.
    The past ones are hashes."""

    own: tuple[str, ...]
    past_own: tuple[HiddenName, ...]
    others: tuple[str, ...]
    past_others: tuple[HiddenName, ...]

    def find(self, text: str) -> Iterator[str]:
        """The words of a text that are one of them, as they stand there."""
        taken_apart, hashed = Text(text), cache(nickname_hash)
        yield from rules.find_names(taken_apart, self.own)
        yield from rules.find_names(taken_apart, self.others, as_spelt=True)
        yield from rules.find_hidden_names(taken_apart, self.past_own, hashed)
        yield from rules.find_hidden_names(taken_apart, self.past_others, hashed, as_spelt=True)

    def find_all(self, texts: Iterable[str]) -> list[str]:
        """What is found in some texts, each word once."""
        found = dict.fromkeys(word for text in dict.fromkeys(texts) for word in self.find(text))
        return list({fold(word): word for word in found}.values())


def but_for(found: Iterable[str], no_names: Iterable[str]) -> list[str]:
    """What is found without the words of which somebody said that they are no name."""
    said = {fold(word) for word in no_names}
    return [word for word in found if fold(word) not in said]


class NameInside(Refused):
    """Words that may be a name stand in what others are to read. `found`: those, as they stand there."""

    def __init__(self, message: str, field: str, found: Sequence[str]) -> None:
        super().__init__(message, field)
        self.found = tuple(found)


def names_around(session: Session, feedback: Feedback) -> Names:
    """What must not stand in one piece of feedback."""
    every = names_of_authority(session, feedback.authority_id)
    own, past = queries.list_names(session, feedback), queries.list_past_names(session, feedback)
    return Names(tuple(own), tuple(past), every.others, every.past_others)


def names_of_authority(session: Session, authority_id: int) -> Names:
    """What must not stand in anything of an authority, whoever wrote it."""
    others = queries.list_nicknames(session, authority_id)
    return Names((), (), tuple(others), tuple(queries.list_past_nicknames(session, authority_id)))


@jobs.chore
def forget_past_names(database: Database) -> None:
    """Remove what is kept of the nicknames of those who left, once no text is checked for it."""
    with database.session() as session:
        forget_names(session, days=settings().feedback_draft_days, now=clock.now())


@verb
def forget_names(session: Session, *, days: int, now: datetime) -> None:
    """As the chore. `days`: for so long after a visit somebody who went on it may still begin."""
    forget_needless(session, days=days, now=now)


def forget_needless(session: Session, *, days: int, now: datetime) -> None:
    """As `forget_names`, in somebody else's transaction."""
    for past in queries.list_needless(session, now - timedelta(days=days)):
        session.delete(past)
    session.flush()
