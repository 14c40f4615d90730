"""The two maps in a real browser: the commissioner's with a home whose name is code, the public's without a home."""

from __future__ import annotations

import re
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
OTHER_HOUSE = "House at PR8 1AB"


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

    tags = page.locator(".portal-map__tag")
    for layer in ("Share of places with others’ children", "Open places and their age"):
        page.get_by_role("checkbox", name=layer).press("Space")
    expect(tags).to_have_count(3)
    expect(tags.filter(has_text="20%, 6 open, 2 held, oldest")).to_have_count(1)
    expect(tags.filter(has_text="20%, 3 open, 1 held, ")).to_have_count(1)
    expect(tags.filter(has_text=re.compile("^3 open, 1 held, "))).to_have_count(1)  # outside, so nobody is imported
    visitor.look("map of homes with its layers")

    page.get_by_role("button", name="2 homes").press("Space")
    expect(page.locator("#map_of_homes")).to_be_focused()
    page.get_by_role("button", name=OTHER_HOUSE).press("Space")
    expect(page.locator("#map-facts")).to_contain_text(OTHER_HOUSE)
    page.get_by_role("button", name=HOSTILE).press("Enter")
    told = page.locator("#map-facts")
    expect(told.get_by_role("link", name=HOSTILE)).to_have_attribute(
        "href", f"/commissioning/homes/{hostile.reference}/"
    )
    expect(told).to_contain_text("<script>alert(2)</script> Care")
    expect(told).to_contain_text("As at 30 September 2026")
    expect(tags.filter(has_text="20%, 3 open, 1 held, ").first).to_be_visible()
    visitor.look("map of homes with a home opened")

    page.get_by_role("checkbox", name="Children placed elsewhere").press("Space")
    expect(page.get_by_text("Liverpool: 4")).to_be_visible()
    visitor.look("map of homes with lines to other councils")

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


# Boxes of the marks and of all words in sight on the map.
WORDS = ".portal-map__words:not(.portal-map__words--hidden) > span"
BOXES = f"""() => [".leaflet-marker-pane > *", "{WORDS}"].map((which) =>
  [...document.querySelectorAll(which)].map((each) => each.getBoundingClientRect().toJSON()))"""


def lies_over(one: dict[str, float], other: dict[str, float]) -> bool:
    beside = one["left"] >= other["right"] or other["left"] >= one["right"]
    return not (beside or one["top"] >= other["bottom"] or other["top"] >= one["bottom"])


def test_on_a_phone_the_way_to_the_map_is_short_and_no_word_hides_a_mark(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        made.know_borough(session)
        provider = factories.make_provider(session)
        for number, postcode in enumerate(("PR8 1AA", "PR8 1AB", "L37 1AA")):
            made.add_home(session, provider, postcode, name=f"House {number}")
        person = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(person)
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    visitor.go("/commissioning/map/?postcode=PR8+1AA")
    visitor.follow("Go to the map")
    expect(visitor.page.get_by_role("heading", name="The map")).to_be_in_viewport()
    expect(visitor.page.get_by_text("Southport", exact=True)).to_be_visible()
    marks, words = visitor.page.evaluate(BOXES)
    assert len(marks) == 3 and len(words) >= 3
    assert not [1 for word in words for mark in marks if lies_over(word, mark)]
    assert not [1 for word in words for other in words if word is not other and lies_over(word, other)]
    visitor.follow("Back to the list")
    expect(visitor.page.get_by_role("link", name="House 0")).to_be_in_viewport()


def test_on_paper_the_map_comes_before_the_list_and_nothing_that_only_a_screen_can_use(
    live_server: LiveServer, visitor: Visitor
) -> None:
    with live_server.session() as session:
        made.know_borough(session)
        made.add_home(session, factories.make_provider(session), name="House 1")
        person = factories.make_staff(session, Role.COMMISSIONER)
    visitor.sign_in(person)
    visitor.go("/commissioning/map/?age=9")
    page = visitor.page
    page.emulate_media(media="print")
    told = page.get_by_text("Only some homes: Age of the child: 9.")
    drawn, listed = page.locator("#map_of_homes"), page.get_by_role("link", name="House 1")
    for shown in (told, drawn, listed, page.locator(".portal-map__legend")):
        expect(shown).to_be_visible()
    above, below = drawn.bounding_box(), listed.bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"]
    for hidden in ("Show results", "Zoom in", "Go to the map", "Show on the map", "Sign out"):
        expect(page.get_by_text(hidden)).to_be_hidden()
    page.emulate_media(media="screen")
    expect(told).to_be_hidden()


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
