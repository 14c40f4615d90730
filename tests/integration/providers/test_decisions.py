"""The commissioner's queue, its record, and deciding, alone and at the same time as a colleague."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.providers import services
from portal.providers.models import Provider, ProviderStatus, ServiceType
from tests import factories
from tests.conftest import Queries
from tests.integration.providers.steps import EMAIL, answer_everything, confirm_email, save_step, send
from tests.support.client import Client
from tests.support.mail import Mailbox

QUEUE = "/commissioning/providers/"


@pytest.fixture
def applicant(session: Session) -> Provider:
    return factories.make_provider(session, "Sandhills Care Limited", status=ProviderStatus.APPLIED)


@pytest.fixture
def commissioner(client: Client, session: Session) -> Person:
    person = factories.make_staff(session, Role.COMMISSIONER, name="Casey Birch")
    client.sign_in(person)
    return person


def record_of(provider: Provider) -> str:
    return f"{QUEUE}{provider.reference}/"


def registrant_of(session: Session, provider: Provider) -> Person:
    return session.get_one(Person, provider.registrant_id)


def test_what_waits_stands_on_today_and_leads_to_the_queue(
    client: Client, commissioner: Person, applicant: Provider
) -> None:
    queue = client.get(client.get("/today").link("1 provider waits for a decision"))
    assert queue.rows[1][0].startswith("Sandhills Care Limited")
    assert queue.rows[1][2] == "Waiting for a decision"


def test_an_empty_queue_says_what_to_do(client: Client, commissioner: Person) -> None:
    page = client.get(QUEUE)
    assert page.link("See the registration page") == "/register/"


def test_drafts_are_not_in_the_queue(client: Client, commissioner: Person, session: Session) -> None:
    draft = factories.make_provider(session, "Not sent", status=ProviderStatus.DRAFT)
    assert "Not sent" not in client.get(QUEUE).text
    client.get(record_of(draft), expect=404)
    client.get(f"{record_of(draft)}approve", expect=404)


def test_the_queue_is_searched_filtered_sorted_and_downloaded(
    client: Client, commissioner: Person, session: Session
) -> None:
    for name, status in (
        ("Alder Care", ProviderStatus.APPROVED),
        ("Birch & Co", ProviderStatus.APPLIED),
        ("=Cedar", ProviderStatus.APPLIED),
        ("100% Care_", ProviderStatus.DECLINED),
    ):
        factories.make_provider(session, name, status=status, services=[ServiceType.FOSTERING])
    assert names(client, "?sort=name") == ["100% Care_", "=Cedar", "Alder Care", "Birch & Co"]
    assert names(client, "?sort=-name") == ["Birch & Co", "Alder Care", "=Cedar", "100% Care_"]
    assert names(client, "?status=applied&sort=name") == ["=Cedar", "Birch & Co"]
    assert names(client, "?search=CARE&sort=name") == ["100% Care_", "Alder Care"]
    assert names(client, "?search=%25") == ["100% Care_"]
    assert names(client, "?status=nonsense&sort=nonsense&page=99") != []
    page = client.get(f"{QUEUE}?search=nobody")
    assert "Nothing matches these filters" in page.text
    download = client.get(client.get(f"{QUEUE}?status=applied").link("Download this list as CSV"))
    lines = download.body.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Reference,Legal name,Trading name,Company number")
    assert any(",'=Cedar," in line for line in lines)


def names(client: Client, query: str) -> list[str]:
    rows = client.get(QUEUE + query).rows[1:]
    return [row[0].split("PR-")[0].strip() for row in rows]


def test_the_queue_comes_in_pages_and_asks_the_same_few_questions(
    client: Client,
    commissioner: Person,
    session: Session,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    counts = []
    for wanted in (2, 53):
        have = session.scalar(select(func.count()).select_from(Provider)) or 0
        for number in range(have, wanted):
            factories.make_provider(session, f"Provider {number:02}")
        with count_queries() as queries:
            page = client.get(f"{QUEUE}?sort=name")
        counts.append(queries.count)
    assert counts[0] == counts[1]
    assert len(page.rows) == 51
    assert names(client, "?sort=name&page=2") == ["Provider 50", "Provider 51", "Provider 52"]


@pytest.mark.parametrize("role", [Role.QA_OFFICER, Role.AUDITOR])
def test_others_read_the_record_without_its_buttons(
    client: Client, session: Session, applicant: Provider, role: Role
) -> None:
    client.sign_in(factories.make_staff(session, role))
    page = client.get(record_of(applicant))
    assert "Sandhills Care Limited" in page.text
    assert "It waits for your decision" not in page.text
    client.get(f"{record_of(applicant)}approve", expect=403)
    client.post(f"{record_of(applicant)}decline", {"reason": "No"}, expect=403)


def test_another_authority_knows_nothing_of_it(client: Client, session: Session, applicant: Provider) -> None:
    other = factories.make_other_authority(session)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER, authority=other))
    assert "Sandhills" not in client.get(QUEUE).text
    for path in ("", "approve", "decline"):
        client.get(record_of(applicant) + path, expect=404)


def test_approval_makes_the_registrant_the_first_admin(
    client: Client,
    new_client: Callable[[], Client],
    commissioner: Person,
    applicant: Provider,
    mailbox: Mailbox,
    session: Session,
) -> None:
    person = registrant_of(session, applicant)
    address = person.email
    theirs = new_client()
    theirs.sign_in(person)
    page = client.get(client.get(record_of(applicant)).link("Approve"))
    assert "becomes its first admin" in page.text
    done = client.submit(page.form("Approve this provider"))
    assert "You have approved Sandhills Care Limited" in done.text
    assert "Approved" in done.text
    assert "has approved your registration" in mailbox.last(address).body
    assert theirs.get("/today").path == "/sign-in", "a new role takes a new session"
    theirs.sign_in(person)
    assert theirs.get("/provider/").h1 == "Sandhills Care Limited"
    grant = session.scalars(select(Grant).where(Grant.person_id == person.id)).one()
    assert (grant.role, grant.provider_id) == (Role.PROVIDER_ADMIN, applicant.id)
    session.commit()
    timeline = client.get(record_of(applicant)).text
    assert "Registration approved" in timeline
    assert "Casey Birch" in timeline


def test_a_publisher_may_decide_as_well(client: Client, session: Session, applicant: Provider) -> None:
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    assert client.get("/today").link("1 provider waits for a decision")
    page = client.submit(client.get(f"{record_of(applicant)}approve").form())
    assert "You have approved" in page.text


def test_a_decline_needs_a_reason(client: Client, commissioner: Person, applicant: Provider) -> None:
    page = client.submit(client.get(f"{record_of(applicant)}decline").form(), reason="  ")
    assert page.errors == ["Enter why you decline it"]


def test_a_declined_applicant_reads_why_changes_and_sends_again(
    client: Client,
    new_client: Callable[[], Client],
    commissioner: Person,
    mailbox: Mailbox,
    session: Session,
) -> None:
    theirs = new_client()
    tasks = confirm_email(theirs, mailbox).path
    answer_everything(theirs, tasks)
    send(theirs, tasks)
    provider = session.scalars(select(Provider)).one()
    session.commit()
    client.submit(client.get(f"{record_of(provider)}decline").form(), reason="Name your <b>safeguarding lead</b>")
    message = mailbox.last(EMAIL).body
    assert "declined your registration" in message
    assert "safeguarding" not in message
    today = theirs.get("/today")
    assert "The reason: Name your <b>safeguarding lead</b>" in today.text
    page = theirs.get(today.link("Your registration was declined. Change it and send it again"))
    assert "Name your <b>safeguarding lead</b>" in page.text
    save_step(theirs, tasks, "safeguarding", safeguarding_name="Alex Hazel")
    assert send(theirs, tasks).h1 == "Registration sent"
    record = client.get(record_of(provider)).text
    assert "Waiting for a decision" in record
    assert "Alex Hazel" in record
    assert record.count("Registration sent") == 2
    assert len([mail for mail in mailbox.to(EMAIL) if "We have your registration" in mail.body]) == 2


def test_nobody_decides_about_what_they_registered_themselves(
    client: Client, session: Session, applicant: Provider
) -> None:
    registrant = registrant_of(session, applicant)
    factories.make_staff_at_desk(session, registrant, Role.PUBLISHER)
    client.sign_in(registrant)
    record = client.get(record_of(applicant))
    assert "Approve" not in record.text
    for verb, fields in (("approve", {}), ("decline", {"reason": "No"})):
        assert "so a colleague has to decide" in client.get(f"{record_of(applicant)}{verb}").text
        page = client.post(f"{record_of(applicant)}{verb}", {"version": "1", **fields})
        assert "You registered this provider, so a colleague has to decide about it." in page.text
        assert "Waiting for a decision" in page.text


def test_the_second_of_two_commissioners_gets_a_sentence(
    client: Client, new_client: Callable[[], Client], commissioner: Person, applicant: Provider, session: Session
) -> None:
    second = new_client()
    second.sign_in(factories.make_staff(session, Role.COMMISSIONER, name="Robin Ash"))
    form = second.get(f"{record_of(applicant)}approve").form()
    client.submit(client.get(f"{record_of(applicant)}decline").form(), reason="Not yet")
    page = second.submit(form)
    assert "Casey Birch has already declined this registration. Nothing has changed." in page.text
    assert "Declined" in page.text
    assert "does not wait for a decision" in second.get(f"{record_of(applicant)}approve").text


def test_a_registration_changed_meanwhile_is_read_again(
    client: Client, commissioner: Person, applicant: Provider, session: Session
) -> None:
    form = client.get(f"{record_of(applicant)}approve").form()
    change_version(session, applicant.id)
    page = client.submit(form)
    assert "has changed its registration since you opened this page" in page.text
    assert "Waiting for a decision" in page.text
    for tampered in ({}, *({"version": text} for text in ("", "x", "9" * 50, "-1", "٢"))):
        page = client.post(f"{record_of(applicant)}approve", tampered)
        assert "has changed its registration" in page.text


@db.verb
def change_version(session: Session, provider_id: int) -> None:
    session.get_one(Provider, provider_id).version += 1


def test_of_decisions_at_the_same_instant_one_counts(app: Flask, session: Session, applicant: Provider) -> None:
    people = [factories.make_staff(session, Role.COMMISSIONER, name=f"Person {n}") for n in range(6)]
    actors = [factories.viewer_of(session, person) for person in people]
    reference = applicant.reference

    def decide(number: int) -> str:
        common = {"authority_id": actors[number].authority_id, "seen_version": 1, "now": clock.now()}
        with app.app_context(), db.database().session() as own:
            try:
                if number % 2:
                    services.approve(own, reference, actor=actors[number], **common)  # type: ignore[arg-type]
                else:
                    services.decline(own, reference, actor=actors[number], reason="No", **common)  # type: ignore[arg-type]
            except services.Refused:
                return "refused"
            return "decided"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(decide, range(6)))
    assert sorted(outcomes) == ["decided", *["refused"] * 5]
    decided = select(func.count()).where(events.EventRow.verb.in_(["providers.approved", "providers.declined"]))
    assert session.scalar(decided) == 1


def test_a_later_change_by_the_organisation_shows_in_the_record(
    client: Client, commissioner: Person, session: Session, at: Callable[..., None]
) -> None:
    provider = factories.make_provider(session)
    admin = factories.viewer_of(session, factories.make_provider_person(session, provider))
    later = clock.now() + timedelta(days=1)
    values = {"trading_name": "Marram"}
    services.change_details(session, provider.id, values, seen_version=1, actor=admin, now=later)
    assert "Details changed" in client.get(record_of(provider)).text
