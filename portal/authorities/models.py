"""Councils as reference data, and the authorities that run this portal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Council(Base):
    """An English upper-tier council, by ONS code: what a placing body is chosen from."""

    __tablename__ = "council"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    region: Mapped[str] = mapped_column(String(40))


class Authority(Base):
    """A council that runs this portal. `is_active` marks the one switched on."""

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
    created_at: Mapped[datetime]


class AuthorityNeighbour(Base):
    """A council next to the authority: it adjoins (reg 11's "not at a distance"), or is of the same city region."""

    __tablename__ = "authority_neighbour"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    adjoins: Mapped[bool]
    same_city_region: Mapped[bool]
