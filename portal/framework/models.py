"""Frameworks, their lots, and who is on which lot.

How a provider stands on a day is not stored: it is the last change that has begun by then.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.framework.rules import FrameworkKind, Standing
from portal.providers.models import Provider, ServiceType

__all__ = ["Framework", "FrameworkKind", "Lot", "LotMembership", "Standing", "StandingChange"]

TITLE_LENGTH = 200


class Framework(Base):
    """One agreement of the authority with its providers. `how_to_join` is Markdown for the public page."""

    __tablename__ = "framework"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    kind: Mapped[FrameworkKind] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text, default="")
    how_to_join: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    is_published: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    lots: Mapped[list[Lot]] = relationship(order_by="Lot.number", back_populates="framework")


class Lot(Base):
    """One part of a framework, for one service type. `asks_open_book`: prices on it are broken down into lines."""

    __tablename__ = "framework_lot"
    __table_args__ = (
        UniqueConstraint("framework_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    service_type: Mapped[ServiceType] = mapped_column(String(30))
    description: Mapped[str] = mapped_column(Text, default="")
    asks_open_book: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    framework: Mapped[Framework] = relationship(back_populates="lots")


class LotMembership(Base):
    """A provider on a lot. After it has ended, a new membership may begin."""

    __tablename__ = "lot_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("framework_lot.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    terms: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    lot: Mapped[Lot] = relationship()
    provider: Mapped[Provider] = relationship()
    changes: Mapped[list[StandingChange]] = relationship(order_by="StandingChange.from_on, StandingChange.id")


class StandingChange(Base):
    """From a day on, a membership stands like this; the first is its beginning. Suspending and ending have a reason."""

    __tablename__ = "lot_standing_change"
    __table_args__ = (CheckConstraint("standing = 'active' OR reason <> ''", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("lot_membership.id"), index=True)
    standing: Mapped[Standing] = mapped_column(String(10))
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
