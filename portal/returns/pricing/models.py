"""Prices by home and lot and period, their immutable versions, and what the authority decided about uplifts.

RESTRICTED: a provider's own people who may see prices, commissioners and publishers. Money is whole pence a week unless
said otherwise. No total is stored: an open book's lines are summed when read.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.returns.models import EntryColumns, QuestionColumns, VersionColumns
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading, UpliftOutcome

__all__ = ["FosteringFee", "OpenBookLine", "PriceEntry", "PriceQuestion", "PriceVersion", "UpliftDecision"]


class PriceEntry(EntryColumns, Base):
    """The price of one home for one lot in one period (no lot: what it charges outside the framework)."""

    __tablename__ = "price_entry"
    __table_args__ = (
        Index(
            "uq_price_entry_lot",
            "period_id",
            "home_id",
            "lot_id",
            unique=True,
            sqlite_where=text("lot_id IS NOT NULL"),
            postgresql_where=text("lot_id IS NOT NULL"),
        ),
        Index(
            "uq_price_entry_no_lot",
            "period_id",
            "home_id",
            unique=True,
            sqlite_where=text("lot_id IS NULL"),
            postgresql_where=text("lot_id IS NULL"),
        ),
        Index("ix_price_entry_states", "period_id", "state", "provider_id"),
    )

    lot_id: Mapped[int | None] = mapped_column(ForeignKey("framework_lot.id"), index=True)
    accepted_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("price_version.id", use_alter=True, name="fk_price_entry_accepted")
    )

    versions: Mapped[list[PriceVersion]] = relationship(
        foreign_keys="PriceVersion.entry_id", order_by="PriceVersion.number", back_populates="entry"
    )
    questions: Mapped[list[PriceQuestion]] = relationship(order_by="PriceQuestion.id")


class PriceVersion(VersionColumns, Base):
    """What was sent. Discounts are percentages of the list fee.

    Fostering agencies give their fees by age band (`fostering`) and no list fee.
    """

    __tablename__ = "price_version"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        UniqueConstraint("entry_id", "draft_version", name="uq_price_version_draft"),
        Index("uq_price_version_receipt", "receipt", unique=True),
        Index(
            "ix_price_version_uplift",
            "entry_id",
            sqlite_where=text("uplift_percent IS NOT NULL"),
            postgresql_where=text("uplift_percent IS NOT NULL"),
        ),
        CheckConstraint("list_fee_pence IS NULL OR list_fee_pence > 0", name="fee_positive"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("price_entry.id"), index=True)
    effective_from_on: Mapped[date]
    list_fee_pence: Mapped[int | None]
    includes: Mapped[str] = mapped_column(Text, default="")
    staffing_ratio: Mapped[str] = mapped_column(String(100), default="")
    one_to_one_hour_pence: Mapped[int | None]
    two_to_one_hour_pence: Mapped[int | None]
    retainer_pence: Mapped[int | None]
    notice_days: Mapped[int | None]
    sibling_discount: Mapped[Decimal | None]
    volume_discount: Mapped[Decimal | None]
    length_discount: Mapped[Decimal | None]
    block_discount: Mapped[Decimal | None]
    enhanced_pence: Mapped[int | None]
    parent_and_child_pence: Mapped[int | None]
    respite_pence: Mapped[int | None]
    occupancy_assumption: Mapped[int | None]
    uplift_percent: Mapped[Decimal | None]
    uplift_evidence: Mapped[str] = mapped_column(Text, default="")
    comment: Mapped[str] = mapped_column(Text, default="")

    entry: Mapped[PriceEntry] = relationship(foreign_keys=[entry_id], back_populates="versions")
    open_book: Mapped[list[OpenBookLine]] = relationship()
    fostering: Mapped[list[FosteringFee]] = relationship(order_by="FosteringFee.band")


class OpenBookLine(Base):
    """One line of an open book; all of a version's lines sum to its list fee."""

    __tablename__ = "open_book_line"
    __table_args__ = (CheckConstraint("pence > 0", name="positive"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("price_version.id"), primary_key=True)
    heading: Mapped[OpenBookHeading] = mapped_column(String(20), primary_key=True)
    pence: Mapped[int]


class FosteringFee(Base):
    """A fostering agency's fee for an age band, in its parts; the fee is their sum."""

    __tablename__ = "fostering_fee"
    __table_args__ = (
        CheckConstraint("carer_pence >= 0 AND allowance_pence >= 0 AND agency_pence >= 0", name="not_negative"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("price_version.id"), primary_key=True)
    band: Mapped[FosteringBand] = mapped_column(String(10), primary_key=True)
    carer_pence: Mapped[int]
    allowance_pence: Mapped[int]
    agency_pence: Mapped[int]


class PriceQuestion(QuestionColumns, Base):
    """A commissioner's question about a price."""

    __tablename__ = "price_question"

    entry_id: Mapped[int] = mapped_column(ForeignKey("price_entry.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("price_version.id"))


class UpliftDecision(Base):
    """The authority's record beside a version that asked for more (decision 10)."""

    __tablename__ = "uplift_decision"

    version_id: Mapped[int] = mapped_column(ForeignKey("price_version.id"), primary_key=True)
    outcome: Mapped[UpliftOutcome] = mapped_column(String(10))
    agreed_percent: Mapped[Decimal | None]
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
