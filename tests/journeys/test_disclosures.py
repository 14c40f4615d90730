"""Somebody is not safe, in real browsers: told on a phone, alerted by real mail, acknowledged, handled, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from portal import clock
from portal.accounts.models import Person
from portal.jobs import Job
from portal.voice.disclosures import services
from portal.voice.disclosures.models import Disclosure
from portal.voice.disclosures.rules import Arrangements
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.browser import NARROW, Visitor
from tests.support.live import LiveServer, wait_until
from tests.support.mail import MailServer

# What a page of a young person may weigh.
MOST_BYTES = 40_000


def test_from_the_young_page_to_acknowledged_and_closed(
    live_server: LiveServer, new_visitor: Callable[..., Visitor], mail_server: MailServer
) -> None:
    with live_server.session() as session:
        sender, lead = made.inspector(session), made.lead(session)
        made.on_rota(session, lead)
        authority, actor = factories.make_authority(session), factories.viewer_of(session, lead)
        arranged = Arrangements(out_of_hours_name="the night team", out_of_hours_number="0151 496 0999")
        services.arrange(
            session, authority.id, authority.code, arranged, seen=Arrangements().mark, actor=actor, now=clock.now()
        )
    young = tell(new_visitor(), sender_of=sender)
    alert = mail_server.wait_for(lead.email)
    assert made.CANARY not in alert.as_string()
    staff = new_visitor()
    staff.sign_in(lead)
    staff.look("Today with a disclosure that waits")
    staff.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    staff.go(mail_server.link(lead.email))
    staff.look("A disclosure that waits")
    handle(staff)
    with live_server.session() as session:
        kept = session.scalars(select(Disclosure)).one()
    assert (kept.acknowledged_by_id, kept.outcome) == (lead.id, "referred")
    assert young.page.url.endswith(kept.reference)
    young.page.get_by_role("link", name="Leave fast").click()
    assert not young.page.url.startswith(live_server.url)
    assert made.CANARY not in live_server.log.read_text()
    assert made.CANARY.encode() not in (live_server.log.parent / "jobs.sqlite3").read_bytes()


def tell(visitor: Visitor, *, sender_of: Person) -> Visitor:
    visitor.page.route("https://**", lambda route: route.fulfill(body="elsewhere"))
    visitor.sign_in(sender_of)
    visitor.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    visitor.go("/inspect/not-safe")
    visitor.look("Somebody is not safe")
    assert len(visitor.page.content()) < MOST_BYTES
    visitor.press("Send it")
    visitor.look("Somebody is not safe with nothing said")
    visitor.fill(told=made.TOLD)
    visitor.press("Send it")
    visitor.look("A disclosure has arrived")
    return visitor


def handle(visitor: Visitor) -> None:
    visitor.press("I have this now")
    visitor.look("A disclosure that is being handled")
    for reminder in ("Tell the designated officer (LADO)", "Tell the placing authority"):
        visitor.follow(reminder)
        visitor.look(f"A reminder: {reminder}")
        visitor.page.get_by_label("Yes, it is done").check()
        visitor.press("Save")
    visitor.page.get_by_role("button", name="Add a note").click()
    visitor.fill(text="Rang the coordinator.")
    visitor.look("A note on a disclosure")
    visitor.press("Add this note")
    visitor.page.get_by_role("button", name="Close it").click()
    visitor.look("Closing a disclosure")
    visitor.page.get_by_label("Passed to children’s social care").check()
    visitor.fill(text="Passed to the duty team.")
    visitor.press("Close it")
    visitor.look("A disclosure that is closed")
    expect(visitor.page.locator(".portal-urgent")).to_have_count(0)
    visitor.go("/safeguarding/")
    visitor.look("Safeguarding")


def test_the_rota_and_the_arrangements(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        lead = made.lead(session)
    visitor.sign_in(lead)
    visitor.look("Today of a safeguarding lead with gaps")
    visitor.go("/safeguarding/rota")
    visitor.look("The rota with nobody on it")
    visitor.page.get_by_role("button", name="Put somebody on the rota").click()
    visitor.look("Adding a turn")
    visitor.press("Put them on the rota")
    visitor.look("Adding a turn with nothing entered")
    visitor.go("/safeguarding/arrangements")
    visitor.look("Arrangements for disclosures")


@pytest.mark.on_both_databases
def test_a_worker_killed_as_it_alerts_loses_nothing(live_server: LiveServer, mail_server: MailServer) -> None:
    """The mail server takes its time and the worker dies waiting; its successor tells the lead, once."""
    mail_server.inbox.holding = True
    with live_server.session() as session:
        lead = made.lead(session)
        made.on_rota(session, lead)
        disclosure = made.told(session)
    wait_until(lambda: mail_server.inbox.held)
    live_server.kill("worker")
    mail_server.inbox.holding = False
    wait_until(lambda: not mail_server.inbox.held)
    with live_server.session() as session:
        session.execute(update(Job).values(leased_until=clock.now() - timedelta(seconds=1)))
        session.commit()
    live_server.start_worker()
    live_server.command("jobs", "run-due")
    message = mail_server.wait_for(lead.email)
    assert message["Subject"] == f"A disclosure waits, {disclosure.reference}"
    assert live_server.command("voice", "escalate") == "0 steps taken.\n"
    assert len(mail_server.to(lead.email)) == 1
    assert urlsplit(mail_server.link(lead.email)).path == f"/safeguarding/{disclosure.reference}/"
