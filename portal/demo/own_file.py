"""Which SQLite file the demonstration may fill: only one that it made itself.

SQLite keeps two numbers for applications in a database's header. The demonstration writes its own mark into the first
when it creates the file, before anything else, and says in the second when the file has been filled. A file without the
mark is somebody else's, whatever it holds; a marked file that never got full was interrupted and is begun again.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from sqlalchemy import make_url

MARK = 0x4D50_5344  # "MPSD" in ASCII
FULL = 1


class NotOurs(Exception):
    """The file may not be used by the demonstration; the message says what to do."""


class FileState(StrEnum):
    NEW = "new"
    FULL = "full"


def demo_file(database_url: str) -> Path:
    """The file a demonstration's URL names; NotOurs for anything that is not an SQLite file."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise NotOurs("The demonstration keeps its data in an SQLite file of its own. Unset PORTAL_DATABASE_URL.")
    return Path(url.database)


def claim(path: Path) -> FileState:
    """Create and mark the file, or recognise one that was marked; NotOurs when another program made it."""
    if path.exists() and path.stat().st_size:
        mark, progress = _read_numbers(path)
        if mark != MARK:
            raise NotOurs(
                f"{path} was not made by the demonstration, so it is left alone. Move it, or set PORTAL_DATA_DIR."
            )
        if progress == FULL:
            return FileState.FULL
        _remove(path)
    _create(path)
    return FileState.NEW


def mark_full(path: Path) -> None:
    """Remember that the file holds the whole demonstration."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FULL}")
        connection.commit()


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {MARK}")
        connection.commit()


def _read_numbers(path: Path) -> tuple[int, int]:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            return mark, connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return 0, 0


def _remove(path: Path) -> None:
    for side in ("", "-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)
