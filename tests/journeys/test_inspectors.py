"""A young inspector on a phone: from the card to their visit, a lost PIN, without script, and leaving a page fast."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person, SignIn
from portal.voice.inspectors.rules import clean_code
from tests import factories
from tests.integration.quality import made as quality_made
from tests.integration.voice.inspectors import made
from tests.support.browser import NARROW, Visitor
from tests.support.live import LiveServer

PIN = "274915"
MOST_BYTES = 40_000
SMALLEST = 44
NewVisitor = Callable[..., Visitor]


def make_coordinator(live_server: LiveServer) -> Person:
    with live_server.session() as session:
        return factories.make_staff(session, Role.COORDINATOR)


def make_card(desk: Visitor, coordinator: Person) -> str:
    """The address on a card that the coordinator makes for somebody new."""
    desk.sign_in(coordinator)
    desk.go("/voice/inspectors/new")
    desk.press("Make the card")
    return address_on_card(desk)


def address_on_card(desk: Visitor) -> str:
    printed = desk.page.locator(".portal-card__code").inner_text()
    code = clean_code(printed.removeprefix("Your code is").strip())
    assert code is not None
    return f"/inspect/{code}/"


def hold_narrow(phone: Visitor) -> None:
    phone.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})


def judge(phone: Visitor, name: str, *, script: bool = True) -> None:
    """What every young person's page owes: little to load, targets for a thumb, and the way out at the top right."""
    assert len(phone.page.content()) < MOST_BYTES, name
    for target in phone.page.locator("a:visible, button:visible, main input:visible:not([type=radio])").all():
        box = target.bounding_box()
        assert box and (box["height"] >= SMALLEST or is_inside_text(target.inner_text())), (name, target.inner_text())
    leave = phone.page.get_by_role("link", name="Leave fast").bounding_box()
    assert leave and leave["y"] < 20 and leave["x"] + leave["width"] > NARROW[0] - 20, name
    if script:
        phone.look(name)
        hold_narrow(phone)


def is_inside_text(text: str) -> bool:
    """The skip link, which nobody sees before it is reached, and the links of an error summary."""
    return text in ("Skip to main content", *ERRORS)


ERRORS = ("Pick your age", "Lots of people pick that one. Mix the numbers up more")


def join(phone: Visitor, address: str, *, script: bool = True) -> None:
    """Every page from the card to home, judged on the way."""
    hold_narrow(phone)
    phone.go(address)
    judge(phone, "young card", script=script)
    phone.press("No, this is the first time")
    judge(phone, "young promises", script=script)
    phone.press("Yes, that is OK")
    judge(phone, "young age", script=script)
    phone.press("Next")
    judge(phone, "young age with nothing picked", script=script)
    phone.page.get_by_label("18 to 20").check()
    phone.press("Next")
    judge(phone, "young nickname", script=script)
    phone.fill(nickname="Kestrel")
    phone.press("Next")
    phone.fill(password="123456", password_again="123456")
    phone.press("Join")
    judge(phone, "young PIN that is easy", script=script)
    phone.fill(password=PIN, password_again=PIN)
    phone.press("Join")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Hello Kestrel")
    judge(phone, "young home without visits", script=script)


def go_on_a_visit(session: Session, coordinator: Person) -> None:
    """A visit that begins within the hour, for the only inspector there is."""
    inspector = made.only_inspector(session)
    home = made.home_with_address(session)
    officer = factories.make_staff(session, Role.QA_OFFICER)
    visit = quality_made.visit(session, home, officer, starts_at=clock.now() + timedelta(minutes=50))
    made.placed(session, visit, inspector, coordinator)


