"""Deciding about a statement: who may approve it, what they saw, sending it back, opening it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.access import Role, Viewer
from portal.statements.models import Review, ReviewOutcome, Statement, StatementState
from portal.statements.services import drafting, review
from portal.statements.services.working import Refused
from tests.factories import make_staff, viewer_of
from tests.integration.statements.making import (
    NOW,
    approve,
    make_draft,
    make_market,
    make_publisher,
    person_of,
    publish,
    seen,
)
from tests.support.client import Client

PLACE = "/commissioning/statements"


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
