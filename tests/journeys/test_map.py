"""The two maps in a real browser: the commissioner's with a home whose name is code, the public's without a home."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from portal.access import Role
from portal.homes.models import Home
from tests import factories
from tests.integration.market import made
from tests.integration.market.placed import place
from tests.integration.statements import making
from tests.integration.statements.test_local import move
from tests.support.browser import Visitor
from tests.support.live import LiveServer

HOSTILE = "`${alert(1)}` </script><b>Marram"
# The first stands so near the home with that name that both are one number until somebody looks closer.
OTHERS = ("PR8 1AB", "L37 1AA", "L1 1AA")


def test_a_commissioner_reads_the_map(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        made.know_borough(session)
        provider = factories.make_provider(session, "<script>alert(2)</script> Care")
        period = made.closed_period(session, date(2026, 9, 1))
        hostile = made.add_home(session, provider, name=HOSTILE, is_solo=False)
        homes = [made.add_home(session, provider, postcode, name=f"House at {postcode}") for postcode in OTHERS]
        for home in (hostile, *homes):
            making.accept(session, period, home, available=3)
        place(session, 4, host=made.LIVERPOOL)
        person = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(person)
    visitor.go("/commissioning/map/?postcode=PR8+1AA")
    page = visitor.page
    marks = page.locator(".leaflet-marker-icon")
    expect(marks).to_have_count(3)
    visitor.look("map of homes")

    page.get_by_role("button", name="2 homes").press("Enter")
    page.get_by_role("button", name=HOSTILE).press("Enter")
    told = page.locator("#map-facts")
    expect(told.get_by_role("link", name=HOSTILE)).to_have_attribute(
        "href", f"/commissioning/homes/{hostile.reference}/"
    )
    expect(told).to_contain_text("<script>alert(2)</script> Care")
    expect(told).to_contain_text("As at 30 September 2026")
    visitor.look("map of homes with a home opened")

    page.get_by_role("button", name="Layers").press("Enter")
    for layer in ("Share of places with others’ children", "Open places and their age", "Children placed elsewhere"):
        page.get_by_role("checkbox", name=layer).press("Space")
    expect(page.get_by_text("20%")).to_have_count(3)
    expect(page.get_by_text("3 open, ").first).to_be_visible()
    expect(page.get_by_text("Liverpool: 4")).to_be_visible()
    visitor.look("map of homes with its layers")

    page.get_by_label("Age of the child").fill("400")
    page.get_by_label("Distance from a postcode").fill("ZZ1 1ZZ")
    visitor.press("Show results")
    expect(page.get_by_role("alert")).to_contain_text("not in the portal’s table")
    expect(marks).to_have_count(3)
    visitor.look("map of homes with an unknown postcode")

    page.get_by_role("button", name="2 homes").click()
    page.get_by_role("button", name=HOSTILE).click()
    told.get_by_role("link", name=HOSTILE).click()
    expect(page).to_have_url(f"{visitor.url}/commissioning/homes/{hostile.reference}/")


def test_anybody_reads_the_public_map(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        made.know_borough(session)
        homes = made.add_market(session, made.closed_period(session, date(2026, 9, 1)), north=6, south=7)
        moving = homes[0].id
        writer, publisher = making.make_writer(session), making.make_publisher(session)
        making.publish(session, making.make_draft(session, writer), writer, publisher)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.extend([request.url] if request.resource_type != "font" else []))
    visitor.go("/")
    visitor.follow("Where the homes are")
    expect(visitor.page.get_by_role("row", name="1. Southport 6 60")).to_be_visible()
    visitor.look("public map")
    told = "".join(visitor.page.request.get(url).text() for url in asked)
    assert "1. Southport" in told
    for postcode, latitude, longitude, *_ in made.PLACES:
        assert postcode not in told and str(latitude) not in told and str(longitude) not in told
    assert "House " not in visitor.page.content() and "leaflet" not in told

    before = [visitor.page.request.get(url).text() for url in asked]
    with live_server.session() as session:
        move(session, session.get_one(Home, moving), "L37 1AA", writer)
    assert [visitor.page.request.get(url).text() for url in asked] == before
