"""How sure a note is, and what may be done to one: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Source(StrEnum):
    """Where something was heard. A kind, never a person."""

    VISIT = "visit"
    STAFF = "staff"
    PROVIDER = "provider"
    OTHER_COUNCIL = "other_council"
    REGULATOR = "regulator"
    PUBLIC = "public"


class Reliability(StrEnum):
    """How far it can be relied on."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class NoteState:
    """What has happened to a note so far."""

    shared_at: datetime | None = None
    corrected_at: datetime | None = None
    struck_at: datetime | None = None


def day_fault(heard_on: date, today: date) -> str | None:
    """Why a day cannot be the day something was heard."""
    return "The day must be today or earlier" if heard_on > today else None


def share_fault(note: NoteState) -> str | None:
    """Why a note cannot be shown to the provider; None when it can."""
    if note.struck_at is not None:
        return "This note was struck out, so it cannot be shared."
    return "The provider can read this note already." if note.shared_at is not None else None


def strike_fault(note: NoteState) -> str | None:
    """Why a note cannot be struck out; None when it can."""
    return "This note was struck out already." if note.struck_at is not None else None


def correction_fault(note: NoteState) -> str | None:
    """Why the provider cannot answer a note; None when it can. It answers once."""
    if note.struck_at is not None:
        return "The council has struck this note out, so there is nothing to put right."
    return "You have answered this note already." if note.corrected_at is not None else None
