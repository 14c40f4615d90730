"""A visit on a tablet with a bad line, and its report from draft to the last action, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.quality.models import Visit
from portal.quality.reports.models import VisitFinding
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.quality.reports import made
from tests.journeys.pages.returning import says
from tests.support.browser import Visitor
from tests.support.live import LiveServer

TABLET = {"width": 768, "height": 1024}
PHONE = {"width": 320, "height": 640}
KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('unsent:')).length"
NOTHING_IS_SENT = "navigator.locks.query().then(({ held, pending }) => !held.length && !pending.length)"
LOST = "Not saved: no connection."


def _planned(session: Session) -> tuple[Visit, Person, Person, Person]:
    """A visit that began yesterday, its two officers, and the admin of the home's organisation."""
    homes_made.know_places(session)
    provider = factories.make_provider(session)
    home = homes_made.add(session, provider, name="Kite House", urn="SC100001")
    officers = [factories.make_staff(session, Role.QA_OFFICER, name=name) for name in ("Casey Birch", "Sky Fir")]
    visit = made.begun(session, home, *officers, days_ago=1)
    return visit, *officers, factories.make_provider_person(session, provider)


def _saved(session: Session, sheet: str) -> str:
    found = session.scalar(select(VisitFinding.text).where(VisitFinding.sheet == sheet))
    return found or ""


