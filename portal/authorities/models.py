"""Councils as reference data, and the authorities that run this portal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Council(Base):
    """An English upper-tier council, by ONS code: what a placing body is chosen from.

    Three rows are no councils but the other nations of the UK, for children placed there (`rules.nation_of`).
    The point (degrees, WGS84) is near the middle of its area, set by hand: lines on a map end there. Nations have none.
    """

    __tablename__ = "council"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    region: Mapped[str] = mapped_column(String(40))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)


class Authority(Base):
    """A council that runs this portal. `is_active` marks the one switched on.

    `outline`: GeoJSON geometry of the area in degrees, coarse, for drawing only.
    """

    __tablename__ = "authority"
    __table_args__ = (
        Index(
            "uq_authority_active",
            "is_active",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("council.code"), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    full_name: Mapped[str] = mapped_column(String(150))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    contact_email: Mapped[str] = mapped_column(String(254))
    is_active: Mapped[bool] = mapped_column(default=False)
    outline: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class AuthorityNeighbour(Base):
    """A council next to the authority: it adjoins (reg 11's "not at a distance"), or is of the same city region."""

    __tablename__ = "authority_neighbour"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    adjoins: Mapped[bool]
    same_city_region: Mapped[bool]


class Locality(Base):
    """A named part of the authority, smaller than the borough and larger than a ward (decision 6).

    `outline`: GeoJSON geometry in degrees, coarse and drawn by hand, for drawing only. No home's place can be read
    from it: which homes lie in a locality is told by their outcodes.
    """

    __tablename__ = "locality"
    __table_args__ = (UniqueConstraint("authority_id", "slug"), UniqueConstraint("authority_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(100))
    outline: Mapped[str | None] = mapped_column(Text)


class LocalityOutcode(Base):
    """A postcode's first half ("PR8") and the locality it belongs to: one per authority."""

    __tablename__ = "locality_outcode"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    outcode: Mapped[str] = mapped_column(String(4), primary_key=True)
    locality_id: Mapped[int] = mapped_column(ForeignKey("locality.id"), index=True)
