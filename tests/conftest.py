"""Fixtures of every kind of test. `docs` for each is its docstring: `pytest --fixtures tests`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock, create_app
from tests.support import postgres
from tests.support.client import Client
from tests.support.databases import TEST_KEY, PostgresStore, SqliteStore, Store
from tests.support.mail import Mailbox, MailServer
from tests.support.needed import lacking

hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """Find or start PostgreSQL once, before worker processes are made: they inherit its address."""
    if hasattr(config, "workerinput"):
        return
    stack = ExitStack()
    url = stack.enter_context(postgres.server())
    config.add_cleanup(stack.close)
    if url:
        os.environ["TEST_DATABASE_URL"] = url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The kind of database; tests that use it run once on each."""
    made = _make_store(request.param, tmp_path_factory.mktemp(request.param))
    yield made
    made.drop()


def _make_store(kind: str, folder: Path) -> Store:
    if kind == "sqlite":
        return SqliteStore(folder)
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        lacking("PostgreSQL", "set TEST_DATABASE_URL, or install the package postgresql")
    return PostgresStore(url)


@pytest.fixture(scope="session")
def settings(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a portal under test: nothing leaves it, jobs wait in memory until they are run."""
    return Settings(
        environment=Environment.TEST,
        secret_key="another key that only tests use, just as long",
        events_key=TEST_KEY,
        database_url=store.url,
        jobs_url="memory://",
        base_url="http://localhost",
        data_dir=tmp_path_factory.mktemp("data"),
        smtp=None,
        mail_from="portal@council.example",
    )


@pytest.fixture(scope="session")
def portal(settings: Settings) -> Iterator[Flask]:
    """One application a process and database: its templates stay compiled from test to test."""
    app = create_app(settings)
    yield app
    app.extensions["portal_database"].engine.dispose()


@pytest.fixture
def app(portal: Flask, store: Store) -> Iterator[Flask]:
    """The application inside its context, on a database with the lists of councils and nothing else."""
    with portal.app_context():
        yield portal
    portal.extensions["portal_huey"].flush()
    store.reset(portal.extensions["portal_database"].engine)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own. A request of `client` first commits what it holds."""
    with app.extensions["portal_database"].session() as own:
        yield own


@pytest.fixture
def new_client(app: Flask, session: Session) -> Callable[[], Client]:
    """Makes further browsers, for tests with several people."""

    def release() -> None:
        session.commit()
        session.expire_all()

    return lambda: Client(app, before=release, seen=lambda page: None)


@pytest.fixture
def client(new_client: Callable[[], Client]) -> Client:
    """One person's browser: see tests/support/client.py and pages.py."""
    return new_client()


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """The messages people would have got; asking for them first does the jobs that are due."""
    return Mailbox(app)


@pytest.fixture
def smtp(app: Flask) -> Iterator[MailServer]:
    """A real SMTP server that the portal hands its mail to; `smtp.inbox.refusals = 1` makes it turn one away."""
    server = MailServer()
    server.controller.start()
    before = app.extensions["portal_settings"]
    app.extensions["portal_settings"] = replace(before, smtp=server.smtp)
    yield server
    app.extensions["portal_settings"] = before
    server.controller.stop()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`at(instant)` sets the portal's clock for the rest of the test."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


class Queries:
    """What was asked of the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def count(self) -> int:
        return len(self.statements)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[Queries]]:
    """`with count_queries() as queries: …` then `queries.count` (begin and commit are not counted)."""
    engine = app.extensions["portal_database"].engine

    @contextmanager
    def counting() -> Iterator[Queries]:
        queries = Queries()

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            queries.statements.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
