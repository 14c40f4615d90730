"""Saving what somebody has typed so far."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import verb
from portal.returns import rules
from portal.returns.models import Entry, EntryColumns, EntryState, ReturnPeriod
from portal.returns.queries import DueHome
from portal.returns.services.common import ALREADY_SENT, STALE, Refused, Stale, lock_entry, record
from portal.web.filters import format_month

Typed = list[tuple[str, str]]


@verb
def save_draft(session: Session, due: DueHome, *, typed: Typed, expected: int, actor: Viewer, now: datetime) -> Entry:
    """Keep the fields as they were typed, right or wrong, also after closing: work is never locked away.

    `expected` is the `lock_version` the person began from (0 before the first save). Raises Stale when somebody else
    has saved since, Refused when the entry has been sent or its period has not opened.
    """
    entry = lock_entry(session, due)
    if keep_typed(entry, due.period, typed=typed, expected=expected, actor=actor, now=now):
        record(session, "entry_begun", due, entry, actor=actor, now=now)
    return entry


def keep_typed(
    entry: EntryColumns, period: ReturnPeriod, *, typed: Typed, expected: int, actor: Viewer, now: datetime
) -> bool:
    """Put what was typed into a locked entry. Returns whether that began it; raises as `save_draft` does."""
    moved = rules.next_state(EntryState(entry.state), rules.Act.SAVE)
    if moved is None:
        raise Refused(ALREADY_SENT)
    if now < period.opens_at:
        raise Refused(f"The {format_month(period.month)} return has not opened yet.")
    if entry.lock_version != expected:
        raise Stale(STALE)
    has_begun = bool(moved != entry.state)
    entry.state = moved
    entry.draft = json.dumps(typed)
    entry.draft_saved_at, entry.draft_saved_by_id = now, actor.person_id
    entry.lock_version += 1
    return has_begun


def read_draft(entry: EntryColumns | None) -> Typed | None:
    """The fields of the saved draft, or None when there is none."""
    if entry is None or entry.draft is None:
        return None
    return [(name, value) for name, value in json.loads(entry.draft)]
