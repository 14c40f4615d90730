"""The web server and the job worker of a demonstration, started and stopped together."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

POLL_SECONDS = 0.2
STOP_SECONDS = 10
READY_SECONDS = 60
MOST_RESTARTS = 5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def web_command(port: int, *, workers: int = 2, threads: int = 4) -> list[str]:
    """gunicorn on the loopback; the application is loaded once, before its workers are made."""
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--preload", "--no-control-socket"),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads)),
        *("--log-level", "warning"),
    ]


def tied(command: Sequence[str]) -> list[str]:
    """The command, ending with the program that started it even when that is killed (where util-linux is there)."""
    return ["setpriv", "--pdeathsig", "KILL", "--", *command] if shutil.which("setpriv") else list(command)


def worker_command() -> list[str]:
    """The process that does jobs."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]


@dataclass
class Processes:
    """Two children. `watch` returns when the web server has ended, or somebody asked to stop."""

    web: Sequence[str]
    worker: Sequence[str]
    say: Callable[[str], None] = print
    stopping: bool = False
    restarts: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """Start both. The signals that stop a program stop both."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        self._launch("web", self.web)
        self._launch("worker", self.worker)

    def watch(self) -> int:
        """Wait; 0 when told to stop, 1 when the server ended by itself or the worker would not stay up."""
        while not self.stopping:
            if self.running["web"].poll() is not None:
                self.say("The web server stopped, so the job worker is stopped too.")
                return 1
            if self.running["worker"].poll() is not None and not self._restart_worker():
                return 1
            time.sleep(POLL_SECONDS)
        return 0

    def stop(self) -> None:
        """End both children and wait for them; whoever does not end in time is killed."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _launch(self, name: str, command: Sequence[str]) -> None:
        # A session of its own: Ctrl-C reaches only this program, which then stops both in order.
        self.running[name] = subprocess.Popen(tied(command), stdin=subprocess.DEVNULL, start_new_session=True)

    def _restart_worker(self) -> bool:
        self.restarts += 1
        if self.restarts > MOST_RESTARTS:
            self.say("The job worker keeps stopping, so everything is stopped.")
            return False
        self.say("The job worker stopped. Starting it again.")
        self._launch("worker", self.worker)
        return True


def wait_until_ready(port: int, alive: Callable[[], bool], seconds: float = READY_SECONDS) -> bool:
    """Whether /readyz on this port answered 200 before the time was up and while the server lived."""
    deadline = time.monotonic() + seconds
    while alive() and time.monotonic() < deadline:
        if _is_ready(port):
            return True
        time.sleep(POLL_SECONDS / 2)
    return False


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()
