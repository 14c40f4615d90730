"""A framework from its first page to a suspension, in a real browser: what staff do, a provider and the public read."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from portal.access import Role
from tests import factories
from tests.support.browser import Visitor
from tests.support.live import LiveServer

PROVIDER, OTHER = "Sandhills Care Limited", "Dunes Care Limited"
REASON = "The manager left and nobody is in post."
LONG = "Homes for children who cannot live with their families `${alert(1)}` <b>" + "x" * 80


def test_a_framework_from_its_first_page_to_a_suspension(
    live_server: LiveServer, visitor: Visitor, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        commissioner = factories.make_staff(session, Role.COMMISSIONER)
        provider, other = (factories.make_provider(session, name) for name in (PROVIDER, OTHER))
        own, stranger = (factories.make_provider_person(session, each) for each in (provider, other))
    anybody = new_visitor()
    anybody.go("/")
    anybody.follow("See the lots of our framework and how to join")
    anybody.look("Framework with none published")

    visitor.sign_in(commissioner)
    visitor.follow("Market")
    visitor.look("Market as a commissioner finds it")
    visitor.follow("Framework")
    visitor.look("Frameworks with none yet")
    visitor.follow("Add a framework")
    visitor.press("Save")
    visitor.look("Add a framework with nothing entered")
    visitor.fill(title=LONG, **{"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2020"})
    visitor.page.get_by_label("Open framework").check()
    visitor.press("Save")
    visitor.look("Framework without a lot")
    visitor.page.get_by_role("button", name="Add a lot").click()
    visitor.look("Add a lot")
    visitor.fill(title="Children’s homes")
    visitor.page.get_by_label("Children’s homes", exact=True).check()
    visitor.press("Save")
    visitor.follow("Say how to join")
    visitor.look("Say how to join")
    visitor.fill(how_to_join="# Who can join\n\nEvery provider with a [URN](https://www.example.org).")
    visitor.press("Save")
    visitor.page.get_by_role("button", name="Publish it").click()
    visitor.look("Check what the public will read")
    visitor.press("Publish this framework")
    visitor.look("Published framework")

    visitor.page.get_by_role("button", name="Put a provider on a lot").click()
    visitor.press("Put it on the lot")
    visitor.look("Put a provider on a lot with nothing chosen")
    visitor.page.get_by_label("Lot", exact=True).select_option(label="Lot 1: Children’s homes")
    visitor.page.get_by_label("Provider", exact=True).select_option(label=f"{PROVIDER} ({provider.reference})")
    visitor.press("Put it on the lot")
    visitor.look("Provider on a lot")
    visitor.page.get_by_role("button", name="Suspend this provider").click()
    visitor.look("Suspend a provider")
    visitor.fill(reason=REASON)
    visitor.press("Suspend this provider")
    visitor.look("Suspended provider")
    visitor.follow("Providers on this framework")
    visitor.look("Providers on a framework")

    theirs = new_visitor()
    theirs.sign_in(own)
    theirs.look("Today with news of a standing")
    theirs.follow("Framework")
    theirs.look("Own standing")
    expect(theirs.page.get_by_text(REASON)).to_be_visible()
    outsider = new_visitor()
    outsider.sign_in(stranger)
    outsider.follow("Framework")
    outsider.look("Own standing on no lot")
    outsider.follow("See the lots and how to join")
    for reader in (anybody, outsider):
        reader.go("/framework/")
        reader.look("Framework as everybody reads it")
        expect(reader.page.get_by_role("row").nth(1)).to_have_text("Lot 1: Children’s homes Children’s homes 1")
        for secret in (PROVIDER, REASON, "uspended"):
            expect(reader.page.get_by_role("main")).not_to_contain_text(secret)
