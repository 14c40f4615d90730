"""Registering: from the public start page to a sent registration, and what can go wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Role, Viewer
from portal.accounts.models import Person
from portal.accounts.services import end_all_sessions
from portal.mail import OutboxMail
from portal.providers import services
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus
from tests import factories
from tests.integration.providers.steps import ANSWERS, EMAIL, answer_everything, confirm_email, save_step, send
from tests.support.client import Client
from tests.support.mail import Mailbox

RTL = "בית שמש \u202eabc"
HOSTILE = [
    "O'Brien & Søn's «Home»",
    "Łódź Ünïted 🏠👩‍👧",
    RTL,
    "${alert(1)}",
    "`whoami`",
    "<b>bold</b><script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "=HYPERLINK(1)",
]


@pytest.fixture(autouse=True)
def authority(session: Session) -> None:
    factories.make_authority(session)


def find_provider(session: Session) -> Provider:
    found = session.scalars(select(Provider)).one()
    session.commit()
    return found


def count(session: Session, verb: str) -> int:
    query = select(func.count()).select_from(events.EventRow).where(events.EventRow.verb == verb)
    found = session.scalar(query) or 0
    session.commit()
    return found


def test_somebody_new_registers_an_organisation(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox)
    assert tasks.h1 == "Your registration"
    assert "0 of 8 steps done" in tasks.text
    checked = answer_everything(client, tasks.path)
    assert checked.h1 == "Check your answers"
    for said in ("Sandhills Care Limited", "SC123456", "Dune Holdings Limited", "Private", "Fostering", "Sam Rowan"):
        assert said in checked.text
    sent = send(client, tasks.path)
    reference = find_provider(session).reference
    assert sent.h1 == "Registration sent"
    assert reference in sent.text
    assert reference in mailbox.last(EMAIL).body
    assert find_provider(session).standings[0].status == ProviderStatus.APPLIED


def test_the_contact_starts_as_the_person_who_registers(client: Client, mailbox: Mailbox) -> None:
    tasks = confirm_email(client, mailbox)
    values = client.get(f"{tasks.path}steps/contact").form().values
    assert values["contact_name"] == ["Jo Alder"]
    assert values["contact_email"] == [EMAIL]


def test_an_address_with_an_account_gets_the_same_page_and_another_message(
    client: Client, mailbox: Mailbox, session: Session
) -> None:
    factories.make_person(session, email="known@example.com")
    pages = [
        client.submit(client.get("/register/email").form(), email=address)
        for address in ("known@example.com", "nobody@example.com")
    ]
    texts = [page.text.replace("known@", "…@").replace("nobody@", "…@") for page in pages]
    assert texts[0] == texts[1]
    assert "You have an account already" in mailbox.last("known@example.com").body
    assert "/register/confirm/" not in mailbox.last("known@example.com").body
    assert "/register/confirm/" in mailbox.last("nobody@example.com").body


def test_somebody_with_an_account_registers_after_signing_in(client: Client, session: Session) -> None:
    client.sign_in(factories.make_person(session))
    page = client.submit(client.get(client.get("/register/").link("Start now")).form())
    assert page.h1 == "Your registration"
    again = client.submit(client.get("/register/new").form())
    assert again.path == page.path
    assert client.get("/register/").link("Continue your registration") == page.path


def test_somebody_invited_elsewhere_may_register_before_they_join(
    client: Client, mailbox: Mailbox, session: Session
) -> None:
    invited = factories.make_person(session, email=EMAIL)
    invited.password_hash = None
    session.commit()
    assert confirm_email(client, mailbox).h1 == "Your registration"
    assert session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize("fault", ["used", "expired", "tampered"])
def test_a_dead_link_says_what_to_do(client: Client, mailbox: Mailbox, at: Callable[..., None], fault: str) -> None:
    client.submit(client.get("/register/email").form(), email=EMAIL)
    link = mailbox.link(EMAIL)
    form = client.get(link).form()
    if fault == "used":
        client.submit(form, full_name="Jo Alder", password=factories.PASSWORD)
    elif fault == "expired":
        at(clock.now() + timedelta(days=2))
    else:
        link = link[:-1] + ("A" if link[-1] != "A" else "B")
    for page in (
        client.get(link, expect=410),
        client.post(link, {"full_name": "Eve", "password": factories.PASSWORD}, expect=410),
    ):
        assert page.h1 == "This link no longer works"
        assert page.link("Go to the start of the registration") == "/register/"


def test_a_second_link_is_dead_once_the_first_made_the_account(client: Client, mailbox: Mailbox) -> None:
    for _ in range(2):
        client.submit(client.get("/register/email").form(), email=EMAIL)
    links = [message.body.split("http://localhost")[1].split()[0] for message in mailbox.to(EMAIL)]
    client.submit(client.get(links[0]).form(), full_name="Jo Alder", password=factories.PASSWORD)
    assert client.get(links[1], expect=410).h1 == "This link no longer works"


def test_links_are_asked_for_only_so_often(client: Client) -> None:
    for _ in range(5):
        client.submit(client.get("/register/email").form(), email=EMAIL)
    page = client.submit(client.get("/register/email").form(), email=EMAIL)
    assert page.errors == ["Too many links have been asked for. Wait an hour, then try again."]


def test_links_claimed_at_the_same_instant_make_one_account(
    app: Flask, client: Client, mailbox: Mailbox, session: Session
) -> None:
    for _ in range(2):
        client.submit(client.get("/register/email").form(), email=EMAIL)
    tokens = [message.body.split("/register/confirm/")[1].split()[0] for message in mailbox.to(EMAIL)]

    def claim(token: str) -> str:
        with app.app_context(), db.database().session() as own:
            try:
                services.claim_registration(own, token, name="Jo Alder", password=factories.PASSWORD, now=clock.now())
            except db.Refused:
                return "refused"
            return "claimed"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(claim, [*tokens, *tokens]))
    assert outcomes == ["claimed", "refused", "refused", "refused"]
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert session.scalar(select(func.count()).select_from(Provider)) == 1


def test_leaving_and_coming_back_loses_nothing(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox)
    for step in ("organisation", "sector", "services"):
        save_step(client, tasks.path, step)
    client.sign_out()
    person = session.scalars(select(Person)).one()
    today = client.sign_in(person, follow=True)
    assert today.link("Finish your registration: 3 of 8 done") == tasks.path
    assert client.get(f"{tasks.path}steps/organisation").form().values["trading_name"] == ["Sandhills"]


def test_steps_left_blank_say_what_to_enter(client: Client, mailbox: Mailbox) -> None:
    tasks = confirm_email(client, mailbox).path
    expected = {
        "organisation": ["Enter the organisation’s legal name"],
        "numbers": ["Enter a company number or a charity number, or say why it has neither"],
        "owner": ["Enter who owns the organisation in the end"],
        "sector": ["Select a sector"],
        "services": ["Select at least one service"],
        "safeguarding": [
            "Enter the safeguarding lead’s name",
            "Enter the safeguarding lead’s email address",
            "Enter the safeguarding lead’s phone number",
        ],
        "declarations": [
            "Exclusion grounds: select yes or no",
            "Connected persons: select yes or no",
            "Conflicts of interest: select yes or no",
            "True and complete: select yes or no",
        ],
    }
    for step, messages in expected.items():
        assert client.submit(client.get(f"{tasks}steps/{step}").form()).errors == messages
    assert "0 of 8 steps done" in client.get(tasks).text


def test_an_answer_that_needs_it_has_to_be_explained(client: Client, mailbox: Mailbox) -> None:
    tasks = confirm_email(client, mailbox).path
    page = save_step(client, tasks, "declarations", connected_persons_why="")
    assert page.errors == ["Connected persons: say who they are and how they are connected"]


def test_an_explanation_nobody_asked_for_is_not_kept(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    save_step(client, tasks, "declarations", connected_persons="no")
    assert [row.explanation for row in find_provider(session).declarations] == ["", "", "", ""]


def test_an_organisation_without_a_number_says_why(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    save_step(client, tasks, "numbers", company_number="", no_number_reason="It is a council")
    provider = find_provider(session)
    assert (provider.company_number, provider.no_number_reason) == (None, "It is a council")
    save_step(client, tasks, "numbers", company_number="01234567", no_number_reason="It is a council")
    session.expire_all()
    assert (provider.company_number, provider.no_number_reason) == ("01234567", "")


@pytest.mark.parametrize("number", ["00000001", "1234", "SC12", "٠١٢٣٤٥٦٧", "-1234567", "9" * 10_000])
def test_company_numbers_of_the_wrong_form_are_refused(client: Client, mailbox: Mailbox, number: str) -> None:
    tasks = confirm_email(client, mailbox).path
    page = save_step(client, tasks, "numbers", company_number=number)
    assert len(page.errors) == 1
    assert page.h1 == "Company or charity number"


@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_every_kind_are_kept_and_shown_as_text(
    client: Client, mailbox: Mailbox, session: Session, name: str
) -> None:
    tasks = confirm_email(client, mailbox).path
    answer_everything(client, tasks, legal_name=name, ultimate_owner=name)
    send(client, tasks)
    stored = name.replace("\u202e", "")
    assert find_provider(session).legal_name == stored
    assert client.get(tasks).h1 == stored
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    client.sign_out()
    client.sign_in(commissioner)
    assert client.get("/commissioning/providers/").rows[1][0].startswith(stored)


def test_text_that_is_too_long_is_refused_and_a_nul_is_dropped(
    client: Client, mailbox: Mailbox, session: Session
) -> None:
    tasks = confirm_email(client, mailbox).path
    page = save_step(client, tasks, "organisation", legal_name="x" * 10_000)
    assert page.errors == ["Legal name must be 200 characters or fewer"]
    save_step(client, tasks, "organisation", legal_name="Sand\x00hills")
    assert find_provider(session).legal_name == "Sandhills"


def test_an_unfinished_registration_cannot_be_sent(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    save_step(client, tasks, "organisation")
    assert "Still to do: Company or charity number, Who owns it" in client.get(f"{tasks}check").text
    page = client.post(f"{tasks}check")
    assert "Finish these steps before you send the registration: company or charity number" in page.text
    assert find_provider(session).standings[0].status == ProviderStatus.DRAFT


def test_sending_twice_is_one_application_with_one_receipt(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    answer_everything(client, tasks)
    form = client.get(f"{tasks}check").form()
    first, second = client.submit(form), client.submit(form)
    assert first.text == second.text
    assert client.get(f"{tasks}check").h1 == "Registration sent"
    assert count(session, "providers.registration_sent") == 1
    assert len([message for message in mailbox.to(EMAIL) if "We have your registration" in message.body]) == 1


def test_sending_at_the_same_instant_is_one_application(
    app: Flask, client: Client, mailbox: Mailbox, session: Session
) -> None:
    tasks = confirm_email(client, mailbox).path
    answer_everything(client, tasks)
    reference, actor = find_provider(session).reference, registrant(session)
    session.commit()

    def send_once(_: int) -> str:
        with app.app_context(), db.database().session() as own:
            return services.send_registration(own, reference, actor=actor, now=clock.now()).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send_once, range(8))) == {ProviderStatus.APPLIED}
    assert count(session, "providers.registration_sent") == 1
    receipts = select(func.count()).select_from(OutboxMail).where(OutboxMail.key.startswith("registration-received"))
    assert session.scalar(receipts) == 1


def registrant(session: Session) -> Viewer:
    return factories.viewer_of(session, session.scalars(select(Person)).one())


def test_a_registration_that_was_sent_is_read_only(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    answer_everything(client, tasks)
    form = client.get(f"{tasks}steps/organisation").form()
    send(client, tasks)
    page = client.submit(form, legal_name="Changed after sending")
    assert "You have sent this registration, so it cannot be changed now." in page.text
    assert page.h1 == "Sandhills Care Limited"
    assert find_provider(session).legal_name == "Sandhills Care Limited"
    assert client.get("/today").link(f"Your registration {find_provider(session).reference} is with the council")


def test_nobody_else_finds_a_registration(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    client.sign_out()
    missing = tasks.replace(find_provider(session).reference, "PR-CCCCCCCC")
    rest = ["", "check", "sent", *(f"steps/{step}" for step in ANSWERS)]
    for person in (factories.make_person(session), factories.make_staff(session, Role.COMMISSIONER)):
        client.sign_in(person)
        for path in rest:
            other = client.get(f"{tasks}{path}", expect=404)
            assert other.text == client.get(f"{missing}{path}", expect=404).text
        client.post(f"{tasks}steps/organisation", {"legal_name": "Mine now"}, expect=404)
        client.post(f"{tasks}check", expect=404)
        client.sign_out()
    assert client.get(tasks).path == "/sign-in"
    assert find_provider(session).legal_name == ""


def test_a_step_nobody_has_is_missing(client: Client, mailbox: Mailbox) -> None:
    tasks = confirm_email(client, mailbox).path
    client.get(f"{tasks}steps/bank-details", expect=404)


def test_a_number_that_is_known_is_taken_neutrally_and_flagged(
    client: Client, mailbox: Mailbox, session: Session
) -> None:
    earlier = factories.make_provider(session, "Earlier Care", company_number="SC123456")
    tasks = confirm_email(client, mailbox).path
    answer_everything(client, tasks)
    page = send(client, tasks)
    assert page.h1 == "Registration sent"
    for path in (tasks, "/today", f"{tasks}sent"):
        assert "Earlier" not in client.get(path).text
    standing = session.scalars(select(ProviderAuthority).where(ProviderAuthority.flag != "")).one()
    assert standing.flag == (
        f"Another provider gave the same company or charity number: Earlier Care ({earlier.reference})."
    )
    client.sign_out()
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    record = client.get(f"/commissioning/providers/{standing.provider.reference}/")
    assert standing.flag in record.text


def test_typed_text_survives_a_session_that_ended(client: Client, mailbox: Mailbox, session: Session) -> None:
    tasks = confirm_email(client, mailbox).path
    form = client.get(f"{tasks}steps/organisation").form()
    person = session.scalars(select(Person)).one()
    other_browser_ends_all_sessions(session, person)
    client.submit(form, legal_name="Typed for a long time")
    client.sign_in(person)
    page = client.get(f"{tasks}steps/organisation")
    assert page.form().values["legal_name"] == ["Typed for a long time"]


@db.verb
def other_browser_ends_all_sessions(session: Session, person: Person) -> None:
    end_all_sessions(session, person.id, now=clock.now())
