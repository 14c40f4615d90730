"""The commissioner's lists at 100 and at 5,000 homes: the same number of queries, and how much longer they take."""

from __future__ import annotations

import statistics
import time
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.accounts.services import start_session
from portal.db import Database, new_reference
from portal.demo.people import email_of
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod

SIZES = (100, 5_000)
ROUNDS = 9


def measure(app: Flask) -> dict[str, float]:
    """For each list: its queries at both sizes, and the ratio of its times."""
    with app.app_context(), app.extensions["portal_database"].session() as session:
        month = session.scalars(select(ReturnPeriod.month).order_by(ReturnPeriod.month.desc()).limit(1)).one()
    pages = {
        "homes": "/commissioning/homes/",
        "the month's returns": f"/commissioning/returns/{month:%Y-%m}/",
    }
    client = _signed_in(app)
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in pages}
    for size in SIZES:
        _grow_to(app, size)
        for name, path in pages.items():
            found[name].append(_measure_page(app, client, path))
    return _told(found)


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


def _grow_to(app: Flask, size: int) -> None:
    """Add homes like the first one until there are so many."""
    with app.app_context(), app.extensions["portal_database"].session() as session:
        there = session.scalar(select(func.count()).select_from(Home)) or 0
        session.add_all(_copy(session, number) for number in range(there, size))
        session.commit()


def _copy(session: Session, number: int) -> Home:
    first = session.get_one(Home, 1)
    return Home(
        reference=new_reference("HM"),
        provider_id=1 + number % 30,
        name=f"Example Home {number}",
        service_type=first.service_type,
        urn=f"SC91{number:04d}",
        status=first.status,
        opened_on=date(2019, 4, 1),
        registered_places=4,
        usable_places=4,
        age_from=8,
        age_to=17,
        host_authority_code=first.host_authority_code,
        host_basis=first.host_basis,
        created_at=first.created_at,
        updated_at=first.updated_at,
    )


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
    began = time.perf_counter()
    client.get(path)
    return time.perf_counter() - began
