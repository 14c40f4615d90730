"""The report on paper and its easy read: made by a job, and rid of words that were taken back."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import page as pdf_checker
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.homes.models import Home
from portal.jobs import Job
from portal.voice.feedback import services as feedback_services
from portal.voice.feedback.models import Feedback
from portal.voice.pooled import queries, services
from portal.voice.pooled.models import Level, Paper, VoicePaper, VoiceReport, VoiceTheme
from portal.voice.pooled.services import ThemeText, papers
from portal.voice.pooled.words import LEVEL_NAMES, quarter_slug, quarter_words
from tests.conftest import Queries
from tests.integration.voice.pooled import made
from tests.support.client import Client
from tests.support.grades import grade_of_page

PUBLIC = "/you-said-we-did"
PAPERS = ("report.pdf", "easy-read.pdf")
GONE = "Somebody took back words that stood here."
GONE_EASY = "Someone took back their words."
ON_EACH_LEVEL = tuple(
    ThemeText(f"Theme {number}", "Food was cold.", "Homes got hot plates.", level, "It was cold.", "Homes got plates.")
    for number, level in enumerate(reversed(Level))
)


def address(name: str = "", quarters_ago: int = 1) -> str:
    return f"{PUBLIC}/{quarter_slug(made.last_quarter(quarters_ago))}{name and '/'}{name}"


def work(app: Flask, session: Session) -> None:
    """What the worker does in a minute."""
    session.commit()
    jobs.do_watches(app.extensions["portal_database"])
    jobs.run_due(app.extensions["portal_database"])


def words_of(client: Client, name: str) -> str:
    """The words of a paper that anybody can read."""
    body = client.get(address(name)).body
    checked = pdf_checker.validate_pdf_bytes(body, profile=pdf_checker.ValidationProfile.PDF_UA_1)
    assert [str(failure) for failure in checked.failures] == []
    reader = PdfReader(io.BytesIO(body))
    assert reader.metadata is not None and str(reader.metadata.title).startswith("You said, we did")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def quoted(session: Session, authority: Authority, writer: Viewer, publisher: Viewer) -> Feedback:
    """Feedback whose words stand in a published report, with the marks of six homes."""
    six = made.homes(session, 3, 2)
    feedback = made.moderated(session, six[0], welcoming=9, quoted=True)
    for home in six[1:]:
        made.moderated(session, home, welcoming=9)
    report = made.report(session, authority.id, writer, ON_EACH_LEVEL[:-1])
    key = next(each.key for each in queries.list_quotable(session, report) if each.text == made.WORDS)
    easy = ("Staff are kind.", "We said so.")
    theme = ThemeText("Staff", "Staff were kind.", "We thanked them.", Level.CHILD, *easy, quotes=(key,))
    services.add_theme(session, report, theme, actor=writer, now=clock.now())
    made.let_out(session, report, writer, publisher)
    return feedback


def made_at(session: Session) -> dict[str, datetime]:
    """When each paper was made."""
    session.expire_all()
    return {each.paper: each.made_at for each in session.scalars(select(VoicePaper).order_by(VoicePaper.paper))}


def take_back(session: Session, feedback: Feedback, *, agrees: bool = False) -> None:
    session.refresh(feedback)
    feedback_services.say_quote(
        session, feedback, agrees=agrees, wording="2026-1", actor=events.SYSTEM, now=clock.now()
    )


def test_page_paper_and_easy_read_say_the_same(app: Flask, session: Session, client: Client, quoted: Feedback) -> None:
    waiting = client.get(address("report.pdf"), expect=503)
    assert waiting.headers["Retry-After"] == "30"
    assert "The PDF is being made" in waiting.text
    work(app, session)
    page, easy = client.get(address()), client.get(address("easy-read"))
    found = [page.text.index(f"Who acts on it: {name[0].lower()}{name[1:]}") for name in LEVEL_NAMES.values()]
    assert found == sorted(found), "from the child to plans for years"
    printed, printed_easily = (words_of(client, name) for name in PAPERS)
    for text in (page.text, printed):
        assert "Staff were kind." in text and made.WORDS in text and "They made me feel welcome. 9" in text
    for text in (easy.text, printed_easily):
        assert "Staff are kind." in text and made.WORDS in text
        assert "They made me feel welcome. Yes, a lot." in text
    assert grade_of_page(easy) <= 5


@pytest.mark.usefixtures("authority")
def test_words_taken_back_are_gone_from_page_and_papers_at_once(
    app: Flask, session: Session, client: Client, quoted: Feedback
) -> None:
    work(app, session)
    assert all(made.WORDS in words_of(client, name) for name in PAPERS)
    take_back(session, quoted)
    for name in PAPERS:
        client.get(address(name), expect=503)
    work(app, session)
    read = [client.get(address()).text, words_of(client, "report.pdf")]
    easy = [client.get(address("easy-read")).text, words_of(client, "easy-read.pdf")]
    assert not any(made.WORDS in text for text in (*read, *easy))
    assert all(GONE in text for text in read) and all(GONE_EASY in text for text in easy)
    assert len(made_at(session)) == 2, "nothing keeps the older bytes"


def test_a_report_without_quotes_is_printed_once(
    app: Flask, session: Session, client: Client, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    made.published(session, authority.id, writer, publisher)
    for _ in range(2):
        work(app, session)
    asked = session.scalars(select(Job.key).where(Job.kind == "voice.paper").order_by(Job.key)).all()
    assert len(asked) == 2
    first = made_at(session)
    report = queries.list_published(session, authority.id)[0]
    for paper in Paper:
        services.make_paper({"report_id": report.id, "paper": paper})
    assert made_at(session) == first
    assert "We saw too few homes." in client.get(address("easy-read")).text
    assert "Too few homes were visited in these months" in words_of(client, "report.pdf")


def test_words_taken_back_while_it_is_printed_are_not_served(
    app: Flask, session: Session, client: Client, quoted: Feedback, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = papers.render_pdf

    def slowly(html: str, *, identifier: str) -> bytes:
        monkeypatch.setattr(papers, "render_pdf", rendered)
        take_back(session, quoted)
        return rendered(html, identifier=identifier)

    monkeypatch.setattr(papers, "render_pdf", slowly)
    session.commit()
    jobs.run_due(app.extensions["portal_database"])
    client.get(address("report.pdf"), expect=503)
    work(app, session)
    assert not any(made.WORDS in words_of(client, name) for name in PAPERS)


def test_an_earlier_report_without_easy_words_has_no_easy_read(
    session: Session, client: Client, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    made.published(session, authority.id, writer, publisher)
    for theme in session.scalars(select(VoiceTheme).order_by(VoiceTheme.id)):
        theme.easy_said = theme.easy_did = ""
    session.commit()
    assert "Easy read" not in client.get(address()).text
    for name in ("easy-read", "easy-read.pdf"):
        client.get(address(name), expect=404)


def add_quarter(
    session: Session, homes: list[Home], writer: Viewer, publisher: Viewer, *, quarters_ago: int, mark: int
) -> VoiceReport:
    for home in homes:
        made.moderated(session, home, welcoming=mark, quarters_ago=quarters_ago)
    assert writer.authority_id is not None
    return made.published(session, writer.authority_id, writer, publisher, quarters_ago=quarters_ago)


@pytest.mark.usefixtures("authority")
def test_a_mark_stands_beside_those_of_earlier_quarters_where_both_were_let_out(
    session: Session,
    client: Client,
    writer: Viewer,
    publisher: Viewer,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    six = made.homes(session, 3, 2)
    add_quarter(session, six, writer, publisher, quarters_ago=3, mark=4)
    with count_queries() as alone:
        client.get(address(quarters_ago=3))
    add_quarter(session, six[:5], writer, publisher, quarters_ago=2, mark=1)
    add_quarter(session, six, writer, publisher, quarters_ago=1, mark=7)
    page = client.get(address())
    assert ["They made me feel welcome.", "4", "7"] in page.rows
    months = [quarter_words(made.last_quarter(ago)) for ago in (3, 1)]
    assert page.text.count(f"Statement {' '.join(months)}") == 1, "the quarter between let nothing out"
    assert "Beside earlier months" not in client.get(address(quarters_ago=3)).text
    with count_queries() as beside:
        client.get(address())
    assert beside.count <= alone.count + 2
