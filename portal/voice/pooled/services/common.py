"""What the verbs of reports share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.voice.pooled import queries, rules
from portal.voice.pooled.models import ReportState, VoiceReport
from portal.voice.pooled.rules import Step


class Refused(db.Refused):
    """A report cannot be changed that way now."""


class Stale(Refused):
    """What was read has changed since. `current`: what stands now, by field; `version`: what it is known by."""

    def __init__(self, message: str, current: Mapping[str, str], version: int) -> None:
        super().__init__(message)
        self.current, self.version = current, version


def held_for(session: Session, report: VoiceReport, step: Step) -> tuple[VoiceReport, ReportState]:
    """The report, held, and the state that a step leads to; Refused where it cannot be taken."""
    held = queries.locked_report(session, report.id)
    state = rules.after(held.state, step)
    if state is None:
        raise Refused(rules.REFUSALS[step])
    return held, state


def note(
    session: Session,
    report: VoiceReport,
    what: str,
    *,
    actor: Viewer,
    now: datetime,
    reason: str | None = None,
    **detail: object,
) -> None:
    events.record(
        session,
        what,
        ("voice_report", report.reference),
        actor=actor,
        now=now,
        detail={"quarter": report.quarter.isoformat(), **detail},
        personal=reason,
    )
