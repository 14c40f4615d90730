"""What people type that no form expects: it is refused in words, or kept exactly as it is and shown as text."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal.homes.models import Home
from tests import factories
from tests.integration.homes import made
from tests.support.client import Client
from tests.support.pages import Page

ODD_NAMES = (
    "O’Brien's House", "Maison Élève", "Sunshine 🌞 House", "בית ירוק", "${alert(1)}", "`back` {{ 7*7 }} {% raw %}",
    "<b>Bold</b><script>alert(1)</script>", "'; DROP TABLE home; --", "Robert\\' OR 1=1",
)  # fmt: skip


@pytest.fixture
def home(session: Session, client: Client) -> Home:
    made.know_places(session)
    provider = factories.make_provider(session)
    client.sign_in(factories.make_provider_person(session, provider))
    return made.add(session, provider)


def change(client: Client, home: Home, step: str, **fields: str) -> Page:
    return client.submit(client.get(f"/provider/homes/{home.reference}/change/{step}").form(), fields)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_kept_and_shown_as_text(session: Session, client: Client, home: Home, name: str) -> None:
    page = change(client, home, "name", name=name)
    assert page.h1 == name
    session.refresh(home)
    assert home.name == name
    assert name in client.get("/provider/homes/").text
    client.sign_out()
    client.sign_in(factories.make_staff(session, factories.Role.COMMISSIONER))
    assert client.get(f"/commissioning/homes/{home.reference}/").h1 == name


def test_nul_and_ten_thousand_characters(session: Session, client: Client, home: Home) -> None:
    assert change(client, home, "name", name="Mar\0ram\u202e House").h1 == "Marram House"
    page = change(client, home, "name", name="x" * 10_000)
    assert page.errors == ["Name of the home must be 200 characters or fewer"]
    assert page.form().values["name"] == ["x" * 10_000]
    assert change(client, home, "name", urn="9" * 10_000).errors == ["Ofsted URN must be 30 characters or fewer"]
    assert client.get("/provider/homes/?q=" + "%25" * 3_000).rows == []
    assert client.get("/provider/homes/?q=%00%F0%9F%8C%9E&page=-1&type=%00&sort=%00").rows == []
    client.get("/provider/homes/%00/", expect=404)
    client.get(f"/provider/homes/{home.reference}/change/%00", expect=404)


@pytest.mark.parametrize("urn", ["12", "SC12345", "SC1234567", "AB123456", "١٢٣٤٥٦٧", "SC12345O", "<b>", "1234567 8"])
def test_urns_of_the_wrong_form(client: Client, home: Home, urn: str) -> None:
    page = change(client, home, "name", urn=urn)
    assert page.errors == ["URN must be 7 numbers, or SC and 6 numbers, like SC123456"]
    assert page.form().values["urn"] == [urn]


def test_demonstration_identifiers_are_refused(client: Client, home: Home) -> None:
    page = change(client, home, "name", urn="SC900001")
    assert page.errors == ["URN must be one that Ofsted gave. Check it on the certificate"]
    form = client.get(f"/provider/homes/{home.reference}/buildings/add").form()
    page = client.submit(form, line_1="1 Road", town="Southport", postcode="PR8 1CK")
    assert page.errors == ["Postcode must be a real one. Check its last 2 letters"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "Registered places must be 1 or more"),
        ("0", "Registered places must be 1 or more"),
        ("1000000000", "Registered places must be 500 or fewer"),
        ("9" * 5_000, "Registered places must be 500 or fewer"),
        ("four", "Registered places must be a whole number, like 4"),
        ("٤", "Registered places must use the digits 0 to 9"),
        ("4.5", "Registered places must be a whole number, without a decimal point"),
        ("", "Enter the registered places"),
        ("2", "Usable places must be 2 or fewer: the home is registered for 2"),
    ],
)
def test_places_that_cannot_be(client: Client, home: Home, typed: str, message: str) -> None:
    assert change(client, home, "places", registered_places=typed).errors == [message]


def test_choices_nobody_offered_and_fields_nobody_asked_for(session: Session, client: Client, home: Home) -> None:
    path = f"/provider/homes/{home.reference}/change"
    places = {"version": "1", "registered_places": "4", "usable_places": "4", "age_from": "8", "age_to": "17"}
    assert client.post(f"{path}/places", places | {"genders": "other"}).errors == [
        "Who is it for?: select one of the answers shown"
    ]
    assert client.post(f"{path}/places", places).errors == ["Select who it is for"]
    assert client.post(f"{path}/needs", {"version": "1", "needs": "nonsense"}).errors == [
        "Which needs does it cater for?: select one of the answers shown"
    ]
    extra = {"version": "1", "name": "New name", "urn": "SC123456", "status": "closed", "provider_id": "99", "id": "99"}
    owner = home.provider_id
    assert client.post(f"{path}/name", extra).h1 == "New name"
    session.refresh(home)
    assert (home.status, home.provider_id) == ("open", owner)
    for step in ("type", "opening", "area", "address", "ages", "nonsense", "__class__"):
        client.get(f"{path}/{step}", expect=404)


@pytest.mark.parametrize("version", [None, "", "abc", "-1", "9" * 50, "١"])
def test_a_version_that_was_made_up_or_left_out_overwrites_nothing(
    session: Session, client: Client, home: Home, version: str | None
) -> None:
    carried = {} if version is None else {"version": version}
    page = client.post(f"/provider/homes/{home.reference}/change/name", {**carried, "name": "Mine", "urn": "SC123456"})
    assert page.errors == [
        "Somebody else changed this while you were typing. Compare both below, then save what is right"
    ]
    assert "Name Saved by somebody else: Marram HouseYou gave: Mine" in page.text
    session.refresh(home)
    assert home.name == "Marram House"


def test_dates_that_cannot_be(client: Client, home: Home) -> None:
    def opened(day: str, month: str, year: str) -> list[str]:
        path = f"/provider/homes/{home.reference}/change/opened"
        typed = {"opened_on-day": day, "opened_on-month": month, "opened_on-year": year}
        return client.submit(client.get(path).form(), typed).errors

    assert opened("31", "2", "2024") == ["The date it opened must be a real date: that month has no such day"]
    assert opened("1", "1", "2099") == ["The date it opened must be today or in the past"]
    assert opened("", "", "") == ["Enter the date it opened"]
    assert opened("١", "1", "2024") == ["The date it opened must use the digits 0 to 9"]
