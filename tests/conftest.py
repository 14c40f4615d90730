"""Fixtures of every kind of test; `pytest --fixtures tests` lists them with what they say of themselves."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock, create_app
from portal.accounts import passwords
from portal.audit.words import EVENT_WORDS
from portal.events import EventRow
from tests.support import postgres
from tests.support.browser import Visitor, chromium
from tests.support.client import Client
from tests.support.databases import TEST_KEY, PostgresStore, SqliteStore, Store
from tests.support.folders import quick_folder
from tests.support.live import LiveServer
from tests.support.mail import Mailbox, MailServer
from tests.support.markup import SeenPages
from tests.support.needed import lacking
from tests.support.pages import Page
from tests.support.sharing import ByFileAndDatabase, begin_with_the_longest

hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("portal")
_copies = itertools.count(1)
DATABASES = ("sqlite", "postgresql")
JOURNEYS = Path(__file__).parent / "journeys"
MOST_PROCESSORS = 8  # each worker brings a browser, a server and 500 MB of its own


def pytest_configure(config: pytest.Config) -> None:
    """Find or start PostgreSQL once, before worker processes are made: they inherit its address."""
    if hasattr(config, "workerinput"):
        return
    stack = ExitStack()
    url = stack.enter_context(postgres.server())
    config.add_cleanup(stack.close)
    if url:
        os.environ["TEST_DATABASE_URL"] = url


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors, for a worker often waits for its browser or its database."""
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSORS) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFileAndDatabase:
    return ByFileAndDatabase(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begin_with_the_longest(items)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that needs a database runs on each kind; a journey only where it is marked `on_both_databases`.

    A journey proves what a browser makes of the pages, and pages do not know their database. The longest runs on what
    councils run, where there is one (`on_postgresql`).
    """
    said_by_itself = any(mark.args[0] == "store" for mark in metafunc.definition.iter_markers("parametrize"))
    if "store" not in metafunc.fixturenames or said_by_itself:
        return
    is_journey = metafunc.definition.path.is_relative_to(JOURNEYS)
    on_both = not is_journey or metafunc.definition.get_closest_marker("on_both_databases")
    kinds = DATABASES if on_both else DATABASES[:1]
    if metafunc.definition.get_closest_marker("on_postgresql") and os.environ.get("TEST_DATABASE_URL"):
        kinds = DATABASES[1:]
    metafunc.parametrize("store", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session", autouse=True)
def little_hashing() -> None:
    """A hash costs 20 ms on purpose. Tests of what it costs make the real one (`passwords.make_hasher`)."""
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The kind of database; tests that use it run once on each."""
    made = _make_store(request.param)
    yield made
    made.drop()


def unsaid(engine: Engine) -> set[str]:
    """The kinds of event that a test recorded and no reader of the record would understand."""
    with engine.connect() as connection:
        return set(connection.scalars(select(EventRow.verb).distinct())) - EVENT_WORDS.keys()


def _make_store(kind: str) -> Store:
    if kind == "sqlite":
        return SqliteStore(quick_folder("portal-sqlite-"))
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
    # What is there for good need not be looked through each time that garbage is collected, nor collected so often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    yield app
    app.extensions["portal_database"].engine.dispose()


@pytest.fixture
def app(portal: Flask, store: Store) -> Iterator[Flask]:
    """The application inside its context, on a database with the lists of councils and nothing else."""
    with portal.app_context():
        yield portal
    engine = portal.extensions["portal_database"].engine
    without_words = unsaid(engine)
    portal.extensions["portal_huey"].flush()
    portal.extensions["portal_shelf"].forget()
    store.reset(engine)
    assert not without_words, "portal/audit/words.py has no words for an event"


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own. A request of `client` first commits what it holds."""
    with app.extensions["portal_database"].session() as own:
        yield own


@pytest.fixture(scope="session")
def seen_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeenPages]:
    """One page of each kind that any test met; the HTML checker judges them all when the tests are over."""
    run = tmp_path_factory.getbasetemp()
    shared = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "pages-seen"
    shared.mkdir(exist_ok=True)
    seen = SeenPages(tmp_path_factory.mktemp("pages"), shared)
    yield seen
    seen.check()


@pytest.fixture
def new_client(app: Flask, session: Session, seen_pages: SeenPages) -> Callable[[], Client]:
    """Makes further browsers, for tests with several people."""

    def release() -> None:
        session.commit()
        session.expire_all()

    def note(page: Page) -> None:
        seen_pages.add(page.path, page.status, page.html)

    return lambda: Client(app, before=release, seen=note)


@pytest.fixture
def client(new_client: Callable[[], Client]) -> Client:
    """One person's browser: see tests/support/client.py and pages.py."""
    return new_client()


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """The messages people would have got; asking for them first does the jobs that are due."""
    return Mailbox(app)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server on the loopback; `inbox.messages` is what arrived."""
    server = MailServer()
    server.controller.start()
    yield server
    server.inbox.holding = False
    server.controller.stop()


@pytest.fixture
def smtp(app: Flask, mail_server: MailServer) -> Iterator[MailServer]:
    """The SMTP server that the portal under test hands its mail to; `smtp.inbox.refusals = 1` turns one away."""
    before = app.extensions["portal_settings"]
    app.extensions["portal_settings"] = replace(before, smtp=mail_server.smtp)
    yield mail_server
    app.extensions["portal_settings"] = before


@pytest.fixture
def live_server(store: Store, tmp_path: Path, mail_server: MailServer) -> Iterator[LiveServer]:
    """gunicorn and the job worker as real processes, on a database of their own, with real mail."""
    server = LiveServer(store.copy(f"live{next(_copies)}"), tmp_path, smtp_url=mail_server.url)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        sys.stdout.write(server.log.read_text())  # shown with the test when it fails


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a process."""
    with chromium() as found:
        yield found


@pytest.fixture
def new_visitor(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, seen_pages: SeenPages, store: Store
) -> Iterator[Callable[..., Visitor]]:
    """Makes people at a browser on the live server; `new_visitor(script=False)` for one without JavaScript.

    A page does not know its database, so how it looks is judged on one of them.
    """
    made: list[Visitor] = []
    is_judged = store.name == "sqlite" or request.node.get_closest_marker("on_postgresql") is not None

    def make(*, script: bool = True) -> Visitor:
        made.append(Visitor(browser, live_server.url, seen_pages, script=script, judging=is_judged))
        return made[-1]

    yield make
    for visitor in made:
        visitor.context.close()


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    """One person at a browser on the live server: see tests/support/browser.py."""
    return new_visitor()


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
