"""An inspector on a phone: ten answers counted in taps, then the whole loop to the end; without script too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, expect

from portal.accounts.models import Person
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import SHOWN, THE_HOME_SAYS, WHY, Desk
from tests.support.browser import NARROW, Visitor
from tests.support.live import LiveServer

THUMB = 44
BOXES = ".govuk-radios__label, .govuk-checkboxes__label, .feedback-scale__mark, .feedback-card__label"
TARGETS = f"main :is(a, button, {BOXES}):visible"
MOST_TAPS = 25
MOST_BYTES = 40_000
PHONE = {"width": NARROW[0], "height": NARROW[1]}


@dataclass
class Phone:
    """A visitor whose taps are counted, and whose pages are weighed as they come."""

    visitor: Visitor
    taps: int = 0
    heaviest: int = 0
    small: list[str] = field(default_factory=list)

    def tap(self, found: Locator) -> None:
        self.taps += 1
        found.click()

    def on(self, found: Locator) -> None:
        """A tap that leads to another page."""
        with self.visitor.page.expect_navigation():
            self.tap(found)
        self.weigh()

    def weigh(self) -> None:
        self.heaviest = max(self.heaviest, len(self.visitor.page.content().encode()))
        for target in self.visitor.page.locator(TARGETS).all():
            box = target.bounding_box()
            if box and box["height"] < THUMB:
                self.small.append(f"{target.inner_text()}: {box['height']}")

    def button(self, name: str) -> None:
        self.on(self.visitor.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        self.on(self.visitor.page.get_by_role("link", name=name).first)


@pytest.fixture
def set_up(live_server: LiveServer) -> tuple[Desk, Person]:
    with live_server.session() as session:
        homes_made.know_places(session)
        provider = factories.make_provider(session)
        home = homes_made.add(session, provider, name="Kite House", urn="SC100001")
        return made.desk(session, home), factories.make_provider_person(session, provider)


def _answer_ten(phone: Phone, *, script: bool) -> None:
    """Ten questions: eight marks, ticked words, own words; two are skipped, three are never asked."""
    page, visitor = phone.visitor.page, phone.visitor
    phone.button("Start")
    if script:
        visitor.look("Feedback, a mark")
        page.set_viewport_size(PHONE)
    for mark in (9, 8, 10, 7, 9, 2, 6, 8, 7, 5):
        phone.tap(page.locator(f"#mark-{mark}"))
        phone.button("Next")
    if script:
        visitor.look("Feedback, words")
        page.set_viewport_size(PHONE)
    phone.button("Finish now")
    phone.tap(page.get_by_label("Yes", exact=True))
    phone.button("Next")
    expect(page.get_by_role("heading", name="Check what you said")).to_be_visible()
    if script:
        visitor.look("Feedback, check")
        page.set_viewport_size(PHONE)
    phone.button("Send it")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_ten_answers_take_few_taps_and_light_pages(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], set_up: tuple[Desk, Person], script: bool
) -> None:
    desk, _ = set_up
    phone = Phone(new_visitor(script=script))
    phone.visitor.sign_in(desk.inspector)
    phone.visitor.page.set_viewport_size(PHONE)
    phone.visitor.go(f"/inspect/visits/{desk.visit.reference}/feedback/")
    phone.weigh()
    _answer_ten(phone, script=script)
    expect(phone.visitor.page.get_by_text("Thank you. We have it now.")).to_be_visible()
    assert phone.taps <= MOST_TAPS, phone.taps
    assert phone.heaviest < MOST_BYTES, phone.heaviest
    assert not phone.small, phone.small


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_an_answer_to_it_really_changed(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], set_up: tuple[Desk, Person], script: bool
) -> None:
    desk, admin = set_up
    inspector, coordinator, home = (new_visitor(script=script) for _ in range(3))

    def look(visitor: Visitor, name: str) -> None:
        if script:
            visitor.look(name)
            visitor.page.set_viewport_size(PHONE)

    mine = f"/inspect/visits/{desk.visit.reference}/feedback/"
    inspector.sign_in(desk.inspector)
    inspector.page.set_viewport_size(PHONE)
    inspector.go(mine)
    look(inspector, "Feedback, before the first box")
    inspector.press("Start")
    inspector.go(f"{mine}questions/could-be-better")
    inspector.page.get_by_label("More say").check()
    inspector.fill(text=made.WRITTEN)
    inspector.press("Next")
    inspector.go(f"{mine}check")
    inspector.press("Send it")
    look(inspector, "Feedback, sent")

    coordinator.sign_in(desk.coordinator)
    coordinator.go("/voice/feedback/")
    look(coordinator, "Feedback, the coordinator’s list")
    with coordinator.page.expect_navigation():
        coordinator.page.locator("main th a").first.click()
    entry = coordinator.page.url
    coordinator.press("I have read all of it")
    look(coordinator, "Feedback, as written")
    with coordinator.page.expect_navigation():
        coordinator.page.get_by_role("link", name="Decide").click()
    coordinator.page.get_by_label("A changed text").check()
    coordinator.fill(text=SHOWN, reason=WHY)
    look(coordinator, "Feedback, moderated")
    coordinator.press("Save")
    coordinator.press("Show it to the young person")

    inspector.go(mine)
    inspector.follow("Look at what staff will see")
    look(inspector, "Feedback, what staff will see")
    with inspector.page.expect_navigation():
        inspector.page.get_by_role("link", name="Is this OK?").click()
    look(inspector, "Feedback, one change")
    inspector.page.get_by_label("Yes, that is OK").check()
    inspector.press("Save")
    inspector.press("Send my answer")

    coordinator.go(f"{entry}share")
    look(coordinator, "Feedback, before it is shared")
    coordinator.press("Share it")
    home.sign_in(admin)
    home.go("/provider/feedback/")
    look(home, "Feedback, the home’s list")
    home.follow("Kite House")
    expect(home.page.locator("main")).to_contain_text(SHOWN)
    expect(home.page.locator("main")).not_to_contain_text(made.CANARY)
    look(home, "Feedback, at the home")
    with home.page.expect_navigation():
        home.page.get_by_role("link", name="Answer this").click()
    home.page.get_by_label("We did it").check()
    home.fill(text=THE_HOME_SAYS)
    look(home, "Feedback, an answer")
    home.press("Save this answer")
    home.press("Send your answers")

    coordinator.go(entry)
    look(coordinator, "Feedback, answered")
    coordinator.press("Share the answers back")
    inspector.go(mine)
    inspector.follow("See what they said")
    expect(inspector.page.locator("main")).to_contain_text(THE_HOME_SAYS)
    look(inspector, "Feedback, what the home said")
    inspector.follow("Is it good enough?")
    inspector.page.get_by_label("Yes").check()
    inspector.press("Save")
    inspector.follow("Did it really change?")
    look(inspector, "Feedback, did it change")
    inspector.page.get_by_label("Yes").check()
    inspector.press("Save")
    expect(inspector.page.locator("main")).to_contain_text("Did it really change? You said: yes.")
