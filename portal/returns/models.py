"""Return periods, one entry per home and period, its draft, its immutable versions, and what was asked about it.

The draft is JSON text of the fields as somebody typed them so far, right or wrong; a version is written once, at
submission, and never changed. No total is stored anywhere: occupied places are a sum over placing bodies, blocked
places a sum over reasons.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.returns.rules.kinds import BlockReason, BodyKind, EntryState

__all__ = [
    "BlockReason",
    "BlockedPlaces",
    "BodyKind",
    "Entry",
    "EntryColumns",
    "EntryQuestion",
    "EntryState",
    "EntryVersion",
    "Extension",
    "FosteringPlaces",
    "OccupiedPlaces",
    "QuestionColumns",
    "ReturnPeriod",
    "VersionColumns",
]


class ReturnPeriod(Base):
    """A calendar month (its first day), one row for the portal."""

    __tablename__ = "return_period"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_closes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    is_pricing_due: Mapped[bool] = mapped_column(default=False)


class Extension(Base):
    """More time for one provider in one period, with who granted it and why."""

    __tablename__ = "return_extension"
    __table_args__ = (UniqueConstraint("period_id", "provider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("return_period.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    until_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class EntryColumns:
    """What is begun in a period, figures or prices: its draft, its state, and what was accepted of it. `lock_version`
    grows with every save of the draft, so that two editors can be told apart."""

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("return_period.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    state: Mapped[EntryState] = mapped_column(String(20), default=EntryState.NOT_STARTED)
    draft: Mapped[str | None] = mapped_column(Text)
    draft_saved_at: Mapped[datetime | None]
    draft_saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_version_id: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lock_version: Mapped[int] = mapped_column(default=0)


class VersionColumns:
    """What was sent of it, numbered from 1, immutable. `draft_version` is the `lock_version` it was made from: sending
    the same draft twice can never make two versions. `is_confirmed`: the sender was asked about surprising figures and
    said they are right."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    draft_version: Mapped[int]
    receipt: Mapped[str] = mapped_column(String(12))
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_late: Mapped[bool]
    is_confirmed: Mapped[bool] = mapped_column(default=False)


class QuestionColumns:
    """What a commissioner asked about a version, and what the provider answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Entry(EntryColumns, Base):
    """One home in one period, written at the first save."""

    __tablename__ = "return_entry"
    __table_args__ = (
        UniqueConstraint("period_id", "home_id"),
        # Counts of states, and what waits in a state, are read from here alone.
        Index("ix_return_entry_states", "period_id", "state", "provider_id"),
    )

    accepted_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry_version.id", use_alter=True, name="fk_return_entry_accepted")
    )

    versions: Mapped[list[EntryVersion]] = relationship(
        foreign_keys="EntryVersion.entry_id", order_by="EntryVersion.number", back_populates="entry"
    )
    questions: Mapped[list[EntryQuestion]] = relationship(order_by="EntryQuestion.id")


class EntryVersion(VersionColumns, Base):
    """What was submitted. Places, whole numbers.

    For homes: occupied (by body) + reserved + available + blocked (by reason) = registered. For fostering agencies:
    filled + vacant + unavailable = approved, over `households` in the area.
    """

    __tablename__ = "entry_version"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        UniqueConstraint("entry_id", "draft_version", name="uq_entry_version_draft"),
        Index("uq_entry_version_receipt", "receipt", unique=True),
        CheckConstraint("registered >= 0 AND usable >= 0 AND usable <= registered", name="usable_within_registered"),
        CheckConstraint("reserved >= 0 AND available >= 0 AND available_soon >= 0", name="not_negative"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("return_entry.id"), index=True)
    as_at_on: Mapped[date]
    registered: Mapped[int]
    usable: Mapped[int]
    reserved: Mapped[int]
    available: Mapped[int]
    available_soon: Mapped[int]
    adults_staying: Mapped[int]
    takes_emergencies: Mapped[bool]
    staff_vacancies: Mapped[int | None]
    agency_share: Mapped[int | None]
    is_nil: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")

    entry: Mapped[Entry] = relationship(foreign_keys=[entry_id], back_populates="versions")
    occupied: Mapped[list[OccupiedPlaces]] = relationship(order_by="OccupiedPlaces.id")
    blocked: Mapped[list[BlockedPlaces]] = relationship(order_by="BlockedPlaces.reason")
    fostering: Mapped[FosteringPlaces | None] = relationship()


class OccupiedPlaces(Base):
    """Places of a version filled by one placing body."""

    __tablename__ = "occupied_places"
    __table_args__ = (
        UniqueConstraint("version_id", "body_kind", "council_code"),
        CheckConstraint("places > 0", name="positive"),
        CheckConstraint("(body_kind = 'english_council') = (council_code IS NOT NULL)", name="council_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("entry_version.id"), index=True)
    body_kind: Mapped[BodyKind] = mapped_column(String(30))
    council_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"))
    places: Mapped[int]


class BlockedPlaces(Base):
    """Places of a version that cannot be used, for one reason."""

    __tablename__ = "blocked_places"
    __table_args__ = (CheckConstraint("places > 0", name="positive"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("entry_version.id"), primary_key=True)
    reason: Mapped[BlockReason] = mapped_column(String(30), primary_key=True)
    places: Mapped[int]


class FosteringPlaces(Base):
    """A fostering agency's households and places in the area; `EntryVersion.registered` is its approved places."""

    __tablename__ = "fostering_places"
    __table_args__ = (
        CheckConstraint("households >= 0 AND filled >= 0 AND vacant >= 0 AND unavailable >= 0", name="not_negative"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("entry_version.id"), primary_key=True)
    households: Mapped[int]
    filled: Mapped[int]
    vacant: Mapped[int]
    unavailable: Mapped[int]


class EntryQuestion(QuestionColumns, Base):
    """A commissioner's question about a submitted version."""

    __tablename__ = "entry_question"

    entry_id: Mapped[int] = mapped_column(ForeignKey("return_entry.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("entry_version.id"))
