"""Reports of a quarter: themes, quotes and pooled marks.

A quote points at what was shared and never repeats it, so words that are taken back are gone everywhere at once.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voice.feedback.models import FeedbackQuestion
from portal.voice.pooled.rules import Division, Level, ReportState

__all__ = [
    "Division",
    "Level",
    "PooledMark",
    "ReportState",
    "VoiceQuote",
    "VoiceReport",
    "VoiceReportMaker",
    "VoiceTheme",
]


class VoiceReport(Base):
    """What young people said in a calendar quarter (`quarter`: its first day). One for each quarter and authority."""

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

    themes: Mapped[list[VoiceTheme]] = relationship(order_by="VoiceTheme.position", back_populates="report")
    makers: Mapped[list[VoiceReportMaker]] = relationship()
    marks: Mapped[list[PooledMark]] = relationship()


class VoiceReportMaker(Base):
    """Somebody who wrote part of a report, and so cannot publish it."""

    __tablename__ = "voice_report_maker"

    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class VoiceTheme(Base):
    """What was said more than once, what was done about it, and at which level."""

    __tablename__ = "voice_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("voice_report.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text)
    level: Mapped[Level] = mapped_column(String(20))

    report: Mapped[VoiceReport] = relationship(back_populates="themes")
    quotes: Mapped[list[VoiceQuote]] = relationship(cascade="all, delete-orphan")


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
