"""A QA officer plans a visit, on a phone and at a desk; the provider hears of it; a calendar takes it in; it is off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.quality.services import load_standards
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality import made
from tests.support.browser import NARROW, WIDE, Visitor
from tests.support.live import LiveServer
from tests.support.mail import MailServer


def place(session: Session) -> tuple[Home, Person, Person]:
    """A home overdue a visit, an officer, and the provider's admin."""
    load_standards(session)
    homes_made.know_places(session)
    home = homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")
    officer = factories.make_staff(session, Role.QA_OFFICER)
    factories.make_staff(session, Role.QA_OFFICER, name="Sky Fir")
    made.judgement(session, home, officer, "inadequate", on=clock.today(clock.now()) - timedelta(days=200))
    return home, officer, factories.make_provider_person(session, home.provider)


@pytest.mark.parametrize(("width", "height"), [NARROW, WIDE], ids=["phone", "desk"])
def test_a_visit_is_planned_taken_into_a_calendar_and_called_off(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer, width: int, height: int
) -> None:
    with live_server.session() as session:
        home, officer, admin = place(session)
    visitor = new_visitor()
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.sign_in(officer)
    visitor.follow("Plan visits to homes that are overdue one (1)")
    visitor.look("Programme, what is overdue")
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.follow("Plan a visit to Kite House")
    visitor.press("Continue")
    visitor.look("Planning with nothing filled in")
    visitor.page.set_viewport_size({"width": width, "height": height})
    ahead = clock.today(clock.now()) + timedelta(days=4)
    visitor.page.get_by_label("Who leads the visit?").select_option("Casey Birch")
    visitor.page.get_by_label("Sky Fir").check()
    visitor.fill(**{"day-day": str(ahead.day), "day-month": str(ahead.month), "day-year": str(ahead.year)})
    visitor.fill(starts="9.30", ends="12 noon")
    visitor.page.get_by_label("Yes, it is announced").check()
    visitor.press("Continue")
    assert "must be a time, like 9:30am or 14:30" in visitor.page.locator("main").inner_text()
    visitor.fill(ends="noon")
    visitor.press("Continue")
    visitor.look("Checking the visit")
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.press("Plan this visit")
    visitor.look("A planned visit")
    assert "9:30am to 12:00pm" in visitor.page.locator("main").inner_text()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download it for a calendar").click()
    entry = download.value.path().read_text(encoding="ascii")
    assert "SUMMARY:Visit QV-" in entry
    assert home.name not in entry
    message = mail_server.wait_for(admin.email)
    assert message["Subject"] == "A quality visit to Kite House"
    told = new_visitor()
    told.sign_in(admin)
    told.follow("Quality visit to Kite House")
    told.look("An announced visit, for the provider")
    visitor.follow("What is known before the visit")
    visitor.look("Before the visit")
    visitor.page.set_viewport_size({"width": width, "height": height})
    visitor.follow("The visit")
    visitor.press("Call the visit off")
    visitor.page.get_by_label("Why is it called off?").fill("The registered manager is away.")
    visitor.press("Call the visit off")
    visitor.look("A visit called off")
    assert mail_server.wait_for(admin.email, 2)["Subject"] == "The quality visit to Kite House is called off"
    told.page.reload()
    assert "Called off" in told.page.locator("main").inner_text()
    assert "manager is away" not in told.page.locator("main").inner_text()
