"""Writing a statement through the pages: sections, faults, two editors, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Role, Viewer
from portal.statements.models import Section, Statement
from portal.statements.services import drafting
from portal.statements.services.working import Refused
from tests.factories import make_other_authority, make_period, make_staff
from tests.integration.statements.making import (
    DETAILS,
    MONTH,
    NOW,
    SECTIONS,
    SLUG,
    make_draft,
    make_market,
    make_writer,
    person_of,
    publish,
)
from tests.support.client import Client
from tests.support.pages import words

PLACE = "/commissioning/statements"


def test_a_commissioner_writes_and_another_person_publishes(
    session: Session, client: Client, new_client: Callable[[], Client]
) -> None:
    make_market(session)
    writer, publisher = make_staff(session, Role.COMMISSIONER), make_staff(session, Role.PUBLISHER, name="Pat Rowan")
    client.sign_in(writer)
    start = client.get(f"{PLACE}/new")
    record = client.submit(
        start.form("Start this statement"), title="Homes in Sefton", slug="homes-2026", as_of_month="2026-09-01"
    )
    assert record.h1 == "Homes in Sefton"
    for name in ("Where the gaps are", "What we intend to buy", "What we ask of providers", "How to talk to us"):
        section = client.get(record.link(name))
        record = client.submit(section.form("Save this section"), markdown="We say so here.")
    details = client.get(record.link("Change title, summary and lead figures"))
    record = client.submit(
        details.form("Save"),
        summary="What is here.",
        figure_1="market.residential.registered",
        label_1="places",
        figure_2="market.residential.own",
        label_2="hold our own",
        figure_3="market.residential.available",
        label_3="are free",
    )
    assert "60 places" in client.get(record.link("Preview the page")).text
    record = client.submit(client.get(record.link("Check and send for review")).form("Send for review"))
    assert "In review" in record.text
    other = new_client()
    other.sign_in(publisher)
    decision = other.get(record.path + "/decision")
    record = other.submit(decision.form("Confirm"), decision="approve")
    record = other.submit(other.get(record.link("Publish")).form("Publish version 1"))
    assert "Version 1 is published." in record.text
    assert "60 registered places" not in other.get("/").text
    assert "There are 60 registered places in children’s homes." in other.get("/statements/homes-2026/").text


def test_an_unknown_figure_is_named_with_its_line_and_kept(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    section = draft.sections[1]
    text = "First line.\n\nThere are {{ figure:market.residential.registred }} places."
    address = f"{PLACE}/{draft.reference}/sections/{section.reference}"
    page = client.submit(client.get(address).form("Save this section"), markdown=text)
    unknown = "There is no figure called “market.residential.registred”. Did you mean “market.residential.registered”?"
    assert page.errors == [f"Saved, but line 3 has to be mended: {unknown}"]
    assert "market.residential.registred" in page.html
    send = client.get(f"{PLACE}/{draft.reference}/send")
    assert "“The market”, line 3: There is no figure called" in send.text
    assert "Send for review" not in [button for form in send.all("form") for button in form.itertext()]
    refused = client.post(f"{PLACE}/{draft.reference}/send")
    assert "This cannot be sent yet. “The market”, line 3" in refused.text


def test_markdown_with_script_is_dead_text(session: Session, client: Client, writer: Viewer, publisher: Viewer) -> None:
    make_market(session)
    text = """<script>alert(1)</script> [press](javascript:alert(1)) <img src=x onerror=alert(1)> `${alert(1)}`

