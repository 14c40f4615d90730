"""Writing a statement through the pages: sections, faults, two editors, who may do what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.statements.models import Review, ReviewOutcome, Section, Statement, StatementState
from portal.statements.services import drafting, review
from portal.statements.services.working import Refused
from tests.factories import make_other_authority, make_period, make_staff, viewer_of
from tests.integration.statements.making import (
    DETAILS,
    MONTH,
    NOW,
    SECTIONS,
    SLUG,
    approve,
    make_draft,
    make_market,
    make_publisher,
    make_writer,
    publish,
    seen,
)
from tests.support.client import Client

PLACE = "/commissioning/statements"


def person_of(session: Session, viewer: Viewer) -> Person:
    return session.get_one(Person, viewer.person_id)


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


def test_nobody_who_worked_on_it_may_approve(session: Session, writer: Viewer, publisher: Viewer) -> None:
    make_market(session)
    statement = make_draft(session, writer)
    both = viewer_of(session, make_staff(session, Role.COMMISSIONER, Role.PUBLISHER, name="Both Roles"))
    drafting.move_section(session, statement, statement.sections[0].reference, up=False, actor=both, now=NOW)
    sender = make_publisher(session, "Sender")
    review.send_for_review(session, statement, actor=sender, now=NOW)
    for maker in (both, sender):
        with pytest.raises(Refused, match="Somebody else with the publisher’s role"):
            review.approve(session, statement, seen=seen(session, statement), actor=maker, now=NOW)
    review.approve(session, statement, seen=seen(session, statement), actor=publisher, now=NOW)
    assert statement.state == StatementState.APPROVED


def test_a_maker_is_not_offered_approval(session: Session, client: Client, draft: Statement, writer: Viewer) -> None:
    person = make_staff(session, Role.COMMISSIONER, Role.PUBLISHER, name="Both Roles")
    review.send_for_review(session, draft, actor=viewer_of(session, person), now=NOW)
    client.sign_in(person)
    page = client.get(f"{PLACE}/{draft.reference}/decision")
    assert page.form("Confirm").options("decision") == ["send_back"]
    assert "Approve" not in client.get("/today").text
    assert "In review" not in client.get("/today").text


def test_the_database_too_refuses_an_approval_by_the_sender(session: Session, draft: Statement, writer: Viewer) -> None:
    row = Review(
        statement_id=draft.id,
        submitted_at=NOW,
        submitted_by_id=writer.person_id,
        outcome=ReviewOutcome.APPROVED,
        decided_by_id=writer.person_id,
        content_hash="0" * 64,
    )
    session.add(row)
    with pytest.raises(IntegrityError):
        session.flush()


def test_who_made_an_earlier_version_may_approve_the_next(
    session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    both = viewer_of(session, make_staff(session, Role.COMMISSIONER, Role.PUBLISHER, name="Both Roles"))
    drafting.move_section(session, draft, draft.sections[0].reference, up=False, actor=both, now=NOW)
    publish(session, draft, writer, publisher)
    drafting.reopen(session, draft, actor=writer, now=NOW)
    approve(session, draft, writer, both)
    assert draft.state == StatementState.APPROVED


def test_changing_an_approved_text_makes_it_a_draft_again(
    session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    approve(session, draft, writer, publisher)
    drafting.add_section(session, draft, heading="More", markdown="More.", actor=writer, now=NOW)
    assert draft.state == StatementState.DRAFT
    assert session.scalars(select(Review)).one().outcome == ReviewOutcome.LAPSED


def test_approval_of_what_was_not_seen_is_refused(
    session: Session, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    review.send_for_review(session, draft, actor=writer, now=NOW)
    before = seen(session, draft)
    drafting.add_section(session, draft, heading="More", markdown="More.", actor=writer, now=NOW)
    review.send_for_review(session, draft, actor=writer, now=NOW)
    with pytest.raises(Refused, match="changed while you were looking"):
        review.approve(session, draft, seen=before, actor=publisher, now=NOW)


@pytest.mark.parametrize("carried", [{}, {"seen": ""}, {"seen": "0" * 64}])
def test_a_decision_that_does_not_say_what_it_saw_is_refused(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer, carried: dict[str, str]
) -> None:
    review.send_for_review(session, draft, actor=writer, now=NOW)
    client.sign_in(person_of(session, publisher))
    page = client.post(f"{PLACE}/{draft.reference}/decision", {"decision": "approve", **carried})
    assert "changed while you were looking" in page.text
    session.refresh(draft)
    assert draft.state == "in_review"


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


def test_sent_back_with_reasons(
    session: Session, client: Client, new_client: Callable[[], Client], draft: Statement, writer: Viewer
) -> None:
    review.send_for_review(session, draft, actor=writer, now=NOW)
    client.sign_in(make_staff(session, Role.PUBLISHER))
    page = client.get(client.get("/today").link("Decide on “Homes for children in Sefton”"))
    failed = client.submit(page.form("Confirm"), decision="send_back")
    assert failed.errors == ["Enter what has to change"]
    client.submit(failed.form("Confirm"), decision="send_back", reason="Say more about fostering.")
    other = new_client()
    other.sign_in(person_of(session, writer))
    record = other.get(other.get("/today").link("Change “Homes for children in Sefton”"))
    assert "Sent back: Say more about fostering." in record.text


def test_a_published_text_is_reopened_before_it_is_changed(
    session: Session, client: Client, draft: Statement, writer: Viewer, publisher: Viewer
) -> None:
    publish(session, draft, writer, publisher)
    client.sign_in(person_of(session, writer))
    address = f"{PLACE}/{draft.reference}/sections/{draft.sections[0].reference}"
    refused = client.submit(client.get(address).form("Save this section"), markdown="New.")
    assert "Start a correction or update first" in refused.text
    question = client.get(refused.link("Start a correction or update"))
    record = client.submit(question.form("Start a correction or update"))
    assert "Draft" in record.text


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


def test_without_a_month_of_returns_there_is_nothing_to_count(session: Session, client: Client) -> None:
    client.sign_in(make_staff(session, Role.COMMISSIONER))
    assert "There are no monthly returns yet." in client.get(f"{PLACE}/new").text
    make_period(session, MONTH)
    assert "There are no monthly returns yet." not in client.get(f"{PLACE}/new").text
