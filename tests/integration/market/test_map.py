"""The commissioner's map: the list, the script that draws it, the record of each look, and who may not look."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import db
from portal.access import Role
from portal.events import EventRow
from portal.homes.models import HomeStatus, Postcode, ServiceType
from portal.homes.rules import Address
from portal.providers.models import Provider
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.market import made
from tests.integration.market.placed import place
from tests.integration.statements import making
from tests.support.client import Client
from tests.support.pages import Page, words

MONTH = date(2026, 9, 1)
MAP = "/commissioning/map/"
HOSTILE = "`${alert(1)}` </script><b>"
Counting = Callable[[], AbstractContextManager[Queries]]


@pytest.fixture
def provider(session: Session) -> Provider:
    made.know_borough(session)
    return factories.make_provider(session)


@pytest.fixture
def commissioner(session: Session, client: Client, provider: Provider) -> Client:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def script_of(client: Client, page: Page) -> str:
    address = re.search(r'src="(script\.js[^"]*)"', page.html)
    assert address is not None
    return client.get(MAP + address[1].replace("&amp;", "&")).body.decode()


def data_in(script: str) -> list[dict[str, Any]]:
    """The features of every layer of a script."""
    found = re.findall(r"_add\((\{.*\})\);", script)
    return [feature for layer in found for feature in json.loads(layer)["features"]]


def homes_in(script: str) -> list[list[Any]]:
    return [home for feature in data_in(script) for home in feature["properties"].get("homes", [])]


def looks(session: Session) -> list[dict[str, Any]]:
    query = select(EventRow).where(EventRow.verb.like("market.map%")).order_by(EventRow.sequence)
    return [json.loads(row.detail) | {"verb": row.verb} for row in session.scalars(query)]


def names(page: Page) -> list[str]:
    links = [link for row in page.all("tr") for link in row.iter("a")]
    return [words(link) for link in links if link.get("href", "").startswith("/commissioning/homes/")]


def test_a_home_is_listed_with_who_has_its_places_and_drawn_with_the_same(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    home = made.add_home(session, provider, name="Marram House")
    making.accept(session, made.closed_period(session, MONTH), home, available=3)
    page = commissioner.get(MAP)
    row = page.rows[1]
    assert row[0] == "Marram HouseSouthport. Children’s home. Sandhills Care Limited"
    assert row[1:7] == ["10", "4", "2", "3", "1", "0"]
    (feature,) = [one for one in data_in(script_of(commissioner, page)) if "homes" in one["properties"]]
    assert feature["geometry"] == {"type": "MultiPoint", "coordinates": [[-3.0206, 53.6412]]}
    assert feature["properties"]["homes"][0][1] == "Marram House"
    assert feature["properties"]["homes"][0][7] == [4, 2, 3, 1, 0, 20, "2026-09-30"]


def test_page_and_script_are_one_look_and_each_download_is_another(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    made.add_home(session, provider)
    page = commissioner.get(f"{MAP}?postcode=PR8+1AA&within=20")
    script_of(commissioner, page)
    assert [(look["verb"], look["count"]) for look in looks(session)] == [("market.map_seen", 1)]
    assert "PR8" not in json.dumps(looks(session))
    commissioner.get(f"{MAP}script.js")
    commissioner.get(f"{MAP}script.js?need=autism&ticket=made-up")
    commissioner.get(f"{MAP}homes.csv")
    verbs = [look["verb"] for look in looks(session)]
    assert verbs == ["market.map_seen"] * 3 + ["market.map_downloaded"]
    assert len({look["digest"] for look in looks(session)}) == 1


def test_a_ticket_is_of_one_person_and_one_filter(session: Session, client: Client, provider: Provider) -> None:
    made.add_home(session, provider)
    first, second = factories.make_staff(session, Role.COMMISSIONER), factories.make_staff(session, Role.PUBLISHER)
    client.sign_in(first)
    address = re.search(r'src="(script\.js[^"]*)"', client.get(f"{MAP}?type=residential").html)
    assert address is not None
    wider = address[1].replace("type=residential&amp;", "")
    client.get(MAP + wider)
    assert len(looks(session)) == 2
    client.sign_in(second)
    client.get(MAP + address[1].replace("&amp;", "&"))
    assert len(looks(session)) == 3


def test_a_name_that_is_code_stays_a_name(session: Session, commissioner: Client, provider: Provider) -> None:
    made.add_home(session, provider, name=HOSTILE)
    page = commissioner.get(MAP)
    assert names(page) == [HOSTILE]
    script = script_of(commissioner, page)
    assert homes_in(script)[0][1] == HOSTILE
    assert "</script>" not in script and "http" not in script


def test_the_map_is_narrowed_by_need_age_type_vacancy_and_distance(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    period = made.closed_period(session, MONTH)
    near = made.add_home(session, provider, name="Near", needs=("autism",), age_from=8, age_to=11)
    far = made.add_home(session, provider, "L37 1AA", name="Far", needs=(), age_from=12, age_to=17)
    making.accept(session, period, near, available=3)
    making.accept(session, period, far, available=0, reserved=4)
    for query, expected in {
        "need=autism": ["Near"],
        "age=12": ["Far"],
        "type=supported_accommodation": [],
        "vacancy=yes": ["Near"],
        "postcode=PR8+1AA&within=5": ["Near"],
        "postcode=PR8+1AA&within=10": ["Near", "Far"],
        "postcode=L37+1AA": ["Far", "Near"],
    }.items():
        page = commissioner.get(f"{MAP}?{query}")
        assert names(page) == expected, query
        assert sorted(home[1] for home in homes_in(script_of(commissioner, page))) == sorted(expected), query
    assert [row[1] for row in commissioner.get(f"{MAP}?postcode=PR8+1AA").rows[1:3]] == ["0.0", "6.0"]


def test_a_home_a_step_beyond_a_ring_is_not_within_it(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    for name, postcode, metres in (("Inside", "PR8 1AD", 8_046), ("Beyond", "PR8 1AE", 8_047)):
        where = {"latitude": 53.64, "longitude": -2.9, "easting": 332_534 + metres, "northing": 416_586}
        session.add(Postcode(postcode=postcode, authority_code=made.SEFTON, **where))
        session.flush()
        made.add_home(session, provider, postcode, name=name)
    page = commissioner.get(f"{MAP}?postcode=PR8+1AA")
    assert [row[:2] for row in page.rows[1:3]] == [[row[0], "5.0"] for row in page.rows[1:3]]
    assert names(commissioner.get(f"{MAP}?postcode=PR8+1AA&within=5")) == ["Inside"]


def test_a_list_is_ordered_by_any_of_its_figures_and_what_is_not_known_comes_last(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    september, august = made.closed_period(session, MONTH), made.closed_period(session, date(2026, 8, 1))
    few = made.add_home(session, provider, "L37 1AA", name="Few", registered_places=9, usable_places=9)
    many = made.add_home(session, provider, "PR8 1AB", name="Many")
    making.accept(session, august, few, available=0, reserved=4)
    making.accept(session, september, many, available=3, occupied={made.SEFTON: 1, made.LIVERPOOL: 5})
    made.add_home(session, provider, "L37 1ZZ", name="Silent", registered_places=8, usable_places=8)
    for sort, expected in {
        "home": ["Few", "Many", "Silent"],
        "-home": ["Silent", "Many", "Few"],
        "places": ["Silent", "Few", "Many"],
        "others": ["Few", "Many", "Silent"],
        "-others": ["Many", "Few", "Silent"],
        "free": ["Few", "Many", "Silent"],
        "-free": ["Many", "Few", "Silent"],
        "age": ["Few", "Many", "Silent"],
        "-age": ["Many", "Few", "Silent"],
        "miles": ["Many", "Few", "Silent"],
        "-miles": ["Few", "Many", "Silent"],
    }.items():
        assert names(commissioner.get(f"{MAP}?postcode=PR8+1AA&sort={sort}")) == expected, sort


def test_paper_says_what_the_list_was_narrowed_to(commissioner: Client) -> None:
    page = commissioner.get(f"{MAP}?need=autism&age=0&type=&postcode=PR8+1AA&within=5&vacancy=yes")
    words = "Need: Autism; Age of the child: 0; Distance from a postcode: PR8 1AA; Within: 5 miles"
    assert f"Only some homes: {words}; Only with an open place: yes." in page.text
    assert "Only some homes" not in commissioner.get(MAP).text
    assert "Only some homes" not in commissioner.get(f"{MAP}?age=400").text


def test_an_unknown_postcode_is_said_and_the_rest_of_the_filter_holds(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    made.add_home(session, provider, name="Young", age_from=8, age_to=11)
    made.add_home(session, provider, name="Old", age_from=12, age_to=17)
    for postcode, message in (("ZZ1+1ZZ", "not in the portal’s table"), ("nonsense", "Enter a full UK postcode")):
        page = commissioner.get(f"{MAP}?postcode={postcode}&age=12")
        assert [error for error in page.errors if message in error]
        assert names(page) == ["Old"]


def test_rings_of_5_10_and_20_miles_are_drawn_around_a_postcode(commissioner: Client) -> None:
    script = script_of(commissioner, commissioner.get(f"{MAP}?postcode=PR8+1AA"))
    rings = {one["properties"].get("label"): one for one in data_in(script)}
    assert {"5 miles", "10 miles", "20 miles", "PR8 1AA"} <= rings.keys()
    north = max(latitude for _, latitude in rings["10 miles"]["geometry"]["coordinates"])
    assert north - 53.6412 == pytest.approx(16_093.44 / 111_300, abs=0.001)


def test_a_home_outside_is_flagged_and_one_that_nobody_can_place_is_listed(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    made.add_home(session, provider, "L1 1AA", name="Away")
    made.add_home(session, provider, name="Lost", premises=(Address("1 Low Road", "Formby", "L37 9ZZ"),))
    page = commissioner.get(MAP)
    assert page.rows[1][0].startswith("AwayOutside the borough, in Liverpool.")
    assert page.rows[2][0].startswith("LostFormby, location pending.")
    assert page.text.count("Lost") == 2 and "does not know where these are" in page.text
    assert [home[1] for home in homes_in(script_of(commissioner, page))] == ["Away"]


def test_lines_lead_to_the_councils_where_the_authoritys_children_live(session: Session, commissioner: Client) -> None:
    place(session, 3, host=made.LIVERPOOL)
    place(session, 2, host=made.SEFTON)
    page = commissioner.get(MAP)
    assert page.rows[-1] == ["Liverpool", "3"]
    (line,) = [one for one in data_in(script_of(commissioner, page)) if one["geometry"]["type"] == "LineString"]
    assert line["properties"]["label"] == "Liverpool: 3"
    assert line["geometry"]["coordinates"] == [[-3.0, 53.52], [-2.92, 53.41]]


def test_homes_are_clustered_where_they_would_hide_each_other_and_widely_above_200(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    add_many(session, provider, 0, 200)
    few = script_of(commissioner, commissioner.get(MAP))
    assert re.search(r'"?maxClusterRadius"?: 44', few) and re.search(r'"?maxZoom"?: 18', few)
    add_many(session, provider, 200, 201)
    assert re.search(r'"?maxClusterRadius"?: 80', script_of(commissioner, commissioner.get(MAP)))


def test_it_asks_as_much_for_ten_homes_as_for_a_thousand(
    session: Session, commissioner: Client, provider: Provider, count_queries: Counting
) -> None:
    def count() -> list[int]:
        counts = []
        for path in (f"{MAP}?postcode=PR8+1AA", f"{MAP}script.js", f"{MAP}homes.csv"):
            with count_queries() as queries:
                commissioner.get(path)
            counts.append(queries.count)
        return counts

    add_many(session, provider, 0, 10)
    few = count()
    add_many(session, provider, 10, 1_000)
    assert count() == few


@db.verb
def add_many(session: Session, provider: Provider, start: int, stop: int) -> None:
    for number in range(start, stop):
        home = factories.make_home(session, provider, f"House {number:04}")
        home.premises = [
            homes_made.services.premises.Premises(
                reference=db.new_reference("PM"), line_1="1 Sample Road", town="Southport", postcode="PR8 1AA",
                latitude=53.6412, longitude=-3.0206, authority_code=made.SEFTON,
            )
        ]  # fmt: skip


def test_the_download_has_no_address_and_no_point(session: Session, commissioner: Client, provider: Provider) -> None:
    made.add_home(session, provider, name="=Marram", is_solo=False)
    text = commissioner.get(f"{MAP}homes.csv?postcode=PR8+1AA").body.decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(text)))
    assert (row["Home"], row["Type"], row["Area"], row["Miles"]) == ("'=Marram", "Children’s home", "Southport", "0.0")
    rest = text.replace(row["Home reference"], "")  # which may hold any letters
    assert "PR8" not in rest and "53.64" not in rest and "Sample Road" not in rest


def test_closed_homes_and_those_of_organisations_the_authority_does_not_know_are_not_there(
    session: Session, commissioner: Client, provider: Provider
) -> None:
    factories.make_home(session, provider, "Shut", status=HomeStatus.CLOSED)
    stranger = factories.make_provider(session, "Sandhills Strangers Limited")
    stranger.standings[0].authority_id = factories.make_other_authority(session).id
    made.add_home(session, stranger, name="Theirs")
    made.add_home(session, provider, name="Ours", service_type=ServiceType.RESIDENTIAL)
    page = commissioner.get(MAP)
    assert names(page) == ["Ours"]
    assert [home[1] for home in homes_in(script_of(commissioner, page))] == ["Ours"]


def test_the_answers_are_kept_nowhere(commissioner: Client) -> None:
    for path in (MAP, f"{MAP}script.js", f"{MAP}homes.csv"):
        assert commissioner.get(path).headers["Cache-Control"] == "no-store"
    answer = commissioner.get(f"{MAP}script.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "img-src 'self' data:;" in commissioner.get(MAP).headers["Content-Security-Policy"]


def test_a_configured_background_is_named_in_the_policy_of_the_map_alone(
    app: Flask, commissioner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://tiles.example.org/{z}/{x}/{y}.png"
    with_tiles = replace(app.extensions["portal_settings"], tiles_url=url, tiles_attribution="Example Maps")
    monkeypatch.setitem(app.extensions, "portal_settings", with_tiles)
    page = commissioner.get(MAP)
    assert "img-src 'self' data: https://tiles.example.org;" in page.headers["Content-Security-Policy"]
    script = script_of(commissioner, page)
    assert url in script and "Example Maps" in script
    assert "tiles.example.org" not in commissioner.get("/today").headers["Content-Security-Policy"]