def test_from_the_card_to_home_safe(live_server: LiveServer, new_visitor: NewVisitor) -> None:
    coordinator = make_coordinator(live_server)
    desk, phone = new_visitor(), new_visitor()
    address = make_card(desk, coordinator)
    desk.look("a printed card")
    join(phone, address)
    with live_server.session() as session:
        go_on_a_visit(session, session.get_one(Person, coordinator.id))
    phone.go("/inspect/home")
    judge(phone, "young home with a visit")
    phone.follow("Marram House")
    judge(phone, "young visit")
    expect(phone.page.get_by_role("main")).to_contain_text("1 High Street")
    phone.press("I am here")
    judge(phone, "young visit, there")
    phone.press("I am home safe")
    judge(phone, "young visit, home safe")
    desk.go("/voice/visits/")
    desk.follow("Marram House")
    desk.look("a visit with an inspector who is home safe")
    assert "Not said yet" not in desk.page.get_by_role("main").inner_text()


def test_a_lost_pin(live_server: LiveServer, new_visitor: NewVisitor) -> None:
    coordinator = make_coordinator(live_server)
    desk, phone = new_visitor(), new_visitor()
    address = make_card(desk, coordinator)
    join(phone, address, script=False)
    desk.go("/voice/inspectors/")
    desk.follow("Kestrel")
    desk.page.get_by_role("button", name="Make a new card").click()
    desk.press("Make a new card")
    new_address = address_on_card(desk)
    phone.go("/inspect/home")
    expect(phone.page).to_have_url(re.compile("/inspect/$"))
    phone.follow("I lost my card or my PIN")
    judge(phone, "young card or PIN lost")
    phone.go(new_address)
    phone.press("No, this is the first time")
    judge(phone, "young new PIN")
    phone.fill(password="903817", password_again="903817")
    phone.press("Save my PIN")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Hello Kestrel")
    other = new_visitor()
    hold_narrow(other)
    other.go(new_address)
    other.follow("Yes, I have")
    other.fill(nickname="kestrel", password=PIN)
    other.press("Go in")
    judge(other, "young way back that does not match", script=False)
    other.fill(password="903817")
    other.press("Go in")
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Hello Kestrel")
    other.go("/inspect/sign-out")
    judge(other, "young sign-out that is asked for by its address")


def test_joining_without_script(live_server: LiveServer, new_visitor: NewVisitor) -> None:
    coordinator = make_coordinator(live_server)
    desk, phone = new_visitor(), new_visitor(script=False)
    address = make_card(desk, coordinator)
    join(phone, address, script=False)
    leave = phone.page.get_by_role("link", name="Leave fast")
    assert leave.get_attribute("href") == "https://www.bbc.co.uk/weather"
    phone.go("/inspect/sign-out")
    phone.press("Yes, sign out")
    expect(phone.page).to_have_url(re.compile("/inspect/$"))


def wait_until_signed_out(session: Session) -> None:
    """Until the last thing the page sent has arrived."""
    open_ones = select(SignIn).join(Person, Person.id == SignIn.person_id).where(Person.email.is_(None))
    for _ in range(50):
        session.rollback()
        if not session.scalars(open_ones.where(SignIn.ended_at.is_(None))).all():
            return
        session.rollback()  # or what is open here would keep the server from writing
        time.sleep(0.1)
    raise AssertionError("the session did not end")


def test_leaving_fast_empties_the_page_and_ends_the_session(live_server: LiveServer, new_visitor: NewVisitor) -> None:
    coordinator = make_coordinator(live_server)
    desk, phone = new_visitor(), new_visitor()
    join(phone, make_card(desk, coordinator), script=False)
    phone.go("/inspect/promises")

    def answer(route: Route) -> None:
        route.fulfill(body="sun and rain", content_type="text/plain")

    phone.page.route("https://www.bbc.co.uk/**", answer)
    phone.page.get_by_role("link", name="Leave fast").click()
    phone.page.wait_for_url("https://www.bbc.co.uk/weather")
    assert phone.faults == ["request to another host: https://www.bbc.co.uk/weather"], "nothing else was asked for"
    phone.faults.clear()
    with live_server.session() as session:
        wait_until_signed_out(session)
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("/inspect/$"))
    assert "Kestrel" not in phone.page.content()
