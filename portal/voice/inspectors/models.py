"""Young inspectors, their cards, consents, visits, and what their coordinator keeps. RESTRICTED, all of it.

Their coordinator (or the deputy) reads and writes; nobody else does, whatever their role (trust.md: young inspector's
identity, consent). To the rest of the portal an inspector is a person without a name.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.quality.models import Visit
from portal.voice.inspectors.names import MOST_LETTERS
from portal.voice.inspectors.rules import NICKNAME_MAX, HoursKind, InspectorState, PaymentKind

_OPEN_CARD = text("ended_at IS NULL")


class Inspector(Base):
    """A young inspector: a nickname and a PIN to come back with, an age band, and who looks after them.

    Nickname and PIN are empty until they join, and again once they have left.
    """

    __tablename__ = "inspector"
    __table_args__ = (
        CheckConstraint("state <> 'active' OR (pin_hash IS NOT NULL AND nickname <> '')", name="active_can_come_back"),
        CheckConstraint("state <> 'left' OR (pin_hash IS NULL AND nickname = '')", name="left_keeps_nothing"),
        Index("ix_inspector_coordinator_state", "coordinator_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[InspectorState] = mapped_column(String(10), default=InspectorState.INVITED)
    nickname: Mapped[str] = mapped_column(String(NICKNAME_MAX), default="")
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    age_band: Mapped[str | None] = mapped_column(String(5))
    contact_version: Mapped[int] = mapped_column(default=0, server_default="0")
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    coordinator: Mapped[Person] = relationship(foreign_keys=[coordinator_id])


class PastNickname(Base):
    """What somebody was called who has left, for the check of names alone: a keyed hash of its letters, of how many
    words it is, and how many letters it has: a text is searched for names of that length only. The row goes once
    nothing is left to be checked for it."""

    __tablename__ = "past_nickname"
    __table_args__ = (CheckConstraint("words > 0", name="some_words"),)

    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), primary_key=True)
    letters_hash: Mapped[str] = mapped_column(String(64))
    words: Mapped[int]
    letters: Mapped[int] = mapped_column(server_default=str(MOST_LETTERS))


class InspectorCard(Base):
    """A printed card. Its code is kept as a keyed hash; one card of an inspector counts, the newest.

    Not claimed, it opens joining, or the choice of a new PIN; claimed, it is what they come back with.
    """

    __tablename__ = "inspector_card"
    __table_args__ = (
        Index(
            "uq_inspector_card_open",
            "inspector_id",
            unique=True,
            sqlite_where=_OPEN_CARD,
            postgresql_where=_OPEN_CARD,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    inspector: Mapped[Inspector] = relationship()


class InspectorContact(Base):
    """How to reach an inspector, in the coordinator's words. Every look is recorded."""

    __tablename__ = "inspector_contact"

    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class ConsentText(Base):
    """One version of what people agree to. Rows are added, never changed: what was agreed to stays what it was."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    dated: Mapped[date]
    title: Mapped[str] = mapped_column(String(100))
    # Headings and paragraphs in turn, a line each.
    body: Mapped[str] = mapped_column(Text)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(heading, paragraph) in order."""
        lines = self.body.split("\n")
        return list(zip(lines[::2], lines[1::2], strict=True))


class InspectorConsent(Base):
    """An inspector agreed to a version of a text."""

    __tablename__ = "inspector_consent"
    __table_args__ = (UniqueConstraint("inspector_id", "text_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    agreed_at: Mapped[datetime]

    text: Mapped[ConsentText] = relationship()


class CoordinatorDeputy(Base):
    """Another coordinator looks after a coordinator's inspectors, to the end of a day.

    With a `reason` they stepped in themselves, for somebody who is away and had named nobody.
    """

    __tablename__ = "coordinator_deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until_on: Mapped[date]
    named_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    coordinator: Mapped[Person] = relationship(foreign_keys=[coordinator_id])
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id])


class InspectorTraining(Base):
    """A part of the training that an inspector has done."""

    __tablename__ = "inspector_training"

    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class InspectorHours(Base):
    """Time an inspector gave."""

    __tablename__ = "inspector_hours"
    __table_args__ = (CheckConstraint("minutes > 0", name="some_time"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), index=True)
    kind: Mapped[HoursKind] = mapped_column(String(10))
    given_on: Mapped[date]
    minutes: Mapped[int]
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class InspectorPayment(Base):
    """Money an inspector got: a thank-you or an expense, never both in one row."""

    __tablename__ = "inspector_payment"
    __table_args__ = (CheckConstraint("amount_pence > 0", name="some_money"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), index=True)
    kind: Mapped[PaymentKind] = mapped_column(String(10))
    paid_on: Mapped[date]
    amount_pence: Mapped[int]
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class InspectorVisit(Base):
    """An inspector goes on a visit: how they get there, who goes with them, and that they came and got home.

    `moved_at`: when the visit moved last, or was called off, with them on it; `checked_at`: when somebody last looked
    at how they get there. `version` counts both.
    """

    __tablename__ = "inspector_visit"
    __table_args__ = (UniqueConstraint("visit_id", "inspector_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    inspector_id: Mapped[int] = mapped_column(ForeignKey("inspector.id"), index=True)
    travel: Mapped[str] = mapped_column(Text)
    company: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    moved_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    address_seen_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    home_safe_at: Mapped[datetime | None]
    debrief: Mapped[str] = mapped_column(Text, default="")
    debriefed_at: Mapped[datetime | None]

    visit: Mapped[Visit] = relationship()
    inspector: Mapped[Inspector] = relationship()
