"""A resident's card: printed by a coordinator, begun on a phone, told with, left fast, and gone on with elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from portal.access import Role
from portal.voice.inspectors.rules import clean_code
from portal.voice.residents.models import ResidentSession
from tests import factories
from tests.integration.voice.inspectors.walking import PIN as INSPECTORS_PIN
from tests.support.browser import NARROW, Visitor
from tests.support.live import LiveServer, wait_until

PIN = "4915"


def print_card(desk: Visitor) -> str:
    """The address on a card that the coordinator makes for the only home."""
    desk.go("/voice/cards/")
    desk.follow("Marram House")
    desk.page.get_by_role("button", name="Make cards").click()
    desk.fill(count="2")
    desk.press("Make the cards")
    desk.look("a sheet of residents’ cards")
    printed = desk.page.locator(".portal-card__code").first.inner_text()
    code = clean_code(printed.removeprefix("Your code is").strip())
    assert code is not None
    return f"/card/{code}/"


def begin(phone: Visitor, card: str) -> None:
    """From the card to the first question, with a PIN that is too easy on the way."""
    phone.go(card)
    phone.press("Start")
    phone.fill(password="1234", password_again="1234")
    phone.press("Next")
    phone.look("a resident’s PIN that is easy")
    phone.fill(password=PIN, password_again=PIN)
    phone.press("Next")
    phone.follow("Start")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("I like my own room.")
    phone.page.get_by_label("9", exact=False).first.check(force=True)
    phone.press("Next")


def leave_fast(phone: Visitor, live_server: LiveServer) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body="sun and rain", content_type="text/plain")

    phone.page.route("https://www.bbc.co.uk/**", answer)
    phone.page.get_by_role("link", name="Leave fast").click()
    phone.page.wait_for_url("https://www.bbc.co.uk/weather")
    phone.faults.clear()

    def is_over() -> bool:
        # A session of its own each time: one kept open on SQLite would keep the server from ending theirs.
        with live_server.session() as session:
            return not session.scalars(select(ResidentSession)).all()

    wait_until(is_over)


def test_a_card_from_the_printer_to_another_phone(live_server: LiveServer, new_visitor: Callable[..., Visitor]) -> None:
    with live_server.session() as session:
        factories.make_home(session, factories.make_provider(session))
        coordinator = factories.make_staff(session, Role.COORDINATOR)
    desk, phone, other = new_visitor(), new_visitor(), new_visitor(script=False)
    desk.sign_in(coordinator)
    card = print_card(desk)
    phone.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    begin(phone, card)
    phone.follow("Is somebody not safe? Tell us.")
    phone.fill(told="They shout at night")
    phone.press("Send it")
    phone.look("a resident has told that somebody is not safe")
    phone.go("/card/sign-out")
    phone.look("a resident’s sign-out that is asked for by its address")
    leave_fast(phone, live_server)
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("/card/[A-Z0-9]{8}/$"))
    assert "SG-" not in phone.page.content() and "shout" not in phone.page.content()
    other.go(f"{card}back")
    other.fill(password=PIN)
    other.press("Go in")
    other.follow("Check and send")
    expect(other.page.get_by_role("main")).to_contain_text("out of 10")
    other.press("Send it")
    expect(other.page.get_by_role("main")).to_contain_text("Thank you. We have it now.")


@pytest.mark.parametrize("is_in", [False, True], ids=["card alone", "with a PIN"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_after_leaving_fast_shows_nothing_of_what_was_told(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], is_in: bool, script: bool
) -> None:
    with live_server.session() as session:
        young = factories.make_inspector(session, nickname="Maple")
        session.commit()
        code = young.code
    phone = new_visitor(script=script)
    phone.page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="sun", content_type="text/plain"))
    path = f"/inspect/not-safe/card/{code}"
    if is_in:
        phone.go(f"/inspect/{code}/back")
        phone.fill(nickname="Maple", password=INSPECTORS_PIN)
        phone.press("Go in")
        path = "/inspect/not-safe"
    phone.go(path)
    phone.fill(told="They shout at night", reach_by="Ask Jo")
    phone.press("Send it")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    phone.page.get_by_role("link", name="Leave fast").click()
    phone.page.wait_for_url("https://www.bbc.co.uk/weather")
    for _ in range(2):
        phone.page.go_back()
        boxes = phone.page.locator("textarea, input[type=text]")
        assert "shout" not in phone.page.content()
        assert [box.input_value() for box in boxes.all() if box.input_value() not in ("", code)] == []
    phone.faults.clear()
