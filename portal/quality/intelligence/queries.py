"""Reads of notes and reviews: of one authority, or what was shared with one provider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from portal.db import NotFound
from portal.quality.intelligence.models import IntelligenceNote, MarketReview


def _of(authority_id: int, provider_id: int) -> Select[IntelligenceNote]:
    return (
        select(IntelligenceNote)
        .where(IntelligenceNote.authority_id == authority_id, IntelligenceNote.provider_id == provider_id)
        .options(joinedload(IntelligenceNote.home))
    )


def count_notes(session: Session, provider_id: int, *, authority_id: int) -> int:
    """How many notes there are about a provider, struck out ones too."""
    return session.scalar(select(func.count()).select_from(_of(authority_id, provider_id).subquery())) or 0


def list_notes(
    session: Session, provider_id: int, *, authority_id: int, offset: int = 0, limit: int | None = None
) -> list[IntelligenceNote]:
    """Notes about a provider, the newest first."""
    query = _of(authority_id, provider_id).order_by(IntelligenceNote.heard_on.desc(), IntelligenceNote.id.desc())
    return list(session.scalars(query.offset(offset).limit(limit)))


def get_note(session: Session, reference: str, *, provider_id: int, authority_id: int) -> IntelligenceNote:
    """One note about this provider; another's is missing."""
    found = session.scalar(_of(authority_id, provider_id).where(IntelligenceNote.reference == reference))
    if found is None:
        raise NotFound("no such note")
    return found


def locked_note(session: Session, note_id: int) -> IntelligenceNote:
    """The note as it stands now, held until this transaction ends."""
    query = select(IntelligenceNote).where(IntelligenceNote.id == note_id).with_for_update(of=IntelligenceNote)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def list_shared(session: Session, provider_id: int) -> list[IntelligenceNote]:
    """What the provider may read: notes shared with it and not struck out, the newest first."""
    query = (
        select(IntelligenceNote)
        .where(
            IntelligenceNote.provider_id == provider_id,
            IntelligenceNote.shared_at.is_not(None),
            IntelligenceNote.struck_at.is_(None),
        )
        .options(joinedload(IntelligenceNote.home))
        .order_by(IntelligenceNote.heard_on.desc(), IntelligenceNote.id.desc())
    )
    return list(session.scalars(query))


def get_shared(session: Session, reference: str, *, provider_id: int) -> IntelligenceNote:
    """A note that was shared with this provider; all else is missing."""
    for note in list_shared(session, provider_id):
        if note.reference == reference:
            return note
    raise NotFound("no such note")


def list_shared_since(session: Session, provider_id: int, since: datetime) -> list[IntelligenceNote]:
    """What was shared with a provider after an instant and still stands."""
    return [note for note in list_shared(session, provider_id) if note.shared_at and note.shared_at > since]


def list_answered_since(session: Session, authority_id: int, since: datetime) -> list[IntelligenceNote]:
    """Notes of an authority that their providers answered after an instant, the newest answer first."""
    query = (
        select(IntelligenceNote)
        .where(IntelligenceNote.authority_id == authority_id, IntelligenceNote.corrected_at > since)
        .options(joinedload(IntelligenceNote.provider))
        .order_by(IntelligenceNote.corrected_at.desc(), IntelligenceNote.id.desc())
    )
    return list(session.scalars(query))


def list_reviews(session: Session, provider_id: int, *, authority_id: int) -> list[MarketReview]:
    """Reviews of a provider, the newest first."""
    query = select(MarketReview).where(
        MarketReview.authority_id == authority_id, MarketReview.provider_id == provider_id
    )
    return list(session.scalars(query.order_by(MarketReview.reviewed_on.desc(), MarketReview.id.desc())))