def _lose_what_is_sent(route: Route) -> None:
    """A line that lets pages come and nothing go."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def _line(page: Page) -> object:
    return expect(page.locator("[data-keeping]"), "the line under the form")


def test_what_is_typed_on_a_bad_line_is_kept_and_sent_and_leaves_nothing_behind(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/education"
    visitor.sign_in(officer)
    page = visitor.page
    page.set_viewport_size(TABLET)
    visitor.go(address)
    page.get_by_label("Good", exact=True).check()
    visitor.fill(text="All are at school.")
    _line(page).to_contain_text("Saved, ")
    assert page.evaluate(KEPT) == 0
    visitor.context.set_offline(True)
    visitor.fill(text="All are at school, and one goes to college.")
    _line(page).to_contain_text(LOST)
    with page.expect_event("requestfailed"):  # else what the button sends meets the line that is back
        page.get_by_role("button", name="Save and go on").click()
    page.wait_for_function(NOTHING_IS_SENT)
    _line(page).to_contain_text(LOST)
    assert page.url.endswith(address)
    assert page.evaluate(KEPT) == 1
    with live_server.session() as session:
        assert _saved(session, "education") == "All are at school."
    visitor.context.set_offline(False)
    _line(page).to_contain_text("Saved, ", timeout=15_000)
    visitor.faults.clear()  # that the line was dead is written to the console
    assert page.evaluate(KEPT) == 0
    with live_server.session() as session:
        assert _saved(session, "education") == "All are at school, and one goes to college."
    visitor.look("Visit form saved")
    page.wait_for_timeout(1000)  # a second press within a second is taken for a double click
    visitor.press("Save and go on")
    expect(page.locator("h1")).to_have_text("Enjoyment and achievement")


def test_text_that_was_not_sent_survives_a_reload_and_never_the_next_person(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, second, _ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    visitor.sign_in(officer)
    page = visitor.page
    visitor.go(address)
    page.route(f"**{address}", _lose_what_is_sent)
    visitor.fill(text="Staff know every child.")
    _line(page).to_contain_text(LOST)
    page.reload()
    expect(page.locator('[name="text"]')).to_have_value("Staff know every child.")
    _line(page).to_contain_text(LOST)
    visitor.go("/sign-out")
    assert page.evaluate(KEPT) == 1
    visitor.press("Sign out")
    assert page.evaluate(KEPT) == 0
    visitor.faults.clear()
    page.unroute(f"**{address}")
    visitor.sign_in(second)
    visitor.go(address)
    # What the page sent as it was left is past this test's line, and is the first officer's own save.
    with live_server.session() as session:
        saved = _saved(session, "strengths")
        assert session.scalars(select(VisitFinding.saved_by_id)).all() in ([], [officer.id])
    expect(page.locator('[name="text"]')).to_have_value(saved)
    assert page.evaluate(KEPT) == 0


def _page_of_something_between(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<h1>Sign in to this network</h1>")


def _way_to_something_between(route: Route) -> None:
    route.fulfill(status=302, headers={"Location": "/help"})


@pytest.mark.parametrize("answer", [_page_of_something_between, _way_to_something_between])
def test_what_something_between_answers_is_not_taken_for_the_portals(
    live_server: LiveServer, visitor: Visitor, answer: Callable[[Route], None]
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    visitor.sign_in(officer)
    page = visitor.page
    visitor.go(address)
    page.route(f"**{address}", lambda route: answer(route) if route.request.method == "POST" else route.continue_())
    visitor.fill(text="Staff know every child.")
    _line(page).to_contain_text("Not saved yet: something else answered for the portal.")
    assert page.evaluate(KEPT) == 1 and page.url.endswith(address)
    page.unroute(f"**{address}")
    page.reload()
    _line(page).to_contain_text("Saved, ", timeout=15_000)
    assert page.evaluate(KEPT) == 0
    with live_server.session() as session:
        assert _saved(session, "strengths") == "Staff know every child."


def test_a_session_that_ended_parks_the_text_on_the_server_and_forgets_it_here(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    visitor.sign_in(officer)
    visitor.go(address)
    other = visitor.context.new_page()
    other.goto("/sign-out")
    visitor.page.route(
        f"**{address}", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    visitor.fill(text="Staff know every child.")
    _line(visitor.page).to_contain_text(LOST)
    visitor.page.unroute(f"**{address}")
    with other.expect_navigation():
        other.get_by_role("button", name="Sign out").click()
    visitor.page.wait_for_url(re.compile("/sign-in"), timeout=15_000)
    expect(visitor.page.locator("h1")).to_have_text("Sign in")
    assert visitor.page.evaluate(KEPT) == 0
    visitor.faults.clear()
    visitor.sign_in(officer)
    visitor.go(address)
    expect(visitor.page.locator('[name="text"]')).to_have_value("Staff know every child.")


def test_two_tabs_whose_session_ended_both_keep_what_was_typed(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        sheets = {name: f"/quality/visits/{visit.reference}/findings/{name}" for name in ("education", "strengths")}
    visitor.sign_in(officer)
    tabs = {name: visitor.context.new_page() for name in sheets}
    for name, page in tabs.items():
        page.goto(sheets[name])
        page.route(f"**{sheets[name]}", _lose_what_is_sent)
        page.locator('[name="text"]').fill(f"Typed on {name}.")
        _line(page).to_contain_text(LOST)
    for name, page in tabs.items():
        page.unroute(f"**{sheets[name]}")
    visitor.go("/sign-out")
    visitor.press("Sign out")
    for page in tabs.values():
        page.wait_for_url(re.compile("/sign-in"), timeout=20_000)
    visitor.faults.clear()
    visitor.sign_in(officer)
    for name, address in sheets.items():
        visitor.go(address)
        expect(visitor.page.locator('[name="text"]')).to_have_value(f"Typed on {name}.")


def test_who_may_write_no_more_keeps_the_words_in_sight(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
        address, officer_id = f"/quality/visits/{visit.reference}/findings/strengths", officer.id
    visitor.sign_in(officer)
    visitor.go(address)
    with live_server.session() as session:
        for grant in session.get_one(Person, officer_id).grants:
            grant.ended_at = clock.now()
        session.commit()
    visitor.fill(text="Staff know every child.")
    _line(visitor.page).to_contain_text("Not saved. You cannot use this page.")
    visitor.page.get_by_role("button", name="Save and go on").click()
    visitor.page.wait_for_timeout(1000)
    _line(visitor.page).to_contain_text("Not saved. You cannot use this page.")
    expect(visitor.page.locator('[name="text"]')).to_have_value("Staff know every child.")
    visitor.faults.clear()


def test_two_officers_on_one_page_see_both_texts(live_server: LiveServer, new_visitor: Callable[..., Visitor]) -> None:
    with live_server.session() as session:
        visit, officer, colleague, _ = _planned(session)
        address = f"/quality/visits/{visit.reference}/findings/strengths"
    first, second = new_visitor(), new_visitor()
    for visitor, person in ((first, officer), (second, colleague)):
        visitor.sign_in(person)
        visitor.go(address)
    second.fill(text="A garden.")
    _line(second.page).to_contain_text("Saved, ")
    first.fill(text="A cat.")
    _line(first.page).to_contain_text("Press “Save and go on” to see both.")
    first.press("Save and go on")
    assert "Now: A garden." in says(first)
    expect(first.page.locator('[name="text"]')).to_have_value("A cat.")
    first.look("Two officers on one page")
    first.press("Save and go on")
    with live_server.session() as session:
        assert _saved(session, "strengths") == "A cat."


def test_a_sheet_is_saved_without_script(live_server: LiveServer, new_visitor: Callable[..., Visitor]) -> None:
    with live_server.session() as session:
        visit, officer, *_ = _planned(session)
    visitor = new_visitor(script=False)
    visitor.sign_in(officer)
    visitor.go(f"/quality/visits/{visit.reference}/findings/strengths")
    visitor.fill(text="Staff know every child.")
    visitor.press("Save and go on")
    with live_server.session() as session:
        assert _saved(session, "strengths") == "Staff know every child."


def test_from_the_last_sheet_to_the_last_action(live_server: LiveServer, new_visitor: Callable[..., Visitor]) -> None:
    with live_server.session() as session:
        visit, lead, _, admin = _planned(session)
        made.write_all(session, visit, factories.viewer_of(session, lead))
        address, own = f"/quality/visits/{visit.reference}", f"/provider/visits/{visit.reference}/"
    officer, provider = new_visitor(), new_visitor()
    officer.sign_in(lead)
    provider.sign_in(admin)
    provider.page.set_viewport_size(PHONE)

    officer.go(f"{address}/")
    officer.look("A planned visit with its parts")
    officer.go(f"{address}/findings/")
    officer.press("Add a photograph")
    officer.page.locator('[name="file"]').set_input_files(
        {"name": "room.jpg", "mimeType": "image/jpeg", "buffer": made.photograph(size=(640, 480))}
    )
    officer.fill(caption="The kitchen")
    officer.press("Keep this photograph")
    expect(officer.page.get_by_alt_text("Photograph 1")).to_be_visible()
    officer.look("What was found")
    officer.press("Finish this visit")
    officer.press("Finish this visit")
    officer.go(f"{address}/findings/education")
    officer.look("A page of a finished visit")
    officer.follow("Go to the report")
    officer.press("Begin the report")
    officer.press("Begin the report")
    officer.follow("Change In short")
    officer.fill(text="A settled home. One thing is to change.")
    officer.press("Save this section")
    officer.follow("Add and change actions")
    officer.press("Add an action")
    officer.fill(text="Mend the garden fence.", owner="Registered manager")
    due_on = clock.today(clock.now()) + timedelta(days=200)
    officer.fill(**{"due_on-day": str(due_on.day), "due_on-month": str(due_on.month), "due_on-year": str(due_on.year)})
    officer.look("Adding an action")
    officer.press("Save this action")
    officer.look("Actions of a draft")
    officer.go(f"{address}/report/")
    officer.look("A draft report")
    officer.press("Send it to the provider to check")
    officer.look("Sending a draft to the provider")
    officer.press("Send it to the provider")

    provider.go("/today")
    provider.look("Today of a provider with a draft to check")
    provider.go(own)
    provider.look("A draft as the provider checks it")
    provider.follow("Answer about Education")
    provider.page.get_by_label("No, something in it is not accurate").check()
    provider.fill(text="One child started college in May.")
    provider.look("A point about accuracy")
    provider.press("Save this answer")
    provider.press("Say that you are done")
    provider.press("We are done")

    officer.go("/today")
    officer.look("Today of an officer with points to decide")
    officer.follow("Kite House: decide about the provider’s points (1)")
    officer.follow("Decide about Education")
    officer.page.get_by_label("Accept", exact=True).check()
    officer.fill(reason="The college says so.")
    officer.look("Deciding about a point")
    officer.press("Record this decision")
    officer.fill(text="One child started college in May.")
    officer.look("Mending a section")
    officer.press("Save this section")
    officer.press("Make this report final")
    officer.press("Make it final")
    officer.look("A final report")

    provider.go(own)
    provider.look("A final report for its provider")
    provider.follow(f"Say what was done about the action by {due_on:%-d %B %Y}")
    provider.fill(text="The fence is mended.")
    provider.press("Send this to the officer")
    officer.go(f"{address}/actions/")
    officer.follow(f"Close the action by {due_on:%-d %B %Y}")
    officer.look("Closing an action")
    officer.fill(reason="Seen on a photograph.")
    officer.press("Close this action")
    expect(officer.page.locator(".portal-status-line")).to_contain_text("Closed")
    officer.look("A closed visit")
    officer.go("/quality/actions/")
    officer.look("Actions after all visits")
    provider.go("/provider/visits/")
    provider.look("Visits to ones own homes")
