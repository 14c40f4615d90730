"""The whole line, from an empty database to a second version, by the people who do it, on the live server.

Three providers with a home of twelve places each. In the first month every home counts 3 Sefton children, 2 placed by
Liverpool, 3 places available, 2 reserved and 2 blocked for want of staff: 36 places in all, 9 of them Sefton's, 6
Liverpool's, 9 available, 6 reserved and 6 blocked, so that no count is under six or from fewer than three providers.
In the second month one available bed of the first home has taken a Sefton child: 10 and 8.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from portal import clock
from portal.access import Viewer
from portal.accounts.models import Person
from portal.homes.models import Home
from portal.returns import rules
from portal.returns.models import ReturnPeriod
from portal.statements.queries.published import PLACE_SECONDS
from portal.web.filters import format_month
from tests import factories
from tests.integration.returns import made
from tests.journeys.pages import registering, returning, stating
from tests.journeys.pages.returning import says
from tests.journeys.pages.wire import Wire
from tests.support.browser import Visitor
from tests.support.databases import Store
from tests.support.live import LiveServer
from tests.support.mail import MailServer

pytestmark = pytest.mark.on_postgresql
ADMIN, PUBLISHER, COMMISSIONER = "ali@council.example", "pat@council.example", "casey@council.example"
PROVIDER = "jo@sandhills.example"
PHONE, DESK = (375, 667), (1280, 900)
POSTCODES = "pcds,lat,long,oseast1m,osnrth1m,lad25cd\nPR8 1AA,53.647,-3.007,333500,416900,E08000014\n"
PLACE = "/statements/homes-for-children"
LEADS = {
    "market.residential.registered": "registered places",
    "market.residential.imported": "hold other councils’ children",
    "market.residential.available": "are available now",
}
SUMMARY = "Of {{ figure:market.residential.registered }} places, {{ figure:market.residential.available }} are free."
SECTION = """{{ figure:market.residential.available }} places are free now.

{{ chart:market.residential.use | One place in four is free }}

{{ table:market.residential.use }}
"""
OTHER_SECTIONS = (
    "What children need",
    "Where the gaps are",
    "What we intend to buy",
    "What we ask of providers",
    "How to talk to us",
)
FILES = ("", "statement.pdf", "data.json", "data/market-residential-use.csv")
PATIENCE_SECONDS = 60
LINE = rules.CapacityLine(
    registered=12,
    usable=10,
    occupied={made.SEFTON: 3, made.LIVERPOOL: 2},
    reserved=2,
    available=3,
    blocked={rules.BlockReason.STAFFING: 2},
)


@pytest.fixture
def live_server(store: Store, tmp_path: Path, mail_server: MailServer) -> Iterator[LiveServer]:
    """The server on a database without a single table, filled by nothing but the project's own commands."""
    server = LiveServer(store.empty("line"), tmp_path, smtp_url=mail_server.url)
    (tmp_path / "postcodes.csv").write_text(POSTCODES)
    council = ("--code", "E08000014", "--full-name", "Sefton Council", "--slug", "sefton")
    beside = ("--email", "homes@council.example", "--adjoins", "E08000012", "--same-city-region", "E08000012")
    try:
        server.command("db", "upgrade")
        server.command("authority", "switch-on", *council, *beside)
        server.command("homes", "import-postcodes", str(tmp_path / "postcodes.csv"))
        server.command("people", "add-admin", "--email", ADMIN, "--name", "Ali Oak")
        server.command("people", "add-publisher", "--email", PUBLISHER, "--name", "Pat Yew")
        server.start()
        yield server
    finally:
        server.stop()


def months() -> tuple[date, date]:
    """The two months before this one, earlier first."""
    this = clock.today(clock.now()).replace(day=1)
    return rules.months_before(this, 2), rules.months_before(this, 1)


def named(month: date) -> str:
    return f"{format_month(month)} return"


class People:
    """Who takes part: staff at a desk, the provider at a phone."""

    def __init__(self, new_visitor: Callable[..., Visitor]) -> None:
        self.admin, self.publisher, self.commissioner, self.provider = (new_visitor() for _ in range(4))
        for visitor, (width, height) in (
            *((each, DESK) for each in (self.admin, self.publisher, self.commissioner)),
            (self.provider, PHONE),
        ):
            visitor.page.set_viewport_size({"width": width, "height": height})


