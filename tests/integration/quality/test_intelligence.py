"""What was heard about a provider: who reads it, what the provider may see and put right; and reviews."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role, Viewer
from portal.authorities.models import Authority
from portal.events import EventRow
from portal.providers.models import Provider
from portal.quality.intelligence.models import IntelligenceNote, MarketReview
from portal.web.filters import format_date
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made as homes_made
from tests.integration.quality import notes
from tests.support.client import Client

TODAY = clock.today(clock.now())


@pytest.fixture
def authority(session: Session) -> Authority:
    return factories.make_authority(session)


@pytest.fixture
def provider(session: Session) -> Provider:
    return factories.make_provider(session, "Sandhills Care Limited")


@pytest.fixture
def actor(session: Session) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.QA_OFFICER, name="Quinn Ash"))


@pytest.fixture
def officer(session: Session, client: Client) -> Client:
    client.sign_in(factories.make_staff(session, Role.QA_OFFICER))
    return client


@pytest.fixture
def admin(session: Session, new_client: Callable[[], Client], provider: Provider) -> Client:
    made = new_client()
    made.sign_in(factories.make_provider_person(session, provider))
    return made


def record(provider: Provider) -> str:
    return f"/commissioning/providers/{provider.reference}/"


def typed(day: object = TODAY, **changes: str) -> dict[str, str]:
    values = {
        "heard_on-day": str(TODAY.day),
        "heard_on-month": str(TODAY.month),
        "heard_on-year": str(TODAY.year),
        "source": "other_council",
        "reliability": "likely",
        "text": "The manager’s post is empty since spring.",
    }
    return {**values, **changes}


def test_an_officer_writes_a_note_that_only_staff_read(session: Session, provider: Provider, officer: Client) -> None:
    homes_made.know_places(session)
    home = homes_made.add(session, provider, name="Kite House", urn="SC100001")
    page = officer.get(officer.get(record(provider)).link("Notes"))
    assert "Nothing has been noted about this provider yet." in page.text
    form = officer.get(page.link("Add a note")).form()
    for _ in range(2):  # sent twice, it is one note
        kept = officer.submit(form, typed(home=home.reference))
    assert kept.rows[1][1:] == ["Kite House", "Another council", "Likely", "Only for staff"]
    note = session.scalars(select(IntelligenceNote)).one()
    read = officer.get(kept.link(format_date(TODAY)))
    assert note.text in read.text


def test_what_is_missing_or_to_come_is_said_beside_its_field(provider: Provider, officer: Client) -> None:
    page = officer.get(record(provider) + "notes/add")
    empty = officer.submit(page.form(), {"heard_on-day": "", "heard_on-month": "", "heard_on-year": ""})
    assert empty.errors == [
        "Enter the day it was heard or seen",
        "Select where it comes from",
        "Select how sure it is",
        "Enter what was heard or seen",
    ]
    later = TODAY + timedelta(days=1)
    day = {"heard_on-day": str(later.day), "heard_on-month": str(later.month), "heard_on-year": str(later.year)}
    refused = officer.submit(page.form(), typed(**day))
    assert refused.errors == ["The day must be today or earlier"]
    assert "The manager’s post is empty since spring." in refused.html


def test_an_auditor_reads_notes_and_reviews_and_writes_none_and_each_look_at_notes_is_recorded(
    session: Session, authority: Authority, provider: Provider, actor: Viewer, client: Client
) -> None:
    note = notes.note(session, authority, provider, actor)
    auditor = factories.make_staff(session, Role.AUDITOR, name="Val Pine")
    client.sign_in(auditor)
    listed = client.get(client.get(record(provider)).link("Notes"))
    assert "Add a note" not in listed.text
    read = client.get(listed.link(format_date(note.heard_on)))
    assert note.text in read.text and "Share with the provider" not in read.text
    assert "Write a review" not in client.get(client.get(record(provider)).link("Reviews")).text
    for address in ("notes/add", f"notes/{note.reference}/share", "reviews/add"):
        client.get(record(provider) + address, expect=403)
    looks = select(EventRow).where(EventRow.verb == "quality.notes_seen").order_by(EventRow.sequence)
    assert [look.actor_reference for look in session.scalars(looks)] == [auditor.reference] * 2


def test_the_provider_reads_what_was_shared_and_answers_once(
    session: Session, authority: Authority, provider: Provider, actor: Viewer, officer: Client, admin: Client
) -> None:
    note = notes.note(session, authority, provider, actor)
    assert "The council has not shared a note with you." in admin.get("/provider/notes/").text
    here = f"{record(provider)}notes/{note.reference}/"
    officer.submit(officer.get(officer.get(here).link("Share with the provider")).form())
    page = admin.get(admin.get("/provider/").link("Notes the council shared"))
    assert note.text in page.text
    assert "Another council" not in page.text, "where it comes from is not told"
    assert "Quinn Ash" not in page.text, "nor who wrote it"
    answer = admin.get(page.link(f"Answer this note of {format_date(TODAY)}, {note.reference}"))
    answered = admin.submit(answer.form(), text="A manager began on Monday.")
    assert "A manager began on Monday." in answered.text
    again = admin.submit(answer.form(), text="Another answer.")
    assert again.errors == ["You have answered this note already."]
    assert "A manager began on Monday." in officer.get(here).text


def test_both_sides_hear_of_it_on_their_first_page(
    session: Session, authority: Authority, provider: Provider, actor: Viewer, officer: Client, admin: Client
) -> None:
    note = notes.shared(session, authority, provider, actor)
    assert "The council shared a note with you" in admin.get("/today").text
    assert "answered a note" not in officer.get("/today").text
    admin.submit(admin.get(f"/provider/notes/{note.reference}/answer").form(), text="Not so.")
    assert "Sandhills Care Limited answered a note" in officer.get("/today").text


def test_a_note_struck_out_is_gone_for_the_provider_and_stays_for_staff(
    session: Session, authority: Authority, provider: Provider, actor: Viewer, officer: Client, admin: Client
) -> None:
    note = notes.shared(session, authority, provider, actor)
    page = officer.get(f"{record(provider)}notes/{note.reference}/")
    struck = officer.submit(officer.get(page.link("Strike out")).form(), reason="It was about another provider.")
    assert "Struck out" in struck.text
    assert "It was about another provider." in struck.text
    assert note.text not in admin.get("/provider/notes/").text
    admin.get(f"/provider/notes/{note.reference}/answer", expect=404)


def test_events_tell_no_text_and_every_look_is_one(
    session: Session, authority: Authority, provider: Provider, actor: Viewer, officer: Client
) -> None:
    note = notes.shared(session, authority, provider, actor)
    officer.get(f"{record(provider)}notes/")
    officer.get(f"{record(provider)}notes/{note.reference}/")
    session.expire_all()
    of_notes = select(EventRow).where(EventRow.verb.startswith("quality.note")).order_by(EventRow.sequence)
    rows = session.scalars(of_notes).all()
    assert [row.verb for row in rows] == [
        "quality.note_written",
        "quality.note_shared",
        "quality.notes_seen",
        "quality.notes_seen",
    ]
    assert not any("manager" in row.detail for row in rows)
    assert [row.provider_reference for row in rows] == [None, provider.reference, None, None]


def test_a_review_says_where_a_provider_stands(session: Session, provider: Provider, officer: Client) -> None:
    page = officer.get(officer.get(record(provider)).link("Reviews"))
    assert "This provider has not been reviewed yet." in page.text
    form = officer.get(page.link("Write a review")).form()
    assert officer.submit(form).errors == ["Write something in one of the parts"]
    for _ in range(2):  # sent twice, it is one review
        kept = officer.submit(form, quality="Warm and steady.", next_steps="Meet in June.\nBring the figures.")
    assert "Warm and steady." in kept.text
    assert "Unit cost" not in kept.text, "what was left empty is not shown"
    assert session.scalars(select(MarketReview.next_steps)).one() == "Meet in June.\nBring the figures."


def test_a_long_log_is_paged_with_a_constant_number_of_queries(
    session: Session,
    authority: Authority,
    provider: Provider,
    actor: Viewer,
    officer: Client,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    asked = []
    for number in (1, 60):
        for _ in range(number):
            notes.note(session, authority, provider, actor)
        with count_queries() as queries:
            page = officer.get(record(provider) + "notes/")
        asked.append(queries.count)
    assert asked[0] == asked[1]
    assert "61 notes" in page.text
