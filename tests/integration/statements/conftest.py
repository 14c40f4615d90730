"""A market, a statement about it, and the people who may publish it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.statements.models import Statement
from tests.integration.statements.making import make_draft, make_market, make_publisher, make_writer


@pytest.fixture(autouse=True)
def _fresh_shelf(app: Flask) -> Iterator[None]:
    """No test reads what another published at the same address a moment ago."""
    app.extensions["portal_shelf"].forget()
    yield
    app.extensions["portal_shelf"].forget()


@pytest.fixture
def writer(session: Session) -> Viewer:
    return make_writer(session)


@pytest.fixture
def publisher(session: Session) -> Viewer:
    return make_publisher(session)


@pytest.fixture
def draft(session: Session, writer: Viewer) -> Statement:
    """A draft without faults about a market of six providers."""
    make_market(session)
    return make_draft(session, writer)
