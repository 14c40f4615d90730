"""Adding and looking after homes, in a real browser, at both desks."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.homes import rules, services
from portal.homes.models import Home, HomeStatus, Postcode, ServiceType
from portal.providers.models import Provider
from tests import factories
from tests.support.browser import Visitor
from tests.support.live import LiveServer

LONG = "St Brìde’s House for Young People and their Very Long-Lasting Hopes `${alert(1)}` <b>" + "x" * 80


def _prepare(session: Session) -> None:
    services.load_needs(session)
    session.add(
        Postcode(
            postcode="PR8 1AA", latitude=53.6, longitude=-3.0, easting=333_000, northing=416_000,
            authority_code="E08000014",
        )
    )  # fmt: skip
    session.commit()


def _add(session: Session, provider: Provider, **details: object) -> Home:
    values = {
        "service_type": ServiceType.RESIDENTIAL, "status": HomeStatus.OPEN, "name": "Marram House", "age_from": 8,
        "age_to": 17, "urn": "SC123456", "opened_on": date(2021, 2, 1), "registered_places": 4, "usable_places": 3,
        "premises": (rules.Address("1 High Street", "Southport", "PR8 1AA"),),
    } | details  # fmt: skip
    return services.add_home(
        session,
        provider,
        rules.HomeDetails(**values),
        actor=events.SYSTEM,
        now=clock.now(),  # type: ignore[arg-type]
    )


def test_an_admin_adds_a_home(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        _prepare(session)
        admin = factories.make_provider_person(session, factories.make_provider(session))
    visitor.sign_in(admin)
    visitor.go("/provider/homes/")
    visitor.look("Homes with none yet")
    visitor.page.get_by_role("button", name="Add a home").click()
    visitor.look("Add a home")
    visitor.press("Save and continue")
    visitor.look("Add a home with nothing selected")
    visitor.page.get_by_label("Children’s home", exact=True).check()
    visitor.press("Save and continue")
    visitor.page.get_by_label("Yes, it is open").check()
    visitor.look("Is it open")
    visitor.fill(**{"opened_on-day": "1", "opened_on-month": "2", "opened_on-year": "2021"})
    visitor.press("Save and continue")
    visitor.fill(name=LONG, urn="12")
    visitor.press("Save and continue")
    visitor.look("Name and URN with a wrong URN")
    visitor.fill(urn="sc 123456")
    visitor.press("Save and continue")
    visitor.fill(registered_places="4", usable_places="5", age_from="8", age_to="17")
    visitor.page.get_by_label("Any gender").check()
    visitor.press("Save and continue")
    visitor.look("Places that do not fit")
    visitor.fill(usable_places="4")
    visitor.press("Save and continue")
    visitor.look("Needs")
    visitor.page.get_by_label("Autism").check()
    visitor.press("Save and continue")
    visitor.look("Address")
    visitor.fill(line_1="1 High Street", town="Southport", postcode="pr81aa")
    visitor.press("Save and continue")
    visitor.look("Check what you gave")
    visitor.press("Add this home")
    visitor.look("Home added")
    visitor.page.go_back()
    visitor.page.reload()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Home added")


def test_an_admin_changes_a_home_that_a_colleague_changes_too(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        _prepare(session)
        provider = factories.make_provider(session)
        home = _add(session, provider, name=LONG)
        admin = factories.make_provider_person(session, provider)
    visitor.sign_in(admin)
    visitor.go("/provider/homes/")
    visitor.look("Homes with one")
    visitor.follow(LONG)
    visitor.look("Home of our own")
    visitor.follow("Change the URN")
    visitor.look("Change name and URN")
    with live_server.session() as session:
        home = session.get_one(Home, home.id)
        answers = {"name": "Named by a colleague", "urn": "SC123456"}
        services.change_home(session, home, "name", answers, version=home.version, actor=events.SYSTEM, now=clock.now())
    visitor.fill(name="Named by me")
    visitor.press("Save")
    visitor.look("Changed by a colleague meanwhile")
    visitor.press("Save")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Named by me")
    visitor.page.get_by_role("button", name="Say that it has closed").click()
    visitor.look("Say that it has closed")


def test_a_commissioner_finds_homes_and_settles_a_urn(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        _prepare(session)
        first = factories.make_provider(session, "Sandhills Care Limited")
        second = factories.make_provider(session, "Ainsdale Homes Limited")
        _add(session, first)
        _add(session, second, name="Dune House")
        _add(
            session, second, name="Pinewoods", urn="1234567",
            premises=(rules.Address("2 Low Road", "Formby", "L37 1ZZ"),),
        )  # fmt: skip
        person = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(person)
    visitor.look("Today with homes to sort out")
    visitor.follow("Settle URNs claimed more than once (2)")
    visitor.look("Homes with a URN conflict")
    visitor.follow("Dune House")
    visitor.look("Home with a URN conflict")
    visitor.page.get_by_role("button", name="Settle the URN").click()
    visitor.look("Settle a URN")
    visitor.page.get_by_label("Marram House").check()
    visitor.fill(reason="Ofsted’s register names Sandhills Care Limited.")
    visitor.press("Settle the URN")
    visitor.look("Home without its URN")
    visitor.follow("See the address")
    visitor.look("Where a home is")
    visitor.go("/commissioning/homes/?q=nothing-like-it")
    visitor.look("Homes with nothing found")
    visitor.go("/commissioning/homes/add")
    visitor.look("Add a home for an organisation")
