"""A month's return in a real browser: the provider on a phone, the council at a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.providers.models import ServiceType
from portal.returns import rules
from portal.returns.models import ReturnPeriod
from tests import factories
from tests.integration.returns import made
from tests.support.browser import Visitor
from tests.support.live import LiveServer

LONG = "St Brìde’s House for Young People and their Very Long-Lasting Hopes `${alert(1)}` <b>" + "x" * 60


def _periods(session: Session) -> tuple[ReturnPeriod, ReturnPeriod]:
    month = clock.today(clock.now()).replace(day=1)
    before = factories.make_period(session, rules.months_before(month, 1))
    return before, factories.make_period(session, month)


def _market(session: Session) -> tuple[ReturnPeriod, list[Home], Person, Person]:
    """Two homes and an agency with an accepted month, a third home with a long name that is new."""
    provider = factories.make_provider(session)
    admin, staff = factories.make_provider_person(session, provider), factories.make_staff(session, Role.COMMISSIONER)
    homes = [factories.make_home(session, provider, name) for name in ("Marram House", "Tern Cottage")]
    agency = factories.make_home(session, provider, "Shoreline Fostering", service_type=ServiceType.FOSTERING)
    factories.make_home(session, provider, LONG, opened_on=date(2021, 1, 1))
    before, period = _periods(session)
    sender, accepter = factories.viewer_of(session, admin), factories.viewer_of(session, staff)
    for home in homes:
        made.accepted(session, before, home, sender, accepter)
    figures = rules.FosteringFigures(7, 8, 3, 1)
    line = rules.fostering_line(figures, approved=12, own={made.SEFTON: 5})
    made.accepted(session, before, agency, sender, accepter, line)
    return period, [*homes, agency], admin, staff


def test_a_manager_sends_a_return_and_a_commissioner_accepts_it(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        period, (marram, *_), admin, staff = _market(session)
    provider = new_visitor()
    provider.sign_in(admin)
    provider.look("Today with a return")
    provider.go("/provider/returns/")
    provider.look("Returns of a provider")
    provider.go(f"/provider/returns/{rules.month_slug(period.month)}/")
    provider.look("Month with homes due")
    provider.follow("Marram House")
    provider.look("Figures of a home")
    provider.fill(available="2", blocked_staffing="", usable="6")
    expect(provider.page.locator("output")).to_contain_text("6 of 6")
    provider.fill(available="3", adults_staying="9")
    provider.page.get_by_role("button", name="Continue", exact=True).last.click()
    provider.look("Figures that do not add up")
    provider.fill(available="2", adults_staying="1")
    provider.page.get_by_role("button", name="Continue", exact=True).last.click()
    provider.look("Check your figures")
    provider.press("Send this return")
    provider.look("Return sent")
    provider.go(f"/provider/returns/{rules.month_slug(period.month)}/{marram.reference}/")
    provider.look("Entry that was sent")
    council = new_visitor()
    council.sign_in(staff)
    council.look("Today of a commissioner with returns")
    council.go("/commissioning/returns/")
    council.look("Returns of the council")
    council.go(f"/commissioning/returns/{rules.month_slug(period.month)}/")
    council.look("Month of the council")
    council.follow("Marram House")
    council.look("Entry beside its predecessor")
    council.press("Accept these figures")
    expect(council.page.get_by_text("Accepted: Marram House, version 1.")).to_be_visible()


def test_on_a_phone_the_sum_stays_in_sight_and_covers_no_box_that_has_the_focus(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        period, (marram, *_), admin, _ = _market(session)
    provider = new_visitor()
    provider.sign_in(admin)
    provider.page.set_viewport_size({"width": 320, "height": 640})
    provider.go(f"/provider/returns/{rules.month_slug(period.month)}/{marram.reference}/capacity")
    sum_line, last = provider.page.locator(".portal-sum__line"), provider.page.locator('[name="agency_share"]')
    provider.page.locator('[name="registered"]').focus()
    expect(sum_line).to_be_in_viewport(ratio=1)
    visited = 0
    while not last.evaluate("box => box === document.activeElement"):
        provider.page.keyboard.press("Tab")
        assert not _is_covered(provider.page.locator(":focus"), sum_line)
        visited += 1
    assert visited > 12


def _is_covered(box: Locator, by: Locator) -> bool:
    inner, outer = box.bounding_box(), by.bounding_box()
    assert inner and outer
    return inner["y"] < outer["y"] + outer["height"] and outer["y"] < inner["y"] + inner["height"]


def test_a_question_an_answer_and_the_pages_around_them(
    live_server: LiveServer, new_visitor: Callable[..., Visitor]
) -> None:
    with live_server.session() as session:
        period, (marram, tern, agency), admin, staff = _market(session)
        sender = factories.viewer_of(session, admin)
        made.sent(session, period, marram, sender, replace(made.LINE, occupied={}, usable=6, available=4))
        made.saved(session, period, tern, sender)
    slug = rules.month_slug(period.month)
    council = new_visitor()
    council.sign_in(staff)
    for name, path in {
        "Set up a month": "/commissioning/returns/new",
        "Give more time": f"/commissioning/returns/{slug}/extension",
        "Accept all": f"/commissioning/returns/{slug}/accept-all",
    }.items():
        council.go(path)
        council.look(name)
    council.go(f"/commissioning/returns/{slug}/{marram.reference}/")
    council.look("Entry with a surprise")
    council.page.get_by_role("button", name="Ask a question").click()
    council.fill(question="Where did everybody go?\nAnd who moved first?")
    council.look("Ask a question")
    council.press("Send this question")
    provider = new_visitor()
    provider.sign_in(admin)
    provider.go(f"/provider/returns/{slug}/{marram.reference}/")
    provider.look("Entry with a question")
    provider.go(f"/provider/returns/{slug}/{marram.reference}/capacity")
    provider.press("Add another council or body")
    provider.look("Figures with a question and another row")
    provider.go(f"/provider/returns/{slug}/send")
    provider.look("Send all that are ready")
    provider.press("Send 1 home")
    provider.look("Returns sent together")
    provider.go(f"/provider/returns/{slug}/{agency.reference}/capacity")
    provider.look("Figures of a fostering agency")
    provider.go(f"/provider/returns/{slug}/{tern.reference}/versions/1")
    provider.look("Version for ever")
    with live_server.session() as session:
        long_home = session.query(Home).filter(Home.name == LONG).one()
    provider.go(f"/provider/returns/{slug}/{long_home.reference}/nil")
    provider.look("Nil return")
