"""From registering to a receipt in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Callable

from portal.access import Role
from portal.returns.rules import month_slug
from portal.web.filters import format_month
from tests import factories
from tests.journeys.pages import registering, returning
from tests.journeys.pages.returning import says
from tests.support.browser import Visitor
from tests.support.live import LiveServer
from tests.support.mail import MailServer

EMAIL = "jo@sandhills.example"


def test_an_organisation_registers_without_script(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer
) -> None:
    with live_server.session() as session:
        factories.make_authority(session)
    visitor = new_visitor(script=False)
    registering.begin_registration(visitor, mail_server, EMAIL)
    registering.answer_first_steps(visitor, "Sandhills Care Limited")
    registering.answer_other_steps(visitor, EMAIL)
    visitor.press("Send the registration")
    assert "Registration sent" in says(visitor)
    assert mail_server.wait_for(EMAIL, 2)["Subject"].startswith("We have your registration")


def test_a_return_is_sent_without_script(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer
) -> None:
    with live_server.session() as session:
        provider = factories.make_provider(session)
        admin = factories.make_provider_person(session, provider, Role.PROVIDER_ADMIN)
        home, period = factories.make_home(session, provider), factories.make_period(session)
    visitor = new_visitor(script=False)
    visitor.sign_in(admin)
    returning.open_entry(visitor, f"{format_month(period.month)} return", home.name)
    visitor.fill(own="2", available="3")
    visitor.press("Add another council or body")
    assert visitor.page.locator('[name="own"]').input_value() == "2"
    visitor.page.locator('[name="bodies-1-body"]').select_option(label="Liverpool")
    visitor.fill(**{"bodies-1-places": "2"})
    visitor.page.locator('[name="takes_emergencies"][value="no"]').check()
    visitor.press("Continue")
    assert visitor.page.title().startswith("Error: ")
    assert "Adds up to 7 of 6 registered places" in says(visitor)
    visitor.fill(available="2")
    visitor.press("Continue")
    visitor.press("Send this return")
    reference = visitor.page.locator(".portal-reference").inner_text()
    assert f"/{month_slug(period.month)}/{home.reference}/versions/1/receipt" in visitor.page.url
    assert mail_server.wait_for(admin.email)["Subject"].endswith(reference)


def test_the_menu_of_a_phone_opens_without_script(live_server: LiveServer, new_visitor: Callable[..., Visitor]) -> None:
    with live_server.session() as session:
        admin = factories.make_provider_person(session, factories.make_provider(session), name="Drew Elder")
    visitor = new_visitor(script=False)
    visitor.sign_in(admin)
    homes = visitor.page.get_by_role("link", name="Homes", exact=True)
    assert homes.is_visible(), "on a wide screen the menu stands open"
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    assert not homes.is_visible()
    assert visitor.page.get_by_role("link", name="Drew Elder").is_visible()
    visitor.page.get_by_text("Menu", exact=True).click()
    visitor.follow("Homes")
    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Homes"
    assert not homes.is_visible()
