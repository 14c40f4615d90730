"""What a statement binds of the local market beside its returns, from the database to page, PDF and data."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.homes.rules import Address
from portal.homes.services import change_premises
from portal.returns.fees.services import release_ranges
from portal.returns.models import ReturnPeriod
from portal.statements.models import Statement
from portal.statements.queries.figures import read_catalogue
from portal.statements.services import drafting
from tests.conftest import Queries
from tests.factories import make_authority
from tests.integration.framework import made as frameworks
from tests.integration.market.made import LIVERPOOL, PLACES, SEFTON, add_market, closed_period, know_borough
from tests.integration.market.placed import place
from tests.integration.returns.fees import made as priced
from tests.integration.statements.making import DETAILS, make_draft, publish
from tests.integration.statements.test_publishing import check_pdf_ua, pdf_text, rows_of, run_jobs
from tests.support.client import Client

MONTH = date(2026, 9, 1)
PLACE = "/statements/market-position"
TEXT = "There are {{ figure:market.residential.registered }} places.\n\n{{ chart:market.residential.localities }}\n"


@pytest.fixture
def homes(session: Session) -> list[Home]:
    """Thirteen homes of three providers: six in Southport, seven in Formby."""
    know_borough(session)
    return add_market(session, closed_period(session, MONTH), north=6, south=7)


def start(session: Session, writer: Viewer, text: str) -> Statement:
    return make_draft(session, writer, sections=(("The market", text),))


def again(session: Session, statement: Statement, writer: Viewer, publisher: Viewer) -> None:
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    publish(session, statement, writer, publisher, reason="A correction.")


def move(session: Session, home: Home, postcode: str, writer: Viewer) -> None:
    address = Address("2 Other Road", "Southport", postcode)
    place = home.premises[0].reference
    change_premises(session, home, place, address, version=home.version, actor=writer, now=clock.now())


@pytest.mark.usefixtures("homes")
def test_homes_by_area_are_the_same_on_page_and_in_pdf_and_data(
    app: Flask, session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, start(session, writer, TEXT), writer, publisher)
    run_jobs(app, session)
    page = client.get(f"{PLACE}/")
    rows = [["1. Southport", "6", "60"], ["2. Formby", "7", "70"], ["All of Sefton", "13", "130"]]
    assert [row[:3] for row in page.rows[-3:]] == rows
    assert page.html.count("<polygon") == 4 and page.html.count("2. Formby: 7 homes") == 2
    assert [row[:3] for row in rows_of(client, f"{PLACE}/data/market-residential-localities.csv")[1:]] == rows
    data = json.loads(client.get(f"{PLACE}/data.json").body)["tables"]["market-residential-localities"]
    assert [[row["name"], *map(str, row["values"])] for row in data["rows"]] == rows
    printed = client.get(f"{PLACE}/statement.pdf").body
    check_pdf_ua(printed)
    assert "2. Formby 7 70" in pdf_text(printed)
    for postcode, latitude, longitude, easting, northing, _ in PLACES:
        for told in (postcode, latitude, abs(longitude), easting, northing):
            assert str(told) not in page.html


def test_a_home_that_moved_leaves_the_first_version_and_cannot_be_worked_out_from_the_second(
    app: Flask, session: Session, client: Client, homes: list[Home], writer: Viewer, publisher: Viewer
) -> None:
    statement = start(session, writer, TEXT)
    publish(session, statement, writer, publisher)
    run_jobs(app, session)
    files = ("", "statement.pdf", "data.json", "data/market-residential-localities.csv")
    before = {path: client.get(f"{PLACE}/versions/1/{path}").body for path in files}
    move(session, homes[-1], "PR8 1AB", writer)
    again(session, statement, writer, publisher)
    run_jobs(app, session)
    assert {path: client.get(f"{PLACE}/versions/1/{path}").body for path in files} == before
    rows = rows_of(client, f"{PLACE}/versions/2/data/market-residential-localities.csv")
    assert [row[:3] for row in rows[1:]] == [["All of Sefton", "13", "130"]]
    newest = client.get(f"{PLACE}/")
    assert "All of Sefton: 13 homes, 130 registered places. “Where they are” is withheld" in newest.text
    assert "<polygon" not in newest.html


@pytest.mark.usefixtures("homes")
def test_drafting_asks_as_often_however_large_the_market_is(
    session: Session, client: Client, writer: Viewer, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    statement = start(session, writer, TEXT)
    client.sign_in(session.get_one(Person, writer.person_id))
    address = f"/commissioning/statements/{statement.reference}/names"
    client.get(address)
    asked = []
    for number in range(2):
        with count_queries() as queries:
            assert "market.residential.localities" in client.get(address).text
        asked.append(queries.count)
        add_market(session, session.scalars(select(ReturnPeriod)).one(), north=number + 2, south=2)
    assert asked[0] == asked[1]


def test_released_prices_are_bound_and_a_price_that_moves_later_moves_no_version(
    app: Flask, session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    """Quartiles of 3,000, 4,000, 4,100, 4,200, 4,300 and 9,000 are 4,025, 4,150 and 4,275: to the nearest £50."""
    period = priced.closed_month(session)
    sellers = priced.market(session, period, "4000", "4100", "4200", "4300", "9000", "3000")
    release_ranges(session, make_authority(session), period, actor=writer, now=clock.now())
    text = "A home costs {{ figure:prices.residential.outside.middle }} a week.\n\n{{ table:prices.residential }}\n"
    details = replace(DETAILS, as_of_month=period.month)
    statement = make_draft(session, writer, details=details, sections=(("What it costs", text),))
    publish(session, statement, writer, publisher)
    run_jobs(app, session)
    files = ("", "statement.pdf", "data.json", "data/prices-residential.csv")
    before = {path: client.get(f"{PLACE}/versions/1/{path}").body for path in files}
    assert "A home costs £4,150 a week." in client.get(f"{PLACE}/").text
    row = ["Outside the framework", "4050", "4150", "4300", "6"]
    assert rows_of(client, f"{PLACE}/data/prices-residential.csv")[1][:5] == row
    assert "Outside the framework 4,050 4,150 4,300 6" in pdf_text(before["statement.pdf"])
    priced.accepted(session, period, sellers[4], "5000")
    again(session, statement, writer, publisher)
    run_jobs(app, session)
    assert {path: client.get(f"{PLACE}/versions/1/{path}").body for path in files} == before
    assert rows_of(client, f"{PLACE}/versions/2/data/prices-residential.csv")[1][:5] == row


def test_placements_and_the_framework_are_bound_and_one_child_more_cannot_be_told_from_the_next_month(
    app: Flask, session: Session, client: Client, homes: list[Home], writer: Viewer, publisher: Viewer
) -> None:
    """Nine own children in homes here and seven elsewhere; 26 of others here. All three providers are on the lot."""
    lot = frameworks.lot(session, frameworks.framework(session, writer), writer)
    for provider in {home.provider for home in homes}:
        frameworks.member(session, lot, provider, writer)
    place(session, 9, host=SEFTON)
    place(session, 7, host=LIVERPOOL)
    place(session, 6, host=LIVERPOOL, ended=date(2026, 7, 1))
    text = """We place {{ figure:placements.residential.exported }} elsewhere:
{{ figure:placements.residential.net-gain }}.

