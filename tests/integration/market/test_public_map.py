"""The public map: totals of areas, outlines of areas, and nothing that tells where a home is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.authorities.services import set_localities
from portal.homes.models import Home
from portal.homes.rules import Address
from portal.homes.services import change_premises
from portal.returns.models import ReturnPeriod
from portal.statements.models import Statement, StatementVersion
from portal.statements.services import drafting, publishing
from tests import factories
from tests.integration.market import made
from tests.integration.market.placed import place
from tests.integration.statements import making
from tests.support.client import Client

MONTH = date(2026, 9, 1)


@dataclass(frozen=True)
class Told:
    """A market that a published statement tells of."""

    homes: list[Home]
    statement: Statement
    writer: Viewer
    publisher: Viewer


def stand(session: Session, *, north: int, south: int) -> list[Home]:
    made.know_borough(session)
    return made.add_market(session, made.closed_period(session, MONTH), north=north, south=south)


def publish(session: Session, homes: list[Home]) -> Told:
    """In a text that names no areas: what is let out does not hang on what its writer chose to print."""
    writer, publisher = making.make_writer(session), making.make_publisher(session)
    statement = making.make_draft(session, writer)
    making.publish(session, statement, writer, publisher)
    return Told(homes, statement, writer, publisher)


def publish_again(session: Session, told: Told) -> StatementVersion:
    drafting.reopen(session, told.statement, actor=told.writer, now=clock.now())
    return making.publish(session, told.statement, told.writer, told.publisher, reason="A correction.")


def settle(session: Session, *, north: int, south: int) -> Told:
    return publish(session, stand(session, north=north, south=south))


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
    page = client.get("/map")
    assert page.rows[1:3] == [["1. Southport, and Formby", "12", "120"], ["All of Sefton", "12", "120"]]
    assert "A map of Sefton in 1 area. The numbers are" in page.text


def test_a_borough_with_too_few_homes_shows_nothing_by_area(session: Session, client: Client) -> None:
    settle(session, north=3, south=2)
    page = client.get("/map")
    assert page.rows[1] == ["All of Sefton", "c", "50"]
    assert "These numbers are not shown by area." in page.text and "Withheld" in page.text
    assert "<svg" not in page.html


def test_nothing_moves_when_one_home_moves_opens_or_is_counted_anew(session: Session, client: Client) -> None:
    told = settle(session, north=6, south=7)
    before = client.get("/map").body
    move(session, told.homes[0], "L37 1AA")
    assert client.get("/map").body == before
    period = session.scalars(select(ReturnPeriod)).one()
    home = made.add_home(session, told.homes[0].provider, name="House 99")
    making.accept(session, period, home, available=3)
    place(session, 7, host=made.LIVERPOOL)
    assert client.get("/map").body == before


def test_what_the_next_version_withholds_the_map_withholds(session: Session, client: Client) -> None:
    """A home moved to Southport: its areas could be subtracted from those of the first version."""
    told = settle(session, north=6, south=7)
    move(session, told.homes[-1], "PR8 1AB")
    assert client.get("/map").rows[3] == ["All of Sefton", "13", "130"]
    publish_again(session, told)
    page = client.get("/map")
    assert page.rows[1] == ["All of Sefton", "13", "130"]
    assert "not shown by area" in page.text and "version 2" in page.text


def test_a_withdrawn_version_is_gone_from_the_map_too(session: Session, client: Client) -> None:
    told = settle(session, north=6, south=7)
    version = session.scalars(select(StatementVersion)).one()
    publishing.withdraw(session, version, told.statement, note="Wrong.", actor=told.publisher, now=clock.now())
    assert "no figures to show yet" in client.get("/map").text


def test_areas_of_localities_that_are_no_more_are_left_out(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    authority = factories.make_authority(session)
    now = clock.now()
    set_localities(session, authority, (made.NORTH,), outline=None, actor=events.SYSTEM, now=now)
    assert client.get("/map").rows[1] == ["All of Sefton", "13", "130"]


def test_no_home_and_no_place_of_one_is_in_the_page(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    html = client.get("/map").html
    for postcode, latitude, longitude, easting, northing, _ in made.PLACES:
        for told in (postcode, latitude, longitude, abs(longitude), easting, northing):
            assert str(told) not in html
    assert "House" not in html and "Sample Road" not in html and "Provider 1" not in html
    assert re.findall(r"<script[^>]*>", html) == re.findall(r"<script type=\"module\"[^>]*portal[^>]*>", html)


def test_there_is_nothing_before_a_statement_is_published(session: Session, client: Client) -> None:
    homes = stand(session, north=6, south=6)
    making.make_draft(session, making.make_writer(session), slug="not-yet")
    assert "no figures to show yet" in client.get("/map").text
    told = publish(session, homes)
    page = client.get("/map")
    assert "All of Sefton" in page.text and f"{told.statement.title}, version 1" in page.text


def net(client: Client) -> list[str]:
    return [row[1] for row in client.get("/map").rows[-2:]]


def test_the_net_position_compares_childrens_homes_with_childrens_homes(session: Session, client: Client) -> None:
    homes = stand(session, north=6, south=7)
    place(session, 7, host=made.LIVERPOOL)
    place(session, 9, host=made.SEFTON)
    place(session, 9, host=made.LIVERPOOL, type_code="U4")
    place(session, 9, host=made.LIVERPOOL, ended=date(2026, 7, 1))
    publish(session, homes)
    assert net(client) == ["26", "7"]
    assert "19 more children come into homes in Sefton than leave." in client.get("/map").text


def test_without_placements_the_other_side_is_not_known(session: Session, client: Client) -> None:
    settle(session, north=6, south=7)
    assert net(client) == ["26", "Not known yet"]


def test_a_small_number_of_children_who_leave_is_withheld(session: Session, client: Client) -> None:
    homes = stand(session, north=6, south=7)
    place(session, 5, host=made.LIVERPOOL)
    publish(session, homes)
    assert net(client) == ["26", "c"]
    assert "Withheld" in client.get("/map").text and "more children" not in client.get("/map").text


def test_who_leaves_is_withheld_where_it_would_tell_how_few_stay(session: Session, client: Client) -> None:
    """The statement prints 48 children in homes: 45 of them elsewhere would say that three are here."""
    homes = stand(session, north=6, south=7)
    place(session, 45, host=made.LIVERPOOL)
    place(session, 3, host=made.SEFTON)
    publish(session, homes)
    assert net(client) == ["26", "c"]
