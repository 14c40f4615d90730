"""People, what they may do where, their sign-ins, and the one-time links mailed to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import Role
from portal.db import Base

EMAIL_LENGTH = 254
NAME_LENGTH = 100
_LIVE = text("ended_at IS NULL")


class Person(Base):
    """Somebody who signs in. Without a password they have not yet claimed their invitation.

    A young inspector is a person without e-mail and password, all under one name: who they are stands apart, in
    portal/voice/inspectors.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", order_by="Grant.id", foreign_keys="Grant.person_id"
    )

    @property
    def inbox(self) -> str:
        """The address mail goes to. LookupError for somebody without one: whoever has none is never written to."""
        if self.email is None:
            raise LookupError("this person has no e-mail address")
        return self.email


class Grant(Base):
    """One role of one person at one desk: an organisation or an authority, never both.

    `invited_name` is what the inviter called the person: until they join, their own name stays unknown here. A grant
    without `approved_at` waits for a second person (trust.md: maker is not approver), and no invitation goes out.
    `sees_prices`: at an organisation, the person reads and writes its prices; nobody else there does.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(provider_id IS NULL) <> (authority_id IS NULL)", name="one_desk"),
        Index(
            "uq_role_grant_live",
            "person_id",
            "role",
            "provider_id",
            "authority_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(String(30))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    invited_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sees_prices: Mapped[bool] = mapped_column(default=False, server_default=false())

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id])

    @property
    def shown_name(self) -> str:
        """Their own name once they have joined, before that what they were invited as."""
        return self.person.name if self.accepted_at or not self.invited_name else self.invited_name


class SignIn(Base):
    """A server-side session: the cookie holds a token, this row says whether it still counts and at which desk.

    `last_visit_at` is the last use of the person's session at this desk before this one; none on a first visit.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_visit_at: Mapped[datetime | None]


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"
    REGISTRATION = "registration"


class OneTimeLink(Base):
    """A mailed link: opening it shows, sending its form claims it once, before it expires."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at something throttled. `key` is a keyed hash of what is counted, never the address itself."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
