"""An organisation's own homes: adding in steps, changing, buildings; who sees which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.access import Role
from portal.homes.models import Home, HomeDraft, HomeStatus
from portal.providers.models import Provider
from tests import factories
from tests.integration.homes import made
from tests.support.client import Client
from tests.support.pages import Page

ANSWERS: dict[str, dict[str, Any]] = {
    "type": {"service_type": "residential"},
    "opening": {"status": "open", "opened_on-day": "1", "opened_on-month": "2", "opened_on-year": "2021"},
    "name": {"name": "Marram House", "urn": " sc 123456"},
    "places": {"registered_places": "4", "usable_places": "3", "age_from": "8", "age_to": "17", "genders": "any"},
    "needs": {"needs": ["autism", "self-harm"]},
    "address": {"line_1": made.STREET, "town": made.TOWN, "postcode": "pr81aa"},
}


@pytest.fixture
def provider(session: Session) -> Provider:
    made.know_places(session)
    return factories.make_provider(session)


@pytest.fixture
def admin(session: Session, provider: Provider, client: Client) -> Client:
    client.sign_in(factories.make_provider_person(session, provider))
    return client


def answer(client: Client, *, until: str = "check", **changes: dict[str, Any]) -> Page:
    """Add a home as far as a step, which is shown and not answered."""
    page = client.get("/provider/homes/add")
    for step, fields in {**ANSWERS, **changes}.items():
        if step == until:
            break
        page = client.submit(page.form("Save and continue"), fields)
        assert not page.errors
    return page


def test_a_home_is_added_in_steps(session: Session, admin: Client) -> None:
    page = answer(admin)
    assert page.h1 == "Check what you gave"
    for text in ("Children’s home", "1 February 2021", "Marram House", "SC123456", "8 to 17", "Autism", made.STREET):
        assert text in page.text
    done = admin.submit(page.form("Add this home"))
    home = session.scalars(select(Home)).one()
    assert done.h1 == "Home added"
    assert home.reference in done.text
    assert (home.name, home.urn, home.premises[0].postcode) == ("Marram House", "SC123456", "PR8 1AA")


def test_leaving_and_coming_back_loses_nothing(admin: Client) -> None:
    answer(admin, until="places")
    page = admin.get(admin.get("/today").link("Finish adding Marram House"))
    assert page.h1 == "Places, ages and gender"
    page = admin.get(admin.get("/provider/homes/").link("Go on with Marram House"))
    assert page.h1 == "Places, ages and gender"
    assert admin.get(page.link("Back")).form().values["urn"] == ["SC123456"]


def test_the_back_button_after_adding_leads_to_the_same_home(session: Session, admin: Client) -> None:
    page = answer(admin)
    first, again = admin.submit(page.form("Add this home")), admin.submit(page.form("Add this home"))
    assert first.text == again.text
    assert admin.get(page.path.replace("check", "name")).h1 == "Home added"
    assert session.scalar(select(func.count()).select_from(Home)) == 1


def test_an_answer_changed_later_brings_its_step_back(admin: Client) -> None:
    planned = {"status": "planned", "opened_on-day": "", "opened_on-month": "", "opened_on-year": ""}
    page = answer(admin, opening=planned, name={"name": "Marram House", "urn": ""}, address={})
    assert page.h1 == "Check what you gave"
    opening = admin.get(page.path.replace("check", "opening"))
    page = admin.submit(opening.form(), ANSWERS["opening"])
    assert page.h1 == "Name and URN"
    page = admin.submit(page.form(), ANSWERS["name"])
    assert page.h1 == "Address"


def test_a_fostering_agency_says_its_area_and_no_places(session: Session, admin: Client) -> None:
    page = admin.submit(admin.get("/provider/homes/add").form(), service_type="fostering")
    page = admin.submit(page.form(), ANSWERS["opening"])
    page = admin.submit(page.form(), ANSWERS["name"])
    assert "registered_places" not in page.form().names
    page = admin.submit(page.form(), age_from="0", age_to="17", genders="any")
    page = admin.submit(page.form(), needs=["none"])
    page = admin.submit(page.form(), host_authority_code=made.SEFTON)
    page = admin.submit(page.form("Add this home"))
    home = session.scalars(select(Home)).one()
    assert (home.registered_places, home.host_authority_code, len(home.premises)) == (0, made.SEFTON, 0)


def test_discarding_a_draft(session: Session, admin: Client) -> None:
    answer(admin, until="places")
    page = admin.get("/provider/homes/")
    page = admin.submit(admin.get(page.link("discard it (Marram House)")).form())
    assert "discarded" in page.text
    assert session.scalar(select(func.count()).select_from(HomeDraft)) == 0


def test_none_of_these_stands_alone(admin: Client) -> None:
    page = answer(admin, until="needs")
    assert admin.submit(page.form()).errors == ["Select the needs it caters for, or “None of these”"]
    both = admin.submit(page.form(), needs=["autism", "none"])
    assert both.errors == ["Select needs, or “None of these”, but not both"]


def test_the_second_editor_sees_both_values(session: Session, provider: Provider, admin: Client) -> None:
    home = made.add(session, provider)
    path = f"/provider/homes/{home.reference}/change/places"
    mine, theirs = admin.get(path).form(), admin.get(path).form()
    admin.submit(theirs, registered_places="6")
    page = admin.submit(mine, registered_places="5", usable_places="2")
    assert page.title.startswith("Error: ")
    assert "Registered places Saved by somebody else: 6You gave: 5" in page.text
    assert "Usable places Saved by somebody else: 3You gave: 2" in page.text
    session.refresh(home)
    assert (home.registered_places, home.usable_places) == (6, 3)
    assert admin.submit(page.form()).h1 == "Marram House"
    session.refresh(home)
    assert (home.registered_places, home.usable_places) == (5, 2)


def test_the_second_editor_of_an_address_sees_both(session: Session, provider: Provider, admin: Client) -> None:
    home = made.add(session, provider)
    path = f"/provider/homes/{home.reference}/buildings/{home.premises[0].reference}"
    mine = admin.get(path).form()
    admin.submit(admin.get(path).form(), line_1="9 Other Road")
    page = admin.submit(mine, line_1="7 My Road")
    assert "9 Other Road" in page.text
    assert page.form().values["line_1"] == ["7 My Road"]
    admin.submit(page.form())
    session.expire_all()
    assert home.premises[0].line_1 == "7 My Road"


def test_buildings_are_added_and_removed(session: Session, provider: Provider, admin: Client) -> None:
    home = made.add(session, provider)
    page = admin.get(admin.get(f"/provider/homes/{home.reference}/").link("Add another building"))
    missing = admin.submit(page.form())
    assert missing.errors == ["Enter the first line of the address", "Enter the town or city", "Enter the postcode"]
    for _ in range(2):  # sent twice, it is one building
        added = admin.submit(page.form(), line_1="2 Low Road", town="Formby", postcode="L37 1ZZ")
        assert ("Building 2" in added.text, "Building 3" in added.text) == (True, False)
    session.expire_all()
    path = f"/provider/homes/{home.reference}/buildings/{home.premises[1].reference}/remove"
    assert "2 Low Road" in admin.get(path).text
    assert "2 Low Road" not in admin.submit(admin.get(path).form()).text
    last = f"/provider/homes/{home.reference}/buildings/{home.premises[0].reference}/remove"
    refused = admin.submit(admin.get(last).form())
    assert refused.errors == ["An open home needs an address. Change this one, or add the new one first."]


def test_opening_and_closing(session: Session, provider: Provider, admin: Client) -> None:
    home = made.planned(session, provider, premises=(made.ADDRESS,))
    page = admin.get(f"/provider/homes/{home.reference}/")
    page = admin.submit(
        admin.get(page.link("Say that it has opened")).form(),
        {"opened_on-day": "1", "opened_on-month": "March", "opened_on-year": "2024", "urn": "1234567"},
    )
    assert "is open" in page.text
    form = admin.get(page.link("Say that it has closed")).form()
    assert admin.submit(form).errors == ["Enter the date it closed", "Enter why it closed"]
    early = {"closed_on-day": "29", "closed_on-month": "2", "closed_on-year": "2024", "reason": "Sold"}
    assert admin.submit(form, early).errors == ["The date it closed must be on or after the date it opened"]
    page = admin.submit(form, early | {"closed_on-year": "2025", "closed_on-day": "28"})
    assert "28 February 2025: Sold" in page.text
    session.refresh(home)
    assert home.status == HomeStatus.CLOSED
    again = admin.submit(form, early | {"closed_on-year": "2025", "closed_on-day": "28"})
    assert again.errors == ["This home is not open. Go back to its page to see how it stands"]


def test_a_member_reads_the_homes_they_look_after(session: Session, provider: Provider, client: Client) -> None:
    kept = made.add(session, provider)
    other = made.add(session, provider, name="Dune House", urn="1000001")
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER)
    factories.make_keeper(session, kept, member)
    client.sign_in(member)
    page = client.get("/provider/homes/")
    assert "Marram House" in page.text
    assert "Dune House" not in page.text
    assert "Dune House" not in client.get("/provider/homes/list.csv").body.decode()
    record = client.get(f"/provider/homes/{kept.reference}/")
    assert made.STREET in record.text
    assert "Change" not in record.text
    client.get(f"/provider/homes/{other.reference}/", expect=404)
    for path in ("add", f"{kept.reference}/change/name", f"{kept.reference}/close", f"{kept.reference}/buildings/add"):
        client.get(f"/provider/homes/{path}", expect=403)


def test_another_organisations_records_are_as_missing_as_none(
    session: Session, admin: Client, new_client: Callable[[], Client]
) -> None:
    other = factories.make_provider(session, "Ainsdale Homes Limited")
    home = made.add(session, other)
    stranger = new_client()
    stranger.sign_in(factories.make_provider_person(session, other))
    draft = answer(stranger, until="places").path.split("/")[-2]
    building = home.premises[0].reference
    own = made.add(session, session.scalars(select(Provider).where(Provider.id != other.id)).one(), urn="1000009")
    for path in (
        f"{home.reference}/", f"{home.reference}/change/name", f"{home.reference}/open", f"{home.reference}/close",
        f"{home.reference}/added", f"{home.reference}/buildings/add", f"{home.reference}/buildings/{building}",
        f"{home.reference}/buildings/{building}/remove", f"{own.reference}/buildings/{building}",
        f"add/{draft}/", f"add/{draft}/name", f"add/{draft}/check", f"add/{draft}/discard",
    ):  # fmt: skip
        admin.get(f"/provider/homes/{path}", expect=404)
        if not path.endswith(("/", "added")):
            admin.post(f"/provider/homes/{path}", {"name": "Mine now", "urn": "1000008"}, expect=404)


def test_typed_text_survives_a_session_that_ends(session: Session, provider: Provider, admin: Client) -> None:
    home = made.add(session, provider)
    person = factories.make_provider_person(session, provider, name="Sam Rowan")
    admin.sign_out()
    admin.sign_in(person)
    path = f"/provider/homes/{home.reference}/change/name"
    form = admin.get(path).form()
    form.outlive_token()
    page = admin.submit(form, name="Typed for a long time")
    assert page.form().values["name"] == ["Typed for a long time"]
    session.refresh(home)
    assert home.name == "Marram House"
    assert admin.submit(page.form()).h1 == "Typed for a long time"
