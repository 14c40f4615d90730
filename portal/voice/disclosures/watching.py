"""What the worker does by itself: the clock of waiting disclosures, overdue reminders, the removal of words."""

from __future__ import annotations

from portal import clock, jobs
from portal.authorities.queries import find_active_authority
from portal.db import Database
from portal.voice.disclosures import queries, services


@jobs.watch
def watch_disclosures(database: Database) -> None:
    """Ask for the escalation job in every minute in which something is due. The rows are the clock: no worker is."""
    now = clock.now()
    with database.session(writing=False) as reader:
        is_due = bool(queries.list_climbs(reader, now))
    if is_due:
        with database.session() as session:
            services.ask_to_escalate(session, now=now)


@jobs.chore
def remind_of_overdue(database: Database) -> None:
    """Mail about reminders that are overdue, once a day each."""
    with database.session() as session:
        authority = find_active_authority(session)
        if authority is not None:
            services.remind_of_overdue(session, authority.id, now=clock.now())


@jobs.chore
def erase_exported(database: Database) -> None:
    """Remove the words that have been kept long enough."""
    with database.session() as session:
        services.erase_due(session, now=clock.now())