{{ chart:placements.residential.where }}

{{ table:placements.residential.sourcing }}

{{ chart:framework.residential }}
"""
    statement = start(session, writer, text)
    publish(session, statement, writer, publisher)
    run_jobs(app, session)
    assert "We place 7 elsewhere: 19." in client.get(f"{PLACE}/").text
    assert [row[1] for row in rows_of(client, f"{PLACE}/data/placements-residential-where.csv")[1:]] == [
        "9", "7", "0", "16",
    ]  # fmt: skip
    assert [row[1] for row in rows_of(client, f"{PLACE}/data/placements-residential-sourcing.csv")[1:]] == [
        "0", "0", "16", "0", "0", "0", "16",
    ]  # fmt: skip
    on_lot = [["Provider on a lot", "13", "130"], ["Provider on no lot", "0", "0"], ["All", "13", "130"]]
    assert [row[:3] for row in rows_of(client, f"{PLACE}/data/framework-residential.csv")[1:]] == on_lot
    printed = client.get(f"{PLACE}/statement.pdf").body
    check_pdf_ua(printed)
    assert "Outside Sefton 7 43.8" in pdf_text(printed)
    place(session, 1, host=SEFTON)
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    october = drafting.Details(DETAILS.title, DETAILS.summary, date(2026, 10, 1), DETAILS.lead_figures)
    drafting.change_details(
        session, statement, october, lock_version=statement.lock_version, actor=writer, now=clock.now()
    )
    publish(session, statement, writer, publisher, reason="A later month.")
    rows = rows_of(client, f"{PLACE}/versions/2/data/placements-residential-where.csv")
    assert [row[1] for row in rows[1:]] == ["c", "c", "c", "17"]
    assert "[withheld] elsewhere" in client.get(f"{PLACE}/versions/2/").text


@pytest.mark.usefixtures("homes")
def test_every_name_is_listed_for_drafters_under_what_it_is_about(
    session: Session, client: Client, writer: Viewer
) -> None:
    statement = start(session, writer, TEXT)
    place(session, 9, host=SEFTON)
    client.sign_in(session.get_one(Person, writer.person_id))
    page = client.get(f"/commissioning/statements/{statement.reference}/names")
    catalogue = read_catalogue(session, statement.authority_id, MONTH)
    for name in (*catalogue.figures, *catalogue.datasets):
        assert name in page.text
    headings = ["The market: figures", "The market: tables and charts", "Our own placements: figures"]
    assert [words for words in headings if words in page.text] == headings
    assert page.text.index("The market: tables") < page.text.index("placements.residential.total")
    assert "Prices: figures" not in page.text
