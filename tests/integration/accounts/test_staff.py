"""Roles of the authority's people: given by a portal admin, approved by another person, read by the auditor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Role
from portal.accounts import services
from portal.accounts.models import Grant, Person
from tests import factories
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Page

PEOPLE = "/admin/people/"
NEW = "new@council.example"
PAGES = ("approve", "refuse", "remove", "resend")


@pytest.fixture
def admin(client: Client, session: Session) -> Person:
    person = factories.make_staff(session, Role.PORTAL_ADMIN, name="Avery Oak")
    client.sign_in(person)
    return person


@pytest.fixture
def publisher(new_client: Callable[[], Client], session: Session) -> Client:
    browser = new_client()
    browser.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Pat Yew"))
    return browser


def give(client: Client, role: str = "commissioner", email: str = NEW) -> Page:
    form = client.get(client.get(PEOPLE).link("Give somebody a role")).form()
    return client.submit(form, full_name="Noor New", email=email, role=role)


def waiting(session: Session) -> Grant:
    grant = session.scalars(select(Grant).where(Grant.accepted_at.is_(None))).one()
    session.commit()
    return grant


def page_of(grant: Grant, part: str = "") -> str:
    return f"{PEOPLE}{grant.reference}/{part}"


def test_a_data_role_waits_for_a_publisher_and_only_then_invites(
    client: Client, admin: Person, publisher: Client, mailbox: Mailbox, session: Session
) -> None:
    page = give(client)
    assert "A publisher has to approve this role" in page.text
    assert "Waits for approval" in page.text
    assert mailbox.to(NEW) == []
    queue = publisher.get(publisher.get("/today").link("1 role waits for your approval"))
    approve = publisher.get(publisher.get(queue.link("Noor New")).link("Approve"))
    done = publisher.submit(approve.form("Approve this role"))
    assert "We have sent an invitation to new@council.example." in done.text
    assert "waits for your approval" not in publisher.get("/today").text
    client.sign_out()
    joined = client.submit(client.get(mailbox.link(NEW)).form(), full_name="Noor New", password=factories.PASSWORD)
    assert joined.path == "/today"
    assert client.get("/commissioning/providers/").h1 == "Providers"
    verbs = select(events.EventRow.verb).where(events.EventRow.verb.startswith("accounts.role")).order_by("sequence")
    assert list(session.scalars(verbs))[-2:] == ["accounts.role_granted", "accounts.role_approved"]


def test_a_portal_admin_role_invites_at_once(client: Client, admin: Person, mailbox: Mailbox) -> None:
    page = give(client, role="portal_admin")
    assert "We have sent an invitation to new@council.example." in page.text
    assert len(mailbox.to(NEW)) == 1


def test_a_role_that_is_not_approved_ends_with_its_reason_on_record(
    client: Client, admin: Person, publisher: Client, mailbox: Mailbox, session: Session
) -> None:
    give(client)
    grant = waiting(session)
    page = publisher.get(publisher.get(page_of(grant)).link("Do not approve"))
    assert publisher.submit(page.form()).errors == ["Enter the reason"]
    done = publisher.submit(page.form(), reason="They left <b>last</b> week")
    assert "Noor New does not get this role." in done.text
    assert "Noor New" not in [row[0] for row in client.get(PEOPLE).rows]
    assert mailbox.to(NEW) == []
    assert session.scalars(select(events.EventPersonal.text)).all() == ["They left <b>last</b> week"]


def test_maker_is_not_approver(client: Client, session: Session) -> None:
    both = factories.make_staff(session, Role.PORTAL_ADMIN, Role.PUBLISHER)
    client.sign_in(both)
    give(client)
    grant = waiting(session)
    assert "waits for your approval" not in client.get("/today").text
    assert "Approve" not in client.get(page_of(grant)).text.replace("approval", "")
    assert "You gave this role" in client.get(page_of(grant, "approve")).text
    assert "You gave this role" in client.post(page_of(grant, "approve")).text
    session.refresh(grant)
    assert grant.approved_at is None


def test_nobody_approves_their_own_role(
    client: Client, admin: Person, new_client: Callable[[], Client], session: Session
) -> None:
    person = factories.make_staff(session, Role.PUBLISHER)
    give(client, email=person.email)
    theirs = new_client()
    theirs.sign_in(person)
    page = theirs.post(page_of(waiting(session), "approve"))
    assert "This role is for you" in page.text


def test_nobody_gives_themselves_a_role(client: Client, admin: Person) -> None:
    page = give(client, email=admin.email)
    assert page.errors == ["You cannot give yourself a role. Ask another admin to do it."]


def test_the_same_role_is_given_once_but_another_may_be(client: Client, admin: Person) -> None:
    give(client)
    assert "is on your list already" in give(client).errors[0]
    assert "A publisher has to approve this role" in give(client, role="auditor").text


@pytest.mark.parametrize("role", ["provider_admin", "young_inspector", "nonsense"])
def test_only_staff_roles_can_be_given(client: Client, admin: Person, role: str) -> None:
    page = client.post(f"{PEOPLE}invite", {"full_name": "Noor", "email": NEW, "role": role})
    assert page.errors == ["Role: select one of the answers shown"]


def test_a_waiting_role_has_no_invitation_to_send_again(
    client: Client, admin: Person, mailbox: Mailbox, session: Session
) -> None:
    give(client)
    assert "Send the invitation again" not in client.get(page_of(waiting(session))).text
    page = client.post(page_of(waiting(session), "resend"))
    assert "This invitation is not waiting for an answer" in page.text
    assert mailbox.to(NEW) == []


def test_a_role_is_removed_and_the_person_signed_out(
    client: Client, admin: Person, publisher: Client, session: Session
) -> None:
    page = client.get(client.get(client.get(PEOPLE).link("Pat Yew")).link("Remove"))
    done = client.submit(page.form("Remove this role"))
    assert "Pat Yew no longer has this role." in done.text
    assert publisher.get("/today").path == "/sign-in"


def test_the_auditor_reads_and_changes_nothing(
    client: Client, admin: Person, new_client: Callable[[], Client], session: Session
) -> None:
    give(client)
    grant = waiting(session)
    auditor = new_client()
    auditor.sign_in(factories.make_staff(session, Role.AUDITOR))
    assert "Noor New" in auditor.get(PEOPLE).text
    assert "Remove" not in auditor.get(page_of(grant)).text
    auditor.get(f"{PEOPLE}invite", expect=403)
    for part in PAGES:
        auditor.get(page_of(grant, part), expect=403)
        auditor.post(page_of(grant, part), {"reason": "No"}, expect=403)


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.QA_OFFICER, Role.COORDINATOR, Role.PROVIDER_ADMIN])
def test_others_have_no_such_pages(client: Client, session: Session, role: Role) -> None:
    provider = factories.make_provider(session)
    client.sign_in(factories.make_person_with(session, role, provider))
    client.get(PEOPLE, expect=403)
    client.get(f"{PEOPLE}GR-CCCCCCCC/", expect=403)


def test_people_of_another_authority_and_of_organisations_are_missing(
    client: Client, admin: Person, session: Session
) -> None:
    other = factories.make_other_authority(session)
    strangers = [
        factories.make_staff(session, Role.COMMISSIONER, authority=other),
        factories.make_provider_person(session, factories.make_provider(session)),
    ]
    missing = client.get(f"{PEOPLE}GR-CCCCCCCC/", expect=404).text
    for stranger in strangers:
        grant = session.scalars(select(Grant).where(Grant.person_id == stranger.id)).one()
        session.commit()
        for part in ("", "remove", "resend"):
            assert client.get(page_of(grant, part), expect=404).text == missing


def test_of_two_publishers_at_the_same_instant_one_decides(
    app: Flask, client: Client, admin: Person, session: Session
) -> None:
    give(client)
    grant_id = waiting(session).id
    actors = [factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER)) for _ in range(4)]

    def approve(number: int) -> str:
        with app.app_context(), db.database().session() as own:
            try:
                services.approve_grant(
                    own,
                    own.get_one(Grant, grant_id),
                    desk_name="Sefton Council",
                    actor=actors[number],
                    now=clock.now(),
                )
            except services.Refused as refusal:
                return str(refusal)
            return "approved"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(approve, range(4)))
    decided = "Somebody has already decided about this role. Look at the list to see what they decided."
    assert outcomes == [decided, decided, decided, "approved"]
