"""An organisation's people: inviting, the homes they look after, removing; and what another organisation never sees."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.homes.models import HomeKeeper
from portal.homes.people import services
from portal.providers.models import Provider
from tests import factories
from tests.conftest import Queries
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Page, words

PEOPLE = "/provider/people/"
PAGES = ("", "homes", "remove", "resend")
NEW = "new@sandhills.example"


@pytest.fixture
def provider(session: Session) -> Provider:
    return factories.make_provider(session)


@pytest.fixture
def admin(client: Client, session: Session, provider: Provider) -> Person:
    person = factories.make_provider_person(session, provider, name="Drew Elder")
    client.sign_in(person)
    return person


def invite(client: Client, **fields: str | list[str]) -> Page:
    typed = {"full_name": "Noor New", "email": NEW, "role": "provider_member", **fields}
    return client.submit(client.get(client.get(PEOPLE).link("Invite a colleague")).form(), typed)


def grant_of(session: Session, person_email: str) -> Grant:
    grant = session.scalars(select(Grant).join(Grant.person).where(Person.email == person_email)).one()
    session.commit()
    return grant


def page_of(grant: Grant, part: str = "") -> str:
    return f"{PEOPLE}{grant.reference}/{part}"


def keepers(session: Session) -> int:
    found = session.scalar(select(func.count()).select_from(HomeKeeper)) or 0
    session.commit()
    return found


def test_a_member_is_invited_with_homes_and_joins(
    client: Client,
    new_client: Callable[[], Client],
    admin: Person,
    provider: Provider,
    mailbox: Mailbox,
    session: Session,
) -> None:
    homes = [factories.make_home(session, provider, name) for name in ("Marram House", "Dune Lodge", "Closed", "Tern")]
    factories.make_home(session, factories.make_provider(session, "Other"), "Not ours")
    references = {home.name: home.reference for home in homes}
    form = client.get(f"{PEOPLE}invite").form()
    assert form.options("homes") == [references[name] for name in ("Closed", "Dune Lodge", "Marram House", "Tern")]
    page = invite(client, homes=[references["Marram House"], references["Dune Lodge"]])
    assert "We have sent an invitation to new@sandhills.example." in page.text
    assert [f"Noor New{NEW}", "Member", "Dune Lodge, Marram House", "Invited"] in page.rows
    theirs = new_client()
    joined = theirs.submit(theirs.get(mailbox.link(NEW)).form(), full_name="Noor Newly", password=factories.PASSWORD)
    assert joined.path == "/today"
    assert theirs.get("/provider/").h1 == provider.legal_name
    theirs.get(PEOPLE, expect=403)
    assert "Noor Newly" in client.get(PEOPLE).text


def test_an_admin_gets_no_homes_of_their_own(
    client: Client, admin: Person, provider: Provider, session: Session
) -> None:
    home = factories.make_home(session, provider)
    page = invite(client, role="provider_admin", homes=[home.reference])
    assert keepers(session) == 0
    assert ["AdminSees prices", "All homes", "Invited"] in [row[1:] for row in page.rows]
    grant = grant_of(session, NEW)
    assert "Admins look after all homes." in client.get(page_of(grant, "homes")).text


def test_an_invitation_shows_nothing_of_an_account_elsewhere(
    client: Client, admin: Person, session: Session, mailbox: Mailbox
) -> None:
    other = factories.make_provider(session, "Other")
    elsewhere = factories.make_provider_person(session, other, name="Secret Name")
    address = elsewhere.email
    page = invite(client, email=address, full_name="Typed Name")
    assert "Typed Name" in page.text
    assert "Secret Name" not in page.text
    assert "Secret Name" not in client.get(page_of(pending(session, address))).text
    assert "Join Sandhills Care Limited" in mailbox.last(address).subject


def pending(session: Session, email: str) -> Grant:
    query = select(Grant).join(Grant.person).where(Person.email == email, Grant.accepted_at.is_(None))
    grant = session.scalars(query).one()
    session.commit()
    return grant


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"full_name": ""}, "Enter their full name"),
        ({"email": "not an address"}, "Enter an email address in the correct format, like name@example.com"),
        ({"email": f"{'x' * 10_000}@example.com"}, "Work email address must be 254 characters or fewer"),
        ({"full_name": "x" * 10_000}, "Full name must be 100 characters or fewer"),
    ],
)
def test_an_invitation_says_what_to_mend(client: Client, admin: Person, fields: dict[str, str], message: str) -> None:
    assert invite(client, **fields).errors == [message]


def test_only_roles_and_homes_that_were_offered_can_be_given(
    client: Client, admin: Person, provider: Provider, session: Session
) -> None:
    foreign = factories.make_home(session, factories.make_provider(session, "Other"), "Not ours")
    factories.make_home(session, provider)
    good = {"full_name": "Noor New", "email": NEW, "role": "provider_member"}
    page = client.post(f"{PEOPLE}invite", {**good, "homes": foreign.reference})
    assert page.errors == ["Homes: select one of the answers shown"]
    page = client.post(f"{PEOPLE}invite", {**good, "role": "commissioner"})
    assert page.errors == ["Role: select one of the answers shown"]
    assert keepers(session) == 0


def test_nobody_is_invited_twice(client: Client, admin: Person, mailbox: Mailbox) -> None:
    invite(client)
    page = invite(client, role="provider_admin")
    assert page.errors == ["Noor New is on your list already. Look at the list before you invite them again."]
    assert len(mailbox.to(NEW)) == 1
    assert "You cannot give yourself a role" in invite(client, email=admin.email).errors[0]


def test_an_invitation_is_sent_again_and_the_earlier_link_stops_working(
    client: Client, new_client: Callable[[], Client], admin: Person, mailbox: Mailbox, session: Session
) -> None:
    invite(client)
    first, grant = mailbox.link(NEW), grant_of(session, NEW)
    page = client.submit(client.get(client.get(page_of(grant)).link("Send the invitation again")).form())
    assert "We have sent another invitation" in page.text
    theirs = new_client()
    assert theirs.get(first, expect=410).h1 == "This link no longer works"
    joined = theirs.submit(theirs.get(mailbox.link(NEW)).form(), full_name="Noor New", password=factories.PASSWORD)
    assert joined.path == "/today"
    page = client.submit(client.get(page_of(grant, "resend")).form())
    assert "This invitation is not waiting for an answer" in page.text


def test_the_homes_of_a_member_are_changed_with_events(
    client: Client, admin: Person, provider: Provider, session: Session
) -> None:
    first, second = (factories.make_home(session, provider, name) for name in ("Marram House", "Dune Lodge"))
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Mo Member")
    factories.make_keeper(session, first, member)
    address = member.email
    page = client.get(page_of(grant_of(session, address), "homes"))
    assert page.form().values["homes"] == [first.reference]
    done = client.submit(page.form(), homes=[second.reference])
    assert "Your changes are saved." in done.text
    assert "Dune Lodge" in done.text
    assert "Marram House" not in done.text
    changed = select(events.EventRow.subject_reference).where(events.EventRow.verb == "homes.keepers_changed")
    assert sorted(session.scalars(changed)) == sorted([first.reference, second.reference])


def test_a_colleague_is_removed_and_signed_out_at_once(
    client: Client, new_client: Callable[[], Client], admin: Person, provider: Provider, session: Session
) -> None:
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Mo Member")
    factories.make_keeper(session, factories.make_home(session, provider), member)
    address = member.email
    theirs = new_client()
    theirs.sign_in(member)
    grant = grant_of(session, address)
    page = client.get(client.get(page_of(grant)).link("Remove"))
    assert "signed out at once" in page.text
    done = client.submit(page.form("Remove this person"))
    assert "Mo Member can no longer use your organisation’s pages." in done.text
    assert [row[0] for row in done.rows[1:]] == [f"Drew Elder{address_of(session, admin)}"]
    assert keepers(session) == 0
    assert theirs.get("/provider/").path == "/sign-in"
    client.get(page_of(grant), expect=404)


@db.verb
def note_change(session: Session, home: str, *, actor: str, now: datetime) -> None:
    events.record(session, "homes.changed", ("home", home), actor=events.NamedActor(actor), now=now)


def who_changed(page: Page) -> list[str]:
    """By whom, newest first."""
    return [words(line).rpartition(", ")[2] for line in page.all("p", "portal-timeline__when")]


def test_a_home_remembers_who_changed_it_after_they_left(
    client: Client, new_client: Callable[[], Client], admin: Person, provider: Provider, session: Session
) -> None:
    colleague = factories.make_provider_person(session, provider, name="Gael Gone")
    staff = factories.make_staff(session, Role.COMMISSIONER, name="Sam Staff")
    home = factories.make_home(session, provider)
    path = f"{home.reference}/"
    for actor in (colleague, staff, events.SYSTEM):
        note_change(session, home.reference, actor=actor.reference, now=clock.now())
    client.submit(client.get(page_of(grant_of(session, colleague.email), "remove")).form("Remove this person"))
    assert who_changed(client.get(f"/provider/homes/{path}")) == ["the portal", "the council", "Gael Gone"]
    council = new_client()
    council.sign_in(staff)
    assert who_changed(council.get(f"/commissioning/homes/{path}")) == ["the portal", "Sam Staff", "Gael Gone"]


def address_of(session: Session, person: Person) -> str:
    address = person.email
    session.commit()
    return address


def test_a_withdrawn_invitation_stops_working(
    client: Client, new_client: Callable[[], Client], admin: Person, mailbox: Mailbox, session: Session
) -> None:
    invite(client)
    link = mailbox.link(NEW)
    page = client.get(page_of(grant_of(session, NEW), "remove"))
    assert "Their invitation stops working" in page.text
    client.submit(page.form())
    theirs = new_client()
    opened = theirs.get(link)
    assert theirs.submit(opened.form(), full_name="Eve", password=factories.PASSWORD, expect=410)
    assert "You can invite them again" not in client.get(PEOPLE).text
    assert "We have sent an invitation" in invite(client).text


def test_nobody_removes_themselves(client: Client, admin: Person, session: Session, provider: Provider) -> None:
    factories.make_provider_person(session, provider, name="Second Admin")
    grant = session.scalars(select(Grant).where(Grant.person_id == admin.id)).one()
    session.commit()
    assert "Remove" not in client.get(page_of(grant)).text
    page = client.submit(client.get(page_of(grant, "remove")).form())
    assert "You cannot remove yourself. Ask another admin to do it." in page.text


def test_two_admins_who_remove_each_other_leave_one(app: Flask, session: Session, provider: Provider) -> None:
    people = [factories.make_provider_person(session, provider, name=name) for name in ("First", "Second")]
    actors = [factories.viewer_of(session, person) for person in people]
    grants = [actor.grant_ids[0] for actor in actors]

    def remove_other(number: int) -> str:
        with app.app_context(), db.database().session() as own:
            try:
                grant = own.get_one(Grant, grants[1 - number])
                services.remove_colleague(own, grant, actor=actors[number], now=clock.now())
            except db.Refused as refusal:
                return str(refusal)
            return "removed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(remove_other, range(2)))
    assert outcomes == ["Somebody has to stay admin. Invite another admin before you remove this one.", "removed"]


def test_one_address_invited_by_two_organisations_at_once_is_one_person(
    app: Flask, session: Session, provider: Provider
) -> None:
    providers = [provider, factories.make_provider(session, "Other")]
    actors = [factories.viewer_of(session, factories.make_provider_person(session, each)) for each in providers]

    def invite_from(number: int) -> str:
        with app.app_context(), db.database().session() as own:
            try:
                services.invite_colleague(
                    own,
                    own.get_one(Provider, actors[number].provider_id),
                    email=NEW,
                    name="Noor New",
                    role=Role.PROVIDER_MEMBER,
                    homes=(),
                    actor=actors[number],
                    now=clock.now(),
                )
            except db.Refused as refusal:
                return str(refusal)
            return "invited"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(invite_from, range(2)))
    assert "invited" in outcomes
    assert set(outcomes) <= {
        "invited",
        "Somebody else has just invited this person. Look at the list before you try again.",
    }
    assert session.scalar(select(func.count()).where(Person.email == NEW)) == 1


def test_people_of_another_organisation_are_missing(client: Client, admin: Person, session: Session) -> None:
    other = factories.make_provider(session, "Other")
    stranger = factories.make_provider_person(session, other, Role.PROVIDER_MEMBER, "Stranger")
    grant = grant_of(session, stranger.email)
    staff = grant_of(session, factories.make_staff(session, Role.COMMISSIONER).email)
    for part in PAGES:
        missing = client.get(f"{PEOPLE}GR-CCCCCCCC/{part}", expect=404).text
        assert client.get(page_of(grant, part), expect=404).text == missing
        assert client.get(page_of(staff, part), expect=404).text == missing
    client.post(page_of(grant, "remove"), expect=404)
    session.refresh(grant)
    assert grant.ended_at is None
    assert "Stranger" not in client.get(PEOPLE).text


@pytest.mark.parametrize("role", [Role.PROVIDER_MEMBER, Role.COMMISSIONER, Role.PORTAL_ADMIN])
def test_only_admins_have_these_pages(client: Client, session: Session, provider: Provider, role: Role) -> None:
    grant = grant_of(session, factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER).email)
    client.sign_in(factories.make_person_with(session, role, provider))
    client.get(PEOPLE, expect=403)
    client.get(f"{PEOPLE}invite", expect=403)
    for part in PAGES:
        client.get(page_of(grant, part), expect=403)


def test_the_list_asks_the_same_few_questions_for_few_and_for_many(
    client: Client,
    admin: Person,
    session: Session,
    provider: Provider,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    home = factories.make_home(session, provider)
    counts = []
    for more in (1, 60):
        for number in range(more):
            member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, f"Member {number}")
            factories.make_keeper(session, home, member)
        with count_queries() as queries:
            page = client.get(PEOPLE)
        counts.append(queries.count)
    assert counts[0] == counts[1]
    assert len(page.rows) == 51
    assert "62 people" in page.text
