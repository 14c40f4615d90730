"""Who looks after homes, as it changed after an instant, read from the record of events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.events import EventRow
from portal.homes.models import Home
from portal.homes.queries.lists import seen_by


@dataclass(frozen=True)
class KeepersChanged:
    """At how many homes, when last, and the name and reference of one of them."""

    homes: int
    last_at: datetime
    home_name: str
    home_reference: str


def find_keepers_changed(session: Session, viewer: Viewer, since: datetime) -> KeepersChanged | None:
    """What others changed at the homes that somebody may see; None when they changed nothing."""
    query = (
        select(
            func.count(Home.id.distinct()),
            func.max(EventRow.occurred_at),
            func.min(Home.name),
            func.min(Home.reference),
        )
        .join(EventRow, and_(EventRow.subject_kind == "home", EventRow.subject_reference == Home.reference))
        .where(
            EventRow.occurred_at > since,
            EventRow.verb == "homes.keepers_changed",
            EventRow.actor_reference != viewer.reference,
            seen_by(viewer).condition(),
        )
    )
    changed = KeepersChanged(*session.execute(query).one())
    return changed if changed.homes else None
