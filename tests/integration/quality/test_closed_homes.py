"""Visits planned to a home that closes: everybody who reads of them reads that it has."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.homes import services as homes
from portal.homes.models import Home
from portal.quality import services
from portal.quality.models import Visit
from tests import factories
from tests.integration.quality import made
from tests.integration.quality.planning import NOW, At
from tests.support.client import Client

IN_DECEMBER = datetime(2026, 12, 15, 10, 0, tzinfo=UTC)
CLOSED = "The home closed on 25 November 2026: call this visit off, or keep it."


@pytest.fixture(autouse=True)
def today(at: At) -> None:
    at(NOW)


@pytest.fixture
def visit(session: Session, home: Home, officer: Person) -> Visit:
    return made.visit(session, home, officer, starts_at=IN_DECEMBER)


def close(session: Session, home: Home, person: Person) -> None:
    actor, on = factories.viewer_of(session, person), date(2026, 11, 25)
    homes.close_home(session, home, closed_on=on, reason="Sold.", actor=actor, now=clock.now())


def test_the_council_reads_it_wherever_the_visit_stands(
    session: Session, client: Client, home: Home, officer: Person, visit: Visit
) -> None:
    client.sign_in(officer)
    address = f"/quality/visits/{visit.reference}/"
    paths = (address, f"{address}before", "/today", "/quality/")
    for path in paths:
        assert "closed" not in client.get(path).text
    close(session, home, officer)
    for path in paths[:3]:
        assert CLOSED in client.get(path).text
    assert "Kite House, 15 December 2026" in client.get("/quality/").text
    assert "See the address" not in client.get(address).text
    client.get(f"{address}address", expect=404)
    actor = factories.viewer_of(session, officer)
    services.cancel_visit(session, visit, version=visit.version, reason="Closed.", actor=actor, now=clock.now())
    assert "Kite House" not in client.get("/today").text
    assert "Kite House, 15 December 2026" not in client.get("/quality/").text
    assert "The home closed on 25 November 2026." in client.get(address).text


def test_the_organisation_reads_it_until_the_visit_is_called_off(
    session: Session, client: Client, home: Home, officer: Person, visit: Visit
) -> None:
    client.sign_in(factories.make_provider_person(session, home.provider))
    close(session, home, officer)
    words = "This home has closed. The visit stands until the council calls it off."
    assert words in client.get("/today").text
    assert words in client.get(f"/provider/visits/{visit.reference}/").text
    actor = factories.viewer_of(session, officer)
    services.cancel_visit(session, visit, version=visit.version, reason="Closed.", actor=actor, now=clock.now())
    assert "Quality visit to Kite House" not in client.get("/today").text
    assert words not in client.get(f"/provider/visits/{visit.reference}/").text


def test_on_its_day_it_says_so_too(session: Session, client: Client, home: Home, officer: Person, at: At) -> None:
    made.visit(session, home, officer, starts_at=NOW)
    close(session, home, officer)
    client.sign_in(officer)
    assert CLOSED in client.get("/today").text
