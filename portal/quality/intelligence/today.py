"""What people hear of notes: the provider that one was shared, staff that it was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.quality.intelligence import queries
from portal.web import today
from portal.web.today import Change


@today.brings_news(Role.PROVIDER_ADMIN)
def shared(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Notes that the council shared with one's own organisation."""
    if viewer.provider_id is None:
        return
    for note in queries.list_shared_since(session, viewer.provider_id, since):
        if note.shared_at is not None:
            yield Change(note.shared_at, "The council shared a note with you", url_for("own_notes.list_shared"))


@today.brings_news(Role.QA_OFFICER, Role.COMMISSIONER)
def answered(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Notes that their providers answered."""
    if viewer.authority_id is None:
        return
    for note in queries.list_answered_since(session, viewer.authority_id, since):
        href = url_for("intelligence.note", reference=note.provider.reference, note=note.reference)
        if note.corrected_at is not None:
            yield Change(note.corrected_at, f"{note.provider.legal_name} answered a note", href)
