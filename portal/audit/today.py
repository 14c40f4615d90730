"""What changed for auditors: how many events there are to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.audit import queries
from portal.web.today import Change, brings_news


@brings_news(Role.AUDITOR)
def events_recorded(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """The number of events that others caused, with the list from that day on."""
    count, last_at = queries.find_since(session, since, besides=viewer.reference)
    if last_at is not None:
        words = "1 event was recorded" if count == 1 else f"{count:,} events were recorded"
        yield Change(last_at, words, url_for("audit.list_events", **_from_day(clock.today(since))))


def _from_day(day: date) -> dict[str, Any]:
    """The list's filter, as its three date boxes send it."""
    return {"first_on-day": day.day, "first_on-month": day.month, "first_on-year": day.year}
