"""Quality-assurance visits, the standards they judge by, and what the programme of visits is made from.

A visit is one record: reports, actions and young inspectors' feedback hang from it (decision 8). It belongs to an
authority. Nothing here repeats a home's address.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.homes.models import Home
from portal.quality.rules import Trigger, VisitState

__all__ = ["Judgement", "QualityStandard", "Trigger", "Visit", "VisitDay", "VisitOfficer", "VisitState", "VisitVisitor"]


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
    visitors: Mapped[list[VisitVisitor]] = relationship(
        cascade="all, delete-orphan", order_by="VisitVisitor.is_lead.desc(), VisitVisitor.person_id"
    )

    @property
    def who_went(self) -> list[Person]:
        """Who was there or is to go, the lead first: its officers, unless somebody else looks after it since."""
        return [each.person for each in self.visitors or self.officers]

    def who_goes(self, now: datetime) -> list[Person]:
        """The same as of an instant: until its time is over its officers go, whoever has written on it, and whoever was
        there since it began."""
        if self.state != VisitState.PLANNED or self.ends_at <= now:
            return self.who_went
        going = [each.person for each in self.officers]
        were_there = [each.person for each in self.visitors] if self.starts_at <= now else []
        return going + [person for person in were_there if person not in going]


class VisitOfficer(Base):
    """An officer who goes on a visit and sees to what comes of it; one of them leads it."""

    __tablename__ = "visit_officer"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class VisitVisitor(Base):
    """Somebody who was on a visit, where its officers are others since it was handed over. None where they are not."""

    __tablename__ = "visit_visitor"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class Judgement(Base):
    """What the regulator said of a home on a day: a public fact, so it belongs to no authority.

    `outcome` is one of the words of that version of the framework (rules/judgements.py).
    """

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("home_id", "judged_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"))
    judged_on: Mapped[date]
    framework: Mapped[str] = mapped_column(String(40))
    framework_version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class VisitDay(Base):
    """A person's own day for a home's next visit, in place of the one the programme works out. One stands at a time."""

    __tablename__ = "visit_day"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        Index(
            "uq_visit_day_standing",
            "authority_id",
            "home_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id])
