"""Homes as the authority sees them: no address but on the page that records the look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events
from portal.access import Role
from portal.homes.models import Home, HostBasis
from portal.providers.models import ProviderStatus
from tests import factories
from tests.integration.homes import made
from tests.integration.homes.test_provider_pages import ANSWERS
from tests.support.client import Client

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)


@pytest.fixture
def home(session: Session) -> Home:
    made.know_places(session)
    return made.add(session, factories.make_provider(session))


@pytest.fixture
def commissioner(session: Session, home: Home, client: Client) -> Client:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    return client


def looks(session: Session, home: Home) -> list[str]:
    return [
        row.actor_reference
        for row in events.list_events(session, ("home", home.reference))
        if row.verb == "homes.address_seen"
    ]


@pytest.mark.parametrize("role", READERS)
def test_readers_see_everything_but_the_address(session: Session, home: Home, client: Client, role: Role) -> None:
    client.sign_in(factories.make_staff(session, role))
    pages = [
        client.get(path)
        for path in (
            "/commissioning/homes/",
            f"/commissioning/homes/{home.reference}/",
            "/commissioning/homes/list.csv",
        )
    ]
    for page in pages:
        shown = page.body.decode()
        assert "Marram House" in shown
        for restricted in (made.STREET, made.POSTCODE, "53.65"):
            assert restricted not in shown
    assert looks(session, home) == []


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PUBLISHER])
def test_opening_the_address_is_recorded(session: Session, home: Home, client: Client, role: Role) -> None:
    person = factories.make_staff(session, role)
    client.sign_in(person)
    page = client.get(client.get(f"/commissioning/homes/{home.reference}/").link("See the address"))
    assert made.STREET in page.text
    session.expire_all()
    assert looks(session, home) == [person.reference]
    assert "Address looked at" in client.get(f"/commissioning/homes/{home.reference}/").text


@pytest.mark.parametrize("role", [Role.QA_OFFICER, Role.AUDITOR, Role.PORTAL_ADMIN, Role.COORDINATOR])
def test_other_roles_may_not_open_the_address(session: Session, home: Home, client: Client, role: Role) -> None:
    client.sign_in(factories.make_staff(session, role))
    client.get(f"/commissioning/homes/{home.reference}/address", expect=403)
    client.get(f"/commissioning/homes/{home.reference}/change/name", expect=403)
    assert looks(session, home) == []


def test_the_provider_never_reads_who_looked(session: Session, home: Home, commissioner: Client) -> None:
    commissioner.get(f"/commissioning/homes/{home.reference}/address")
    commissioner.sign_out()
    commissioner.sign_in(factories.make_provider_person(session, home.provider))
    page = commissioner.get(f"/provider/homes/{home.reference}/")
    assert "looked" not in page.text


@pytest.mark.parametrize("status", [ProviderStatus.DRAFT, ProviderStatus.APPLIED, ProviderStatus.DECLINED])
def test_homes_of_organisations_without_standing_are_missing(
    session: Session, commissioner: Client, status: ProviderStatus
) -> None:
    stranger = made.add(
        session,
        factories.make_provider(session, "Stranger Limited", status=status),
        name="Strange House",
        urn="1000001",
    )
    assert "Strange House" not in commissioner.get("/commissioning/homes/").text
    commissioner.get(f"/commissioning/homes/{stranger.reference}/", expect=404)
    commissioner.get(f"/commissioning/homes/{stranger.reference}/address", expect=404)


def test_another_authoritys_staff_see_nothing(session: Session, home: Home, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER, authority=factories.make_other_authority(session)))
    assert "0 homes" in client.get("/commissioning/homes/").text
    client.get(f"/commissioning/homes/{home.reference}/", expect=404)


def test_the_filters(session: Session, home: Home, commissioner: Client) -> None:
    other = factories.make_provider(session, "Ainsdale Homes Limited", trading_name="Dunes")
    made.add(
        session, other, name="Dune House", urn="1000001", needs=("self-harm",),
        premises=(made.rules.Address("2 Quay", "Liverpool", "L1 1AA"),),
    )  # fmt: skip
    made.planned(session, other, name="Pinewoods")

    def found(query: str) -> list[str]:
        rows = commissioner.get(f"/commissioning/homes/?{query}").rows[1:]
        return [row[0].split("URN")[0] for row in rows]

    assert found("") == ["Dune House", "Marram House", "Pinewoods"]
    assert found("sort=-name") == ["Pinewoods", "Marram House", "Dune House"]
    assert found("q=DUNE") == ["Dune House", "Pinewoods"]
    assert found("q=sc+123+456") == ["Marram House"]
    assert found("q=100%25") == []
    assert found(f"provider={other.reference}&status=open") == ["Dune House"]
    assert found("status=planned") == ["Pinewoods"]
    assert found("type=fostering") == []
    assert found("need=self-harm") == ["Dune House"]
    assert found("host=in") == ["Marram House"]
    assert found("host=out") == ["Dune House"]
    assert found("flag=location") == []
    assert found("type=nonsense&page=99&sort=nonsense") == found("")


def test_a_commissioner_corrects_a_home(session: Session, home: Home, commissioner: Client) -> None:
    page = commissioner.get(f"/commissioning/homes/{home.reference}/change/places")
    page = commissioner.submit(page.form(), registered_places="5")
    assert "Your change is saved" in page.text
    session.refresh(home)
    assert home.registered_places == 5
    commissioner.get(f"/commissioning/homes/{home.reference}/change/area", expect=404)
    commissioner.get(f"/commissioning/homes/{home.reference}/change/type", expect=404)


def test_a_commissioner_says_where_a_home_is(session: Session, home: Home, commissioner: Client) -> None:
    lost = made.add(session, home.provider, name="Lost House", urn="1000001", premises=(made.UNKNOWN,))
    page = commissioner.get(f"/commissioning/homes/{lost.reference}/change/area")
    page = commissioner.submit(page.form(), host_authority_code=made.LIVERPOOL)
    assert "Liverpool (as stated, not from a postcode)" in page.text
    session.refresh(lost)
    assert (lost.host_authority_code, lost.host_basis) == (made.LIVERPOOL, HostBasis.STATED)


def test_a_commissioner_adds_a_home_and_only_they_see_its_draft(
    session: Session, home: Home, commissioner: Client, new_client: Callable[[], Client]
) -> None:
    own = factories.make_provider(session, "Sefton Council in-house")
    page = commissioner.get("/commissioning/homes/add")
    assert commissioner.submit(page.form()).errors == ["Select what kind of service it is", "Select the provider"]
    page = commissioner.submit(page.form(), service_type="residential", provider=own.reference)
    for step in ("opening", "name", "places", "needs", "address"):
        fields = ANSWERS[step] | ({"urn": "1000001", "name": "Council House"} if step == "name" else {})
        page = commissioner.submit(page.form(), fields)
    assert "Sefton Council in-house" in page.text
    colleague = new_client()
    colleague.sign_in(factories.make_staff(session, Role.COMMISSIONER, name="Sam Rowan"))
    colleague.get(page.path, expect=404)
    theirs = new_client()
    theirs.sign_in(factories.make_provider_person(session, own))
    theirs.get(page.path.replace("commissioning", "provider"), expect=404)
    assert commissioner.submit(page.form()).h1 == "Home added"
    added = session.scalars(select(Home).where(Home.name == "Council House")).one()
    assert added.provider_id == own.id


def test_an_organisation_not_offered_cannot_be_given_a_home(session: Session, commissioner: Client) -> None:
    applied = factories.make_provider(session, "Not approved Limited", status=ProviderStatus.APPLIED)
    page = commissioner.post("/commissioning/homes/add", {"service_type": "residential", "provider": applied.reference})
    assert page.errors == ["Whose home is it?: select one of the answers shown"]
