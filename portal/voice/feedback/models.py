"""Feedback as it was written, and apart from it what staff and homes may read.

`feedback_answer` holds the author's own words: only the author and the coordinator read it. `feedback_point` is what
was agreed and shared; nobody else's page reads anything but that table, so text that was taken out cannot reach it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.homes.models import Home
from portal.quality.models import Visit
from portal.voice.feedback.rules import Asks, Changed, Enough, FeedbackState, Kind, Response, Treatment, Verdict

_OPEN = text("ended_at IS NULL")

__all__ = [
    "Asks",
    "Changed",
    "Enough",
    "Feedback",
    "FeedbackAnswer",
    "FeedbackJoin",
    "FeedbackPoint",
    "FeedbackQuestion",
    "FeedbackState",
    "Kind",
    "Response",
    "Treatment",
    "Verdict",
]


class FeedbackQuestion(Base):
    """One question of one version of a set. Rows are added, never changed, so that old feedback stays what it was."""

    __tablename__ = "feedback_question"
    __table_args__ = (UniqueConstraint("set_slug", "version", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_slug: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    slug: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(10))
    statement: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[str] = mapped_column(String(200))
    asks_home: Mapped[Asks] = mapped_column(String(10))
    cards: Mapped[str] = mapped_column(Text, default="")

    @property
    def card_words(self) -> tuple[str, ...]:
        """The words that can be ticked, in their order."""
        return tuple(filter(None, self.cards.split("\n")))


class Feedback(Base):
    """What one author says of a home: an inspector after a visit, or a resident by a card (its reference).

    `moderated_at` is when it was decided what leaves the desk; feedback as written goes some months after it, unless
    `held_reason` keeps it. `provider_id` is who held the home when it was shared. A quote needs `quote_agreed_at`
    (of the wording `quote_wording`) and no `quote_withdrawn_at`. `author_left_at`: since when its author can never come
    back to it.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("(inspector_id IS NULL) <> (resident_card IS NULL)", name="one_author"),
        CheckConstraint("inspector_id IS NULL OR visit_id IS NOT NULL", name="inspectors_visit"),
        CheckConstraint("provider_id IS NULL OR answer_by_on IS NOT NULL", name="shared_until_a_day"),
        CheckConstraint("quote_agreed_at IS NULL OR quote_wording IS NOT NULL", name="quote_wording_known"),
        UniqueConstraint("visit_id", "inspector_id"),
        UniqueConstraint("resident_card"),
        Index("ix_feedback_authority_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    resident_card: Mapped[str | None] = mapped_column(String(12))
    set_slug: Mapped[str] = mapped_column(String(40))
    set_version: Mapped[int]
    state: Mapped[FeedbackState] = mapped_column(String(20), default=FeedbackState.DRAFT)
    started_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    moderated_at: Mapped[datetime | None] = mapped_column(index=True)
    written_removed_at: Mapped[datetime | None]
    held_reason: Mapped[str] = mapped_column(Text, default="")
    author_left_at: Mapped[datetime | None]
    quote_wording: Mapped[str | None] = mapped_column(String(20))
    quote_agreed_at: Mapped[datetime | None]
    quote_withdrawn_at: Mapped[datetime | None]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    answer_by_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    shared_back_at: Mapped[datetime | None]
    enough: Mapped[Enough | None] = mapped_column(String(10))
    enough_at: Mapped[datetime | None]
    changed: Mapped[Changed | None] = mapped_column(String(10))
    changed_at: Mapped[datetime | None]

    home: Mapped[Home] = relationship()
    visit: Mapped[Visit | None] = relationship()

    @property
    def may_be_quoted(self) -> bool:
        return self.quote_agreed_at is not None and self.quote_withdrawn_at is None


class FeedbackJoin(Base):
    """Two inspectors of one visit want staff to read what they said as one. The `first` asked, the `second` agreed.

    Each keeps their own answers, verdicts and quotes: joining changes only how it is handed to the home. Either may end
    it until it is shared; afterwards the home has one piece of feedback, under the reference of the first.
    """

    __tablename__ = "feedback_join"
    __table_args__ = (
        CheckConstraint("first_id <> second_id", name="two_of_them"),
        CheckConstraint("shared_at IS NULL OR (agreed_at IS NOT NULL AND ended_at IS NULL)", name="shared_as_agreed"),
        Index("uq_feedback_join_first", "first_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_feedback_join_second", "second_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"))
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]

    @property
    def ids(self) -> tuple[int, int]:
        return self.first_id, self.second_id


