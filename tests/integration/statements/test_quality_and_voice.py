"""What a statement tells of quality visits and of young people, the same on page, on paper and in its data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.statements.services import drafting
from portal.voice.feedback import services as feedback_services
from portal.voice.pooled import queries
from portal.voice.pooled.words import quarter_words
from tests import factories
from tests.integration.market.made import add_market, closed_period, know_borough
from tests.integration.quality import made as visits
from tests.integration.statements.making import make_draft, publish
from tests.integration.statements.test_publishing import check_pdf_ua, pdf_text, rows_of, run_jobs
from tests.integration.voice.pooled import made as pooled
from tests.support.client import Client

PLACE = "/statements/market-position"
IN_AUGUST = datetime(2026, 8, 10, 9, tzinfo=UTC)
TEXT = """We made {{ figure:quality.residential.visits }} visits
and saw {{ figure:quality.residential.homes-visited-share }}.

{{ table:quality.visits }}

{{ chart:voice.residential.inspectors }}

{{ table:voice.themes }}
"""


@pytest.fixture
def homes(session: Session) -> list[Home]:
    """Thirteen homes of three providers, known since January."""
    know_borough(session)
    found = add_market(session, closed_period(session, date(2026, 9, 1)), north=6, south=7)
    for home in found:
        home.created_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.commit()
    return found


@pytest.fixture
def officer(session: Session) -> Person:
    return factories.make_staff(session, Role.QA_OFFICER)


def visited(session: Session, homes: list[Home], officer: Person) -> None:
    """One home after another, a day each."""
    for number, home in enumerate(homes):
        visits.been(session, home, officer, at=IN_AUGUST.replace(day=10 + number))


def test_visits_and_voices_are_the_same_on_page_and_in_pdf_and_data(
    app: Flask,
    session: Session,
    client: Client,
    homes: list[Home],
    officer: Person,
    writer: Viewer,
    publisher: Viewer,
) -> None:
    visited(session, homes[:6], officer)
    quoted = [pooled.moderated(session, home, welcoming=8, quoted=True) for home in homes[:6]]
    coordinator = factories.viewer_of(session, factories.make_staff(session, Role.COORDINATOR))
    assert writer.authority_id is not None
    report = pooled.report(session, writer.authority_id, coordinator)
    keys = tuple(each.key for each in queries.list_quotable(session, report))
    pooled.quote(session, report, keys, coordinator)
    pooled.let_out(session, report, coordinator, publisher)
    statement = make_draft(session, writer, sections=(("Visits and voices", TEXT),))
    publish(session, statement, writer, publisher)
    run_jobs(app, session)
    page = client.get(f"{PLACE}/")
    assert "We made 6 visits and saw 46.2%." in page.text
    assert ["Children’s homes", "13", "6", "46.2", "6"] in page.rows
    theme = ["Gardens", "Gardens were bare.", "Homes planted trees.", "A home or a team"]
    assert theme in page.rows
    assert [row[:4] for row in rows_of(client, f"{PLACE}/data/voice-themes.csv")][1:] == [theme]
    tables = json.loads(client.get(f"{PLACE}/data.json").body)["tables"]
    assert tables["voice-themes"]["rows"] == [{"name": theme[0], "values": theme[1:]}]
    assert [column["unit"] for column in tables["voice-themes"]["columns"]] == ["text"] * 3
    marks = {row["name"]: row["values"] for row in tables["voice-residential-inspectors"]["rows"]}
    assert marks["They made me feel welcome."] == [8] and marks["The wifi works well."] == ["c"]
    printed = client.get(f"{PLACE}/statement.pdf").body
    check_pdf_ua(printed)
    assert "Gardens were bare." in pdf_text(printed)
    assert f"Voice report of Sefton Council, {quarter_words(report.quarter)}" in page.text
    for text in (page.text, pdf_text(printed), json.dumps(tables)):
        assert pooled.WORDS not in text, "a quote is not bound: it may be taken back"
    for feedback in quoted:
        feedback_services.say_quote(session, feedback, agrees=False, wording="2026-1", actor=publisher, now=clock.now())
    assert client.get(f"{PLACE}/").text == page.text


def test_five_homes_are_not_told_of(
    session: Session, client: Client, homes: list[Home], officer: Person, writer: Viewer, publisher: Viewer
) -> None:
    visited(session, homes[:5], officer)
    publish(session, make_draft(session, writer, sections=(("Visits", TEXT),)), writer, publisher)
    page = client.get(f"{PLACE}/")
    assert "We made [withheld] visits and saw [withheld]." in page.text
    assert ["Children’s homes", "13", "c", "c", "c"] in page.rows
    assert "No voice report has been published yet." in page.text


def test_a_later_version_tells_of_no_home_that_changed_its_kind(
    session: Session, client: Client, homes: list[Home], officer: Person, writer: Viewer, publisher: Viewer
) -> None:
    visited(session, homes[:7], officer)
    statement = make_draft(session, writer, sections=(("Visits", TEXT),))
    publish(session, statement, writer, publisher)
    assert "We made 7 visits" in client.get(f"{PLACE}/").text
    session.refresh(homes[0])
    homes[0].service_type = "short_breaks"
    session.commit()
    drafting.reopen(session, statement, actor=writer, now=clock.now())
    publish(session, statement, writer, publisher, reason="A home was of another kind.")
    assert "We made [withheld] visits and saw [withheld]." in client.get(f"{PLACE}/versions/2/").text
