"""Many people at one instant, and a worker that dies, on the live server with real mail and on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.events import verify
from portal.jobs import Job, JobState
from portal.providers.models import Provider
from portal.returns.models import Entry, EntryVersion
from portal.returns.pricing.models import PriceEntry, PriceVersion
from portal.returns.pricing.queries.due import NO_LOT
from portal.returns.rules import month_slug
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.pricing import made as made_prices
from tests.journeys.pages.wire import Answer, Wire
from tests.support.databases import TEST_KEY
from tests.support.live import LiveServer, wait_until
from tests.support.mail import MailServer

pytestmark = pytest.mark.on_both_databases
# Nobody may sign in more often than ten times in a quarter of an hour, so two colleagues share the twenty.
TIMES = 20
COLLEAGUES = 2


@dataclass(frozen=True)
class Ready:
    """Something filled in that waits to be sent: who may send it, on which page, with which button."""

    people: list[Person]
    check: str
    button: str

    @property
    def addresses(self) -> list[str]:
        return [person.email for person in self.people]


def make_colleagues(session: Session, provider: Provider) -> list[Person]:
    return [
        factories.make_provider_person(session, provider, name=f"Colleague {number}") for number in range(COLLEAGUES)
    ]


@pytest.fixture
def ready(live_server: LiveServer) -> Ready:
    with live_server.session() as session:
        provider = factories.make_provider(session)
        people = make_colleagues(session, provider)
        period, home = factories.make_period(session), factories.make_home(session, provider)
        made.saved(session, period, home, factories.viewer_of(session, people[0]))
    return Ready(people, f"/provider/returns/{month_slug(period.month)}/{home.reference}/check", "Send this return")


@pytest.fixture
def ready_prices(live_server: LiveServer) -> Ready:
    with live_server.session() as session:
        provider = factories.make_provider(session)
        people = make_colleagues(session, provider)
        period, home = factories.make_period(session, is_pricing_due=True), factories.make_home(session, provider)
        made_prices.saved(session, period, home, factories.viewer_of(session, people[0]))
    check = f"/provider/returns/{month_slug(period.month)}/prices/{home.reference}/{NO_LOT}/check"
    return Ready(people, check, "Send these prices")


def send_at_once(server: LiveServer, ready: Ready) -> list[Answer]:
    """Twenty sessions open the same page, then press its button at the same instant."""
    wires = [Wire(server.url) for _ in range(TIMES)]
    for number, wire in enumerate(wires):
        wire.sign_in(ready.people[number % COLLEAGUES])
    forms = [wire.get(ready.check).form(ready.button) for wire in wires]
    begin = Barrier(TIMES)

    def send(number: int) -> Answer:
        begin.wait()
        return wires[number].send(forms[number])

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(send, range(TIMES)))


def receipts(mail_server: MailServer, ready: Ready) -> list[str]:
    """The subjects of the mail that the two colleagues got."""
    return [message["Subject"] for address in ready.addresses for message in mail_server.to(address)]


def only_version(server: LiveServer) -> EntryVersion:
    with server.session() as session:
        assert str(verify(session, key=TEST_KEY)).startswith("intact")
        assert len(session.scalars(select(Entry)).all()) == 1
        return session.scalars(select(EntryVersion)).one()


def test_twenty_submits_at_once_are_one_version_one_reference_and_one_receipt(
    live_server: LiveServer, ready: Ready, mail_server: MailServer
) -> None:
    answers = send_at_once(live_server, ready)
    version = only_version(live_server)
    assert {answer.status for answer in answers} == {200}
    assert {answer.path for answer in answers} == {ready.check.replace("check", "versions/1/receipt")}
    assert all(version.receipt in answer.text for answer in answers)
    wait_until(lambda: receipts(mail_server, ready))
    live_server.command("jobs", "run-due")
    [subject] = receipts(mail_server, ready)
    assert subject.endswith(version.receipt)


def test_twenty_submits_of_a_price_at_once_are_one_version_one_reference_and_one_receipt(
    live_server: LiveServer, ready_prices: Ready, mail_server: MailServer
) -> None:
    answers = send_at_once(live_server, ready_prices)
    with live_server.session() as session:
        assert str(verify(session, key=TEST_KEY)).startswith("intact")
        assert len(session.scalars(select(PriceEntry)).all()) == 1
        version = session.scalars(select(PriceVersion)).one()
    assert {answer.status for answer in answers} == {200}
    assert {answer.path for answer in answers} == {ready_prices.check.replace("check", "versions/1/receipt")}
    assert all(version.receipt in answer.text for answer in answers)
    wait_until(lambda: receipts(mail_server, ready_prices))
    live_server.command("jobs", "run-due")
    [subject] = receipts(mail_server, ready_prices)
    assert subject.endswith(version.receipt)


def test_a_worker_killed_between_the_answer_and_the_mail_still_sends_one_receipt(
    live_server: LiveServer, ready: Ready, mail_server: MailServer
) -> None:
    """The mail server takes its time, the worker dies waiting; its successor finds the work when the lease ends."""
    mail_server.inbox.holding = True
    sender = Wire(live_server.url)
    sender.sign_in(ready.people[0])
    answer = sender.send(sender.get(ready.check).form(ready.button))
    version = only_version(live_server)
    assert version.receipt in answer.text
    wait_until(lambda: mail_server.inbox.held)
    live_server.kill("worker")
    wait_until(lambda: not mail_server.inbox.held)
    mail_server.inbox.holding = False
    end_lease(live_server)
    assert receipts(mail_server, ready) == []
    live_server.start_worker()
    live_server.command("jobs", "run-due")
    wait_until(lambda: receipts(mail_server, ready))
    assert live_server.command("jobs", "run-due") == "0 jobs done.\n"
    [subject] = receipts(mail_server, ready)
    assert subject.endswith(version.receipt)


def end_lease(server: LiveServer) -> None:
    """As if the five minutes that the dead worker had reserved were over."""
    with server.session() as session:
        job = session.scalars(select(Job)).one()
        assert job.state == JobState.RUNNING
        job.leased_until = clock.now() - timedelta(seconds=1)
        session.commit()
