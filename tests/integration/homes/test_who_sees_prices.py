"""Who at an organisation sees its prices: given and taken away by whoever sees them, never lost altogether."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import Role
from portal.accounts import services
from portal.accounts.models import Grant, Person
from portal.providers.models import Provider
from tests import factories
from tests.support.client import Client
from tests.support.mail import Mailbox

PEOPLE = "/provider/people/"


@pytest.fixture
def provider(session: Session) -> Provider:
    return factories.make_provider(session)


@pytest.fixture
def admin(client: Client, session: Session, provider: Provider) -> Person:
    person = factories.make_provider_person(session, provider, name="Drew Elder")
    client.sign_in(person)
    return person


def grant_of(session: Session, person: Person) -> Grant:
    grant = session.scalars(select(Grant).where(Grant.person_id == person.id)).one()
    session.commit()
    return grant


def answer(client: Client, grant: Grant, *, sees: str) -> list[str]:
    """Answer the question for a colleague; returns the errors."""
    path = f"{PEOPLE}{grant.reference}/prices"
    return client.submit(client.get(path).form("Save"), sees_prices=sees).errors


def test_a_member_sees_prices_once_an_admin_says_so_and_it_is_on_record(
    client: Client, session: Session, provider: Provider, admin: Person
) -> None:
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Fin Finance")
    grant = grant_of(session, member)
    page = client.get(f"{PEOPLE}{grant.reference}/")
    assert "Sees prices No" in page.text
    assert answer(client, grant, sees="yes") == []
    assert "Sees prices Yes" in client.get(f"{PEOPLE}{grant.reference}/").text
    session.expire_all()
    assert factories.viewer_of(session, member).sees_prices is True
    verbs = select(events.EventRow.subject_reference).where(events.EventRow.verb == "accounts.prices_opened")
    assert session.scalars(verbs).all() == [member.reference]


def test_the_finance_person_can_be_the_only_one(
    client: Client, session: Session, provider: Provider, admin: Person
) -> None:
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Fin Finance")
    own, theirs = grant_of(session, admin), grant_of(session, member)
    assert answer(client, own, sees="no") == ["Somebody has to see prices. Let somebody else see them first."]
    assert answer(client, theirs, sees="yes") == []
    assert answer(client, own, sees="no") == []
    assert client.get(f"{PEOPLE}{theirs.reference}/prices", expect=403)
    client.post(f"{PEOPLE}{own.reference}/prices", {"sees_prices": "yes"}, expect=403)
    session.expire_all()
    assert [grant_of(session, one).sees_prices for one in (admin, member)] == [False, True]
    with pytest.raises(db.Refused, match="You do not see prices"):
        services.change_sees_prices(session, own, sees=True, actor=factories.viewer_of(session, admin), now=clock.now())


def test_an_admin_who_sees_no_prices_hands_none_out_with_the_role(
    client: Client, session: Session, provider: Provider, admin: Person, mailbox: Mailbox
) -> None:
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Fin Finance")
    answer(client, grant_of(session, member), sees="yes")
    answer(client, grant_of(session, admin), sees="no")
    form = client.get(f"{PEOPLE}invite").form()
    client.submit(form, full_name="Noor New", email="new@sandhills.example", role="provider_admin")
    session.expire_all()
    query = select(Grant.sees_prices).join(Grant.person).where(Person.email == "new@sandhills.example")
    assert session.scalars(query).all() == [False]


def test_whoever_removes_the_only_one_sees_prices_in_their_place(
    client: Client, session: Session, provider: Provider, admin: Person
) -> None:
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, "Fin Finance")
    theirs = grant_of(session, member)
    assert "in their place" not in client.get(f"{PEOPLE}{theirs.reference}/remove").text
    answer(client, theirs, sees="yes")
    answer(client, grant_of(session, admin), sees="no")
    page = client.get(f"{PEOPLE}{theirs.reference}/remove")
    assert "Once you remove them, you see prices in their place." in page.text
    client.submit(page.form("Remove this person"))
    session.expire_all()
    assert grant_of(session, admin).sees_prices is True
    verbs = select(events.EventRow.subject_reference).where(events.EventRow.verb == "accounts.prices_opened")
    assert admin.reference in session.scalars(verbs).all()


def test_another_organisation_has_no_say(
    client: Client, new_client: Callable[[], Client], session: Session, provider: Provider, admin: Person
) -> None:
    other = factories.make_provider_person(session, factories.make_provider(session, "Other"), name="Other Admin")
    path = f"{PEOPLE}{grant_of(session, other).reference}/prices"
    assert client.get(path, expect=404).text == client.get(f"{PEOPLE}GR-CCCCCCCC/prices", expect=404).text
    client.post(path, {"sees_prices": "no"}, expect=404)
    session.expire_all()
    assert grant_of(session, other).sees_prices is True
