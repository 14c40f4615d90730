"""Two versions for one month, subtracted: what a home that was accepted between them, or is gone, lets nobody learn."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.homes.models import Home
from portal.homes.rules import Address
from portal.homes.services import change_premises
from portal.returns.models import ReturnPeriod
from portal.statements.models import CountedEntry, Statement, StatementVersion
from portal.statements.services import drafting, publishing
from tests.conftest import Queries
from tests.factories import make_home, make_provider
from tests.integration.market.made import LIVERPOOL, add_home, add_market, closed_period, know_borough
from tests.integration.statements.making import DETAILS, accept, make_draft, person_of, publish
from tests.integration.statements.test_publishing import pdf_text, rows_of, run_jobs
from tests.support.client import Client

MONTH = date(2026, 9, 1)
PLACE = "/statements/market-position"
TEXT = """There are {{ figure:market.residential.homes }} homes and {{ figure:market.residential.registered }} places.

{{ table:market.residential.use }}

{{ chart:market.residential.localities }}
"""
SECTIONS = (("The market", TEXT),)
FILES = ("", "statement.pdf", "data.json", "data/market-residential-use.csv", "data/market-residential-localities.csv")
NOTE = "Returns accepted after figures for September 2026 were first published are counted from the next month."
LATE = "accepted after figures for September 2026 were first published"
MOVED = "not the same ones count as when figures for September 2026 were published before"


@pytest.fixture
def homes(session: Session) -> list[Home]:
    """Thirteen homes of three providers, ten places each: 4 Sefton's, 2 Liverpool's, 3 available, 1 reserved."""
    know_borough(session)
    return add_market(session, closed_period(session, MONTH), north=6, south=7)


@pytest.fixture
def statement(session: Session, homes: list[Home], writer: Viewer, publisher: Viewer) -> Statement:
    """A statement of which the first version is published."""
    made = make_draft(session, writer, sections=SECTIONS)
    publish(session, made, writer, publisher)
    return made


def period_of(session: Session) -> ReturnPeriod:
    return session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == MONTH)).one()


def come_late(session: Session, count: int) -> list[Home]:
    """Homes in Southport of three more providers in turn, accepted now."""
    providers = [make_provider(session, f"Latecomer {number}") for number in range(3)]
    late = [add_home(session, providers[number % 3], name=f"Late House {number}") for number in range(count)]
    for home in late:
        accept(session, period_of(session), home, available=3)
    return late


def again(session: Session, statement: Statement, writer: Viewer, publisher: Viewer) -> StatementVersion:
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    return publish(session, statement, writer, publisher, reason="A correction.")


def leave(session: Session, home: Home, writer: Viewer) -> None:
    """Its address was wrong: it stands in Liverpool."""
    address = Address("2 Other Road", "Liverpool", "L1 1AA")
    place = home.premises[0].reference
    change_premises(session, home, place, address, version=home.version, actor=writer, now=clock.now())


def used(client: Client, version: int) -> list[list[str]]:
    return [row[:3] for row in rows_of(client, f"{PLACE}/versions/{version}/data/market-residential-use.csv")[1:]]


USE = [
    ["Holding Sefton’s own children", "52", "40.0"],
    ["Holding children placed by others", "26", "20.0"],
    ["Available now", "39", "30.0"],
    ["Reserved", "13", "10.0"],
    ["Blocked", "0", "0.0"],
    ["All not occupied", "52", "40.0"],
    ["Registered places", "130", "100.0"],
]
WORDS = "There are 13 homes and 130 places."


def test_a_home_accepted_between_two_versions_changes_no_number_and_each_table_says_so(
    app: Flask, session: Session, client: Client, statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    run_jobs(app, session)
    before = {path: client.get(f"{PLACE}/versions/1/{path}").body for path in FILES}
    on_the_map = client.get("/map").rows
    come_late(session, 1)
    again(session, statement, writer, publisher)
    run_jobs(app, session)
    page, printed = client.get(f"{PLACE}/versions/2/"), pdf_text(client.get(f"{PLACE}/versions/2/statement.pdf").body)
    assert WORDS in page.text and WORDS in printed
    assert used(client, 2) == used(client, 1) == USE
    tables = [json.loads(client.get(f"{PLACE}/versions/{number}/data.json").body)["tables"] for number in (1, 2)]
    for slug, table in tables[1].items():
        assert table["rows"] == tables[0][slug]["rows"]
        assert NOTE in table["notes"] and NOTE not in tables[0][slug]["notes"]
    assert page.text.count(NOTE) == printed.count(NOTE) == 2
    assert client.get("/map").rows == on_the_map
    assert {path: client.get(f"{PLACE}/versions/1/{path}").body for path in FILES} == before


def test_six_homes_that_are_safe_together_join_everywhere(
    app: Flask, session: Session, client: Client, statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    """They bring 24 own children, 12 of Liverpool's, 18 available and 6 reserved places. Where they stand is hidden."""
    come_late(session, 6)
    again(session, statement, writer, publisher)
    run_jobs(app, session)
    page, printed = client.get(f"{PLACE}/"), pdf_text(client.get(f"{PLACE}/statement.pdf").body)
    words = "There are 19 homes and 190 places."
    assert words in page.text and words in printed
    assert [row[1] for row in used(client, 2)] == ["76", "38", "57", "19", "0", "76", "190"]
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["figures"]["market.residential.registered"]["value"] == 190
    assert data["tables"]["market-residential-localities"]["rows"] == [{"name": "All of Sefton", "values": [19, 190]}]
    assert client.get("/map").rows[1] == ["All of Sefton", "19", "190"]
    assert NOTE not in page.text