{{ chart:market.residential.use | <b onclick=alert(1)>Bold</b> }}
"""
    statement = make_draft(session, writer, sections=(("<i>Heading</i>", text),))
    publish(session, statement, writer, publisher)
    page = client.get(f"/statements/{SLUG}/")
    assert "<script>alert(1)</script>" in page.text
    assert "<b onclick=alert(1)>Bold</b>" in page.text
    assert not [link for link in page.all("a") if "javascript" in link.get("href", "")]
    assert not page.all("i")
    assert not page.all("img")


def test_preview_shows_what_is_typed_and_saves_nothing(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    section = draft.sections[0]
    form = client.get(f"{PLACE}/{draft.reference}/sections/{section.reference}").form("Preview")
    page = client.submit(form, markdown="Now {{ figure:market.residential.own }} places.", button="Preview")
    assert "Now 24 places." in page.text
    session.expire_all()
    assert session.get_one(Section, section.id).markdown == "Children need homes near their schools.\n"


def test_two_editors_see_both_texts_and_nothing_is_overwritten(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    section = draft.sections[0]
    address = f"{PLACE}/{draft.reference}/sections/{section.reference}"
    opened = client.get(address)
    other = make_writer(session, "Ash Alder")
    drafting.change_section(
        session,
        draft,
        section.reference,
        heading="What children need",
        markdown="Theirs.",
        lock_version=1,
        actor=other,
        now=NOW,
    )
    page = client.submit(opened.form("Save this section"), markdown="Mine.")
    assert "Somebody else saved this while you were writing." in page.errors[0]
    assert "Saved by Ash Alder, 12 October 2026, 10:30am" in page.text
    assert "Theirs." in page.text
    assert page.form("Save this section").values["markdown"] == ["Mine."]
    session.expire_all()
    assert session.get_one(Section, section.id).markdown == "Theirs."
    client.submit(page.form("Save this section"))
    session.expire_all()
    assert session.get_one(Section, section.id).markdown == "Mine."


def test_details_too_show_both_when_somebody_else_saved(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    opened = client.get(f"{PLACE}/{draft.reference}/details")
    theirs = drafting.Details("Their title", DETAILS.summary, MONTH, DETAILS.lead_figures)
    drafting.change_details(session, draft, theirs, lock_version=1, actor=writer, now=NOW)
    page = client.submit(opened.form("Save"), title="My title")
    assert "Their title" in page.text
    assert page.form("Save").values["title"] == ["My title"]


def test_sections_move_and_go(session: Session, client: Client, draft: Statement, writer: Viewer) -> None:
    client.sign_in(person_of(session, writer))
    first = draft.sections[0].reference
    record = client.post(f"{PLACE}/{draft.reference}/sections/{first}/move", {"direction": "down"})
    assert record.text.index("The market") < record.text.index("What children need")
    question = client.get(f"{PLACE}/{draft.reference}/sections/{first}/remove")
    record = client.submit(question.form("Remove this section"))
    session.expire_all()
    assert [(part.position, part.heading) for part in session.scalars(select(Section))] == [(1, "The market")]
    client.get(f"{PLACE}/{draft.reference}/sections/{first}", expect=404)


def test_a_text_saved_without_saying_which_was_opened_overwrites_nothing(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    section = draft.sections[0]
    address = f"{PLACE}/{draft.reference}/sections/{section.reference}"
    page = client.post(address, {"heading": "Mine", "markdown": "Mine."})
    assert "Somebody else saved this while you were writing." in page.errors[0]
    session.expire_all()
    assert session.get_one(Section, section.id).heading == "What children need"


def test_the_next_statement_may_begin_with_the_published_text(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    client.sign_in(person_of(session, writer))
    form = client.get(f"{PLACE}/new").form("Start this statement")
    assert form.options("start") == ["current", "skeleton"]
    client.submit(form, title="Next", slug="next", as_of_month="2026-09-01", start="current")
    copied = session.scalars(select(Statement).where(Statement.slug == "next")).one()
    assert [(part.heading, part.markdown) for part in copied.sections] == [
        (heading, text) for heading, text in SECTIONS
    ]
    assert [(figure.name, figure.label) for figure in copied.lead_figures] == list(DETAILS.lead_figures)


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        (SLUG, "Another statement has this address. Choose another."),
        ("Not A Slug", "Use small letters, digits and single hyphens, like market-position-2026"),
        ("files", "This address is used by the portal. Choose another"),
        ("a/../b", "Use small letters, digits and single hyphens, like market-position-2026"),
    ],
)
def test_an_address_that_cannot_be_used(
    session: Session, client: Client, draft: Statement, writer: Viewer, slug: str, message: str
) -> None:
    client.sign_in(person_of(session, writer))
    form = client.get(f"{PLACE}/new").form("Start this statement")
    page = client.submit(form, title="Next", slug=slug, as_of_month="2026-09-01", start="skeleton")
    assert page.errors == [message]


def test_of_statements_begun_at_one_address_at_the_same_instant_one_gets_it(
    app: Flask, session: Session, writer: Viewer
) -> None:
    make_market(session)

    def begin(_number: int) -> bool:
        with app.app_context(), db.database().session() as own:
            try:
                make_draft(own, writer, slug="wanted-by-many")
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(begin, range(6))) == [False] * 5 + [True]


def test_another_authoritys_statement_is_not_there(session: Session, client: Client, draft: Statement) -> None:
    stranger = make_staff(session, Role.COMMISSIONER, Role.PUBLISHER, authority=make_other_authority(session))
    client.sign_in(stranger)
    reference, section = draft.reference, draft.sections[0].reference
    for path in ("", "/preview", "/names", "/details", "/send", "/decision", "/publish", f"/sections/{section}"):
        client.get(f"{PLACE}/{reference}{path}", expect=404)
    assert "Homes for children" not in client.get(f"{PLACE}/").text


def test_an_auditor_reads_and_changes_nothing(session: Session, client: Client, draft: Statement) -> None:
    client.sign_in(make_staff(session, Role.AUDITOR))
    record = client.get(f"{PLACE}/{draft.reference}")
    assert "Move up" not in record.text
    assert "Change title" not in record.text
    client.get(f"{PLACE}/{draft.reference}/preview")
    client.get(f"{PLACE}/{draft.reference}/details", expect=403)
    client.post(f"{PLACE}/{draft.reference}/send", expect=403)


def test_looking_at_a_withdrawn_version_is_recorded(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    client.sign_in(person_of(session, publisher))
    record = client.get(f"{PLACE}/{draft.reference}")
    question = client.get(record.link("Withdraw version 1"))
    assert client.submit(question.form("Withdraw version 1")).errors == ["Enter what readers will be told"]
    record = client.submit(question.form("Withdraw version 1"), note="A number was wrong.")
    seen_again = client.get(record.link("Look at version 1"))
    assert "There are 60 places" in seen_again.text
    session.expire_all()
    newest = events.list_events(session, ("statement", draft.reference), limit=1)[0]
    assert (newest.verb, newest.actor_reference) == ("statements.withdrawn_seen", publisher.reference)


def test_every_name_is_listed_with_its_value(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    rows = client.get(f"{PLACE}/{draft.reference}/names").rows
    assert [
        "{{ figure:market.residential.registered }}",
        "Children’s homes in Sefton: registered places",
        "60",
    ] in rows
    assert ["{{ chart:market.residential.use }}", "Children’s homes in Sefton: use of places", "7 rows"] in rows


def test_a_long_name_is_broken_between_its_parts(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    page = client.get(f"{PLACE}/{draft.reference}/names")
    assert "{{ chart:<wbr>market.<wbr>residential.<wbr>use }}" in page.html
    first = draft.sections[0].reference
    section = client.get(f"{PLACE}/{draft.reference}/sections/{first}")
    client.submit(section.form("Save this section"), markdown="{{ figure:market.residential.bed }} & 2.5 <b>")
    record = client.get(f"{PLACE}/{draft.reference}")
    assert "There is no figure called “market.<wbr>residential.<wbr>bed”." in record.html


def test_a_check_leads_to_what_has_to_be_mended(session: Session, client: Client, writer: Viewer) -> None:
    statement = make_draft(
        session, writer, details=replace(DETAILS, summary="", lead_figures=()), sections=(("A", ""),)
    )
    client.sign_in(person_of(session, writer))
    record = client.get(f"{PLACE}/{statement.reference}")
    for sentence in (
        "The summary is empty. Write the paragraph that stands under the title.",
        "Choose 3 figures to stand large at the head.",
    ):
        assert client.get(record.link(sentence)).h1 == "Title, summary and lead figures"
    assert client.get(record.link("“A” is empty. Write it or remove it.")).h1 == "Change a section"


def test_what_is_published_is_not_checked_any_more(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    client.sign_in(person_of(session, writer))
    page = client.get(f"{PLACE}/{draft.reference}")
    assert page.all("ul", "portal-checks") == []
    drafting.reopen(session, draft, actor=writer, now=NOW)
    assert len(client.get(f"{PLACE}/{draft.reference}").all("ul", "portal-checks")) == 1


def test_names_of_which_nothing_is_known_stand_last(
    session: Session, client: Client, draft: Statement, writer: Viewer
) -> None:
    client.sign_in(person_of(session, writer))
    page = client.get(f"{PLACE}/{draft.reference}/names")
    *known, unknown = (words(each) for each in page.all("tbody"))
    assert "market.secure" not in " ".join(known)
    assert "{{ figure:market.secure.registered }}" in unknown
    assert "{{ table:market.secure.use }}" in unknown


def test_a_verb_beside_a_section_says_which(session: Session, client: Client, draft: Statement, writer: Viewer) -> None:
    client.sign_in(person_of(session, writer))
    record = client.get(f"{PLACE}/{draft.reference}")
    assert client.get(record.link("Remove The market")).h1 == "Remove “The market”"
    buttons = [words(each) for each in record.all("button", "portal-link-button")]
    assert buttons == ["Move down What children need", "Move up The market"]


def test_without_a_month_of_returns_there_is_nothing_to_count(session: Session, client: Client) -> None:
    client.sign_in(make_staff(session, Role.COMMISSIONER))
    assert "There are no monthly returns yet." in client.get(f"{PLACE}/new").text
    make_period(session, MONTH)
    assert "There are no monthly returns yet." not in client.get(f"{PLACE}/new").text
