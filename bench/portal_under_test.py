"""The demonstration borough in a folder of its own, served by real processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from alembic import command
from flask import Flask

from config import ROOT, Settings
from portal import create_app
from portal.cli import alembic_config
from portal.demo.processes import wait_until_ready, web_command
from portal.demo.services import load_demo

AUTHORITY = "E08000014"
SLUG = "childrens-homes-and-carers"


def make_portal(folder: Path) -> Flask:
    """An application on a new SQLite file in the folder, filled with the borough, its PDF made."""
    settings = Settings.from_environment({"PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder)})
    app = create_app(settings)
    command.upgrade(alembic_config(settings.database_url), "head")
    load_demo(app, AUTHORITY)
    return app


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """(port, process id) of gunicorn on the folder's database."""
    port = free_port()
    environment = {**os.environ, "PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder), "PORT": str(port)}
    process = subprocess.Popen(web_command(port, workers=1, threads=4), cwd=ROOT, env=environment)
    try:
        if not wait_until_ready(port, lambda: process.poll() is None):
            raise RuntimeError("the server did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def get(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def seconds_to_first_answer(folder: Path) -> float:
    """From `make run` on a prepared machine to the first good answer of /readyz."""
    port = free_port()
    environment = {**os.environ, "PORTAL_DATA_DIR": str(folder), "PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen(
        [shutil.which("make") or "make", "-s", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if not wait_until_ready(port, lambda: process.poll() is None):
            raise RuntimeError("make run did not start")
        return time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def own_memory(process_id: int) -> int:
    """KiB that a process would free if it ended now (proportional set size)."""
    text = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def children(process_id: int) -> list[int]:
    found = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii")
    return [int(each) for each in found.split()]