def test_whoever_drafts_is_told_that_a_home_waits_and_readers_are_not_told_how_many(
    session: Session, client: Client, statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    come_late(session, 2)
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    client.sign_in(person_of(session, writer))
    address = f"/commissioning/statements/{statement.reference}"
    for path in ("", "/preview", "/send"):
        assert f"Children’s homes: 2 returns were {LATE}" in client.get(f"{address}{path}").text
    publish(session, statement, writer, publisher, reason="A correction.")
    assert "2 returns" not in client.get(f"{PLACE}/").text


def test_before_the_first_version_whoever_drafts_is_told_how_many_returns_are_not_accepted(
    session: Session, client: Client, homes: list[Home], writer: Viewer, publisher: Viewer
) -> None:
    """Of another council's area nothing is awaited, and after the first version nobody is told any more."""
    make_home(session, homes[0].provider, "Slow House")
    make_home(session, homes[0].provider, "Far House", host_authority_code=LIVERPOOL)
    statement = make_draft(session, writer, sections=SECTIONS)
    client.sign_in(person_of(session, writer))
    address = f"/commissioning/statements/{statement.reference}"
    awaited = "1 return is not accepted yet for September 2026."
    assert awaited in client.get(address).text
    publish(session, statement, writer, publisher)
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    assert awaited not in client.get(address).text


def test_a_correction_of_a_home_that_is_counted_is_taken(
    session: Session, client: Client, homes: list[Home], statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    come_late(session, 1)
    corrected = accept(session, period_of(session), homes[0], available=4, registered=11)
    version = again(session, statement, writer, publisher)
    assert "There are 13 homes and 131 places." in client.get(f"{PLACE}/").text
    rows = session.scalars(select(CountedEntry).where(CountedEntry.version_id == version.id)).all()
    assert {row.home_id for row in rows} == {home.id for home in homes}
    assert next(row.entry_version_id for row in rows if row.home_id == homes[0].id) == corrected.id


def test_the_next_month_counts_who_waited(
    session: Session, client: Client, homes: list[Home], statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    october = closed_period(session, date(2026, 10, 1))
    for home in [*homes, *come_late(session, 1)]:
        accept(session, october, home, available=3)
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    details = drafting.Details(DETAILS.title, DETAILS.summary, october.month, DETAILS.lead_figures)
    drafting.change_details(
        session, statement, details, lock_version=statement.lock_version, actor=writer, now=clock.now()
    )
    publish(session, statement, writer, publisher, reason="A later month.")
    page = client.get(f"{PLACE}/")
    assert "There are 14 homes and 140 places." in page.text
    assert NOTE not in page.text


def test_where_a_home_is_gone_nothing_of_its_service_is_printed_any_more(
    app: Flask,
    session: Session,
    client: Client,
    homes: list[Home],
    statement: Statement,
    writer: Viewer,
    publisher: Viewer,
) -> None:
    leave(session, homes[-1], writer)
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    client.sign_in(person_of(session, writer))
    for path in ("", "/preview", "/send"):
        assert MOVED in client.get(f"/commissioning/statements/{statement.reference}{path}").text
    publish(session, statement, writer, publisher, reason="A correction.")
    run_jobs(app, session)
    words = "There are [withheld] homes and [withheld] places."
    printed = pdf_text(client.get(f"{PLACE}/statement.pdf").body)
    page = client.get(f"{PLACE}/")
    assert words in page.text and words in printed
    assert {cell for row in used(client, 2) for cell in row[1:]} == {"c"}
    for table in json.loads(client.get(f"{PLACE}/data.json").body)["tables"].values():
        assert {value for row in table["rows"] for value in row["values"]} == {"c"}
    assert client.get("/map").rows[1] == ["All of Sefton", "c", "c"]
    for text in (page.text, printed):
        assert not any(number in text for number in ("12 homes", "120", "130"))


def test_a_withdrawn_version_was_read_so_its_homes_are_kept(
    session: Session, client: Client, statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    version = session.scalars(select(StatementVersion)).one()
    publishing.withdraw(session, version, statement, note="A number was wrong.", actor=publisher, now=clock.now())
    come_late(session, 1)
    again(session, statement, writer, publisher)
    assert WORDS in client.get(f"{PLACE}/versions/2/").text


@pytest.mark.usefixtures("statement")
def test_another_statement_for_the_month_keeps_the_same_homes(
    session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    come_late(session, 1)
    publish(session, make_draft(session, writer, slug="for-members", sections=SECTIONS), writer, publisher)
    page = client.get("/statements/for-members/")
    assert WORDS in page.text
    assert NOTE in page.text


def test_where_nobody_noted_the_homes_of_a_version_nothing_more_is_printed_for_its_month(
    session: Session, client: Client, statement: Statement, writer: Viewer, publisher: Viewer
) -> None:
    session.execute(delete(CountedEntry))
    session.commit()
    again(session, statement, writer, publisher)
    assert "There are [withheld] homes and [withheld] places." in client.get(f"{PLACE}/versions/2/").text


@pytest.mark.usefixtures("statement")
def test_which_entries_were_counted_stands_in_no_file_of_the_version(session: Session, client: Client) -> None:
    assert session.scalar(select(func.count()).select_from(CountedEntry)) == 13
    for path in ("", "data.json", "data/market-residential-use.csv"):
        text = client.get(f"{PLACE}/{path}").body.decode()
        assert "House" not in text and "home_id" not in text and "entry" not in text


def test_drafting_asks_as_often_however_many_homes_came_or_went(
    session: Session,
    client: Client,
    homes: list[Home],
    statement: Statement,
    writer: Viewer,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    client.sign_in(person_of(session, writer))
    address = f"/commissioning/statements/{statement.reference}/names"
    asked = []
    for home in homes[:3]:
        leave(session, home, writer)
        come_late(session, 2)
        client.get(address)
        with count_queries() as queries:
            assert "market.residential.localities" in client.get(address).text
        asked.append(queries.count)
    assert len(set(asked)) == 1
