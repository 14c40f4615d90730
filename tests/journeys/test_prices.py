"""Prices in a real browser: the finance person sends them, a colleague sees nothing of them, the council accepts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from playwright.sync_api import expect

from portal import clock
from portal.access import Role
from portal.accounts import services as accounts
from portal.providers.models import ServiceType
from portal.returns import rules
from tests import factories
from tests.integration.returns.pricing import made
from tests.journeys.pages.returning import fill_date, says
from tests.support.browser import Visitor
from tests.support.live import LiveServer


def test_a_finance_person_sends_prices_and_a_commissioner_accepts_them(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        provider = factories.make_provider(session)
        admin, staff = (
            factories.make_provider_person(session, provider),
            factories.make_staff(session, Role.COMMISSIONER),
        )
        finance, colleague = (
            factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER, name)
            for name in ("Fin Finance", "Cole League")
        )
        actor, grant = factories.viewer_of(session, admin), finance.grants[0]
        accounts.change_sees_prices(session, grant, sees=True, actor=actor, now=clock.now())
        marram = factories.make_home(session, provider, "Marram House")
        factories.make_keeper(session, marram, colleague)
        factories.make_home(session, provider, "Shoreline Fostering", service_type=ServiceType.FOSTERING)
        lot = made.make_lot(session, provider, asks_open_book=True)
        month = clock.today(clock.now()).replace(day=1)
        before = factories.make_period(session, rules.months_before(month, 1), is_pricing_due=True)
        slug = rules.month_slug(factories.make_period(session, month, is_pricing_due=True).month)
        line = replace(made.LINE, open_book=made.BOOK)
        accepter = factories.viewer_of(session, staff)
        made.accepted(session, before, marram, actor, accepter, line, lot=lot)

    theirs = new_visitor()
    theirs.sign_in(finance)
    theirs.look("Today with prices")
    theirs.go(f"/provider/returns/{slug}/")
    theirs.look("Month with prices")
    theirs.follow(f"{month:%B %Y} prices")
    theirs.look("Prices due")
    theirs.follow("Marram House")
    theirs.look("Fees of a home")
    theirs.follow("These prices have not changed")
    theirs.look("Prices that have not changed")
    theirs.follow("Cancel")
    fill_date(theirs, "effective_from", date(2026, 4, 1))
    theirs.fill(list_fee="£5,528", uplift_percent="5", uplift_evidence="Wages went up by 9.8% in April.")
    theirs.page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(theirs.page.locator("output")).to_have_text("Adds up to £4,528.00 of the £5,528.00 fee")
    theirs.look("Open book of a fee")
    theirs.page.get_by_role("button", name="Continue", exact=True).last.click()
    assert "Change one of them by £1,000.00." in says(theirs)
    theirs.look("Open book that does not add up")
    theirs.fill(book_direct_care="4,999.50", book_surplus="0.50")
    expect(theirs.page.locator("output")).to_have_text("Adds up to £5,528.00 of the £5,528.00 fee")
    theirs.page.get_by_role("button", name="Continue", exact=True).last.click()
    theirs.look("Check prices")
    theirs.page.get_by_label("I have checked these figures and they are right").check()
    theirs.press("Send these prices")
    theirs.look("Prices sent")
    theirs.press("Next price: Shoreline Fostering")
    theirs.fill(carer_0_to_4="250", allowance_0_to_4="160.50", agency_0_to_4="300")
    expect(theirs.page.locator("output").first).to_have_text("The fee for age 0 to 4: £710.50 a week")
    theirs.look("Fees by age")
    theirs.go(f"/provider/returns/{slug}/prices/{marram.reference}/{lot.reference}/")
    theirs.look("Price that was sent")

    other = new_visitor()
    other.sign_in(colleague)
    other.go(f"/provider/returns/{slug}/")
    assert "prices" not in says(other).lower()
    other.go(f"/provider/returns/{slug}/prices/")
    assert "You cannot use this page" in says(other)

    boss = new_visitor()
    boss.sign_in(admin)
    boss.go(f"/provider/people/{grant.reference}/prices")
    boss.look("Who sees prices")

    council = new_visitor()
    council.sign_in(staff)
    council.go(f"/commissioning/returns/{slug}/prices/")
    council.look("Prices of the council")
    council.follow("Marram House")
    council.look("Price beside its predecessor")
    council.press("Decide about the uplift")
    council.page.get_by_label("Agreed in part").check()
    council.fill(agreed_percent="2.5", reason="Half of it is wages.")
    council.look("Decide about an uplift")
    council.press("Record this decision")
    council.press("Accept these prices")
    expect(council.page.get_by_text("Accepted: the prices of Marram House, version 1.")).to_be_visible()
