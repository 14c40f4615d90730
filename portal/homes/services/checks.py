"""Refusals with the field they concern, and the checks every verb begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock, db, events, mail
from portal.homes import rules
from portal.homes.models import Home, HomeDraft

STALE = "Somebody else changed this while you were typing. Compare both below, then save what is right"


class Refused(db.Refused):
    """Something cannot be so; each fault names a field, "" for the whole, with a sentence a person can act on."""

    def __init__(self, faults: Sequence[rules.Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)

    @classmethod
    def because(cls, message: str, field: str = "") -> Refused:
        """A refusal for one reason."""
        return cls([rules.Fault(field, message)])


class Stale(Refused):
    """Somebody else saved first: nothing was overwritten."""


def allows_fictional() -> bool:
    """Whether the demonstration's own identifiers are taken (decision 11)."""
    return mail.settings().is_demo


def refuse_any(faults: Sequence[rules.Fault]) -> None:
    """Raise Refused when there is any fault."""
    if faults:
        raise Refused(faults)


def refuse_stale(record: Home | HomeDraft, version: int) -> None:
    """Raise Stale unless `version` is what the editor began with."""
    if record.version != version:
        raise Stale([rules.Fault("", STALE)])


def judged_step(step: str, details: rules.HomeDetails, now: datetime) -> None:
    """Refuse one step's answers that will not do."""
    refuse_any(rules.judge_step(step, details, today=clock.today(now), allow_fictional=allows_fictional()))


def moved_on(home: Home, now: datetime) -> None:
    """A new version of the record: whoever began from the old one is told."""
    home.version += 1
    home.updated_at = now


def note(
    session: Session,
    home: Home,
    verb: str,
    *,
    actor: events.Actor,
    now: datetime,
    reason: str | None = None,
    for_staff: bool = False,
    **detail: object,
) -> None:
    """Record what happened to a home, for its organisation to read too. No address in `detail`, ever.

    `for_staff`: what only the authority may read, for it tells of another organisation or of who at the council looked.
    """
    events.record(
        session,
        verb,
        ("home", home.reference),
        actor=actor,
        now=now,
        provider=None if for_staff else home.provider.reference,
        detail=detail,
        personal=reason,
    )
