"""The demonstration's own file, its password, and its two processes."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from config import Settings
from portal.cli import alembic_config
from portal.demo import run
from portal.demo.own_file import FileState, NotOurs, claim, demo_file, mark_full
from portal.demo.password import demo_password
from portal.demo.processes import STOP_SIGNALS, Processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
ENDS = [sys.executable, "-c", ""]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "portal.sqlite3"


def test_a_new_file_is_made_and_marked(path: Path) -> None:
    assert claim(path) is FileState.NEW
    assert path.stat().st_mode & 0o077 == 0


def test_a_full_file_is_recognised_after_its_migrations(path: Path) -> None:
    claim(path)
    command.upgrade(alembic_config(f"sqlite:///{path}"), "head")
    mark_full(path)
    assert claim(path) is FileState.FULL


def test_a_file_that_never_got_full_is_begun_again(path: Path) -> None:
    claim(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE half (done)")
    assert claim(path) is FileState.NEW
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_database_of_somebody_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (kept)")
    before = path.read_bytes()
    with pytest.raises(NotOurs, match="was not made by the demonstration, so it is left alone"):
        claim(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("somebody's notes")
    with pytest.raises(NotOurs):
        claim(path)
    assert path.read_text() == "somebody's notes"


@pytest.mark.parametrize("url", ["postgresql+psycopg://postgres@127.0.0.1/portal", "sqlite://"])
def test_only_a_file_can_hold_the_demonstration(url: str) -> None:
    with pytest.raises(NotOurs, match="Unset PORTAL_DATABASE_URL"):
        demo_file(url)


def test_the_password_stays_the_same_on_one_machine_and_differs_between_two(tmp_path: Path) -> None:
    first = demo_password(tmp_path / "one")
    assert demo_password(tmp_path / "one") == first
    assert len(first.split("-")) == 3
    assert len({demo_password(tmp_path / str(number)) for number in range(20)}) > 10
    assert (tmp_path / "one" / "demo-password.txt").stat().st_mode & 0o077 == 0


def test_a_busy_port_is_said_in_a_sentence() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(run.CannotRun, match=f"Port {port} cannot be used. Choose another"):
            run.refuse_busy_port(port)


def test_the_demonstration_refuses_to_start_on_a_foreign_database(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (kept)")
    settings = Settings.from_environment({"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(path.parent)})
    with pytest.raises(NotOurs):
        run.prepare(settings)


@pytest.fixture
def start() -> Iterator[Callable[..., Processes]]:
    """Starts a pair of processes; ends them and puts the signals back afterwards."""
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    started: list[Processes] = []

    def make(web: list[str], worker: list[str]) -> Processes:
        started.append(Processes(web, worker, say=lambda words: None))
        started[-1].start()
        return started[-1]

    yield make
    for processes in started:
        processes.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_when_the_server_ends_the_worker_is_stopped_and_the_exit_code_says_so(
    start: Callable[..., Processes],
) -> None:
    processes = start(ENDS, SLEEPER)
    assert processes.watch() == 1
    processes.stop()
    assert processes.running["worker"].poll() is not None


def test_a_worker_that_ends_is_started_again(start: Callable[..., Processes]) -> None:
    processes = start(SLEEPER, SLEEPER)
    first = processes.running["worker"]
    first.kill()
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    assert processes.watch() == 0
    assert processes.running["worker"].pid != first.pid


def test_a_worker_that_will_not_stay_up_stops_everything(start: Callable[..., Processes]) -> None:
    assert start(SLEEPER, ENDS).watch() == 1


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_a_signal_stops_both(start: Callable[..., Processes], number: signal.Signals) -> None:
    processes = start(SLEEPER, SLEEPER)
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
    begun = time.monotonic()
    assert processes.watch() == 0
    processes.stop()
    assert [process.poll() is not None for process in processes.running.values()] == [True, True]
    assert time.monotonic() - begun < 5
