"""From accepted returns to a published version: what is frozen, and that it stays so."""

from __future__ import annotations

import csv
import io
import json
import threading
from datetime import date

import page as pdf_checker
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import jobs
from portal.access import Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.returns.models import BlockReason, ReturnPeriod
from portal.statements.models import Statement, StatementVersion, VersionFile
from portal.statements.queries.published import Shelf
from portal.statements.services import drafting, publishing, review
from portal.statements.services.pdf import make_pdf
from portal.statements.services.working import Refused
from tests.factories import make_home, make_period, make_provider
from tests.integration.statements.making import (
    DETAILS,
    MONTH,
    NOW,
    SLUG,
    accept,
    approve,
    make_draft,
    make_market,
    publish,
    seen,
)
from tests.support.client import Client

PLACE = f"/statements/{SLUG}"
FILES = (
    "",
    "statement.pdf",
    "data.json",
    "data/market-residential-use.csv",
    "data/market-residential-blocked.csv",
)


def rows_of(client: Client, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(address).body.decode("utf-8-sig"))))


def pdf_text(body: bytes) -> str:
    return " ".join(" ".join(part.extract_text() for part in PdfReader(io.BytesIO(body)).pages).split())


def run_jobs(app: Flask, session: Session) -> None:
    session.commit()
    jobs.run_due(app.extensions["portal_database"])
    app.extensions["portal_shelf"].forget()


