"""Notes about a provider and reviews of it. Rows are added, never changed in what they say: a note is struck out with a
reason, a review is followed by a newer one. RESTRICTED.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.homes.models import Home
from portal.providers.models import Provider
from portal.quality.intelligence.rules import NoteState, Reliability, Source

__all__ = ["IntelligenceNote", "MarketReview", "Reliability", "Source"]


class IntelligenceNote(Base):
    """One thing heard about a provider, which reads it only when somebody shared it, and may then answer once."""

    __tablename__ = "intelligence_note"
    __table_args__ = (
        Index("ix_intelligence_note_provider", "authority_id", "provider_id"),
        CheckConstraint("struck_at IS NULL OR struck_reason <> ''", name="reason_given"),
        CheckConstraint("corrected_at IS NULL OR (correction <> '' AND shared_at IS NOT NULL)", name="answers_shared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    heard_on: Mapped[date]
    source: Mapped[Source] = mapped_column(String(20))
    reliability: Mapped[Reliability] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shared_at: Mapped[datetime | None]
    correction: Mapped[str] = mapped_column(Text, default="")
    corrected_at: Mapped[datetime | None]
    struck_at: Mapped[datetime | None]
    struck_reason: Mapped[str] = mapped_column(Text, default="")

    provider: Mapped[Provider] = relationship()
    home: Mapped[Home | None] = relationship()

    @property
    def state(self) -> NoteState:
        return NoteState(self.shared_at, self.corrected_at, self.struck_at)


class MarketReview(Base):
    """What the authority made of a provider on a day: five parts, each in words, any of them empty but not all."""

    __tablename__ = "market_review"
    __table_args__ = (Index("ix_market_review_provider", "authority_id", "provider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    reviewed_on: Mapped[date]
    quality: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[str] = mapped_column(Text, default="")
    unit_cost: Mapped[str] = mapped_column(Text, default="")
    outcomes: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    provider: Mapped[Provider] = relationship()
