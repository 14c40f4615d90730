"""What the worker looks at every minute about published reports."""

from __future__ import annotations

from portal import clock, jobs
from portal.db import Database
from portal.voice.pooled import queries, services


@jobs.watch
def watch_papers(database: Database) -> None:
    """Ask for papers anew once a quote was taken back. The rows are the clock: taking back knows nothing of papers."""
    with database.session(writing=False) as reader:
        is_due = bool(queries.list_missing_papers(reader))
    if is_due:
        with database.session() as session:
            services.ask_for_papers(session, now=clock.now())
