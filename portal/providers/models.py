"""Organisations, what they told us when they registered, and what each authority decided about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.providers.rules import ProviderStatus, Sector, ServiceType

__all__ = [
    "Provider",
    "ProviderAuthority",
    "ProviderDeclaration",
    "ProviderService",
    "ProviderStatus",
    "Sector",
    "ServiceType",
]

NAME_LENGTH = 200
CONTACT_LENGTH = 100
PHONE_LENGTH = 30
REASON_LENGTH = 2000


class Provider(Base):
    """One organisation. Columns stay empty until their step of the registration is done; see `rules`."""

    __tablename__ = "provider"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    legal_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    trading_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    company_number: Mapped[str | None] = mapped_column(String(8), index=True)
    charity_number: Mapped[str | None] = mapped_column(String(10), index=True)
    no_number_reason: Mapped[str] = mapped_column(Text, default="")
    ultimate_owner: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    sector: Mapped[Sector | None] = mapped_column(String(20))
    contact_name: Mapped[str] = mapped_column(String(CONTACT_LENGTH), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_phone: Mapped[str] = mapped_column(String(PHONE_LENGTH), default="")
    safeguarding_name: Mapped[str] = mapped_column(String(CONTACT_LENGTH), default="")
    safeguarding_email: Mapped[str] = mapped_column(String(254), default="")
    safeguarding_phone: Mapped[str] = mapped_column(String(PHONE_LENGTH), default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    services: Mapped[list[ProviderService]] = relationship(
        cascade="all, delete-orphan", order_by="ProviderService.service_type"
    )
    declarations: Mapped[list[ProviderDeclaration]] = relationship(
        cascade="all, delete-orphan", order_by="ProviderDeclaration.slug"
    )
    standings: Mapped[list[ProviderAuthority]] = relationship(
        cascade="all, delete-orphan", order_by="ProviderAuthority.authority_id", back_populates="provider"
    )


class ProviderService(Base):
    """A service type the organisation offers."""

    __tablename__ = "provider_service"

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    service_type: Mapped[ServiceType] = mapped_column(String(30), primary_key=True)


class ProviderDeclaration(Base):
    """One declaration made at registration, with the explanation where the answer needs one."""

    __tablename__ = "provider_declaration"

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[bool]
    explanation: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]


class ProviderAuthority(Base):
    """Where an organisation stands with one authority, and why. The decision belongs to the authority."""

    __tablename__ = "provider_authority"
    __table_args__ = (UniqueConstraint("provider_id", "authority_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), index=True)
    status: Mapped[ProviderStatus] = mapped_column(String(20), default=ProviderStatus.DRAFT)
    applied_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    flag: Mapped[str] = mapped_column(Text, default="")

    provider: Mapped[Provider] = relationship(back_populates="standings")
