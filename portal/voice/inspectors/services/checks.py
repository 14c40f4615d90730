"""Refusals with the field they concern, and the event of a verb about an inspector."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import db, events
from portal.voice.inspectors.models import Inspector


class Refused(db.Refused):
    """An inspector or a card cannot be changed that way now."""


class TooMany(Refused):
    """Too many tries: nothing is said of what was tried."""


STALE = "Somebody else changed this while you had the page open. Look at both, then save again."


class Stale(Refused):
    """Somebody else saved first. `current` holds in words what is stored now where it differs, `version` its number."""

    def __init__(self, message: str, current: Mapping[str, str], version: int) -> None:
        super().__init__(message)
        self.current, self.version = current, version


def record(
    session: Session,
    verb: str,
    inspector: Inspector,
    *,
    actor: events.Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note what was done about an inspector, by their reference alone."""
    events.record(session, f"voice.{verb}", ("inspector", inspector.reference), actor=actor, now=now, detail=detail)
