"""Refusals, the event of a disclosure, and the key that makes one form one row."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import db, events
from portal.voice.disclosures.models import Disclosure


class Refused(db.Refused):
    """What was told, or the rota, cannot be changed that way now."""


def record(
    session: Session, verb: str, disclosure: Disclosure, *, actor: events.Actor, now: datetime, **detail: Any
) -> None:
    """Record what happened to a disclosure: its reference alone, never its home, visit, sender or words.

    Publishers and auditors read events. `detail` holds counts and kinds that are the same for every disclosure.
    """
    events.record(session, verb, ("disclosure", disclosure.reference), actor=actor, now=now, detail=detail)


def key_of(form_key: str, *parts: object) -> str:
    """One key for one form with one content: sent twice it is the same, written anew it is another.

    The form's random part is stored nowhere, so the key tells nothing of the words. A form that comes without one is
    never taken for an earlier one: better twice than lost.
    """
    content = "\0".join([form_key or secrets.token_urlsafe(24), *(str(part) for part in parts)])
    return hashlib.sha256(content.encode()).hexdigest()
