"""A PostgreSQL server for the tests: the one named, one started in a temporary folder, or the one that answers here.

One of our own need not survive the machine: it never waits for the disk, which is most of what making databases costs.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from tests.support.folders import quick_folder

LOCAL_URLS = (
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "postgresql+psycopg://test@127.0.0.1:5432/postgres",
)


@contextmanager
def server() -> Iterator[str | None]:
    """The URL of a server where databases may be made, or None when the machine has no PostgreSQL."""
    named, binaries = os.environ.get("TEST_DATABASE_URL"), find_binaries()
    if named or binaries is None:
        yield named or next(filter(answers, LOCAL_URLS), None)
        return
    folder = quick_folder("portal-postgres-")
    try:
        yield _start(binaries, folder)
    finally:
        _run(binaries / "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def answers(url: str) -> bool:
    """Whether a server lets us in at this address."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 2})
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: of the newest version Debian installed, or on the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    return Path(found).parent if found else None


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _start(binaries: Path, folder: Path) -> str:
    if os.geteuid() == 0:
        account = pwd.getpwnam(_unprivileged())
        os.chown(folder, account.pw_uid, account.pw_gid)
    port, data = free_port(), str(folder / "data")
    _run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
    settings = {"listen_addresses": "127.0.0.1", "max_connections": 400, "fsync": "off", "full_page_writes": "off"}
    options = f"-p {port} -k {folder} " + " ".join(f"-c {name}={value}" for name, value in settings.items())
    _run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    return f"postgresql+psycopg://postgres@/postgres?host={folder}&port={port}"


def _run(program: Path, *arguments: str) -> None:
    """PostgreSQL refuses to run as root, so root runs it as somebody without rights."""
    command = [str(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _unprivileged(), "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")


def _unprivileged() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