class FeedbackAnswer(Base):
    """One answer as written, what the coordinator would do with it, and what its author says to that.

    `flags` are topics of harm, one a line, found when it or what its author wrote of it was saved. `objection` is what
    they wrote with their verdict, whichever it was, and stays when the proposal changes. `version` guards against two
    moderators saving over one another.

    `late_verdict`, `late_words`: what its author said when it was no longer theirs to look at, last at `late_at`; a yes
    does not stand in the place of a no. `late_read_at`: when a coordinator read that.
    `worry_at`: when words that may speak of harm were last written to what staff would see; `worry_read_at`: likewise.
    """

    __tablename__ = "feedback_answer"
    __table_args__ = (
        CheckConstraint("value BETWEEN 0 AND 10", name="mark_on_the_scale"),
        CheckConstraint(
            "treatment <> 'redacted' OR (proposed_text <> '' AND reason <> '')", name="redacted_with_reason"
        ),
        CheckConstraint("treatment <> 'left_out' OR reason <> ''", name="left_out_with_reason"),
        CheckConstraint("verdict <> 'objected' OR objection <> ''", name="objection_given"),
    )

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("feedback_question.id"), primary_key=True)
    value: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    cards: Mapped[str] = mapped_column(Text, default="")
    flags: Mapped[str] = mapped_column(Text, default="")
    treatment: Mapped[Treatment] = mapped_column(String(20), default=Treatment.UNDECIDED)
    proposed_text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[Verdict] = mapped_column(String(20), default=Verdict.WAITING)
    objection: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    late_verdict: Mapped[Verdict | None] = mapped_column(String(20))
    late_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    late_at: Mapped[datetime | None]
    late_read_at: Mapped[datetime | None]
    worry_at: Mapped[datetime | None]
    worry_read_at: Mapped[datetime | None]

    @property
    def is_unread(self) -> bool:
        """Whether something its author said late, or that may speak of harm, waits for a coordinator to read it."""
        is_late = self.late_at is not None and self.late_read_at is None
        return is_late or (self.worry_at is not None and self.worry_read_at is None)

    question: Mapped[FeedbackQuestion] = relationship()

    @property
    def was_objected(self) -> bool:
        """Whether only a yes to what is shown lets it go: its author wrote of it while they looked, or said no late."""
        return bool(self.objection) or (bool(self.late_words) and self.late_verdict != Verdict.AGREED)

    @property
    def was_written_of(self) -> bool:
        """Whether its author wrote anything of what staff would see, in time or not and with whatever verdict."""
        return bool(self.objection or self.late_words)


class FeedbackPoint(Base):
    """One answer as staff and the home may read it, and what the home said to it.

    `plain_text` is the home's answer as it is told back. `value` or `text`, as its question is answered.
    """

    __tablename__ = "feedback_point"
    __table_args__ = (
        CheckConstraint("value BETWEEN 0 AND 10", name="mark_on_the_scale"),
        CheckConstraint("(value IS NULL) = (text <> '')", name="mark_or_text"),
        CheckConstraint("(response IS NULL) = (response_text = '')", name="response_in_words"),
        CheckConstraint("response <> 'will' OR response_by_on IS NOT NULL", name="promise_by_a_day"),
    )

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("feedback_question.id"), primary_key=True)
    value: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    needs_answer: Mapped[bool]
    response: Mapped[Response | None] = mapped_column(String(10))
    response_text: Mapped[str] = mapped_column(Text, default="")
    response_by_on: Mapped[date | None]
    responded_at: Mapped[datetime | None]
    responded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    plain_text: Mapped[str] = mapped_column(Text, default="")

    question: Mapped[FeedbackQuestion] = relationship()
