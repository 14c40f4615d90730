"""When an authority placed no new children at a home, why, and why it does again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.homes.models import Home

REASON_LENGTH = 1_000
_LIVE = text("lifted_at IS NULL")


class PlacementSuspension(Base):
    """New placements of an authority at a home are suspended from a day until they are lifted, one at a time."""

    __tablename__ = "placement_suspension"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason = '')", name="lifted_with_reason"),
        Index(
            "uq_placement_suspension_live",
            "home_id",
            "authority_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(Text, default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    home: Mapped[Home] = relationship()
