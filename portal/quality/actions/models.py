"""Actions after a visit, and what providers said they did."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.quality.actions.rules import ActionState
from portal.quality.models import Visit

__all__ = ["OWNER_LENGTH", "TEXT_LENGTH", "ActionEvidence", "ActionMove", "ActionState", "VisitAction"]

OWNER_LENGTH = 100
TEXT_LENGTH = 2_000


class VisitAction(Base):
    """One thing to change, who sees to it (in words: a post, not a person's name), and by when.

    `standard`: the slug of the visit's standard that it serves, "" for none. `version` guards against two people saving
    over each other, and against sending back or closing what nobody has read: whatever is said of an action counts.
    """

    __tablename__ = "visit_action"
    __table_args__ = (
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND closed_reason <> '')", name="closed_with_reason"
        ),
        Index("ix_visit_action_state_due_on", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    standard: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH))
    due_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(String(10), default=ActionState.OPEN)
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closed_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    evidence: Mapped[list[ActionEvidence]] = relationship(order_by="ActionEvidence.id")
    moves: Mapped[list[ActionMove]] = relationship(order_by="ActionMove.id")


class ActionEvidence(Base):
    """What the provider says was done. Rows are added, never changed, but for why one was sent back, and that nobody
    had read it when it was passed to the commissioners."""

    __tablename__ = "action_evidence"
    __table_args__ = (
        CheckConstraint("(sent_back_at IS NULL) = (sent_back_reason = '')", name="sent_back_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("visit_action.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_back_at: Mapped[datetime | None]
    sent_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_back_reason: Mapped[str] = mapped_column(Text, default="")
    passed_on_at: Mapped[datetime | None]


class ActionMove(Base):
    """Another day for an action once the provider has seen it, and why. Rows are added, never changed."""

    __tablename__ = "action_move"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("visit_action.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    moved_at: Mapped[datetime]
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    moved_by: Mapped[Person] = relationship()
