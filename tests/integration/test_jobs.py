"""Work done after the answer: asked for once, done once, tried again, and never lost with its worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from portal import clock, db, jobs, mail
from portal.jobs import Job, JobState
from portal.mail import OutboxMail
from tests.support.live import LiveServer
from tests.support.mail import MailServer

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
done: list[Any] = []


@jobs.handler("test.note")
def note(payload: dict[str, Any]) -> None:
    done.append(payload["word"])


@jobs.handler("test.fail")
def fail(payload: dict[str, Any]) -> None:
    done.append("tried")
    raise ConnectionError("a message that may quote somebody")


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


@db.verb
def ask(session: Session, kind: str = "test.note", key: str = "one", word: str = "done") -> None:
    jobs.enqueue(session, kind, {"word": word}, key=key, now=clock.now())


@db.verb
def post(session: Session, to: str = "robin@example.com") -> None:
    mail.post(session, "reset", to=to, subject="Choose a new password", key=f"test:{to}", now=clock.now(), token="t")


def work(app: Flask) -> int:
    return jobs.run_due(app.extensions["portal_database"])


def only_job(session: Session) -> Job:
    session.commit()
    session.expire_all()
    return session.scalars(select(Job)).one()


def test_a_job_is_done_once(app: Flask, session: Session) -> None:
    ask(session)
    assert work(app) == 1
    assert work(app) == 0
    assert done == ["done"]
    assert only_job(session).state == JobState.DONE


def test_the_same_key_asked_twice_is_one_job(app: Flask, session: Session) -> None:
    ask(session)
    ask(session, word="again")
    work(app)
    assert done == ["done"]


def test_a_transaction_that_fails_asks_for_nothing(app: Flask, session: Session) -> None:
    @db.verb
    def ask_and_fail(session: Session) -> None:
        ask(session)
        raise db.NotFound("no such thing")

    with pytest.raises(db.NotFound):
        ask_and_fail(session)
    assert work(app) == 0
    assert app.extensions["portal_huey"].pending_count() == 0


def test_the_queue_is_told_after_the_commit_and_does_the_job(app: Flask, session: Session) -> None:
    huey = app.extensions["portal_huey"]
    ask(session)
    assert huey.pending_count() == 1
    session.commit()
    huey.execute(huey.dequeue())
    assert done == ["done"]


def test_a_queue_that_is_down_loses_nothing(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    unreachable = jobs.make_huey("redis://127.0.0.1:1/0")
    unreachable.portal_run = unreachable.task()(lambda job_id: None)
    with monkeypatch.context() as broken:
        broken.setitem(app.extensions, "portal_huey", unreachable)
        ask(session)
    assert done == []
    app.extensions["portal_huey"].portal_sweep.call_local()
    huey = app.extensions["portal_huey"]
    session.commit()
    huey.execute(huey.dequeue())
    assert done == ["done"]


def test_a_job_that_fails_is_tried_again_later_each_time_and_then_given_up(
    app: Flask, session: Session, at: At
) -> None:
    at(MONDAY)
    ask(session, kind="test.fail")
    work(app)
    job = only_job(session)
    assert (job.state, job.attempts, job.last_error) == (JobState.QUEUED, 1, "ConnectionError")
    assert job.run_after == MONDAY + timedelta(seconds=10)
    assert work(app) == 0
    moment = MONDAY
    for _ in range(jobs.MAX_ATTEMPTS - 1):
        moment += jobs.LONGEST_WAIT
        at(moment)
        session.commit()
        work(app)
    assert only_job(session).state == JobState.FAILED
    assert len(done) == jobs.MAX_ATTEMPTS


def test_a_job_that_ends_its_worker_every_time_is_given_up(app: Flask, session: Session, at: At) -> None:
    at(MONDAY)
    ask(session)
    lost = {"state": JobState.RUNNING, "leased_until": MONDAY - timedelta(minutes=1), "attempts": jobs.MAX_ATTEMPTS}
    session.execute(update(Job).values(lost))
    session.commit()
    work(app)
    session.expire_all()
    job = only_job(session)
    assert (job.state, job.last_error) == (JobState.FAILED, "WorkerLost")
    assert done == []


def test_a_job_whose_worker_holds_it_is_left_alone_until_the_lease_ends(app: Flask, session: Session, at: At) -> None:
    at(MONDAY)
    ask(session)
    session.execute(update(Job).values(state=JobState.RUNNING, leased_until=MONDAY + jobs.LEASE, attempts=1))
    session.commit()
    at(MONDAY + jobs.LEASE)
    assert work(app) == 0
    at(MONDAY + jobs.LEASE + timedelta(seconds=1))
    assert work(app) == 1
    assert only_job(session).attempts == 2


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (4, 80), (9, 2560), (10, 3600), (12, 3600)]
)
def test_each_wait_is_twice_the_one_before_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert jobs.wait_after(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize("was", [None, 0o644])
def test_nobody_else_on_the_machine_reads_the_queues_file(tmp_path: Path, was: int | None) -> None:
    path = tmp_path / "jobs.sqlite3"
    if was:
        path.touch(mode=was)
    huey = jobs.make_huey(f"sqlite:///{path}")
    huey.storage.enqueue(b"1")
    files = sorted(tmp_path.iterdir())
    assert [each.name for each in files] == ["jobs.sqlite3", "jobs.sqlite3-shm", "jobs.sqlite3-wal"]
    assert [each.stat().st_mode & 0o777 for each in files] == [0o600] * 3
    huey.storage.close()


def test_an_unknown_kind_of_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="PORTAL_JOBS_URL must begin with sqlite, postgresql, redis or memory"):
        jobs.make_huey("amqp://localhost")


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_worker_does_what_was_asked_while_it_was_dead(live_server: LiveServer, mail_server: MailServer) -> None:
    live_server.kill("worker")
    with live_server.session() as session:
        post(session)
    live_server.start_worker()
    wait_for(lambda: mail_server.to("robin@example.com"))
    assert len(mail_server.inbox.messages) == 1


def test_a_worker_killed_in_the_middle_of_a_job_loses_nothing(live_server: LiveServer, mail_server: MailServer) -> None:
    mail_server.inbox.holding = True
    with live_server.session() as session:
        post(session)
    wait_for(lambda: mail_server.inbox.held)
    live_server.kill("worker")
    wait_for(lambda: not mail_server.inbox.held)
    mail_server.inbox.holding = False
    with live_server.session() as session:
        row = session.scalars(select(Job)).one()
        assert row.state == JobState.RUNNING
        row.leased_until = clock.now() - timedelta(seconds=1)  # as if the lease had run out
        session.commit()
    assert live_server.command("jobs", "run-due") == "1 jobs done.\n"
    assert len(mail_server.to("robin@example.com")) == 1
    with live_server.session() as session:
        assert session.scalars(select(OutboxMail.sent_at)).one() is not None
        assert session.execute(text("SELECT state FROM job")).scalar() == "done"
