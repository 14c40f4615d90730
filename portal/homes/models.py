"""Homes, their premises (restricted), the needs they cater for, who looks after them, and the postcode table.

A home being added step by step is a `HomeDraft`, in columns that may still be empty, and not a `Home` with a state of
its own: so no count, list or return can ever meet half a home, and the constraints of `Home` hold for every row.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.authorities.models import Council
from portal.db import Base
from portal.homes.rules import Genders, HomeStatus, HostBasis
from portal.providers.models import Provider, ServiceType

__all__ = [
    "ADDRESS_LENGTH",
    "MOST_PLACES",
    "NAME_LENGTH",
    "Genders",
    "Home",
    "HomeDraft",
    "HomeDraftNeed",
    "HomeKeeper",
    "HomeNeed",
    "HomeStatus",
    "HostBasis",
    "Need",
    "Postcode",
    "Premises",
    "ServiceType",
]

NAME_LENGTH = 200
ADDRESS_LENGTH = 150
MOST_PLACES = 500


class Need(Base):
    """One word of the shared needs vocabulary (decision 15)."""

    __tablename__ = "need"

    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(String(100))
    position: Mapped[int]


class Postcode(Base):
    """A postcode's position: degrees (WGS84) and metres of the national grid, and the authority it lies in."""

    __tablename__ = "postcode"

    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    easting: Mapped[int]
    northing: Mapped[int]
    authority_code: Mapped[str] = mapped_column(String(9), index=True)
    is_fictional: Mapped[bool] = mapped_column(default=False)


class Home(Base):
    """One Ofsted registration. `version` guards against two people saving over each other.

    Two homes may not hold one URN openly (`urn_unique_holder`); a second claim is kept with `urn_contested` for the
    commissioner, and the claimant is told nothing of the first.
    """

    __tablename__ = "home"
    __table_args__ = (
        CheckConstraint("registered_places >= 0", name="registered_not_negative"),
        CheckConstraint("usable_places >= 0 AND usable_places <= registered_places", name="usable_within_registered"),
        CheckConstraint("age_from <= age_to", name="ages_in_order"),
        Index(
            "uq_home_urn_holder",
            "urn",
            unique=True,
            sqlite_where=text("NOT urn_contested AND urn IS NOT NULL"),
            postgresql_where=text("NOT urn_contested AND urn IS NOT NULL"),
        ),
        Index(
            "ix_home_contested",
            "urn",
            sqlite_where=text("urn_contested = 1"),
            postgresql_where=text("urn_contested"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    service_type: Mapped[ServiceType] = mapped_column(String(30), index=True)
    urn: Mapped[str | None] = mapped_column(String(8), index=True)
    urn_contested: Mapped[bool] = mapped_column(default=False)
    status: Mapped[HomeStatus] = mapped_column(String(10), default=HomeStatus.OPEN, index=True)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    registered_places: Mapped[int]
    usable_places: Mapped[int]
    is_solo: Mapped[bool] = mapped_column(default=False)
    age_from: Mapped[int]
    age_to: Mapped[int]
    genders: Mapped[Genders] = mapped_column(String(10), default=Genders.ANY)
    host_authority_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"), index=True)
    host_basis: Mapped[HostBasis] = mapped_column(String(10), default=HostBasis.PENDING, index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    provider: Mapped[Provider] = relationship()
    host_authority: Mapped[Council | None] = relationship()
    needs: Mapped[list[HomeNeed]] = relationship(cascade="all, delete-orphan", order_by="HomeNeed.need_slug")
    premises: Mapped[list[Premises]] = relationship(cascade="all, delete-orphan", order_by="Premises.id")


class HomeNeed(Base):
    """A need the home caters for."""

    __tablename__ = "home_need"

    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), primary_key=True)
    need_slug: Mapped[str] = mapped_column(ForeignKey("need.slug"), primary_key=True)


class Premises(Base):
    """A building of a home. RESTRICTED: address and point reach only those whom trust.md names.

    The point and the authority's code stay empty until the postcode table knows the postcode.
    """

    __tablename__ = "premises"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), index=True)
    line_1: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    line_2: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    town: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    postcode: Mapped[str] = mapped_column(String(8))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    authority_code: Mapped[str | None] = mapped_column(String(9))


class HomeKeeper(Base):
    """A provider member (by grant) looks after a home: they see its address and submit for it."""

    __tablename__ = "home_keeper"

    home_id: Mapped[int] = mapped_column(ForeignKey("home.id"), primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), primary_key=True, index=True)


class HomeDraft(Base):
    """A home being added. A column is empty until its step is answered; `home_id` is what became of it.

    `authority_id` is set when staff add the home: then only whoever started the draft sees it, for it holds an address.
    """

    __tablename__ = "home_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"))
    version: Mapped[int] = mapped_column(default=1)

    service_type: Mapped[ServiceType] = mapped_column(String(30))
    status: Mapped[HomeStatus | None] = mapped_column(String(10))
    opened_on: Mapped[date | None]
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    urn: Mapped[str | None] = mapped_column(String(8))
    registered_places: Mapped[int | None]
    usable_places: Mapped[int | None]
    is_solo: Mapped[bool] = mapped_column(default=False)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    genders: Mapped[Genders] = mapped_column(String(10), default=Genders.ANY)
    needs_answered: Mapped[bool] = mapped_column(default=False)
    address_answered: Mapped[bool] = mapped_column(default=False)
    line_1: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    line_2: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    town: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), default="")
    postcode: Mapped[str] = mapped_column(String(8), default="")
    host_authority_code: Mapped[str | None] = mapped_column(ForeignKey("council.code"))

    provider: Mapped[Provider] = relationship()
    needs: Mapped[list[HomeDraftNeed]] = relationship(cascade="all, delete-orphan", order_by="HomeDraftNeed.need_slug")


class HomeDraftNeed(Base):
    """A need ticked in a draft."""

    __tablename__ = "home_draft_need"

    draft_id: Mapped[int] = mapped_column(ForeignKey("home_draft.id"), primary_key=True)
    need_slug: Mapped[str] = mapped_column(ForeignKey("need.slug"), primary_key=True)
