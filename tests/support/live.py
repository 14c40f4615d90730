"""The portal as it runs for people: gunicorn and the job worker as processes, on a database of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from portal import create_app
from portal.demo.processes import wait_until_ready, web_command, worker_command
from tests.support import warm
from tests.support.databases import TEST_KEY
from tests.support.postgres import free_port


def wait_until(happened: Callable[[], object], seconds: float = 30) -> None:
    """Look again and again until something has happened; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class LiveServer:
    """Started on entering; `url` is where it answers, `app` the same portal in this process, for making rows."""

    def __init__(self, database_url: str, folder: Path, *, smtp_url: str = "", kind: str = "test") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "live.log"
        self.environment = {
            "PORTAL_ENV": kind,
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_JOBS_URL": f"sqlite:///{folder / 'jobs.sqlite3'}",
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_BASE_URL": self.url,
            "PORTAL_SECRET_KEY": "a key of the live server under test, long enough",
            "PORTAL_EVENTS_KEY": TEST_KEY,
            "PORTAL_SMTP_URL": smtp_url,
            "PORTAL_MAIL_FROM": "portal@council.example",
        }
        self.app: Flask = create_app(Settings.from_environment(self.environment))
        self.processes: dict[str, warm.Process] = {}

    def start(self) -> None:
        """Start the server and wait for its first answer, then the worker."""
        self._launch("web", web_command(self.port, workers=2, threads=10))
        ready = wait_until_ready(self.port, self.processes["web"].is_alive)
        assert ready, f"the server did not start: {self.log.read_text()}"
        self.start_worker()

    def start_worker(self) -> None:
        self._launch("worker", worker_command())

    def kill(self, name: str) -> None:
        """End "web" or "worker" as the machine would: at once, with no chance to tidy up."""
        self.processes.pop(name).kill()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.app.extensions["portal_database"].engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on the server's database, inside an application context."""
        with self.app.app_context(), self.app.extensions["portal_database"].session() as session:
            yield session

    def command(self, *arguments: str) -> str:
        """What `flask --app wsgi …` prints; fails when it fails."""
        output = self.log.with_name("command.log")
        output.unlink(missing_ok=True)
        done = warm.start([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], self.environment, output)
        assert done.wait() == 0, output.read_text()
        return output.read_text()

    def _launch(self, name: str, command: list[str]) -> None:
        self.processes[name] = warm.start(command, self.environment, self.log)
