"""The public map: totals of areas, outlines of areas, and nothing that tells where a home is."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.orm import Session

from portal import clock, db
from portal.homes.models import Home
from portal.homes.rules import Address
from portal.homes.services import change_premises
from portal.returns.models import Entry, EntryState
from tests import factories
from tests.integration.market import made
from tests.integration.market.placed import place
from tests.integration.statements import making
from tests.support.client import Client

MONTH = date(2026, 9, 1)


def settle(session: Session, *, north: int, south: int) -> list[Home]:
    made.know_borough(session)
    return made.add_market(session, made.closed_period(session, MONTH), north=north, south=south)


def move(session: Session, home: Home, postcode: str) -> None:
    session.refresh(home)
    address = Address("2 Other Road", "Southport", postcode)
    reference = home.premises[0].reference
    writer = making.make_writer(session, "Casey Birch")
    change_premises(session, home, reference, address, version=home.version, actor=writer, now=clock.now())


def test_areas_have_their_homes_and_places(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    page = client.get("/map")
    assert page.rows[1:4] == [["1. Southport", "6", "60"], ["2. Formby", "7", "70"], ["All of Sefton", "13", "130"]]
    assert page.html.count("<svg") == 2
    assert page.text.index("All of Sefton") < page.text.index("Coarse outlines")


def test_small_areas_stand_together(session: Session, client: Client) -> None:
    settle(session, north=9, south=3)
    assert client.get("/map").rows[1:3] == [["1. Southport, and Formby", "12", "120"], ["All of Sefton", "12", "120"]]


def test_a_borough_with_too_few_homes_shows_nothing_by_area(session: Session, client: Client) -> None:
    settle(session, north=3, south=2)
    page = client.get("/map")
    assert page.rows[1] == ["All of Sefton", "c", "50"]
    assert "There are too few to show by area." in page.text and "Withheld" in page.text
    assert "<svg" not in page.html


def test_nothing_moves_when_one_home_moves_in_its_locality(session: Session, client: Client) -> None:
    homes = settle(session, north=6, south=7)
    before = client.get("/map").body
    move(session, homes[0], "PR8 1AB")
    assert client.get("/map").body == before


def test_no_home_and_no_place_of_one_is_in_the_page(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    html = client.get("/map").html
    for postcode, latitude, longitude, easting, northing, _ in made.PLACES:
        for told in (postcode, latitude, longitude, abs(longitude), easting, northing):
            assert str(told) not in html
    assert "House" not in html and "Sample Road" not in html and "Provider 1" not in html
    assert re.findall(r"<script[^>]*>", html) == re.findall(r"<script type=\"module\"[^>]*portal[^>]*>", html)


def test_a_month_counts_once_nothing_in_it_waits(session: Session, client: Client) -> None:
    made.know_borough(session)
    assert "no figures to show yet" in client.get("/map").text
    period = made.closed_period(session, MONTH)
    homes = made.add_market(session, period, north=6, south=6)
    waiting = made.add_home(session, homes[0].provider, name="House 99")
    entry = factories.make_entry(session, period, waiting, state=EntryState.SUBMITTED)
    assert "no figures to show yet" in client.get("/map").text
    set_state(session, entry.id, EntryState.ACCEPTED)
    assert "All of Sefton" in client.get("/map").text


@db.verb
def set_state(session: Session, entry_id: int, state: EntryState) -> None:
    session.get_one(Entry, entry_id).state = state


def net(client: Client) -> list[str]:
    return [row[1] for row in client.get("/map").rows[-2:]]


def test_the_net_position_compares_childrens_homes_with_childrens_homes(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    assert net(client) == ["26", "Not known yet"]
    place(session, 7, host=made.LIVERPOOL)
    place(session, 9, host=made.SEFTON)
    place(session, 9, host=made.LIVERPOOL, type_code="U4")
    place(session, 9, host=made.LIVERPOOL, ended=date(2026, 7, 1))
    assert net(client) == ["26", "7"]
    assert "19 more children come into homes in Sefton than leave." in client.get("/map").text


def test_a_small_number_of_children_who_leave_is_withheld(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    place(session, 5, host=made.LIVERPOOL)
    assert net(client) == ["26", "c"]
    assert "Withheld" in client.get("/map").text and "more children" not in client.get("/map").text
