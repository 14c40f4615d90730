"""Residents' cards and their sessions. RESTRICTED: coordinators see how many stand where, and nobody sees whose.

Nothing here names anybody. A card is one of a batch for a home; which of them somebody got is known to them alone.
What was written with it is `feedback` under the card's reference, which is printed nowhere.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.homes.models import Home


class ResidentBatch(Base):
    """Cards that were made, and printed, together for a home."""

    __tablename__ = "resident_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    made_at: Mapped[datetime]

    home: Mapped[Home] = relationship()
    cards: Mapped[list[ResidentCard]] = relationship(order_by="ResidentCard.id", back_populates="batch")


class ResidentCard(Base):
    """A card: its code as a keyed hash, and the PIN once somebody has chosen one, which claims it."""

    __tablename__ = "resident_card"
    __table_args__ = (CheckConstraint("(claimed_at IS NULL) = (pin_hash IS NULL)", name="claimed_with_a_pin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("resident_batch.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    batch: Mapped[ResidentBatch] = relationship(back_populates="cards")


class ResidentSession(Base):
    """A resident at a browser. The row goes when they leave: when somebody was there is nobody's to know."""

    __tablename__ = "resident_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("resident_card.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)

    card: Mapped[ResidentCard] = relationship()
