"""Work done after the answer: our own job rows, carried by huey, swept when a worker dies.

huey delivers a task at most once. So the row is the truth: `enqueue` writes it in the caller's transaction, the task is
only a nudge sent after the commit, and `sweep` nudges whatever is due again, be it that the queue was down, the worker
was killed, or a try failed. Handlers must be idempotent; a lease keeps two workers off the same row.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import Index, String, Text, and_, event, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock
from portal.db import Base, Database

LEASE = timedelta(minutes=5)
# Two days and a half: a mail server may be down over a weekend.
MAX_ATTEMPTS = 70
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
log = structlog.get_logger()

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, Handler] = {}
_chores: list[Callable[[Database], None]] = []
_watches: list[Callable[[Database], None]] = []


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work. `key` makes asking for the same work twice one row."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_after", "state", "run_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register what does jobs of a kind; called with the payload inside an application context."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def chore(function: Callable[[Database], None]) -> Callable[[Database], None]:
    """Register what the worker does every hour, such as sweeping out what was kept long enough. It may run twice."""
    _chores.append(function)
    return function


def watch(function: Callable[[Database], None]) -> Callable[[Database], None]:
    """Register what the worker looks at every minute: a clock that runs by rows, and asks for a job when one is due."""
    _watches.append(function)
    return function


def do_chores(database: Database) -> None:
    """Do every chore; one that fails does not keep the others from being done."""
    _do_each(_chores, database)


def do_watches(database: Database) -> None:
    """Look at every clock; one that fails does not keep the others, or the sweep, from being done."""
    _do_each(_watches, database)


def _do_each(functions: list[Callable[[Database], None]], database: Database) -> None:
    for function in functions:
        try:
            function(database)
        except Exception as error:  # noqa: BLE001 - the next minute or hour tries again
            log.warning("jobs.chore_failed", chore=function.__name__, error=type(error).__name__)


def enqueue(session: Session, kind: str, payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Ask for work in this transaction; the same `key` asked twice is one job."""
    if session.scalar(select(Job.id).where(Job.key == key)) is not None:
        return
    job = Job(kind=kind, key=key, payload=json.dumps(payload), run_after=now, created_at=now)
    session.add(job)
    session.flush()
    session.info.setdefault("nudges", []).append(job.id)


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    if session.in_nested_transaction():
        return
    job_ids = session.info.pop("nudges", [])
    if job_ids and current_app:
        nudge(current_app.extensions["portal_huey"], job_ids)


@event.listens_for(Session, "after_rollback")
def _forget_nudges(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info.pop("nudges", None)


def nudge(huey: Huey, job_ids: list[int]) -> None:
    """Tell the queue; a queue that is down loses nothing, for the sweep will tell it again."""
    for job_id in job_ids:
        try:
            huey.portal_run(job_id)
        except Exception as error:  # noqa: BLE001 - any queue fault must not undo a committed answer
            log.warning("jobs.queue_unreachable", error=type(error).__name__)
            return


def make_huey(url: str) -> Huey:
    """The queue named by a URL: sqlite:///file, postgresql://…, redis://… or memory://."""
    scheme = urlsplit(url).scheme.split("+")[0]
    if scheme == "sqlite":
        return SqliteHuey("portal", filename=_own_file(url.removeprefix("sqlite:///")), results=False)
    if scheme == "postgresql":
        return PostgresHuey("portal", dsn=url.replace("postgresql+psycopg", "postgresql"), results=False)
    if scheme in {"redis", "rediss", "unix"}:
        return RedisHuey("portal", url=url, results=False)
    if scheme == "memory":
        return MemoryHuey("portal", results=False)
    raise ValueError("PORTAL_JOBS_URL must begin with sqlite, postgresql, redis or memory.")


def _own_file(name: str) -> str:
    """The queue's file, which nobody else on the machine reads; SQLite gives its mode to the files beside it."""
    path = Path(name)
    path.touch(mode=0o600)
    path.chmod(0o600)
    return name


def init_app(app: Flask, url: str) -> None:
    """Attach the queue and its tasks: run one job, every minute watch the clocks and sweep what is due, every hour do
    the chores."""
    huey = make_huey(url)

    def run_job(job_id: int) -> None:
        with app.app_context():
            run(app.extensions["portal_database"], job_id)

    def sweep_due() -> None:
        with app.app_context():
            do_watches(app.extensions["portal_database"])
            nudge(huey, list_due(app.extensions["portal_database"], now=clock.now()))

    def do_hourly() -> None:
        with app.app_context():
            do_chores(app.extensions["portal_database"])

    huey.portal_run = huey.task(name="run_job")(run_job)
    huey.portal_sweep = huey.periodic_task(crontab(minute="*"), name="sweep")(sweep_due)
    huey.portal_chores = huey.periodic_task(crontab(minute="0"), name="chores")(do_hourly)
    app.extensions["portal_huey"] = huey


def list_due(database: Database, *, now: datetime) -> list[int]:
    """Ids of jobs that wait, or whose worker stopped answering, oldest first."""
    with database.session(writing=False) as session:
        return list(session.scalars(select(Job.id).where(_is_due(now)).order_by(Job.id)))


def _is_due(now: datetime) -> Any:
    waiting = and_(Job.state == JobState.QUEUED, Job.run_after <= now)
    abandoned = and_(Job.state == JobState.RUNNING, Job.leased_until < now)
    return or_(waiting, abandoned)


def run(database: Database, job_id: int) -> bool:
    """Claim one job and do it; False when there was nothing to claim. A failure is kept and tried again later."""
    job = _claim(database, job_id, now=clock.now())
    if job is None:
        return False
    if job.attempts > MAX_ATTEMPTS:
        # Claimed again and again and never finished: it ends its worker each time.
        _finish(database, job, error="WorkerLost", now=clock.now())
        return True
    try:
        _handlers[job.kind](json.loads(job.payload))
    except Exception as error:  # noqa: BLE001 - a failed try is a state of the job, not of the worker
        log.warning("jobs.failed", kind=job.kind, job=job.id, error=type(error).__name__, attempt=job.attempts)
        _finish(database, job, error=type(error).__name__, now=clock.now())
    else:
        _finish(database, job, error=None, now=clock.now())
    return True


def run_due(database: Database) -> int:
    """Do everything that is due here and now, including what that work asks for; the number done."""
    done = 0
    while due := list_due(database, now=clock.now()):
        done += sum(run(database, job_id) for job_id in due)
    return done


def _claim(database: Database, job_id: int, *, now: datetime) -> Job | None:
    with database.session() as session:
        claimed = session.execute(
            update(Job)
            .where(Job.id == job_id, _is_due(now))
            .values(state=JobState.RUNNING, leased_until=now + LEASE, attempts=Job.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        session.commit()
        return session.get(Job, job_id) if claimed.rowcount else None  # type: ignore[attr-defined]


def _finish(database: Database, job: Job, *, error: str | None, now: datetime) -> None:
    with database.session() as session:
        row = session.get_one(Job, job.id)
        row.leased_until, row.last_error = None, error
        if error is None:
            row.state, row.finished_at = JobState.DONE, now
        elif row.attempts >= MAX_ATTEMPTS:
            row.state, row.finished_at = JobState.FAILED, now
        else:
            row.state, row.run_after = JobState.QUEUED, now + wait_after(row.attempts)
        session.commit()


def wait_after(attempts: int) -> timedelta:
    """Seconds to wait before the next try: 10, 20, 40 … up to an hour."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
