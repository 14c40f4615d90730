"""Forms that were filled in wrong, names as long as they may be, and the pictures of the README, in the borough."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import NAME_LENGTH as PERSON_LENGTH
from portal.homes.models import NAME_LENGTH as HOME_LENGTH
from portal.homes.models import Home
from portal.providers.models import NAME_LENGTH as PROVIDER_LENGTH
from tests import factories
from tests.access_matrix import MATRIX
from tests.journeys.pages.borough import Borough
from tests.journeys.pages.walking import address_of, visitor_for
from tests.support.browser import Visitor

PARTS = 4
ONLY = ""  # the only button of the page's form
SAVE = "Save this section"
FAR_TOO_LONG = "W" * 10_000
MANY_WORDS = "many words " * 1_000
# Address, what is typed there, the button pressed. Boxes not named stay as the page filled them.
WRONG = (
    ("/sign-in", {}, ONLY),
    ("/reset", {"email": "nobody"}, ONLY),
    ("/reset/<token>", {"password": "short"}, ONLY),
    ("/invitations/<token>", {"full_name": "", "password": "short"}, ONLY),
    ("/account/password", {}, ONLY),
    ("/register/email", {}, ONLY),
    ("/register/confirm/<token>", {"full_name": FAR_TOO_LONG}, ONLY),
    ("/register/<reference>/steps/<step>", {"legal_name": FAR_TOO_LONG}, ONLY),
    ("/provider/change/<part>", {"contact_name": ""}, ONLY),
    ("/provider/people/invite", {}, ONLY),
    ("/admin/people/invite", {}, ONLY),
    ("/admin/people/<reference>/refuse", {}, ONLY),
    ("/commissioning/providers/<reference>/decline", {"reason": MANY_WORDS}, ONLY),
    ("/provider/homes/add", {}, ONLY),
    ("/provider/homes/<reference>/change/<step>", {"name": FAR_TOO_LONG, "urn": "12"}, ONLY),
    ("/provider/homes/<reference>/open", {}, ONLY),
    ("/provider/homes/<reference>/close", {"reason": MANY_WORDS}, ONLY),
    ("/provider/homes/<reference>/buildings/add", {"postcode": FAR_TOO_LONG}, ONLY),
    ("/commissioning/homes/add", {}, ONLY),
    ("/commissioning/homes/<reference>/urn", {}, ONLY),
    ("/provider/returns/<slug>/<home>/capacity", {"own": "1000000000", "comment": MANY_WORDS}, "Continue"),
    ("/commissioning/returns/new", {}, ONLY),
    ("/commissioning/returns/<slug>/extension", {}, ONLY),
    ("/commissioning/returns/<slug>/<home>/query", {"question": MANY_WORDS}, ONLY),
    ("/quality/visits/plan/<home>", {"starts": "soon", "ends": FAR_TOO_LONG}, ONLY),
    ("/quality/visits/<reference>/change", {"starts": "25:00"}, ONLY),
    ("/quality/visits/<reference>/cancel", {"reason": MANY_WORDS}, ONLY),
    ("/quality/visits/<reference>/hand-over", {"reason": MANY_WORDS}, ONLY),
    ("/quality/homes/<reference>/day", {"reason": MANY_WORDS}, ONLY),
    ("/quality/homes/<reference>/judgements/add", {}, ONLY),
    ("/voice/reports/<reference>/themes/<theme>", {"easy_said": "Provisions were insufficiently heated."}, ONLY),
    ("/voice/reports/<reference>/quotes/<key>/take-out", {}, ONLY),
    ("/inspect/not-safe", {}, ONLY),
    ("/card/", {}, ONLY),
    ("/card/<code>/back", {}, "Go in"),
    ("/card/<code>/not-safe", {}, "Send it"),
    ("/voice/cards/<home>/new", {"count": "13"}, ONLY),
    ("/voice/cards/<home>/<batch>/end", {}, ONLY),
    ("/safeguarding/<reference>/notes", {}, ONLY),
    ("/safeguarding/<reference>/reminders/<duty>", {"text": MANY_WORDS}, ONLY),
    ("/safeguarding/<reference>/close", {}, ONLY),
    ("/safeguarding/<reference>/hold", {}, ONLY),
    ("/safeguarding/rota/add", {}, ONLY),
    ("/safeguarding/arrangements", {"minutes_to_deputy": "900", "reading_hours": ""}, ONLY),
    ("/commissioning/needs/import", {}, ONLY),
    ("/quality/visits/<reference>/findings/<slug>", {"text": FAR_TOO_LONG + "W"}, "Save and go on"),
    ("/quality/visits/<reference>/photographs/add", {"caption": FAR_TOO_LONG}, ONLY),
    ("/quality/visits/<reference>/report/points/<slug>", {}, ONLY),
    ("/quality/visits/<reference>/actions/add", {"text": MANY_WORDS}, ONLY),
    ("/provider/visits/<reference>/points/<slug>", {}, ONLY),
    ("/provider/visits/<reference>/actions/<action>", {}, ONLY),
    ("/commissioning/homes/<reference>/new-placements", {}, ONLY),
    ("/commissioning/homes/<reference>/new-placements/<suspension>/lift", {}, ONLY),
    ("/commissioning/statements/new", {"title": FAR_TOO_LONG}, ONLY),
    ("/commissioning/statements/<reference>/details", {"title": "", "summary": MANY_WORDS}, ONLY),
    ("/commissioning/statements/<reference>/sections/new", {"heading": FAR_TOO_LONG}, SAVE),
    ("/commissioning/statements/<reference>/sections/<section>", {"markdown": "{{ figure:unknown }}"}, SAVE),
    ("/commissioning/statements/<reference>/decision", {}, ONLY),
    ("/commissioning/statements/<reference>/versions/<int:number>/withdraw", {}, ONLY),
)
ROUTES = {route.rule: route for route in MATRIX}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_says_what_to_mend(borough: Borough, part: int) -> None:
    for rule, typed, button in WRONG[part::PARTS]:
        visitor = visitor_for(ROUTES[rule], borough)
        visitor.go(address_of(ROUTES[rule], borough))
        visitor.fill(**typed)
        press(visitor, button)
        assert visitor.page.title().startswith("Error: "), f"{rule}: {visitor.page.title()}"
        assert visitor.page.locator(".govuk-error-summary a").count(), f"{rule}: no link to what has to be mended"
        visitor.look(f"error{rule}")


def press(visitor: Visitor, button: str) -> None:
    if button:
        visitor.press(button)
        return
    with visitor.page.expect_navigation():
        visitor.page.locator('main form[method="post"] button').locator("visible=true").last.click()


@pytest.fixture(scope="module")
def long_home(borough: Borough) -> Home:
    """A home with the longest name, of an organisation with the longest name, kept by somebody with the longest."""
    with borough.server.session() as session:
        return _make_long_home(session)


def _make_long_home(session: Session) -> Home:
    provider = factories.make_provider(session, "W" * PROVIDER_LENGTH, trading_name="M" * PROVIDER_LENGTH)
    factories.make_provider_person(session, provider, name="W" * PERSON_LENGTH)
    return factories.make_home(session, provider, "W" * HOME_LENGTH)


def test_the_longest_names_fit_the_councils_pages(borough: Borough, long_home: Home) -> None:
    visitor, month = borough.visitor(Role.COMMISSIONER), borough.records["month"]["slug"]
    for name, address in {
        "providers": "/commissioning/providers/?search=WWWW",
        "homes": "/commissioning/homes/?q=WWWW",
        "home": f"/commissioning/homes/{long_home.reference}/",
        "month": f"/commissioning/returns/{month}/?q=WWWW",
        "entry": f"/commissioning/returns/{month}/{long_home.reference}/",
    }.items():
        visitor.go(address)
        assert "WWWW" in visitor.page.locator("main").inner_text(), address
        visitor.look(f"long {name} of the council")


def test_the_longest_names_fit_the_providers_pages(borough: Borough, long_home: Home) -> None:
    visitor, month = borough.guest(), borough.records["month"]["slug"]
    with borough.server.session() as session:
        person = factories.find_person(session, "W" * PERSON_LENGTH)
    visitor.sign_in(person)
    for name, address in {
        "today": "/today",
        "organisation": "/provider/",
        "people": "/provider/people/",
        "homes": "/provider/homes/",
        "home": f"/provider/homes/{long_home.reference}/",
        "month": f"/provider/returns/{month}/",
        "figures": f"/provider/returns/{month}/{long_home.reference}/capacity",
    }.items():
        visitor.go(address)
        visitor.look(f"long {name} of a provider")


def test_the_pictures_of_the_readme(borough: Borough, browser: Browser) -> None:
    """A published statement as far as its first chart, and a return on a phone whose beds do not add up."""
    screen = {"width": 1280, "height": 1720}
    reader = browser.new_page(base_url=borough.server.url, viewport=screen, device_scale_factor=0.75)
    reader.goto(address_of(ROUTES["/statements/<slug>/"], borough))
    expect(reader.locator("figure svg").first).to_be_in_viewport(ratio=1)
    take(reader, "statement")
    reader.close()
    provider = borough.visitor(Role.PROVIDER_ADMIN)
    provider.page.set_viewport_size({"width": 375, "height": 900})
    entry = borough.records["entry not begun"]
    provider.go(f"/provider/returns/{entry['slug']}/{entry['home']}/capacity")
    own = int(provider.page.locator('[name="own"]').input_value() or 0)
    provider.fill(own=str(own + 1))
    provider.press("Continue")
    expect(provider.page.locator(".govuk-error-summary")).to_contain_text("add up to")
    provider.page.evaluate("scrollTo(0, 0)")
    take(provider.page, "return-phone")


def take(page: Page, name: str) -> None:
    """What the screen shows now, in the gallery."""
    folder = os.environ.get("PORTAL_GALLERY")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
