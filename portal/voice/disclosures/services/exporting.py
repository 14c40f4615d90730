"""Handing closed disclosures to the case system, and removing their words when they have been kept long enough."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Authority
from portal.db import verb
from portal.homes.models import Home
from portal.voice.disclosures import queries, rules
from portal.voice.disclosures.models import Disclosure, DisclosureDuty, DisclosureEntry, DisclosureNote
from portal.voice.disclosures.services.common import Refused, record

NOTHING = "No closed disclosure waits to be exported."


@verb
def export_disclosures(
    session: Session, authority: Authority, path: Path, *, actor: events.Actor, now: datetime
) -> Sequence[Disclosure]:
    """Write every closed disclosure that was not exported to a new file that only its owner may read.

    The file is written before anything counts as exported. Refused when there is none, and when the file exists.
    """
    found = queries.list_to_export(session, authority.id)
    if not found:
        raise Refused(NOTHING)
    content = {
        "authority": authority.code,
        "exported_at": now.isoformat(),
        "disclosures": [_written(session, one) for one in found],
    }
    _write(path, json.dumps(content, ensure_ascii=False, indent=1, default=datetime.isoformat))
    for disclosure in found:
        disclosure.exported_at = now
        record(session, "voice.disclosure_exported", disclosure, actor=actor, now=now)
    return found


def _write(path: Path, text: str) -> None:
    """A new file with mode 0600 that is on the disk when this returns; never a second name for an old one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as fault:
        raise Refused(f"The file cannot be written: {fault.strerror}. Name one that does not exist yet.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _written(session: Session, disclosure: Disclosure) -> dict[str, Any]:
    """A disclosure as the case system gets it: whole."""
    return {
        "reference": disclosure.reference,
        "told_at": disclosure.told_at,
        "told": disclosure.told,
        "reach_by": disclosure.reach_by,
        "about": disclosure.about,
        "sender_kind": disclosure.sender_kind,
        "told_with_card_alone": disclosure.by_card,
        "sender": _written_sender(session, disclosure),
        "entry": disclosure.entry and _written_entry(disclosure.entry),
        "visit": disclosure.visit and disclosure.visit.reference,
        "home": disclosure.home and _written_home(disclosure.home),
        "acknowledged_at": disclosure.acknowledged_at,
        "acknowledged_by": disclosure.acknowledged_by and disclosure.acknowledged_by.name,
        "closed_at": disclosure.closed_at,
        "closed_by": disclosure.closed_by and disclosure.closed_by.name,
        "outcome": disclosure.outcome,
        "held_at": disclosure.held_at,
        "duties": [_written_duty(duty) for duty in disclosure.duties],
        "notes": [_written_note(note) for note in reversed(disclosure.notes)],
    }


def _written_sender(session: Session, disclosure: Disclosure) -> dict[str, Any] | None:
    inspector = queries.find_sender(session, disclosure)
    if inspector is None:
        return None
    names = {"nickname": inspector.nickname, "coordinator": inspector.coordinator.name}
    return {"reference": inspector.reference, **names}


def _written_entry(entry: DisclosureEntry) -> dict[str, Any]:
    return {
        "feedback": entry.feedback.reference,
        "answer": entry.question and entry.question.statement,
        "told_by": entry.told_by.name,
    }


def _written_home(home: Home) -> dict[str, Any]:
    return {"reference": home.reference, "name": home.name, "urn": home.urn, "provider": home.provider.legal_name}


def _written_duty(duty: DisclosureDuty) -> dict[str, Any]:
    return {
        "duty": duty.duty,
        "due_at": duty.due_at,
        "settled_at": duty.settled_at,
        "settled_by": duty.settled_by and duty.settled_by.name,
        "was_needed": duty.was_needed,
    }


def _written_note(note: DisclosureNote) -> dict[str, Any]:
    return {"kind": note.kind, "at": note.written_at, "by": note.written_by.name, "text": note.text}


@verb
def erase_due(session: Session, *, now: datetime) -> int:
    """Remove the words of what was exported long enough ago and is not held; how it was handled stays. The number."""
    erased = 0
    for listed in queries.list_to_erase(session):
        disclosure = queries.locked_disclosure(session, listed.id)
        keep_days = queries.arrangements_of(session, disclosure.authority_id).keep_days
        if not rules.is_to_erase(
            exported_at=disclosure.exported_at, is_held=disclosure.held_at is not None, keep_days=keep_days, now=now
        ):
            continue
        _erase(disclosure, now=now)
        record(session, "voice.disclosure_erased", disclosure, actor=events.SYSTEM, now=now)
        erased += 1
    return erased


def _erase(disclosure: Disclosure, *, now: datetime) -> None:
    disclosure.told = disclosure.reach_by = ""
    disclosure.erased_at = now
    for note in disclosure.notes:
        note.text = ""
