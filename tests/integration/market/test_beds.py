"""Beds now: who finds which open place, how old and how far it is, and what a look leaves behind."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import Home, HomeNeed, Postcode, Premises
from portal.homes.queries import own
from portal.providers.models import Provider, ProviderStatus, ServiceType
from portal.returns.models import ReturnPeriod
from portal.returns.vacancies import queries as vacancies
from portal.returns.vacancies import services as vacancy_services
from portal.returns.vacancies.rules import Tap
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.returns import made as returns_made
from tests.support.client import Client

PATH = "/commissioning/beds-now/"
OPEN_LINE = replace(returns_made.LINE, available=2, blocked={}, usable=6)
FULL_LINE = replace(OPEN_LINE, occupied={returns_made.SEFTON: 5}, available=0, reserved=1)
# Metres of the national grid: Gull House is 5,000 m from the middle (3.1 miles), Tern House 10 miles and a metre.
MIDDLE, GULL, TERN = (333_000, 416_000), (336_000, 420_000), (349_094, 416_000)
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture
def provider(session: Session) -> Provider:
    homes_made.know_places(session)
    return factories.make_provider(session)


@pytest.fixture
def period(session: Session) -> ReturnPeriod:
    return factories.make_period(session)


@db.verb
def place(session: Session, home: Home, postcode: str, metres: tuple[int, int]) -> None:
    """A building of a home, and its postcode in the table."""
    session.add(
        Postcode(
            postcode=postcode, latitude=53.6, longitude=-3.0, easting=metres[0], northing=metres[1],
            authority_code="E08000014",
        )
    )  # fmt: skip
    session.add(
        Premises(
            reference=db.new_reference("PS"), home_id=home.id, line_1="9 Hidden Lane", town="Formby", postcode=postcode
        )
    )


def make(session: Session, provider: Provider, period: ReturnPeriod, name: str, **columns: Any) -> Home:
    """A home that said in its return that two places are open."""
    home = factories.make_home(session, provider, name, **columns)
    said(session, period, home, OPEN_LINE)
    return home


def said(session: Session, period: ReturnPeriod, home: Home, line: Any) -> None:
    admin = factories.viewer_of(session, factories.make_provider_person(session, home.provider))
    returns_made.sent(session, period, home, admin, line)


def sign_in(client: Client, session: Session) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))


def names(client: Client, query: str = "") -> list[str]:
    """The homes a search finds, in order."""
    rows = client.get(f"{PATH}list.csv{query}").body.decode("utf-8-sig")
    return [row["Home"] for row in csv.DictReader(io.StringIO(rows))]


def events_of(session: Session) -> list[EventRow]:
    session.commit()
    return list(
        session.scalars(select(EventRow).where(EventRow.verb.startswith("market.")).order_by(EventRow.sequence))
    )


def test_a_tap_is_seen_at_once_with_its_age(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod
) -> None:
    gull = make(session, provider, period, "Gull House")
    said(session, period, factories.make_home(session, provider, "Full House"), FULL_LINE)
    factories.make_home(session, provider, "Silent House")
    sign_in(client, session)
    page = client.get(PATH)
    assert "2 open places in 1 home" in page.text
    assert page.rows[1] == [
        "Gull HouseSandhills Care Limited", "21 held", "today", "Children’s home", "8 to 17Any gender",
    ]  # fmt: skip
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider))
    told = vacancies.get_vacancy(session, gull.reference, own(provider.id)).told
    assert told is not None
    vacancy_services.tap(session, gull, Tap.FILL, seen=told.seen, actor=admin, now=clock.now())
    assert "1 open place in 1 home" in client.get(PATH).text


def test_an_old_figure_is_marked_and_comes_last(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod
) -> None:
    make(session, provider, period, "Avocet House")
    old = clock.today(clock.now()) - timedelta(days=40)
    before = factories.make_period(session, old)
    make(session, provider, before, "Bittern House")
    sign_in(client, session)
    page = client.get(PATH)
    assert [row[0].removesuffix("Sandhills Care Limited") for row in page.rows[1:]] == ["Avocet House", "Bittern House"]
    assert page.rows[2][2].startswith("Out of date")
    assert names(client, "?sort=updated") == ["Bittern House", "Avocet House"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Any House", "Girls House", "Solo House"]),
        ("?need=autism", ["Girls House"]),
        ("?age=9", ["Any House", "Solo House"]),
        ("?gender=boys", ["Any House", "Solo House"]),
        ("?gender=girls", ["Any House", "Girls House", "Solo House"]),
        ("?type=supported_accommodation", ["Solo House"]),
        ("?solo=y", ["Solo House"]),
        ("?emergencies=y", ["Any House"]),
        ("?need=nothing&type=nothing&age=nine&gender=none&within=3", ["Any House", "Girls House", "Solo House"]),
    ],
)
def test_beds_are_found_by_what_a_child_needs(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod, query: str, found: list[str]
) -> None:
    anybody = factories.make_home(session, provider, "Any House")
    said(session, period, anybody, replace(OPEN_LINE, takes_emergencies=True))
    girls = make(session, provider, period, "Girls House", genders="girls", age_from=12)
    make(session, provider, period, "Solo House", is_solo=True, service_type=ServiceType.SUPPORTED_ACCOMMODATION)
    session.add(HomeNeed(home_id=girls.id, need_slug="autism"))
    session.commit()
    sign_in(client, session)
    assert names(client, f"{query}{'&' if query else '?'}sort=home") == found


@pytest.mark.parametrize("status", [ProviderStatus.SUSPENDED, ProviderStatus.APPLIED, ProviderStatus.CLOSED])
def test_only_approved_providers_offer_beds(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod, status: ProviderStatus
) -> None:
    make(session, provider, period, "Gull House")
    provider.standings[0].status = status
    session.commit()
    sign_in(client, session)
    assert "No open places" in client.get(PATH).text


def test_distances_come_nearest_first_and_are_recorded_once_a_look(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod
) -> None:
    for name, postcode, metres in (("Tern House", "L37 1AA", TERN), ("Gull House", "PR9 1AA", GULL)):
        place(session, make(session, provider, period, name), postcode, metres)
    make(session, provider, period, "Nowhere House")
    sign_in(client, session)
    client.get(PATH)
    assert events_of(session) == []
    page = client.get(f"{PATH}?postcode=pr8+1aa")
    assert [row[-1] for row in page.rows[1:]] == ["3.1", "10.0", "Not known"]
    [event] = events_of(session)
    assert event.verb == "market.distances_seen"
    assert json.loads(event.detail)["count"] == 3
    assert "PR8" not in event.detail
    assert names(client, "?postcode=PR8+1AA&within=10") == ["Gull House"]
    assert names(client, "?postcode=PR8+1AA&within=20") == ["Gull House", "Tern House"]
    assert [event.verb for event in events_of(session)][1:] == ["market.beds_downloaded"] * 2


def test_an_unknown_postcode_is_said_and_the_rest_stays(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod
) -> None:
    make(session, provider, period, "Gull House", is_solo=True)
    sign_in(client, session)
    page = client.get(f"{PATH}?postcode=L37+9ZZ&solo=y&within=5")
    assert page.errors == ["This postcode is not in the portal’s table. Check it, or try another one nearby."]
    assert "Gull House" in page.text
    assert client.get(f"{PATH}?postcode=nonsense").errors == ["Enter a full UK postcode, like SW1A 2AA"]
    assert client.get(f"{PATH}?age=-1").errors == ["Age must be 0 or more"]


def test_the_csv_has_no_address_and_no_formula(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod
) -> None:
    home = make(session, provider, period, "=HYPERLINK(1)", opened_on=date(2020, 1, 6))
    place(session, home, "PR9 1AA", GULL)
    session.add(HomeNeed(home_id=home.id, need_slug="autism"))
    sign_in(client, session)
    text = client.get(f"{PATH}list.csv?postcode=PR8+1AA").body.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["Home"] == "'=HYPERLINK(1)"
    assert (row["Open places"], row["Held places"], row["Miles"], row["Needs"]) == ("2", "1", "3.1", "Autism")
    rest = text.replace(home.reference, "")  # which may hold any letters
    assert "Hidden Lane" not in rest and "PR9" not in rest


def test_a_page_asks_as_much_for_forty_homes_as_for_two(
    client: Client, session: Session, provider: Provider, period: ReturnPeriod, count_queries: Counting
) -> None:
    sign_in(client, session)
    counts = []
    for start, stop in ((0, 2), (2, 40)):
        for number in range(start, stop):
            make(session, provider, period, f"House {number:02}")
        client.get(f"{PATH}?postcode=PR8+1AA")
        with count_queries() as queries:
            client.get(f"{PATH}?postcode=PR8+1AA")
        counts.append(queries.count)
    assert counts[0] == counts[1]
