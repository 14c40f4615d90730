"""An organisation's own profile: read by its people, kept by its admins, never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.providers.models import Provider
from tests import factories
from tests.support.client import Client

PARTS = ("trading-name", "contact", "safeguarding-lead")


@pytest.fixture
def provider(session: Session) -> Provider:
    return factories.make_provider(session)


@pytest.fixture
def admin(client: Client, session: Session, provider: Provider) -> Person:
    person = factories.make_provider_person(session, provider)
    client.sign_in(person)
    return person


def test_a_member_reads_it_and_changes_nothing(client: Client, session: Session, provider: Provider) -> None:
    client.sign_in(factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER))
    page = client.get("/provider/")
    assert page.h1 == "Sandhills Care Limited"
    assert "Change" not in page.text
    for part in PARTS:
        client.get(f"/provider/change/{part}", expect=403)
        client.post(f"/provider/change/{part}", {"trading_name": "Mine"}, expect=403)


def test_an_admin_changes_the_contact(client: Client, admin: Person) -> None:
    page = client.get(client.get("/provider/").link("Change contact"))
    assert page.h1 == "Change who we contact"
    done = client.submit(page.form("Save"), contact_name="Zoë O'Hara", contact_phone="0151 496 0999")
    assert "Your changes are saved." in done.text
    assert "Zoë O'Hara" in done.text
    assert "0151 496 0999" in done.text


def test_an_admin_changes_the_other_parts(client: Client, admin: Person) -> None:
    client.submit(client.get("/provider/change/trading-name").form(), trading_name="Marram ${alert(1)}")
    lead = client.get("/provider/change/safeguarding-lead").form()
    page = client.submit(lead, safeguarding_name="<b>Alex</b>")
    assert "Marram ${alert(1)}" in page.text
    assert "<b>Alex</b>" in page.text


def test_what_cannot_be_changed_here_has_no_page(client: Client, admin: Person) -> None:
    client.get("/provider/change/legal-name", expect=404)
    page = client.post(
        "/provider/change/trading-name", {"trading_name": "New", "legal_name": "Taken over", "version": 1}
    )
    assert page.h1 == "Sandhills Care Limited"


def test_a_stale_save_shows_both_values_and_overwrites_nothing(
    client: Client, new_client: Callable[[], Client], admin: Person, session: Session, provider: Provider
) -> None:
    second = new_client()
    second.sign_in(factories.make_provider_person(session, provider, name="Second Admin"))
    mine, theirs = (browser.get("/provider/change/contact").form() for browser in (client, second))
    second.submit(theirs, contact_name="Their choice")
    page = client.submit(mine, contact_name="My choice")
    assert page.title.startswith("Error: ")
    assert "Somebody else changed these details while you were typing" in page.errors[0]
    assert page.form().values["contact_name"] == ["My choice"]
    assert "Now: Their choice" in page.text
    assert "Their choice" in second.get("/provider/").text
    assert "My choice" in client.submit(page.form()).text


def test_saving_what_is_there_already_changes_nothing(
    client: Client, admin: Person, session: Session, provider: Provider
) -> None:
    client.submit(client.get("/provider/change/contact").form())
    session.refresh(provider)
    assert provider.version == 1


def test_errors_say_what_to_enter(client: Client, admin: Person) -> None:
    form = client.get("/provider/change/contact").form()
    page = client.submit(form, contact_name="", contact_email="not an address", contact_phone="12")
    assert page.errors == [
        "Enter a name",
        "Enter an email address in the correct format, like name@example.com",
        "Enter a phone number with its area code, like 0151 496 0000",
    ]


def test_staff_and_strangers_have_no_profile_page(client: Client, session: Session) -> None:
    assert client.get("/provider/").path == "/sign-in"
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    client.get("/provider/", expect=403)
