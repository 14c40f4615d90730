"""Needs data over HTTP and in the database: taking a file in, looking at it, and who may."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events
from portal.access import Role
from portal.db import NotFound
from portal.needs import queries, services
from portal.needs.models import IndicatorSeries
from portal.needs.rules.reading import FaultKind, FaultyFile
from tests import factories
from tests.support.client import Client
from tests.support.pages import Page

PACK = Path(__file__).parents[3] / "portal" / "demo" / "packs" / "sefton" / "needs"
RATE = (PACK / "children-looked-after-rate.csv").read_bytes()
AGE = (PACK / "children-looked-after-by-age.csv").read_bytes()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def take_in(session: Session, file: bytes) -> services.Imported:
    authority = factories.make_authority(session)
    return services.import_series(session, authority, file, actor=events.SYSTEM, now=NOW)


def upload(client: Client, file: bytes, name: str = "needs.csv", **options: Any) -> Page:
    return client.post("/commissioning/needs/import", {"file": (io.BytesIO(file), name)}, **options)


def signed_in(client: Client, session: Session, role: Role = Role.COMMISSIONER) -> Client:
    client.sign_in(factories.make_staff(session, role))
    return client


def test_a_file_comes_back_as_it_was_read(session: Session) -> None:
    assert take_in(session, RATE).added == ("Rate of children looked after",)
    authority = factories.make_authority(session)
    measure = queries.get_measure(session, authority.id, "children-looked-after-rate")
    assert [series.name for series in measure.series] == [
        *("Sefton", "North West", "Statistical neighbours (mean of ten)", "England"),
    ]
    neighbours = measure.series[2]
    assert [str(point.value) for point in neighbours.points] == [
        *("71.90", "71.90", "71.30", "76.40", "77.90", "83.60", "86.30", "88.70", "x"),
    ]
    assert neighbours.points[-1].period == ("January 2022", date(2022, 1, 31))
    assert measure.about.already_published_by == "Sefton Council"


def test_an_import_is_recorded_and_the_same_file_again_changes_nothing(session: Session) -> None:
    take_in(session, RATE)
    again = take_in(session, RATE)
    assert (again.added, again.unchanged) == ((), ("Rate of children looked after",))
    recorded = events.list_events(session, ("measure", "children-looked-after-rate"))
    assert [row.verb for row in recorded] == ["needs.imported"]
    assert '"as_at_on":"2022-01-31"' in recorded[0].detail and '"values":36' in recorded[0].detail


def test_a_vintage_is_never_replaced_and_nothing_of_its_file_is_taken_in(session: Session) -> None:
    take_in(session, RATE)
    _header, body = AGE.split(b"\n", 1)
    with pytest.raises(FaultyFile) as caught:
        take_in(session, RATE.replace(b"115.00", b"116.00") + body)
    assert [fault.kind for fault in caught.value.faults] == [FaultKind.VINTAGE_TAKEN]
    authority = factories.make_authority(session)
    assert [each.about.slug for each in queries.list_measures(session, authority.id)] == ["children-looked-after-rate"]


def test_a_newer_vintage_stands_beside_the_old_one(session: Session) -> None:
    take_in(session, RATE)
    take_in(
        session,
        RATE.replace(b"2022-01-31,Sefton Council", b"2023-01-31,Sefton Council").replace(b"115.00", b"117"),
    )
    authority = factories.make_authority(session)
    newest = queries.get_measure(session, authority.id, "children-looked-after-rate")
    assert newest.about.as_at_on == date(2023, 1, 31)
    assert newest.series[0].points[-1].value == Decimal(117)
    first = queries.find_vintage(session, authority.id, "children-looked-after-rate", date(2022, 1, 31))
    assert first and first.series[0].points[-1].value == Decimal("115.00")
    assert len(queries.list_measures(session, authority.id)) == 1


def test_another_authoritys_measure_is_not_found(session: Session) -> None:
    take_in(session, RATE)
    other = factories.make_other_authority(session)
    with pytest.raises(NotFound):
        queries.get_measure(session, other.id, "children-looked-after-rate")
    assert queries.list_measures(session, other.id) == []
    assert queries.find_vintage(session, other.id, "children-looked-after-rate", date(2022, 1, 31)) is None


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE indicator_value SET symbol = 'c' WHERE value IS NOT NULL", "value_or_symbol"),
        ("UPDATE indicator_value SET value = NULL WHERE symbol IS NULL", "value_or_symbol"),
        ("UPDATE indicator_value SET period_on = '2014-03-31'", "period_on"),
        ("UPDATE indicator_series SET breakdown = 'Under 1 year'", "breakdown_whole"),
        ("UPDATE indicator_series SET method = ''", "neighbours_have_method"),
        ("UPDATE indicator_series SET position = 0", "position"),
        ("UPDATE indicator_series SET area_name = 'Sefton', area_kind = 'authority'", "area_name"),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(session: Session, change: str, constraint: str) -> None:
    take_in(session, RATE)
    with pytest.raises(IntegrityError, match=constraint):
        session.execute(text(change))
    session.rollback()


def test_a_commissioner_uploads_a_file_and_reads_chart_table_and_source(client: Client, session: Session) -> None:
    signed_in(client, session)
    empty = client.get("/commissioning/needs/")
    assert "There is no needs data yet" in empty.text
    page = client.get(empty.link("Import a file"))
    assert page.h1 == "Import needs data"
    done = upload(client, RATE)
    assert (done.path, done.h1) == ("/commissioning/needs/", "Needs data")
    assert "Imported: Rate of children looked after." in done.text and "1 measure" in done.text
    measure = client.get(done.link("Rate of children looked after"))
    assert measure.rows[0] == ["Area", *map(str, range(2014, 2022)), "January 2022"]
    assert measure.rows[1] == ["Sefton", "75", "84", "87", "85", "90", "98", "105", "113", "115"]
    assert measure.rows[4] == ["England", "60", "60", "60", "62", "64", "65", "67", "67", "x"]
    assert len(measure.all("svg")) == 2, "one for wide screens and one for phones"
    assert "Source: Sefton Council Looked After Children Sufficiency Strategy 2022–2025" in measure.text
    assert "x: not available." in measure.text and "As at 31 January 2022" in measure.text


def test_a_breakdown_shows_computed_totals_and_shares(client: Client, session: Session) -> None:
    take_in(session, AGE)
    page = signed_in(client, session).get("/commissioning/needs/measures/children-looked-after-by-age")
    assert page.rows[-1] == ["Total", "480", "527", "566", "613", "616", *["100.0"] * 5]
    assert page.rows[4][-1] == "35.7", "10 to 15 years in January 2022"


def test_every_fault_of_a_file_is_told_with_its_place_and_nothing_is_taken_in(client: Client, session: Session) -> None:
    faulty = RATE.replace(b"115.00", b"about 115").replace(b"2014-03-31,75.00", b"31/03/2014,75.00")
    page = upload(signed_in(client, session), faulty)
    assert page.errors == ["Nothing was imported. Mend 2 things in the file."]
    assert page.rows == [
        ["Where", "What to do"],
        ["Row 2, period_on", "Write period_on as year, month and day, like 2022-01-31."],
        [
            "Row 10, value",
            "“about 115” is neither a number nor a symbol. Use a number like 1,234.5, or c, z, x, k or a colon.",
        ],
    ]
    assert session.scalars(select(IndicatorSeries)).all() == []


def test_a_file_that_is_wrong_throughout_shows_the_first_faults(client: Client, session: Session) -> None:
    header, row = RATE.split(b"\n")[:2]
    page = upload(signed_in(client, session), header + b"\n" + row.replace(b"75.00", b"lots\n") * 600)
    assert page.errors == ["Nothing was imported. Mend 600 things in the file."]
    assert "What to mend in the file: the first 500" in page.text and len(page.rows) == 501


def test_markup_in_a_file_is_text_on_the_page(client: Client, session: Session) -> None:
    title = "<b>${alert(1)}</b> `رمز`"
    file = RATE.replace(b"Rate of children looked after", title.encode())
    assert take_in(session, file).added == (title,)
    page = signed_in(client, session).get("/commissioning/needs/measures/children-looked-after-rate")
    assert page.h1 == title and "<b>$" not in page.html


@pytest.mark.parametrize(
    ("file", "name", "message"),
    [
        (b"", "", "Choose a CSV file"),
        (b"", "empty.csv", "Nothing was imported. Mend 1 thing in the file."),
        (b"PK\x03\x04\xff", "book.xlsx", "Nothing was imported. Mend 1 thing in the file."),
    ],
)
def test_what_is_no_file_of_ours_is_refused(
    client: Client, session: Session, file: bytes, name: str, message: str
) -> None:
    assert upload(signed_in(client, session), file, name).errors == [message]


def test_an_auditor_reads_and_may_not_import(client: Client, session: Session) -> None:
    take_in(session, RATE)
    signed_in(client, session, Role.AUDITOR)
    page = client.get("/commissioning/needs/")
    assert "Import a file" not in page.text
    client.get(page.link("Rate of children looked after"))
    client.get("/commissioning/needs/import", expect=403)
    upload(client, RATE, expect=403)


def test_a_measure_that_is_not_there_is_a_404(client: Client, session: Session) -> None:
    signed_in(client, session).get("/commissioning/needs/measures/nothing", expect=404)


def test_the_list_asks_no_more_of_the_database_as_it_grows(
    client: Client, session: Session, count_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    signed_in(client, session)
    take_in(session, RATE)
    with count_queries() as few:
        client.get("/commissioning/needs/")
    take_in(session, AGE)
    take_in(session, AGE.replace(b"children-looked-after-by-age", b"another-measure"))
    with count_queries() as more:
        page = client.get("/commissioning/needs/")
    assert "3 measures" in page.text and more.count == few.count
