"""What can be done about notes and reviews. Each verb is one transaction with its event, which repeats no text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.homes.models import Home
from portal.providers.models import Provider
from portal.quality.intelligence import rules
from portal.quality.intelligence.models import IntelligenceNote, MarketReview, Reliability, Source
from portal.quality.intelligence.queries import locked_note


class Refused(db.Refused):
    """A note or a review cannot be changed that way now."""


def _refuse(fault: str | None, field: str = "") -> None:
    if fault:
        raise Refused(fault, field)


@verb
def write_note(
    session: Session,
    provider: Provider,
    *,
    authority_id: int,
    home: Home | None,
    heard_on: date,
    source: Source,
    reliability: Reliability,
    text: str,
    actor: Viewer,
    now: datetime,
) -> IntelligenceNote:
    """Write down what was heard. The provider does not learn of it. Refused for a day to come."""
    _refuse(rules.day_fault(heard_on, clock.today(now)), "heard_on")
    note = IntelligenceNote(
        reference=new_reference("IN"),
        authority_id=authority_id,
        provider=provider,
        home=home,
        heard_on=heard_on,
        source=source,
        reliability=reliability,
        text=text,
        created_at=now,
        created_by_id=actor.person_id,
    )
    session.add(note)
    session.flush()
    _note(session, note, "quality.note_written", actor=actor, now=now)
    return note


@verb
def share_note(session: Session, note: IntelligenceNote, *, actor: Viewer, now: datetime) -> None:
    """Let the provider read a note and answer it. Refused for one that is shared or struck out."""
    note = locked_note(session, note.id)
    _refuse(rules.share_fault(note.state))
    note.shared_at = now
    _note(session, note, "quality.note_shared", actor=actor, now=now, provider=note.provider.reference)


@verb
def strike_note(session: Session, note: IntelligenceNote, *, reason: str, actor: Viewer, now: datetime) -> None:
    """Strike a note out: it stays readable for staff, with the reason, and the provider reads it no more."""
    note = locked_note(session, note.id)
    _refuse(rules.strike_fault(note.state))
    note.struck_at, note.struck_reason = now, reason
    _note(session, note, "quality.note_struck_out", actor=actor, now=now)


@verb
def answer_note(session: Session, note: IntelligenceNote, *, text: str, actor: Viewer, now: datetime) -> None:
    """The provider says what is not right, once. The note stays as it is, with the answer beside it."""
    note = locked_note(session, note.id)
    _refuse(rules.correction_fault(note.state))
    note.correction, note.corrected_at = text, now
    _note(session, note, "quality.note_answered", actor=actor, now=now, provider=note.provider.reference)


@verb
def write_review(
    session: Session,
    provider: Provider,
    parts: Mapping[str, str],
    *,
    authority_id: int,
    reviewed_on: date,
    actor: Viewer,
    now: datetime,
) -> MarketReview:
    """Write a review; `parts` as `words.REVIEW_PARTS`. Refused when every part is empty, and for a day to come."""
    _refuse(rules.day_fault(reviewed_on, clock.today(now)), "reviewed_on")
    _refuse(None if any(parts.values()) else "Write something in one of the parts", "quality")
    review = MarketReview(
        reference=new_reference("MR"),
        authority_id=authority_id,
        provider=provider,
        reviewed_on=reviewed_on,
        created_at=now,
        created_by_id=actor.person_id,
        **parts,
    )
    session.add(review)
    events.record(
        session,
        "quality.review_written",
        ("market_review", review.reference),
        actor=actor,
        now=now,
        detail={"about": provider.reference},
    )
    return review


@verb
def note_looked_at(session: Session, provider: Provider, *, shown: int, actor: Viewer, now: datetime) -> None:
    """Record that somebody read the log of a provider, and how many notes it showed."""
    events.record(
        session,
        "quality.notes_seen",
        ("provider_notes", provider.reference),
        actor=actor,
        now=now,
        detail={"shown": shown},
    )


def _note(
    session: Session,
    note: IntelligenceNote,
    what: str,
    *,
    actor: Viewer,
    now: datetime,
    provider: str | None = None,
) -> None:
    """`provider`: whose it is to read, once the note was shared with them."""
    events.record(
        session,
        what,
        ("intelligence_note", note.reference),
        actor=actor,
        now=now,
        provider=provider,
        detail={"about": note.provider.reference},
    )
