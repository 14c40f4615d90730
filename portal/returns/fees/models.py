"""Price ranges as they were released, once and for good: nothing that is edited later moves them.

RESTRICTED: `basis` holds the prices a range was made from, against which the next release is judged.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.providers.models import ServiceType
from portal.returns.pricing.kinds import FosteringBand

__all__ = ["PriceRelease", "ReleasedRange"]


class PriceRelease(Base):
    """The ranges of one closed pricing month (its first day) of an authority's market."""

    __tablename__ = "price_release"
    __table_args__ = (UniqueConstraint("authority_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    month: Mapped[date]
    released_at: Mapped[datetime]
    released_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    ranges: Mapped[list[ReleasedRange]] = relationship(order_by="ReleasedRange.id")


class ReleasedRange(Base):
    """One group's range in whole pounds a week; without pounds it was withheld.

    `basis_month`: whose month's prices it was made from, an earlier one where too few providers had moved since.
    `basis`: those prices as JSON, [[provider, home, pounds], …].
    """

    __tablename__ = "released_price_range"
    __table_args__ = (
        CheckConstraint(
            "(lower_pounds IS NULL) = (middle_pounds IS NULL) AND (lower_pounds IS NULL) = (upper_pounds IS NULL)",
            name="whole_or_withheld",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("price_release.id"), index=True)
    service_type: Mapped[ServiceType] = mapped_column(String(30))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("framework_lot.id"))
    band: Mapped[FosteringBand | None] = mapped_column(String(10))
    providers: Mapped[int | None]
    prices: Mapped[int | None]
    lower_pounds: Mapped[int | None]
    middle_pounds: Mapped[int | None]
    upper_pounds: Mapped[int | None]
    basis_month: Mapped[date]
    basis: Mapped[str] = mapped_column(Text)