def let_staff_in(people: People, mail_server: MailServer) -> None:
    """The first two follow their mail; the portal admin gives a colleague a role, the publisher approves it."""
    registering.join(people.admin, mail_server.link(ADMIN), ADMIN, "Ali Oak")
    registering.join(people.publisher, mail_server.link(PUBLISHER), PUBLISHER, "Pat Yew")
    people.admin.go("/admin/people/invite")
    people.admin.fill(full_name="Casey Birch", email=COMMISSIONER)
    people.admin.page.get_by_label("Commissioner", exact=True).check()
    people.admin.press("Give this role")
    people.publisher.go("/today")
    people.publisher.follow("1 role waits for your approval")
    people.publisher.follow("Casey Birch")
    people.publisher.press("Approve")
    people.publisher.press("Approve this role")
    registering.join(people.commissioner, mail_server.link(COMMISSIONER), COMMISSIONER, "Casey Birch")


def register(people: People, mail_server: MailServer) -> None:
    """The provider begins, leaves, comes back, sends; the commissioner approves."""
    visitor = people.provider
    registering.begin_registration(visitor, mail_server, PROVIDER)
    registering.answer_first_steps(visitor, "Sandhills Care Limited")
    registering.sign_out(visitor)
    registering.sign_in(visitor, PROVIDER)
    visitor.follow("Finish your registration: 2 of 8 done")
    visitor.follow("Who owns it")
    registering.answer_other_steps(visitor, PROVIDER)
    assert "Sandhills Care Limited" in says(visitor)
    visitor.press("Send the registration")
    expect(visitor.page.locator(".portal-reference")).to_contain_text("PR-")
    people.commissioner.go("/today")
    people.commissioner.follow("1 provider waits for a decision")
    people.commissioner.follow("Sandhills Care Limited")
    people.commissioner.press("Approve")
    people.commissioner.press("Approve this provider")
    approval = mail_server.link(PROVIDER, 3)  # after the link to start and the receipt
    assert approval == "/sign-in"
    registering.sign_in(visitor, PROVIDER)


def add_other_providers(server: LiveServer) -> list[tuple[Home, Person]]:
    """Two more providers with a home like the first one's."""
    with server.session() as session:
        providers = [factories.make_provider(session, f"{name} Care Limited") for name in ("Tern", "Dunlin")]
        homes = [
            factories.make_home(session, each, f"{each.legal_name} Home", registered_places=12, usable_places=10)
            for each in providers
        ]
        return [
            (home, factories.make_provider_person(session, each)) for home, each in zip(homes, providers, strict=True)
        ]


def send_for_others(server: LiveServer, others: list[tuple[Home, Person]], month: date) -> None:
    with server.session() as session:
        period = session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == month)).one()
        for home, person in others:
            sender: Viewer = factories.viewer_of(session, session.get_one(Person, person.id))
            made.sent(session, period, session.get_one(Home, home.id), sender, LINE)


def open_month(people: People, month: date) -> None:
    today = clock.today(clock.now())
    closes = today + timedelta(days=7)
    returning.open_month(people.commissioner, rules.month_slug(month), opens=today, closes=closes)


def send_first_return(visitor: Visitor, month: date) -> None:
    """First one place too many, told at once as a sum and by the server in words; then right."""
    returning.open_entry(visitor, named(month), "Marram House")
    visitor.fill(usable="10", own="3", reserved="2", available="4", blocked_staffing="2")
    visitor.page.locator('[name="bodies-0-body"]').select_option(label="Liverpool")
    visitor.fill(**{"bodies-0-places": "2"})
    visitor.page.locator('[name="takes_emergencies"][value="no"]').check()
    expect(visitor.page.locator("output")).to_have_text("Adds up to 13 of 12 registered places")
    visitor.press("Continue")
    assert visitor.page.title().startswith("Error: ")
    assert "13" in visitor.page.locator(".govuk-error-summary").inner_text()
    visitor.fill(available="3")
    expect(visitor.page.locator("output")).to_have_text("Adds up to 12 of 12 registered places")
    send(visitor)


def send_second_return(visitor: Visitor, month: date) -> None:
    """The figures begin as they were; a Sefton child has moved in."""
    returning.open_entry(visitor, named(month), "Marram House")
    assert visitor.page.locator('[name="available"]').input_value() == "3"
    visitor.fill(own="4", available="2")
    send(visitor)


def send(visitor: Visitor) -> None:
    visitor.press("Continue")
    visitor.press("Send this return")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Return sent")


def accept_first_month(visitor: Visitor, month: date) -> None:
    """One entry by itself, the others together."""
    visitor.go(f"/commissioning/returns/{rules.month_slug(month)}/")
    visitor.follow("Marram House")
    visitor.press("Accept these figures")
    accept_all(visitor, month, "Accept 2 homes")


