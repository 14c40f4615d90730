"""The commissioner's pages at 100 and at 10,000 homes: the same number of queries, and how much longer they take."""

from __future__ import annotations

import statistics
import time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bench.market import Market
from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.accounts.services import start_session
from portal.db import Database
from portal.demo.people import email_of
from portal.framework.models import Framework
from portal.homes.models import Postcode
from portal.returns.models import ReturnPeriod

SIZES = (100, 10_000)
ROUNDS = 9


def measure(app: Flask) -> dict[str, float]:
    """For each page: its queries at both sizes, and the ratio of its times."""
    pages, client = _pages(app), _signed_in(app)
    market = Market(app.extensions["portal_database"].engine)
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in pages}
    for size in SIZES:
        market.grow_to(size)
        for name, path in pages.items():
            found[name].append(_measure_page(app, client, path))
    return _told(found)


def _pages(app: Flask) -> dict[str, str]:
    """Every page that lists or adds up homes, what is in them, or who runs them."""
    with app.app_context(), app.extensions["portal_database"].session() as session:
        month = session.scalars(select(ReturnPeriod.month).order_by(ReturnPeriod.month.desc()).limit(1)).one()
        framework = session.scalars(select(Framework.reference).order_by(Framework.id).limit(1)).one()
        postcode = session.scalars(select(Postcode.postcode).order_by(Postcode.postcode).limit(1)).one()
    desk = "/commissioning"
    return {
        "Today": "/today",
        "homes": f"{desk}/homes/",
        "providers": f"{desk}/providers/",
        "months": f"{desk}/returns/",
        "a month's returns": f"{desk}/returns/{month:%Y-%m}/",
        "a month's prices": f"{desk}/returns/{month:%Y-%m}/prices/",
        "beds now": f"{desk}/beds-now/",
        "beds now, nearest first": f"{desk}/beds-now/?postcode={postcode.replace(' ', '+')}",
        "map, its page": f"{desk}/map/",
        "prices compared": f"{desk}/prices/",
        "prices, the rows": f"{desk}/prices/list",
        "placements": f"{desk}/placements/",
        "placements' totals": f"{desk}/placements/totals",
        "reconciliation": f"{desk}/reconciliation/",
        "agreed fees": f"{desk}/reconciliation/fees",
        "frameworks": f"{desk}/framework/",
        "quality programme": "/quality/",
        "framework members": f"{desk}/framework/{framework}/members/",
    }


def _told(found: dict[str, list[tuple[int, float]]]) -> dict[str, float]:
    told: dict[str, float] = {}
    for name, ((few_queries, few_seconds), (many_queries, many_seconds)) in found.items():
        told[f"{name}: queries at {SIZES[0]:,} homes"] = few_queries
        told[f"{name}: queries at {SIZES[1]:,} homes"] = many_queries
        told[f"{name}: time at {SIZES[1]:,} homes over {SIZES[0]:,}"] = many_seconds / few_seconds
    return told


def _signed_in(app: Flask) -> FlaskClient:
    with app.app_context(), app.extensions["portal_database"].session() as session:
        person = session.scalars(select(Person).where(Person.email == email_of(Role.COMMISSIONER))).one()
        token = start_session(session, person, now=clock.now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def _measure_page(app: Flask, client: FlaskClient, path: str) -> tuple[int, float]:
    """(queries, median seconds) of one page."""
    database: Database = app.extensions["portal_database"]
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    client.get(path)
    event.listen(database.engine, "before_cursor_execute", count)
    assert client.get(path).status_code == 200, path
    event.remove(database.engine, "before_cursor_execute", count)
    return len(statements), statistics.median(_seconds(client, path) for _ in range(ROUNDS))


def _seconds(client: FlaskClient, path: str) -> float:
    """Of the processor: page and SQLite are this one process, and whatever else the machine does is left out."""
    began = time.process_time()
    client.get(path)
    return time.process_time() - began
