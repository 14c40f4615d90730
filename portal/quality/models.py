"""Quality-assurance visits and the standards they judge by.

A visit is one record: reports, actions and young inspectors' feedback hang from it (decision 8). It belongs to an
authority. Nothing here repeats a home's address.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.homes.models import Home
from portal.quality.rules import Trigger, VisitState

__all__ = ["QualityStandard", "Trigger", "Visit", "VisitOfficer", "VisitState"]


class QualityStandard(Base):
    """One standard of one version of a set. Rows are added, never changed, so that an old report stays what it was."""

    __tablename__ = "quality_standard"
    __table_args__ = (UniqueConstraint("set_slug", "version", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_slug: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    slug: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    prompts: Mapped[str] = mapped_column(Text, default="")


class Visit(Base):
    """One visit of an authority to a home. `set_slug` and `set_version`: the standards it judges by.

    `version` guards against two officers saving over each other.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("state <> 'cancelled' OR cancelled_reason <> ''", name="reason_given"),
        Index("ix_visit_authority_state", "authority_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    state: Mapped[VisitState] = mapped_column(String(20), default=VisitState.PLANNED)
    trigger: Mapped[Trigger] = mapped_column(String(20))
    is_announced: Mapped[bool]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    set_slug: Mapped[str] = mapped_column(String(40))
    set_version: Mapped[int]
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    home: Mapped[Home] = relationship()
    officers: Mapped[list[VisitOfficer]] = relationship(
        cascade="all, delete-orphan", order_by="VisitOfficer.is_lead.desc(), VisitOfficer.person_id"
    )


class VisitOfficer(Base):
    """An officer who goes on a visit; one of them leads it."""

    __tablename__ = "visit_officer"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