def accept_all(visitor: Visitor, month: date, button: str) -> None:
    visitor.go(f"/commissioning/returns/{rules.month_slug(month)}/")
    visitor.press("Accept all without surprises")
    visitor.press(button)


def draft(visitor: Visitor, month: date) -> str:
    """A statement with a bound figure, chart and table, previewed and sent for review; its record's address."""
    record = stating.start(visitor, "Homes for children in Sefton", "homes-for-children", format_month(month))
    stating.remove_sections(visitor, OTHER_SECTIONS)
    stating.write_section(visitor, "What the market offers today", SECTION)
    stating.write_details(visitor, SUMMARY, LEADS)
    visitor.press("Preview the page")
    assert "9 places are free now." in says(visitor)
    visitor.go(record)
    stating.send_for_review(visitor)
    return record


def refuse_own_approval(visitor: Visitor, record: str) -> None:
    """Whoever drafts can neither see the decision nor reach it."""
    visitor.go(record)
    assert visitor.page.get_by_role("button", name="Decide").count() == 0
    answer = visitor.page.goto(f"{record}/decision")
    assert answer is not None and answer.status == 403


def files_of(reader: Wire, address: str) -> dict[str, bytes]:
    """Every file at an address, once the worker has made its PDF."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while reader.get(f"{address}/statement.pdf").headers.get("Content-Type") != "application/pdf":
        assert time.monotonic() < deadline, "no PDF"
        time.sleep(0.2)
    time.sleep(PLACE_SECONDS)  # until every process of the server has looked for the PDF again
    return {path: reader.get(f"{address}/{path}").body for path in FILES}


def hashes(files: dict[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(body).hexdigest() for path, body in files.items()}


def check_available(files: dict[str, bytes], count: int, share: str) -> None:
    """Page, PDF, CSV and JSON carry the same number of available places."""
    sentence = f"{count} places are free now."
    assert sentence in files[""].decode()
    pages = PdfReader(io.BytesIO(files["statement.pdf"])).pages
    assert sentence in " ".join(" ".join(page.extract_text() for page in pages).split())
    rows = list(csv.reader(io.StringIO(files["data/market-residential-use.csv"].decode("utf-8-sig"))))
    assert ["Available now", str(count), share] in [row[:3] for row in rows]
    data = json.loads(files["data.json"])
    assert data["figures"]["market.residential.available"]["value"] == count


def read_as_anybody(visitor: Visitor, version: int, sentence: str) -> None:
    """From the front page to the statement, without signing in."""
    visitor.go("/")
    visitor.press("Read the statement")
    assert f"Version {version}" in says(visitor)
    assert sentence in says(visitor)


def test_a_providers_return_becomes_a_published_figure_and_a_later_one_a_second_version(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer
) -> None:
    people, anybody, reader, (first, second) = People(new_visitor), new_visitor(), Wire(live_server.url), months()
    let_staff_in(people, mail_server)
    register(people, mail_server)
    returning.add_home(people.provider, "Marram House", "PR8 1AA", 12)
    others = add_other_providers(live_server)

    open_month(people, first)
    send_first_return(people.provider, first)
    send_for_others(live_server, others, first)
    accept_first_month(people.commissioner, first)
    record = draft(people.commissioner, first)
    refuse_own_approval(people.commissioner, record)
    stating.approve(people.publisher, record)
    stating.publish(people.publisher, 1)
    read_as_anybody(anybody, 1, "9 places are free now.")
    version_1 = files_of(reader, f"{PLACE}/versions/1")
    check_available(version_1, 9, "25.0")

    open_month(people, second)
    send_second_return(people.provider, second)
    send_for_others(live_server, others, second)
    accept_all(people.commissioner, second, "Accept 3 homes")
    people.commissioner.go(record)
    people.commissioner.press("Start a correction or update")
    people.commissioner.press("Start a correction or update")
    stating.choose_month(people.commissioner, format_month(second))
    stating.send_for_review(people.commissioner)
    stating.approve(people.publisher, record)
    stating.publish(people.publisher, 2, reason="A month has passed.")
    version_2 = files_of(reader, f"{PLACE}/versions/2")
    check_available(version_2, 8, "22.2")
    assert "A month has passed." in version_2[""].decode()
    assert hashes(files_of(reader, f"{PLACE}/versions/1")) == hashes(version_1)
    assert hashes(files_of(reader, PLACE)) == hashes(version_2)
    read_as_anybody(anybody, 2, "8 places are free now.")
    assert live_server.command("events", "verify").startswith("intact")
