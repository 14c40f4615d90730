"""Reports of a quarter: themes, quotes and pooled marks.

A quote points at what was shared and never repeats it, so words that are taken back are gone everywhere at once.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voice.feedback.models import FeedbackQuestion
from portal.voice.pooled.rules import Division, Level, ReportState, version_of

__all__ = [
    "EASY_LENGTH",
    "Division",
    "Level",
    "Paper",
    "PooledMark",
    "ReportState",
    "VoicePaper",
    "VoiceQuote",
    "VoiceReport",
    "VoiceReportMaker",
    "VoiceTheme",
]

EASY_LENGTH = 200
SHA256_LENGTH = 64


class Paper(StrEnum):
    """The two papers that are made of a report."""

    REPORT = "report"
    EASY_READ = "easy_read"


class VoiceReport(Base):
    """What young people said in a calendar quarter (`quarter`: its first day). One for each quarter and authority.

    Withdrawn (`withdrawn_at`) is a fact about a published report and no state: its quarter is not let out again.
    """

    __tablename__ = "voice_report"
    __table_args__ = (
        UniqueConstraint("authority_id", "quarter"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    quarter: Mapped[date]
    state: Mapped[ReportState] = mapped_column(String(20), default=ReportState.DRAFT)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]

    themes: Mapped[list[VoiceTheme]] = relationship(order_by="VoiceTheme.position", back_populates="report")
    makers: Mapped[list[VoiceReportMaker]] = relationship()
    marks: Mapped[list[PooledMark]] = relationship()

    @property
    def standing(self) -> list[VoiceTheme]:
        """The themes that are read: without those that were taken out."""
        return [theme for theme in self.themes if theme.taken_out_at is None]

    @property
    def version(self) -> int:
        """What tells these words from those that somebody read before."""
        return version_of(*(f"{theme.reference} {theme.version}" for theme in self.standing))


class VoiceReportMaker(Base):
    """Somebody who wrote part of a report, and so cannot publish it."""

    __tablename__ = "voice_report_maker"

    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class VoiceTheme(Base):
    """What was said more than once, what was done about it, and at which level. Both once more in easy words.

    What is taken out of a published report, a theme or a quote, is kept and in no answer any more (`taken_out_at`).
    """

    __tablename__ = "voice_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text)
    level: Mapped[Level] = mapped_column(String(20))
    easy_said: Mapped[str] = mapped_column(String(EASY_LENGTH), default="")
    easy_did: Mapped[str] = mapped_column(String(EASY_LENGTH), default="")
    taken_out_at: Mapped[datetime | None]

    report: Mapped[VoiceReport] = relationship(back_populates="themes")
    quotes: Mapped[list[VoiceQuote]] = relationship(cascade="all, delete-orphan")

    @property
    def has_easy_read(self) -> bool:
        return bool(self.easy_said and self.easy_did)

    @property
    def version(self) -> int:
        """What tells these words and quotes from those that somebody read before."""
        quotes = sorted(quote.key for quote in self.quotes if quote.taken_out_at is None)
        return version_of(self.title, self.said, self.did, self.level, self.easy_said, self.easy_did, *quotes)


class VoiceQuote(Base):
    """Words that were shared and may be quoted, under a theme."""

    __tablename__ = "voice_quote"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "question_id"], ["feedback_point.feedback_id", "feedback_point.question_id"]
        ),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("voice_theme.id"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(primary_key=True)
    taken_out_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """As `queries.Quotable` has it."""
        return f"{self.feedback_id}-{self.question_id}"


class PooledMark(Base):
    """A middle mark as it was let out when the report was published."""

    __tablename__ = "pooled_mark"
    __table_args__ = (CheckConstraint("value BETWEEN 0 AND 10", name="mark_on_the_scale"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("feedback_question.id"), primary_key=True)
    division: Mapped[Division] = mapped_column(String(20), primary_key=True)
    part: Mapped[str] = mapped_column(String(60), primary_key=True)
    part_name: Mapped[str] = mapped_column(String(100))
    value: Mapped[int]

    question: Mapped[FeedbackQuestion] = relationship()


class VoicePaper(Base):
    """A PDF of a published report, made by a job. `edition`: of which words (queries.find_edition). Made anew, it takes
    the place of the one before: what was taken back is kept nowhere in print."""

    __tablename__ = "voice_paper"

    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), primary_key=True)
    paper: Mapped[Paper] = mapped_column(String(20), primary_key=True)
    edition: Mapped[str] = mapped_column(String(SHA256_LENGTH))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
