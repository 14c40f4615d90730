"""A quarter's report: written by a coordinator, let out by a publisher, read by anybody; marks only taken together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.authorities.models import Authority
from portal.events import EventRow
from portal.jobs import Job
from portal.voice.feedback import services as feedback_services
from portal.voice.pooled import queries, services
from portal.voice.pooled.models import PooledMark
from portal.voice.pooled.words import quarter_slug, quarter_words
from tests import factories
from tests.integration.voice.pooled import made
from tests.support.client import Client
from tests.support.pages import Page

PUBLIC = "/you-said-we-did"


@pytest.fixture
def signed_in(session: Session, authority: Authority, new_client: Callable[[], Client]) -> Callable[..., Client]:
    def make(*roles: Role) -> Client:
        made_client = new_client()
        made_client.sign_in(factories.make_staff(session, *roles))
        return made_client

    return make


def test_a_coordinator_writes_a_publisher_publishes_and_anybody_reads(
    client: Client, signed_in: Callable[..., Client]
) -> None:
    desk, checking = signed_in(Role.COORDINATOR), signed_in(Role.PUBLISHER)
    assert "Nothing has been published here yet." in client.get(PUBLIC).text
    page = desk.get(desk.get("/voice/reports/").link("Write a report"))
    page = desk.submit(page.form(), quarter=quarter_slug(made.last_quarter()))
    form = desk.get(page.link("Add a theme")).form()
    assert desk.submit(form).errors == [
        "Enter the theme",
        "Enter what young people said",
        "Enter what was done",
        "Select who has to act on it",
    ]
    page = desk.submit(form, title="Food", said="Food was cold.", did="Homes bought hot plates.", level="team")
    assert "Homes bought hot plates." in page.text
    unready = desk.submit(desk.get(page.link("Have it checked")).form())
    assert unready.errors == ["Write the easy read of every theme first. This one has none: Food."]
    form = desk.get(page.link("Change Food")).form()
    hard = desk.submit(form, easy_said="Provisions were insufficiently heated.", easy_did="Homes got hot plates.")
    assert [error.split(":")[0] for error in hard.errors] == ["Use shorter words"]
    page = desk.submit(hard.form(), easy_said="The food was cold.")
    page = desk.submit(desk.get(page.link("Have it checked")).form())
    assert "Add a theme" not in page.text
    checked = checking.get(checking.get("/voice/reports/").link(quarter_words(made.last_quarter())))
    checking.submit(checking.get(checked.link("Publish")).form())
    read = client.get(PUBLIC)
    assert "You said Food was cold." in read.text
    assert "We did Homes bought hot plates." in read.text
    assert "Too few homes were visited in these months to show marks." in read.text
    assert client.get(f"{PUBLIC}/{quarter_slug(made.last_quarter())}").text == read.text
    client.get(f"{PUBLIC}/1999-q1", expect=404)


def test_a_theme_that_is_sent_twice_is_one(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    report = made.report(session, authority.id, writer, ())
    desk = signed_in(Role.COORDINATOR)
    form = desk.get(f"/voice/reports/{report.reference}/themes/new").form()
    theme = {"title": "Food", "said": "Food was cold.", "did": "Homes bought hot plates.", "level": "team"}
    pages = [desk.submit(form, theme) for _ in range(2)]
    assert all("The theme is added." in page.text for page in pages)
    session.expire_all()
    assert [each.title for each in report.themes] == ["Food"]
    desk.submit(form, theme | {"title": "Meals"})
    session.expire_all()
    assert [each.title for each in report.themes] == ["Food", "Meals"]


def test_two_who_change_a_theme_see_both_and_nothing_is_overwritten(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    report = made.report(session, authority.id, writer)
    address = f"/voice/reports/{report.reference}/themes/{report.themes[0].reference}"
    desk = signed_in(Role.COORDINATOR)
    first, second = desk.get(address).form(), desk.get(address).form()
    for _ in range(2):  # sent twice it is one
        assert "The theme is saved." in desk.submit(first, said="Tea was cold.").text
    page = desk.submit(second, title="Meals")
    assert page.errors == ["Somebody else changed this theme meanwhile. Look at both, then save what it should say."]
    assert "Now: Tea was cold." in page.text and page.form().values["title"] == ["Meals"]
    desk.submit(page.form(), said="Tea was cold.")
    session.expire_all()
    assert (report.themes[0].title, report.themes[0].said) == ("Meals", "Tea was cold.")


def test_what_changed_since_it_was_read_is_not_published(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    report = made.report(session, authority.id, writer)
    services.send(session, report, actor=writer, now=clock.now())
    checking = signed_in(Role.PUBLISHER)
    form = checking.get(checking.get(f"/voice/reports/{report.reference}/").link("Publish")).form()
    services.send_back(session, report, reason="One word", actor=writer, now=clock.now())
    theme, text = report.themes[0], replace(made.THEME, said="Words that nobody checked.")
    services.change_theme(session, theme, text, seen=theme.version, actor=writer, now=clock.now())
    services.send(session, report, actor=writer, now=clock.now())
    page = checking.submit(form)
    assert page.errors == ["This report was changed since you opened it. Read it once more, then publish it."]
    assert checking.submit(page.form()).errors == page.errors
    session.expire_all()
    assert queries.list_published(session, authority.id) == []
    checked = checking.get(f"/voice/reports/{report.reference}/")
    assert "Words that nobody checked." in checked.text
    assert "The report is published." in checking.submit(checking.get(checked.link("Publish")).form()).text


def test_whoever_wrote_part_of_it_does_not_publish_it(
    session: Session, authority: Authority, publisher: Viewer
) -> None:
    report = made.report(session, authority.id, publisher)
    services.send(session, report, actor=publisher, now=clock.now())
    with pytest.raises(services.Refused, match="somebody else has to publish it"):
        services.publish(
            session, report, seen=queries.version_of_report(session, report), actor=publisher, now=clock.now()
        )
    session.expire_all()
    assert queries.list_published(session, authority.id) == []


def test_a_report_given_back_can_be_changed_again(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    report = made.report(session, authority.id, writer)
    services.send(session, report, actor=writer, now=clock.now())
    with pytest.raises(services.Refused, match="cannot be changed"):
        services.add_theme(session, report, made.THEME, actor=writer, now=clock.now())
    checking, here = signed_in(Role.PUBLISHER), f"/voice/reports/{report.reference}/"
    checking.submit(checking.get(checking.get(here).link("Give it back")).form(), reason="Say what homes did.")
    desk = signed_in(Role.COORDINATOR)
    page = desk.get(desk.get(here).link("Change Gardens"))
    assert "Homes dug ponds." in desk.submit(page.form(), did="Homes dug ponds.").text
    page = desk.get(desk.get(here).link("take out Gardens"))
    assert "No theme has been written yet." in desk.submit(page.form()).text


def test_marks_are_let_out_for_six_homes_of_three_providers(
    session: Session, authority: Authority, writer: Viewer, publisher: Viewer, client: Client
) -> None:
    for home, mark in zip(made.homes(session, 3, 2), (2, 4, 6, 8, 9, 10), strict=True):
        made.moderated(session, home, welcoming=mark)
    made.let_out(session, made.report(session, authority.id, writer), writer, publisher)
    page = client.get(PUBLIC)
    assert ["They made me feel welcome.", "6"] in page.rows
    assert not any(home in page.text for home in ("Home 00", "Provider 0"))


def test_five_homes_are_too_few(
    session: Session, authority: Authority, writer: Viewer, publisher: Viewer, client: Client
) -> None:
    for home in made.homes(session, 5, 1):
        made.moderated(session, home)
    made.let_out(session, made.report(session, authority.id, writer), writer, publisher)
    assert "Too few homes were visited in these months to show marks." in client.get(PUBLIC).text
    assert session.scalars(select(PooledMark)).all() == []


def test_what_is_moderated_after_the_report_is_out_moves_nothing(
    session: Session, authority: Authority, writer: Viewer, publisher: Viewer, client: Client
) -> None:
    found = made.homes(session, 7, 1)
    for home in found[:6]:
        made.moderated(session, home, welcoming=9)
    made.let_out(session, made.report(session, authority.id, writer), writer, publisher)
    before = client.get(PUBLIC).rows
    made.moderated(session, found[6], welcoming=0)
    assert client.get(PUBLIC).rows == before


def quoting(session: Session, authority: Authority, writer: Viewer, client: Client) -> Page:
    """The page of a theme to change, with one quote on offer."""
    report = made.report(session, authority.id, writer)
    return client.get(f"/voice/reports/{report.reference}/themes/{report.themes[0].reference}")


def test_a_quote_needs_consent_and_is_gone_when_it_is_taken_back(
    session: Session,
    authority: Authority,
    writer: Viewer,
    publisher: Viewer,
    client: Client,
    signed_in: Callable[..., Client],
) -> None:
    one, other = made.homes(session, 2, 1)
    made.moderated(session, other)
    feedback = made.moderated(session, one, quoted=True)
    desk = signed_in(Role.COORDINATOR)
    form = quoting(session, authority, writer, desk).form()
    [worked_well, *rest] = form.options("quotes")
    assert worked_well.startswith(f"{feedback.id}-"), "only who agreed is offered"
    assert all(option.startswith(f"{feedback.id}-") for option in rest)
    assert made.WORDS in desk.submit(form, quotes=[worked_well]).text
    report = queries.list_reports(session, authority.id)[0]
    made.let_out(session, report, writer, publisher)
    assert f"“{made.WORDS}”" in client.get(PUBLIC).text
    session.refresh(feedback)
    feedback.quote_withdrawn_at = clock.now()
    session.commit()
    page = client.get(PUBLIC)
    assert made.WORDS not in page.html
    assert "Somebody took back words that stood here." in page.text
    feedback_services.say_quote(session, feedback, agrees=True, wording="2026-1", actor=events.SYSTEM, now=clock.now())
    page = client.get(PUBLIC)
    assert made.WORDS not in page.html, "what is gone from a published report stays gone"
    assert "Somebody took back words that stood here." in page.text


def test_no_home_and_no_inspector_stands_in_a_theme_by_name(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    [home] = made.homes(session, 1, 1)
    home.name = "Marram House"
    factories.make_inspector(session, nickname="Biscuit")
    session.commit()
    desk = signed_in(Role.COORDINATOR)
    form = quoting(session, authority, writer, desk).form()
    for field, text, name in (
        ("said", "At marram house the food is good.", "Marram House"),
        ("did", "We asked Biscuit.", "Biscuit"),
        ("easy_said", "You like Marram House.", "Marram House"),
    ):
        (error,) = desk.submit(form, {field: text}).errors
        assert error.casefold().startswith(f"“{name}” is a name.".casefold()), field
    assert desk.submit(form, said="We like a biscuit with tea.").path.startswith("/voice/reports/")


def test_a_quote_nobody_offers_is_refused(
    session: Session, authority: Authority, writer: Viewer, signed_in: Callable[..., Client]
) -> None:
    one, other = made.homes(session, 2, 1)
    gone, still = (made.moderated(session, home, quoted=True) for home in (one, other))
    desk = signed_in(Role.COORDINATOR)
    form = quoting(session, authority, writer, desk).form()
    option = next(key for key in form.options("quotes") if key.startswith(f"{gone.id}-"))
    for feedback in (gone, still):
        feedback.quote_withdrawn_at = clock.now()
        session.commit()
        answered = desk.submit(form, quotes=[option])
        assert bool(answered.errors) is (feedback is gone), "refused while anything else is on offer, then not asked"
        session.refresh(gone)
        session.refresh(still)
    assert made.WORDS not in answered.html


def test_events_tell_no_text(session: Session, authority: Authority, writer: Viewer, publisher: Viewer) -> None:
    made.published(session, authority.id, writer, publisher)
    session.expire_all()
    of_reports = select(EventRow).where(EventRow.subject_kind == "voice_report").order_by(EventRow.sequence)
    rows = session.scalars(of_reports).all()
    assert [row.verb for row in rows] == [
        "voice.report_started",
        "voice.theme_written",
        "voice.report_sent",
        "voice.report_published",
    ]
    assert not any("arden" in row.detail for row in rows)
    asked = session.scalars(select(Job).where(Job.kind == "voice.paper").order_by(Job.id)).all()
    assert len(asked) == 2
    assert not any("arden" in f"{job.key} {job.payload}" for job in asked)


def test_a_quote_that_its_publisher_has_not_read_is_not_let_out(
    session: Session,
    authority: Authority,
    writer: Viewer,
    client: Client,
    signed_in: Callable[..., Client],
) -> None:
    """Taken back while the publisher reads, and given again before they press the button."""
    feedback = made.moderated(session, made.homes(session, 1, 1)[0], quoted=True)
    report = made.report(session, authority.id, writer)
    made.quoted(session, report, feedback)
    services.send(session, report, actor=writer, now=clock.now())
    feedback_services.end_quote(session, feedback, actor=events.SYSTEM, now=clock.now())
    session.commit()
    reader, here = signed_in(Role.PUBLISHER), f"/voice/reports/{report.reference}/"
    page = reader.get(here)
    assert made.WORDS not in page.text
    form = reader.get(page.link("Publish")).form()
    feedback_services.say_quote(session, feedback, agrees=True, wording="2026-1", actor=events.SYSTEM, now=clock.now())
    session.commit()
    refused = reader.submit(form)
    assert len(refused.errors) == 1 and made.WORDS not in client.get(PUBLIC).html
    page = reader.get(here)
    assert made.WORDS in page.text
    assert "The report is published." in reader.submit(reader.get(page.link("Publish")).form()).text
    assert made.WORDS in client.get(PUBLIC).text