def check_pdf_ua(body: bytes) -> None:
    report = pdf_checker.validate_pdf_bytes(body, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in report.failures] == []
    assert report.is_compliant
    reader = PdfReader(io.BytesIO(body))
    assert reader.metadata is not None
    assert reader.metadata.title == "Homes for children in Sefton – Sefton Council"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_page_pdf_csv_and_json_say_the_same(
    app: Flask, session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    run_jobs(app, session)
    words = "There are 60 places and 20.0% hold other councils’ children."
    assert words in client.get(f"{PLACE}/").text
    document = client.get(f"{PLACE}/statement.pdf").body
    assert words in pdf_text(document)
    check_pdf_ua(document)
    rows = rows_of(client, f"{PLACE}/data/market-residential-use.csv")
    assert rows[0] == ["Use", "Places", "Share of registered places (%)", "Note"]
    assert rows[1] == ["Holding Sefton’s own children", "24", "40.0", ""]
    assert rows[-1] == ["Registered places", "60", "100.0", ""]
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["version"] == 1
    assert data["as_of_month"] == "2026-09"
    assert data["figures"]["market.residential.registered"]["value"] == 60
    assert data["figures"]["market.residential.imported-share"]["value"] == 20.0
    assert data["tables"]["market-residential-use"]["rows"][0] == {
        "name": "Holding Sefton’s own children",
        "values": [24, 40.0],
    }


def test_later_returns_and_a_second_version_leave_the_first_as_it_was(
    app: Flask, session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    homes = make_market(session)
    statement = make_draft(session, writer)
    publish(session, statement, writer, publisher)
    run_jobs(app, session)
    before = {path: client.get(f"{PLACE}/versions/1/{path}").body for path in FILES}
    october = make_period(session, date(2026, 11, 1))
    for index, home in enumerate(homes):
        extra = 1 if index == 0 else 0
        accept(session, october, home, blocked={BlockReason.STAFFING: 1}, registered=10 + extra, available=2 + extra)
    drafting.reopen(session, statement, actor=writer, now=NOW)
    later = drafting.Details(DETAILS.title, DETAILS.summary, date(2026, 11, 1), DETAILS.lead_figures)
    drafting.change_details(session, statement, later, lock_version=statement.lock_version, actor=writer, now=NOW)
    publish(session, statement, writer, publisher, reason="November returns are in.")
    run_jobs(app, session)
    assert {path: client.get(f"{PLACE}/versions/1/{path}").body for path in FILES} == before
    newest = client.get(f"{PLACE}/")
    assert "There are 61 places" in newest.text
    assert "Why there is a new version: November returns are in." in newest.text
    assert "There are 61 places" in pdf_text(client.get(f"{PLACE}/statement.pdf").body)
    assert rows_of(client, f"{PLACE}/data/market-residential-use.csv")[-1][1] == "61"
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["figures"]["market.residential.registered"]["value"] == 61


def test_a_withheld_breakdown_appears_nowhere(
    app: Flask, session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    """Blocked: 4 for staffing, 2 for the building. The six together may be printed, their reasons nowhere.

    Readers get one sentence in place of each table; the data keep every row.
    """
    make_market(session, reasons=(BlockReason.STAFFING,) * 4 + (BlockReason.BUILDING,) * 2)
    text = "{{ chart:market.residential.blocked }}\n\n{{ table:market.residential.blocked }}\n"
    statement = make_draft(session, writer, sections=(("Blocked", text),))
    version = publish(session, statement, writer, publisher)
    run_jobs(app, session)
    sentence = "Withheld: some of these numbers are so small"
    rows = rows_of(client, f"{PLACE}/data/market-residential-blocked.csv")
    assert [row[1] for row in rows[1:]] == ["c", "c", "c", "c", "c", "6"]
    assert all(row[2].startswith(sentence) for row in rows[1:6])
    table = json.loads(client.get(f"{PLACE}/data.json").body)["tables"]["market-residential-blocked"]
    assert [row["values"] for row in table["rows"]] == [["c"]] * 5 + [[6]]
    assert table["notes"][0].startswith(sentence)
    told = (
        "6 places are blocked. “Why places are blocked” is withheld: some of these numbers are so small, or come from "
        "so few providers, that they could identify someone."
    )
    page = client.get(f"{PLACE}/")
    assert page.rows == []
    assert page.text.count(told) == page.text.count("withheld") == 2
    assert "<svg" not in page.html
    printed = pdf_text(client.get(f"{PLACE}/statement.pdf").body)
    assert printed.count(told) == printed.count("withheld") == 2
    for stored in (version.content, version.released):
        assert not any(f'"{number}"' in stored for number in (2, 4))
    released = {each["name"]: each for each in json.loads(version.released)}
    assert [count for _, count in released["residential places / Not occupied / Blocked"]["cells"]] == ["c"] * 5


def test_a_total_from_fewer_than_three_providers_is_withheld(
    session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    period = make_period(session, MONTH)
    for name in ("One", "Two"):
        accept(session, period, make_home(session, make_provider(session, name)), blocked={BlockReason.MATCHING: 1})
    text = "We know of {{ figure:market.residential.registered }} places.\n"
    publish(session, make_draft(session, writer, sections=(("Market", text),)), writer, publisher)
    page = client.get(f"{PLACE}/")
    assert "We know of [withheld] places." in page.text
    assert "Withheld: some of these numbers are so small" in page.text
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["figures"]["market.residential.registered"]["symbol"] == "c"


def test_what_one_version_withheld_the_next_for_that_month_withholds_too(
    session: Session, client: Client, writer: Viewer, publisher: Viewer
) -> None:
    """Version 1 withholds the reasons (5 and 1). Corrected they would be 6 and none, and are still withheld."""
    homes = make_market(session, reasons=(BlockReason.STAFFING,) * 5 + (BlockReason.BUILDING,))
    statement = make_draft(session, writer)
    publish(session, statement, writer, publisher)
    accept(session, session.scalars(select(ReturnPeriod)).one(), homes[-1], blocked={BlockReason.STAFFING: 1})
    drafting.reopen(session, statement, actor=writer, now=NOW)
    publish(session, statement, writer, publisher, reason="A home corrected its return.")
    rows = rows_of(client, f"{PLACE}/versions/2/data/market-residential-blocked.csv")
    assert [row[1] for row in rows[1:6]] == ["c"] * 5


def test_two_publishers_at_once_make_one_version(
    app: Flask, session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    approve(session, draft, writer, publisher)
    session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def press() -> None:
        with app.app_context(), app.extensions["portal_database"].session() as own:
            statement = own.get_one(Statement, draft.id)
            own.rollback()
            start.wait()
            try:
                publishing.publish(own, statement, reason="", actor=publisher, now=NOW)
                outcomes.append("published")
            except Refused as refused:
                outcomes.append(str(refused))

    people = [threading.Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    too_late = "Only an approved statement can be published. Look at where this one stands now."
    assert sorted(outcomes) == [too_late, "published"]
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(StatementVersion)) == 1


def test_the_pdf_job_done_twice_leaves_one_file(
    app: Flask, session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    version = publish(session, draft, writer, publisher)
    run_jobs(app, session)
    query = select(VersionFile).where(VersionFile.path == "statement.pdf")
    first = session.scalars(query).one()
    session.commit()
    make_pdf({"version_id": version.id})
    session.expire_all()
    again = session.scalars(query).one()
    assert (again.id, again.sha256) == (first.id, first.sha256)


def test_until_the_pdf_is_there_the_page_says_so(
    app: Flask, session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    assert "A PDF of this version is being made." in client.get(f"{PLACE}/").text
    waiting = client.get(f"{PLACE}/statement.pdf", expect=503)
    assert waiting.headers["Retry-After"] == "30"
    assert waiting.h1 == "The PDF is being made"
    run_jobs(app, session)
    ready = client.get(f"{PLACE}/")
    assert "being made" not in ready.text
    assert ready.link("This statement as a PDF") == "statement.pdf"


def test_figures_that_moved_after_approval_are_not_published(
    session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    approve(session, draft, writer, publisher)
    home = make_home(session, make_provider(session, "Seventh"))
    accept(session, session.scalars(select(ReturnPeriod)).one(), home, blocked={BlockReason.STAFFING: 1})
    with pytest.raises(Refused, match="figures have changed"):
        publishing.publish(session, draft, reason="", actor=publisher, now=NOW)
    review.approve(session, draft, seen=seen(session, draft), actor=publisher, now=NOW)
    assert publishing.publish(session, draft, reason="", actor=publisher, now=NOW).number == 1


def test_a_second_version_needs_a_reason(session: Session, draft: Statement, writer: Viewer, publisher: Viewer) -> None:
    publish(session, draft, writer, publisher)
    drafting.reopen(session, draft, actor=writer, now=NOW)
    approve(session, draft, writer, publisher)
    with pytest.raises(Refused, match="why there is a new version"):
        publishing.publish(session, draft, reason="", actor=publisher, now=NOW)


def test_a_withdrawn_version_is_gone_and_its_note_stands(
    app: Flask, session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    version = publish(session, draft, writer, publisher)
    assert client.get(f"{PLACE}/").status == 200
    publishing.withdraw(session, version, draft, note="A number was wrong.", actor=publisher, now=NOW)
    app.extensions["portal_shelf"].forget()
    for path in FILES:
        for place in (f"{PLACE}/{path}", f"{PLACE}/versions/1/{path}"):
            gone = client.get(place, expect=410)
            assert "A number was wrong." in gone.text
            assert "60" not in gone.text
    assert "A number was wrong." in client.get(f"{PLACE}/versions/").text
    with pytest.raises(Refused):
        publishing.withdraw(session, version, draft, note="Again.", actor=publisher, now=NOW)
    assert session.scalar(select(func.count()).select_from(VersionFile)) == 5


def test_the_record_says_that_readers_have_no_version(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    version = publish(session, draft, writer, publisher)
    client.sign_in(session.get_one(Person, writer.person_id))
    place = f"/commissioning/statements/{draft.reference}"
    assert "Readers see this instead" not in client.get(place).text
    assert client.get(place).rows[1] == ["Version 1", "12 October 2026", "First version"]
    publishing.withdraw(session, version, draft, note="A number was wrong.", actor=publisher, now=NOW)
    assert "Version 1 is withdrawn. Readers see this instead: A number was wrong." in client.get(place).text


def test_another_process_forgets_a_withdrawn_version_within_a_second(
    app: Flask, session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    version = publish(session, draft, writer, publisher)
    now = 100.0
    shelf = Shelf(app.extensions["portal_database"], ticks=lambda: now)
    place = shelf.place(SLUG, None)
    assert place is not None
    assert not place.version.is_withdrawn
    publishing.withdraw(session, version, draft, note="A number was wrong.", actor=publisher, now=NOW)
    now = 101.0
    place = shelf.place(SLUG, None)
    assert place is not None
    assert place.version.is_withdrawn


def test_homes_elsewhere_do_not_count(session: Session, client: Client, writer: Viewer, publisher: Viewer) -> None:
    homes: list[Home] = make_market(session)
    period = session.scalars(select(ReturnPeriod)).one()
    elsewhere = make_home(session, make_provider(session, "Away"), host_authority_code="E08000012")
    accept(session, period, elsewhere, blocked={BlockReason.STAFFING: 1})
    publish(session, make_draft(session, writer), writer, publisher)
    assert len(homes) == 6
    assert "There are 60 places" in client.get(f"{PLACE}/").text
