"""Real databases for tests: a template made once a process, a working copy, and a fast way back to the template.

Tables are made from the models, so that a changed model can be tried before its migration is written;
`tests/integration/test_migrations.py` fails until migrations and models make the same schema.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from alembic import command
from sqlalchemy import URL, Engine, MetaData, NullPool, create_engine, make_url, text

from portal.authorities.services import load_councils
from portal.cli import alembic_config
from portal.db import Database, make_engine
from portal.models import metadata
from portal.quality.services import load_standards
from portal.voice.feedback.services import load_questions
from portal.voice.inspectors.services import load_texts

TEST_KEY = "a key that only tests use, long enough for the rules"
FEW_ROWS = 1000


class Store(Protocol):
    """One kind of database that integration tests run on."""

    name: str
    url: str

    def reset(self, engine: Engine) -> None:
        """Back to the template; `engine` is the one the tests used."""

    def copy(self, name: str, of: str = "template") -> str:
        """The URL of a further database, made from the template or from an earlier copy that nobody is connected to."""

    def empty(self, name: str) -> str:
        """The URL of a further database without any table."""

    def drop(self) -> None:
        """Remove every database made here."""


def create_tables(engine: Engine) -> None:
    """Make the tables of the models, of a copy of them.

    Making them on PostgreSQL marks the keys of tables that point at each other as added later, which SQLite cannot do:
    it would then leave them out (seen in one process that used both, PostgreSQL first).
    """
    copied = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.tables.values():
        table.to_metadata(copied)
    copied.create_all(engine)


def fill_template(url: str) -> None:
    """Make the tables and the lists that every portal has."""
    engine = make_engine(url)
    create_tables(engine)
    engine.dispose()
    command.stamp(alembic_config(url), "head")
    database = Database(url, events_key=TEST_KEY)
    with database.session() as session:
        load_councils(session)
        load_standards(session)
        load_texts(session)
        load_questions(session)
    database.engine.dispose()


class SqliteStore:
    """A file, put back by copying the template over it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.untouched: dict[str, int] = {}
        self.template = folder / "template.sqlite3"
        self.url = f"sqlite:///{folder / 'portal.sqlite3'}"
        fill_template(f"sqlite:///{self.template}")
        self.copy("portal")

    def reset(self, engine: Engine) -> None:
        engine.dispose()
        self.copy("portal")

    def copy(self, name: str, of: str = "template") -> str:
        url = self.empty(name)
        shutil.copyfile(self.folder / f"{of}.sqlite3", self.folder / f"{name}.sqlite3")
        return url

    def empty(self, name: str) -> str:
        path = self.folder / f"{name}.sqlite3"
        for side in ("", "-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        return f"sqlite:///{path}"

    def keep(self, name: str) -> None:
        """Remember a database as it is now, for `restore`; nothing may be connected to it."""
        shutil.copyfile(self.folder / f"{name}.sqlite3", self.folder / f"{name}.kept")

    def was_written(self, name: str) -> bool:
        """Whether anything was written since it was put back: to the write-ahead log, or past it to the file."""
        log = self.folder / f"{name}.sqlite3-wal"
        logged = log.exists() and log.stat().st_size > 0
        return logged or self._changed_at(name) != self.untouched.get(name)

    def restore(self, name: str) -> None:
        """Put a database back as it was kept."""
        self.empty(name)
        shutil.copyfile(self.folder / f"{name}.kept", self.folder / f"{name}.sqlite3")
        self.untouched[name] = self._changed_at(name)

    def _changed_at(self, name: str) -> int:
        return (self.folder / f"{name}.sqlite3").stat().st_mtime_ns

    def drop(self) -> None:
        shutil.rmtree(self.folder)


class PostgresStore:
    """Databases of random names on a server, put back by emptying the tables that were written to."""

    name = "postgresql"

    def __init__(self, server_url: str) -> None:
        self.server = make_url(server_url)
        self.administrator = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.prefix = f"portal_test_{secrets.token_hex(4)}"
        self.made: list[str] = []
        template = self._create("template", "template0")
        fill_template(template)
        self.kept = set(self._rows(create_engine(template, poolclass=NullPool)))
        self.url = self.copy("main")

    def reset(self, engine: Engine) -> None:
        written = {name: rows for name, rows in self._rows(engine).items() if name not in self.kept}
        if written:
            with engine.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = '5s'"))
                connection.execute(text(_emptying(written)))

    def copy(self, name: str, of: str = "template") -> str:
        return self._create(name, f"{self.prefix}_{of}")

    def empty(self, name: str) -> str:
        with self.administrator.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {self.prefix}_{name} WITH (FORCE)"))
        return self._create(name, "template0")

    def drop(self) -> None:
        with self.administrator.connect() as connection:
            for name in reversed(self.made):
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def _create(self, name: str, template: str) -> str:
        full = f"{self.prefix}_{name}"
        with self.administrator.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {full} TEMPLATE {template}"))
            # A test's database need not survive the machine, and waiting for the disk takes most of the time.
            connection.execute(text(f"ALTER DATABASE {full} SET synchronous_commit = off"))
        self.made.append(full)
        return shown(self.server.set(database=full))

    @staticmethod
    def _rows(engine: Engine) -> dict[str, int]:
        """The tables that hold any row, and how many."""
        asked = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in metadata.tables)
        with engine.connect() as connection:
            return {name: rows for name, rows in connection.execute(text(asked)) if rows}


def _emptying(tables: Mapping[str, int]) -> str:
    """One statement that empties tables. Foreign keys are judged when it ends, so tables may point at each other.

    Deleting is thirty times as fast as TRUNCATE, which makes every file anew, until the rows are thousands.
    """
    if sum(tables.values()) > FEW_ROWS:
        return f"TRUNCATE {', '.join(sorted(tables))} CASCADE"
    deleting = ", ".join(f"from_{name} AS (DELETE FROM {name})" for name in sorted(tables))
    return f"WITH {deleting} SELECT"


def shown(url: URL) -> str:
    """A URL with its password, as settings take it."""
    return url.render_as_string(hide_password=False)
