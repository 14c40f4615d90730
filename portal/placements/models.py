"""Placements of the authority's own children, how they were imported, and the daily reviews of those under watch.

RESTRICTED to commissioners and publishers. No name, date of birth, initials, case number or free text about a child:
what is here are codes, bands and quarters. Own, exported and every total are derived when read.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.authorities.models import Council
from portal.db import Base
from portal.homes.models import Home
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing

__all__ = [
    "AgeBand",
    "DistanceBand",
    "ExitPlan",
    "Placement",
    "PlacementImport",
    "PlacementReview",
    "PlacementUpload",
    "PlacementUploadPart",
    "Sourcing",
]


class PlacementImport(Base):
    """A file that was taken in. The same file twice is refused by its digest."""

    __tablename__ = "placement_import"
    __table_args__ = (UniqueConstraint("authority_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PlacementUpload(Base):
    """A file that was read and found right, waiting for whoever sent it to confirm it; swept after a day.

    What is kept of it are the placements as they would be stored: columns that are none of ours, and dates of birth,
    are dropped before. `dropped` holds those columns' headings, one a line. `import_id` is what became of it.
    """

    __tablename__ = "placement_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    unknown_homes: Mapped[int]
    dropped: Mapped[str] = mapped_column(Text)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("placement_import.id"))


class PlacementUploadPart(Base):
    """Some hundred rows of an upload, in order, as JSON texts by column: read and written a part at a time."""

    __tablename__ = "placement_upload_part"

    upload_id: Mapped[int] = mapped_column(ForeignKey("placement_upload.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rows: Mapped[str] = mapped_column(Text)


class Placement(Base):
    """One placement of one child, who is not named. Quarters are their first days; money is pence a week.

    `type_code` is SSDA903's code, `end_code` its reason for the end ("" while it lasts), `distance_reason` its reason
    for placing at a distance. The agreed fee is the sum of its three parts and not stored. `watched_from_on` is the day
    from which it has to be reviewed every day, None for most.
    """

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("ended_quarter_on IS NULL OR started_quarter_on <= ended_quarter_on", name="quarters_in_order"),
        CheckConstraint(
            "social_care_pence >= 0 AND education_pence >= 0 AND health_pence >= 0", name="fees_not_negative"
        ),
        CheckConstraint("(sourcing = 'regional') = (regional_system <> '')", name="regional_system_named"),
        CheckConstraint("(ended_quarter_on IS NULL) = (end_code = '')", name="end_has_reason"),
        Index("ix_placement_where", "authority_id", "host_authority_code"),
        # The few under watch, for whoever opens Today.
        Index(
            "ix_placement_watched",
            "authority_id",
            sqlite_where=text("(is_unregistered = 1 OR is_deprivation_of_liberty = 1) AND ended_quarter_on IS NULL"),
            postgresql_where=text("(is_unregistered OR is_deprivation_of_liberty) AND ended_quarter_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("placement_import.id"), index=True)
    started_quarter_on: Mapped[date]
    ended_quarter_on: Mapped[date | None]
    age_band: Mapped[AgeBand] = mapped_column(String(20))
    type_code: Mapped[str] = mapped_column(String(4))
    host_authority_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    sourcing: Mapped[Sourcing] = mapped_column(String(20))
    regional_system: Mapped[str] = mapped_column(String(40), default="")
    distance_band: Mapped[DistanceBand] = mapped_column(String(20), default=DistanceBand.UNKNOWN)
    distance_reason: Mapped[str] = mapped_column(String(10), default="")
    social_care_pence: Mapped[int | None]
    education_pence: Mapped[int | None]
    health_pence: Mapped[int | None]
    solo_required: Mapped[bool] = mapped_column(default=False)
    solo_actual: Mapped[bool] = mapped_column(default=False)
    is_emergency: Mapped[bool] = mapped_column(default=False)
    is_deprivation_of_liberty: Mapped[bool] = mapped_column(default=False)
    is_unregistered: Mapped[bool] = mapped_column(default=False)
    approved_by_post: Mapped[str] = mapped_column(String(100), default="")
    approved_on: Mapped[date | None]
    exit_plan: Mapped[ExitPlan | None] = mapped_column(String(20))
    exit_by_on: Mapped[date | None]
    watched_from_on: Mapped[date | None]
    end_code: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    home: Mapped[Home | None] = relationship()
    host_authority: Mapped[Council | None] = relationship()
    reviews: Mapped[list[PlacementReview]] = relationship(order_by="PlacementReview.reviewed_on")


class PlacementReview(Base):
    """The look that an unregistered placement, or one that deprives of liberty, gets every day."""

    __tablename__ = "placement_review"
    __table_args__ = (UniqueConstraint("placement_id", "reviewed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    reviewed_on: Mapped[date]
    continues: Mapped[bool]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
