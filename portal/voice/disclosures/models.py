"""Disclosures and what happens to them. RESTRICTED: whoever reads one leaves an event (trust.md, "Young inspectors").

All words that people typed stand in `Disclosure.told`, `Disclosure.reach_by` and `DisclosureNote.text`: they are what
is erased on schedule. Nothing of them is ever put in an event, a mail, a job or a log.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.homes.models import Home
from portal.quality.models import Visit
from portal.voice.disclosures.rules import About, Duty, NoteKind, Outcome, SenderKind, State, Step, TurnPart, state_of

if TYPE_CHECKING:
    from portal.voice.feedback.models import Feedback, FeedbackQuestion

__all__ = [
    "NAME_LENGTH",
    "REACH_LENGTH",
    "About",
    "Disclosure",
    "DisclosureAlert",
    "DisclosureArrangement",
    "DisclosureDuty",
    "DisclosureEntry",
    "DisclosureNote",
    "DisclosureStep",
    "Duty",
    "NoteKind",
    "Outcome",
    "SafeguardingTurn",
    "SenderKind",
    "State",
    "Step",
    "TurnPart",
]

REACH_LENGTH = 200
NAME_LENGTH = 100


class Disclosure(Base):
    """What somebody told. `send_key` makes one form sent twice one disclosure.

    The sender is a young inspector by their account; a resident has a card instead, and no account. `by_card`: an
    inspector's card was all that was known, so somebody else may hold it. What a coordinator told has an `entry`, which
    says who and from which feedback.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint("(sender_kind = 'inspector') = (sender_id IS NOT NULL)", name="sender_known"),
        CheckConstraint("(about = 'visit') = (visit_id IS NOT NULL)", name="visit_named"),
        CheckConstraint("visit_id IS NULL OR home_id IS NOT NULL", name="home_of_visit"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"),
        CheckConstraint("closed_at IS NULL OR acknowledged_at IS NOT NULL", name="acknowledged_before_closed"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        CheckConstraint("erased_at IS NULL OR (told = '' AND reach_by = '')", name="erased_whole"),
        Index("ix_disclosure_authority_told", "authority_id", "told_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    send_key: Mapped[str] = mapped_column(String(64), unique=True)
    sender_kind: Mapped[SenderKind] = mapped_column(String(10))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_card: Mapped[bool] = mapped_column(default=False, server_default=false())
    about: Mapped[About] = mapped_column(String(20))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    told: Mapped[str] = mapped_column(Text)
    reach_by: Mapped[str] = mapped_column(String(REACH_LENGTH))
    told_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(index=True)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[Outcome | None] = mapped_column(String(20))
    held_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    sender: Mapped[Person | None] = relationship(foreign_keys=[sender_id])
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=[acknowledged_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    visit: Mapped[Visit | None] = relationship()
    home: Mapped[Home | None] = relationship()
    entry: Mapped[DisclosureEntry | None] = relationship()
    duties: Mapped[list[DisclosureDuty]] = relationship(order_by="DisclosureDuty.id")
    notes: Mapped[list[DisclosureNote]] = relationship(order_by="DisclosureNote.id.desc()")

    @property
    def state(self) -> State:
        return state_of(acknowledged_at=self.acknowledged_at, closed_at=self.closed_at)


class DisclosureEntry(Base):
    """The feedback from which a coordinator told, and the answer it is about (none: all of it). Never its words."""

    __tablename__ = "disclosure_entry"

    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("feedback_question.id"))
    told_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    told_by: Mapped[Person] = relationship()
    feedback: Mapped[Feedback] = relationship()
    question: Mapped[FeedbackQuestion | None] = relationship()


class DisclosureNote(Base):
    """What a safeguarding lead wrote. Rows are added, never changed, until their words are erased."""

    __tablename__ = "disclosure_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    send_key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[NoteKind] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    written_by: Mapped[Person] = relationship()


class DisclosureDuty(Base):
    """Something people must do about a disclosure. `was_needed` is said when it is settled."""

    __tablename__ = "disclosure_duty"
    __table_args__ = (
        UniqueConstraint("disclosure_id", "duty"),
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (settled_at IS NULL) = (was_needed IS NULL)",
            name="settled_by_somebody",
        ),
        Index("ix_disclosure_duty_open", "settled_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"))
    duty: Mapped[Duty] = mapped_column(String(20))
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    was_needed: Mapped[bool | None]

    settled_by: Mapped[Person | None] = relationship()


class DisclosureStep(Base):
    """A step of the escalation that was taken. One without alerts found nobody to tell."""

    __tablename__ = "disclosure_step"
    __table_args__ = (UniqueConstraint("disclosure_id", "step", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"))
    step: Mapped[Step] = mapped_column(String(10))
    round: Mapped[int]
    taken_at: Mapped[datetime]


class DisclosureAlert(Base):
    """Somebody who was told in a step; `mail_key` finds their message in the outbox and its job."""

    __tablename__ = "disclosure_alert"

    step_id: Mapped[int] = mapped_column(ForeignKey("disclosure_step.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    mail_key: Mapped[str] = mapped_column(String(100), unique=True)


class SafeguardingTurn(Base):
    """A turn on the rota: who is first told, as lead or as deputy, from one instant to another."""

    __tablename__ = "safeguarding_turn"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        UniqueConstraint("authority_id", "person_id", "part", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    part: Mapped[TurnPart] = mapped_column(String(10))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class DisclosureArrangement(Base):
    """What an authority has arranged; one without a row has the defaults of `rules.Arrangements`."""

    __tablename__ = "disclosure_arrangement"

    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    minutes_to_deputy: Mapped[int]
    minutes_to_all: Mapped[int]
    minutes_to_manager: Mapped[int]
    minutes_between: Mapped[int]
    minutes_until_stuck: Mapped[int]
    out_of_hours_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    out_of_hours_number: Mapped[str] = mapped_column(String(30))
    reading_hours: Mapped[str] = mapped_column(String(NAME_LENGTH))
    keep_days: Mapped[int]
