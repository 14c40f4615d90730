"""A publisher takes something out of a published report, or the report from the public: at once, and for good."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role, Viewer
from portal.authorities.models import Authority
from portal.events import EventRow
from portal.voice.feedback import services as feedback_services
from portal.voice.feedback.models import Feedback
from portal.voice.pooled import queries, services
from portal.voice.pooled.models import VoicePaper, VoiceReport, VoiceTheme
from portal.voice.pooled.services import Refused, ThemeText
from portal.voice.pooled.words import quarter_slug
from portal.web.filters import format_date
from tests import factories
from tests.integration.voice.pooled import made
from tests.support.client import Client
from tests.support.grades import grade_of_page
from tests.support.pages import Page

PUBLIC = "/you-said-we-did"
PAPERS = ("report.pdf", "easy-read.pdf")
WHY = "A worker can be told from it."
OTHER = ThemeText("Food", "Food was cold.", "Homes got hot plates.", made.THEME.level, "It was cold.", "We got plates.")


def address(name: str = "", quarters_ago: int = 1) -> str:
    return f"{PUBLIC}/{quarter_slug(made.last_quarter(quarters_ago))}{name and '/'}{name}"


def work(app: Flask, session: Session) -> None:
    session.commit()
    jobs.do_watches(app.extensions["portal_database"])
    jobs.run_due(app.extensions["portal_database"])


def everywhere(client: Client) -> list[str]:
    """The words of both pages and of both papers."""
    pages = [client.get(address()).text, client.get(address("easy-read")).text]
    readers = [PdfReader(io.BytesIO(client.get(address(name)).body)) for name in PAPERS]
    return [*pages, *(" ".join(" ".join(p.extract_text() for p in reader.pages).split()) for reader in readers)]


def follow(desk: Client, report: VoiceReport, link: str) -> Page:
    return desk.get(desk.get(f"/voice/reports/{report.reference}/").link(link))


def today() -> str:
    return format_date(clock.today(clock.now()))


@pytest.fixture
def desk(session: Session, publisher: Viewer, new_client: Callable[[], Client]) -> Client:
    client = new_client()
    client.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Another publisher"))
    return client


@pytest.fixture
def report(session: Session, authority: Authority, writer: Viewer, publisher: Viewer) -> VoiceReport:
    """Published, of two themes, both with the same quote."""
    [home] = made.homes(session, 1, 1)
    made.moderated(session, home, quoted=True)
    report = made.report(session, authority.id, writer, (made.THEME, OTHER))
    key = next(each.key for each in queries.list_quotable(session, report) if each.text == made.WORDS)
    for theme, text in zip(report.themes, (made.THEME, OTHER), strict=True):
        wanted = replace(text, quotes=(key,))
        services.change_theme(session, theme, wanted, seen=theme.version, actor=writer, now=clock.now())
    made.let_out(session, report, writer, publisher)
    return report


def taken_out(session: Session) -> list[EventRow]:
    session.expire_all()
    verbs = ("voice.quote_taken_out", "voice.theme_taken_out", "voice.report_withdrawn")
    return list(session.scalars(select(EventRow).where(EventRow.verb.in_(verbs)).order_by(EventRow.sequence)))


def test_a_quote_is_gone_from_pages_and_papers_at_once(
    app: Flask, session: Session, client: Client, desk: Client, report: VoiceReport
) -> None:
    work(app, session)
    assert all(made.WORDS in text for text in everywhere(client))
    asked = follow(desk, report, f"Take this quote out: {made.WORDS}")
    assert made.WORDS in asked.text and "Enter why it is taken out" in desk.submit(asked.form()).errors
    after = desk.submit(asked.form(), reason=WHY)
    assert made.WORDS not in after.html and WHY not in after.html
    for name in PAPERS:
        client.get(address(name), expect=503)
    work(app, session)
    page, easy, printed, printed_easily = everywhere(client)
    for text in (page, easy, printed, printed_easily):
        assert made.WORDS not in text and WHY not in text
    for text in (page, printed):
        assert f"Something was taken out of this report on {today()}." in text
        assert made.THEME.said in text
    for text in (easy, printed_easily):
        assert f"We took something out on {today()}." in text
    assert grade_of_page(client.get(address("easy-read"))) <= 5
    assert [(row.verb, WHY in row.detail) for row in taken_out(session)] == [("voice.quote_taken_out", False)]


def test_sent_twice_it_is_taken_out_once(session: Session, desk: Client, report: VoiceReport) -> None:
    asked = follow(desk, report, f"Take this theme out: {OTHER.title}")
    for _ in range(2):
        assert desk.submit(asked.form(), reason=WHY).path == f"/voice/reports/{report.reference}/"
    assert [row.verb for row in taken_out(session)] == ["voice.theme_taken_out"]


def test_a_theme_goes_with_its_quote_and_the_other_stands(
    app: Flask, session: Session, client: Client, report: VoiceReport, publisher: Viewer
) -> None:
    gone = next(theme for theme in report.themes if theme.title == OTHER.title)
    services.take_out_theme(session, gone, reason=WHY, actor=publisher, now=clock.now())
    work(app, session)
    for text in everywhere(client):
        assert OTHER.title not in text and made.THEME.title in text and text.count(made.WORDS) == 1
    assert session.get_one(VoiceTheme, gone.id).said == OTHER.said, "kept in its row"


@pytest.mark.usefixtures("report")
def test_words_of_a_theme_that_is_out_can_be_taken_back_without_another_note(
    session: Session, client: Client, publisher: Viewer
) -> None:
    [found] = session.scalars(select(VoiceReport)).all()
    for theme in list(found.themes):
        services.take_out_theme(session, theme, reason=WHY, actor=publisher, now=clock.now())
    feedback = session.scalars(select(Feedback)).one()
    feedback_services.say_quote(session, feedback, agrees=False, wording="2026-1", actor=events.SYSTEM, now=clock.now())
    page = client.get(address()).text
    assert "Somebody took back words" not in page and "Something was taken out" in page


def test_a_withdrawn_report_is_gone_from_every_address(
    app: Flask, session: Session, client: Client, desk: Client, report: VoiceReport
) -> None:
    work(app, session)
    asked = follow(desk, report, "Withdraw this report")
    after = desk.submit(asked.form(), reason=WHY)
    assert "Withdrawn" in after.text and made.THEME.said not in after.text and WHY not in after.text
    work(app, session)
    for name in ("", "easy-read", *PAPERS):
        page = client.get(address(name), expect=410)
        assert f"was taken down on {today()}" in page.text and made.THEME.said not in page.html
    newest = client.get(PUBLIC)
    assert f"was withdrawn on {today()}." in newest.text and made.THEME.said not in newest.html
    assert [row.verb for row in taken_out(session)] == ["voice.report_withdrawn"]
    assert session.scalars(select(VoicePaper.report_id)).all(), "the bytes are kept"
    assert not queries.list_missing_papers(session)


def test_marks_of_a_withdrawn_report_stand_beside_no_later_ones(
    app: Flask, session: Session, client: Client, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    six = made.homes(session, 3, 2)
    reports = []
    for ago, mark in ((2, 4), (1, 7)):
        for home in six:
            made.moderated(session, home, welcoming=mark, quarters_ago=ago)
        reports.append(made.published(session, authority.id, writer, publisher, quarters_ago=ago))
    work(app, session)
    before = {
        each.paper: each.edition for each in session.scalars(select(VoicePaper)) if each.report_id == reports[1].id
    }
    assert ["They made me feel welcome.", "4", "7"] in client.get(address()).rows
    services.withdraw(session, reports[0], reason=WHY, actor=publisher, now=clock.now())
    assert "Beside earlier months" not in client.get(address()).text
    client.get(address("report.pdf"), expect=503)
    work(app, session)
    assert "Beside earlier months" not in everywhere(client)[2]
    session.expire_all()
    now = {each.paper: each.edition for each in session.scalars(select(VoicePaper)) if each.report_id == reports[1].id}
    assert all(now[paper] != before[paper] for paper in before)


def test_only_what_is_published_and_stands_can_lose_anything(
    session: Session, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    draft = made.report(session, authority.id, writer)
    with pytest.raises(Refused, match="not published"):
        services.withdraw(session, draft, reason=WHY, actor=publisher, now=clock.now())
    made.let_out(session, draft, writer, publisher)
    services.withdraw(session, draft, reason=WHY, actor=publisher, now=clock.now())
    with pytest.raises(Refused, match="has been withdrawn"):
        services.take_out_theme(session, draft.themes[0], reason=WHY, actor=publisher, now=clock.now())
    again = services.start_report(session, authority.id, draft.quarter, actor=writer, now=clock.now())
    assert again.id == draft.id, "a quarter is let out once"


def test_the_day_that_is_told_is_the_newest(session: Session, report: VoiceReport, publisher: Viewer) -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=clock.now().tzinfo) for day in (2, 5)]
    for theme, day in zip(list(report.themes), days, strict=True):
        services.take_out_theme(session, theme, reason=WHY, actor=publisher, now=day)
    assert queries.taken_out_at(report) == days[1]
