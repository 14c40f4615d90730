"""Engine, session, base class with naming convention, and column types (UTC time, exact decimals).

A verb (a function under `@db.verb`) is one transaction: it takes the session first, commits when the outermost verb
returns, rolls back when it raises. On SQLite a session opened for writing begins IMMEDIATE, because a deferred
transaction that reads and then writes fails as soon as a second writer is at work.
"""

from __future__ import annotations

import functools
import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Concatenate, ParamSpec, TypeVar

from flask import current_app, g
from sqlalchemy import DateTime, Engine, MetaData, String, create_engine, event, make_url
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# No vowels (no words by accident), nothing that looks like something else when read aloud or printed.
REFERENCE_ALPHABET = "3479CDFHJKMNPRTVWXY"
REFERENCE_LENGTH = 8
SQLITE_BUSY_MS = 5_000

P = ParamSpec("P")
R = TypeVar("R")


class NotFound(LookupError):
    """No such record, or none that this person may know of: both look the same."""


class Refused(Exception):
    """Something cannot be done now: a sentence a person can act on, and the field it concerns ("" for the whole). Areas
    refine it."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. Refuses naive values; comes back in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit for digit (as text), so that 71.90 never becomes 71.9 or 71.9000000001."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), Decimal: ExactDecimal()}


def new_reference(prefix: str) -> str:
    """A random public reference such as `HM-7K3M9XCD`; 19^8 of them, so not guessable in practice."""
    return f"{prefix}-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with the portal's transaction rules attached; faults quote no parameters."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """The engine of one application and the sessions it hands out."""

    def __init__(self, url: str, *, events_key: str) -> None:
        self.engine = make_engine(url)
        self._events_key = events_key
        self._reading = self.engine.execution_options(writing=False)

    def session(self, *, writing: bool = True) -> Session:
        """A new session; the caller closes it. `writing=False` takes no write lock on SQLite."""
        bind = self.engine if writing else self._reading
        return Session(bind, expire_on_commit=False, info={"events_key": self._events_key})


def database() -> Database:
    """The running application's database."""
    return current_app.extensions["portal_database"]  # type: ignore[no-any-return]


def session() -> Session:
    """This request's session, opened at first use: for writing on unsafe methods and recording views."""
    if "db_session" not in g:
        g.db_session = database().session(writing=g.get("writing", True))
    return g.db_session  # type: ignore[no-any-return]


def close_session(_error: BaseException | None = None) -> None:
    """End of request: whatever no verb committed is rolled back."""
    current = g.pop("db_session", None)
    if current is not None:
        current.close()


def verb(function: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Session, P], R]:
    """Make a service function one transaction. A verb called by a verb joins its transaction."""

    @functools.wraps(function)
    def run(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if session.info.get("in_verb"):
            return function(session, *args, **kwargs)
        session.info["in_verb"] = True
        try:
            result = function(session, *args, **kwargs)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("in_verb", None)
        return result

    return run


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
