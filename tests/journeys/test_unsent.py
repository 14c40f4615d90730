"""What an officer typed and the line did not take: handed in by the next page, given back, never left to the next."""

from __future__ import annotations

from playwright.sync_api import Page, Request, expect
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.services import end_all_sessions
from portal.quality.reports.services import finish_visit
from portal.web.kept import ParkedForm
from tests import factories
from tests.integration.quality.reports import made
from tests.journeys.test_visits import KEPT, LOST, _line, _lose_what_is_sent, _planned, _saved
from tests.support.browser import Visitor
from tests.support.live import LiveServer, wait_until


def test_what_a_link_cuts_off_is_sent_all_the_same(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    visitor.sign_in(officer)
    visitor.go(address)
    visitor.fill(text="A child told me he is hit.")
    visitor.page.get_by_role("link", name="All pages of this visit").first.click()
    expect(visitor.page.locator("h1")).to_have_text("What we found at Kite House")
    wait_until(lambda: visitor.page.evaluate(KEPT) == 0)
    expect(visitor.page.locator("[data-unsent]")).to_have_text("")
    with live_server.session() as session:
        assert _saved(session, "strengths") == "A child told me he is hit."


def test_what_could_not_be_sent_is_told_of_on_the_next_pages_and_leads_back(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    visitor.sign_in(officer)
    page = visitor.page
    visitor.go(address)
    page.route(f"**{address}", _lose_what_is_sent)
    visitor.fill(text="Staff know every child.")
    _line(page).to_contain_text(LOST)
    visitor.go("/today")
    expect(page.locator("[data-unsent]")).to_contain_text("Some of what you wrote is not sent yet. Open Strengths")
    page.unroute(f"**{address}")
    visitor.faults.clear()
    page.locator("[data-unsent] a").click()
    _line(page).to_contain_text("Saved, ", timeout=15_000)
    assert page.evaluate(KEPT) == 0
    with live_server.session() as session:
        assert _saved(session, "strengths") == "Staff know every child."


def test_a_session_that_ended_by_itself_hands_in_what_was_not_sent_before_the_tab_forgets_it(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    visitor.sign_in(officer)
    page = visitor.page
    visitor.go(address)
    page.route(f"**{address}", _lose_what_is_sent)
    visitor.fill(text="Staff know every child.")
    _line(page).to_contain_text(LOST)
    with live_server.session() as session:
        end_all_sessions(session, officer_id, now=clock.now())
        session.commit()
    page.reload()
    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.locator("[data-unsent]")).to_contain_text("It is kept on this screen and sent when the line returns.")
    assert page.evaluate(KEPT) == 1
    page.unroute(f"**{address}")
    expect(page.locator("[data-unsent]")).to_contain_text("what you typed is kept.", timeout=15_000)
    assert page.evaluate(KEPT) == 0
    visitor.faults.clear()
    visitor.sign_in(officer)
    visitor.go(address)
    expect(page.locator('[name="text"]')).to_have_value("Staff know every child.")


def test_what_was_not_sent_does_not_outlast_the_next_person(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, second, _ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    visitor.sign_in(officer)
    page = visitor.page
    visitor.go(address)
    page.route(f"**{address}", _lose_what_is_sent)
    visitor.fill(text="Staff know every child.")
    _line(page).to_contain_text(LOST)
    with live_server.session() as session:
        end_all_sessions(session, officer_id, now=clock.now())
        session.commit()
    page.reload()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert page.evaluate(KEPT) == 1
    visitor.sign_in(second)
    visitor.go("/today")
    with page.expect_event("requestfailed"):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-unsent]")).to_have_text("")
    assert page.evaluate(KEPT) == 1  # nobody has it yet
    visitor.faults.clear()
    page.unroute(f"**{address}")
    visitor.go("/today")
    wait_until(lambda: page.evaluate(KEPT) == 0)
    expect(page.locator("[data-unsent]")).not_to_contain_text("Strengths")
    with live_server.session() as session:
        assert session.scalars(select(ParkedForm)).one().person_reference is not None


def test_signing_out_in_another_tab_takes_what_was_refused_along(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
        page = _leave_unsent(visitor, officer, address)
        made.write_all(session, visit, factories.viewer_of(session, officer))
        finish_visit(session, visit, actor=factories.viewer_of(session, officer), now=clock.now())
    page.unroute(f"**{address}")
    visitor.go("/today")
    given_back = page.get_by_label("What you wrote on “Strengths”")
    expect(given_back).to_have_value("Staff know every child.")
    other = visitor.context.new_page()
    other.goto("/sign-out")
    with other.expect_navigation():
        other.get_by_role("button", name="Sign out").click()
    expect(given_back).to_have_count(0)
    _unsent(page).to_have_text("")
    assert page.evaluate(KEPT) == 0
    visitor.faults.clear()


def _leave_unsent(visitor: Visitor, officer: Person, address: str, text: str = "Staff know every child.") -> Page:
    """An officer has typed on a page whose line takes nothing."""
    visitor.sign_in(officer)
    visitor.go(address)
    visitor.page.route(f"**{address}", _lose_what_is_sent)
    visitor.fill(text=text)
    _line(visitor.page).to_contain_text(LOST)
    return visitor.page


def _end_session(live_server: LiveServer, officer_id: int) -> None:
    with live_server.session() as session:
        end_all_sessions(session, officer_id, now=clock.now())
        session.commit()


def _unsent(page: Page) -> object:
    return expect(page.locator("[data-unsent]"), "the line of what another page could not send")


def test_what_the_portal_could_not_keep_stays_for_its_writer(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    text = "Staff know every child. " * 9_000  # more than is parked
    page = _leave_unsent(visitor, officer, address, text)
    _end_session(live_server, officer_id)
    page.unroute(f"**{address}")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    _line(page).to_contain_text("until somebody else signs in: sign in here to see it.", timeout=15_000)
    page.reload()
    _unsent(page).to_contain_text("until somebody else signs in: sign in here to see it.")
    assert page.evaluate(KEPT) == 1
    visitor.faults.clear()
    visitor.sign_in(officer)
    visitor.go("/today")
    expect(page.get_by_label("What you wrote on “Strengths”")).to_have_value(text)
    with page.expect_navigation():
        page.get_by_role("link", name="Strengths", exact=True).click()
    expect(page.locator('[name="text"]')).to_have_value(text)
    visitor.faults.clear()
    visitor.go("/sign-out")
    assert page.evaluate(KEPT) == 1
    visitor.press("Sign out")
    assert page.evaluate(KEPT) == 0


def test_what_is_refused_for_good_is_shown_to_be_copied_and_not_sent_again(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
        page = _leave_unsent(visitor, officer, address)
        made.write_all(session, visit, factories.viewer_of(session, officer))
        finish_visit(session, visit, actor=factories.viewer_of(session, officer), now=clock.now())
    page.unroute(f"**{address}")
    sent: list[Request] = []
    visitor.go("/today")
    given_back = page.get_by_label("What you wrote on “Strengths”")
    expect(given_back).to_have_value("Staff know every child.")
    expect(page.locator("main")).to_contain_text("This visit is finished")
    visitor.faults.clear()
    visitor.look("Words that were refused for good")
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    visitor.go(address)  # whose page has no form any more
    expect(given_back).to_have_value("Staff know every child.")
    page.get_by_role("button", name="I have copied it").click()
    expect(given_back).to_have_count(0)
    _unsent(page).to_have_text("")
    assert (page.evaluate(KEPT), sent) == (0, [])


def test_a_busy_portal_is_said_to_be_busy_and_one_text_is_sent_once(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    page = _leave_unsent(visitor, officer, address)
    _end_session(live_server, officer_id)
    page.reload()
    page.unroute(f"**{address}")
    page.route(f"**{address}", lambda route: route.fulfill(status=503, content_type="text/html", body="Busy"))
    _unsent(page).to_contain_text("the portal is busy", timeout=15_000)
    page.unroute(f"**{address}")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.evaluate("for (const _ of 'abc') window.dispatchEvent(new Event('online'))")
    _unsent(page).to_contain_text("what you typed is kept.")
    page.wait_for_timeout(1000)
    _unsent(page).to_contain_text("what you typed is kept.")
    assert (page.evaluate(KEPT), len(sent)) == (0, 1)
    visitor.faults.clear()


def test_whoever_is_in_again_is_led_to_what_is_kept(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    page = _leave_unsent(visitor, officer, address)
    _end_session(live_server, officer_id)
    other = visitor.context.new_page()
    other.goto("/sign-in")
    other.locator('[name="email"]').fill(officer.inbox)
    other.locator('[name="password"]').fill(factories.PASSWORD)
    with other.expect_navigation():
        other.get_by_role("button", name="Sign in").click()
    visitor.go("/today")
    _unsent(page).to_contain_text("Some of what you wrote is not sent yet. Open Strengths")
    page.unroute(f"**{address}")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    _unsent(page).to_contain_text("What you typed is kept. Open the page to send it: Strengths")
    visitor.faults.clear()
    visitor.go("/today")
    visitor.look("Today with words that wait to be sent")
    visitor.follow("Open the page to send it")
    expect(page.locator('[name="text"]')).to_have_value("Staff know every child.")


def test_text_that_an_earlier_make_of_the_page_left_is_not_lost(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
        key = f"unsent:{visit.reference}:strengths:{officer.reference}"
    visitor.sign_in(officer)
    page = visitor.page
    page.evaluate("key => sessionStorage.setItem(key, JSON.stringify([['text', 'A garden.']]))", key)
    visitor.go("/sign-out")
    expect(page.get_by_label("What you wrote")).to_have_value("A garden.")
    visitor.go(address)
    expect(page.locator('[name="text"]')).to_have_value("A garden.")
    _line(page).to_contain_text("Saved, ")
    with live_server.session() as session:
        assert _saved(session, "strengths") == "A garden."
