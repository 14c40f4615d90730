"""A tap on a phone, with and without script, and the commissioner who finds the place that it opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from tests import factories
from tests.integration.returns import made
from tests.support.browser import Visitor
from tests.support.live import LiveServer

# Thumbs need about this many pixels, twice what WCAG 2.2 asks of every target.
THUMB = 44


def _full_home(session: Session) -> tuple[Home, Person, Person]:
    """A home whose return said that nothing is open and one place is held."""
    provider = factories.make_provider(session)
    home = factories.make_home(session, provider, "Marram House")
    admin, staff = factories.make_provider_person(session, provider), factories.make_staff(session, Role.COMMISSIONER)
    line = replace(made.LINE, occupied={made.SEFTON: 5}, reserved=1, available=0, blocked={}, usable=6)
    made.sent(session, factories.make_period(session), home, factories.viewer_of(session, admin), line)
    return home, admin, staff


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_place_tapped_open_on_a_phone_is_found_at_once(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], script: bool
) -> None:
    with live_server.session() as session:
        _, admin, staff = _full_home(session)
    council, provider = new_visitor(), new_visitor(script=script)
    council.sign_in(staff)
    council.go("/commissioning/beds-now/")
    expect(council.page.get_by_text("No home of an approved provider")).to_be_visible()
    council.look("Beds now with none open")
    provider.sign_in(admin)
    provider.page.set_viewport_size({"width": 320, "height": 640})
    provider.go("/provider/vacancies/")
    for button in provider.page.locator(".portal-taps button").all():
        box = button.bounding_box()
        assert box and min(box["width"], box["height"]) >= THUMB
    provider.press("Held place open again at Marram House")
    expect(provider.page.locator(".portal-taps__told")).to_contain_text("1 open, updated today")
    if script:
        provider.look("Vacancies on a phone")
    council.page.reload()
    expect(council.page.get_by_text("1 open place in 1 home")).to_be_visible()
    council.look("Beds now with one open")


def test_a_double_tap_counts_once_and_an_old_page_changes_nothing(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        _, admin, _ = _full_home(session)
    provider = new_visitor()
    provider.sign_in(admin)
    provider.go("/provider/vacancies/")
    other = provider.context.new_page()
    other.goto("/provider/vacancies/")
    with provider.page.expect_navigation():
        provider.page.get_by_role("button", name="1 open again at Marram House").dblclick()
    expect(provider.page.locator(".portal-taps__told")).to_contain_text("1 open, 1 held")
    with other.expect_navigation():
        other.get_by_role("button", name="Held place filled at Marram House").click()
    expect(other.locator(".govuk-error-summary")).to_contain_text("now it is 1 open, 1 held")
    provider.page = other
    provider.look("A tap on an old page")
