"""Deadlines are the server's, by London's clock, whatever address somebody types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.returns import queries, rules, services
from portal.returns.models import EntryState, EntryVersion, Extension
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.integration.returns.test_entry import FIRST
from tests.support.client import Client
from tests.support.mail import Mailbox

At = Callable[[datetime], None]


def _close(session: Session, market: Market) -> None:
    market.period.closes_at = clock.now() - timedelta(minutes=1)
    session.commit()


def test_nothing_is_sent_after_closing_by_any_address_and_nothing_is_lost(
    client: Client, session: Session, market: Market
) -> None:
    client.sign_in(market.admin)
    page = client.submit(client.get(f"{market.marram_path}/capacity").form("Continue"), FIRST, button="Continue")
    check, nil = page.form("Send this return"), client.get(f"{market.tern_path}/nil").form("Send a nil return")
    _close(session, market)
    for form in (check, nil):
        assert "return closed at" in client.submit(form).errors[0]
    client.post(f"/provider/returns/{market.slug}/send", {"chosen": f"{market.marram.reference}:1"})
    assert session.scalars(select(EntryVersion)).all() == []
    page = client.get(f"{market.marram_path}/")
    assert "What you entered is kept" in page.text
    assert "Sefton children 2" in page.text


def test_work_goes_on_being_saved_after_closing(client: Client, session: Session, market: Market) -> None:
    client.sign_in(market.admin)
    form = client.get(f"{market.marram_path}/capacity").form("Continue")
    _close(session, market)
    page = client.submit(form, FIRST, button="Save and come back later")
    assert "Saved." in page.text


def test_a_month_that_has_not_opened_takes_nothing(client: Client, session: Session, market: Market) -> None:
    market.period.opens_at = clock.now() + timedelta(days=1)
    session.commit()
    client.sign_in(market.admin)
    page = client.post(f"{market.marram_path}/capacity", {**FIRST, "lock_version": "0", "action": "continue"})
    assert "has not opened yet" in page.errors[0]
    page = client.post(f"{market.marram_path}/nil", {"lock_version": "0"})
    assert "opens on" in page.errors[0]
    assert rules.month_slug(market.month) not in client.get("/provider/returns/").text


def test_an_extension_lets_one_provider_send_late(
    client: Client, session: Session, market: Market, mailbox: Mailbox
) -> None:
    _close(session, market)
    client.sign_in(market.staff)
    until = clock.today(clock.now()) + timedelta(days=3)
    form = client.get(f"{market.staff_path}/extension").form("Give more time")
    day = {"until_on-day": str(until.day), "until_on-month": str(until.month), "until_on-year": str(until.year)}
    page = client.submit(form, {**day, "provider": market.provider.reference, "reason": "Their office flooded"})
    assert "Their office flooded" in page.text
    extension = session.scalars(select(Extension)).one()
    assert extension.until_at == rules.closing_at(until)
    version = made.sent(session, market.period, market.marram, market.sender)
    assert version.is_late
    assert "Late" in client.get(f"{market.staff_path}/?late=y").text
    session.commit()
    assert "more time" in mailbox.to(market.sender.email)[0].body


def test_an_extension_must_end_later_than_the_period(client: Client, session: Session, market: Market) -> None:
    client.sign_in(market.staff)
    form = client.get(f"{market.staff_path}/extension").form("Give more time")
    day = {"until_on-day": "1", "until_on-month": "1", "until_on-year": "2020"}
    page = client.submit(form, {**day, "provider": market.provider.reference, "reason": "Why"})
    assert page.errors[0].startswith("Choose a day from today that is after")
    assert session.scalars(select(Extension)).all() == []


def test_another_provider_keeps_its_own_deadline(session: Session, market: Market) -> None:
    other = factories.make_provider(session, "Otherwise Care")
    until = market.period.closes_at + timedelta(days=5)
    services.grant_extension(
        session, market.period, market.provider, until_at=until, reason="Why", actor=market.accepter, now=clock.now()
    )
    assert queries.window_for(session, market.period, other.id).ends_at == market.period.closes_at
    assert queries.window_for(session, market.period, market.provider.id).ends_at == until


def test_a_later_grant_replaces_the_earlier(session: Session, market: Market) -> None:
    for days in (3, 6):
        until = market.period.closes_at + timedelta(days=days)
        services.grant_extension(
            session,
            market.period,
            market.provider,
            until_at=until,
            reason="Why",
            actor=market.accepter,
            now=clock.now(),
        )
    assert session.scalars(select(Extension.until_at)).all() == [market.period.closes_at + timedelta(days=6)]


def test_a_queried_entry_is_answered_after_closing_and_is_not_late_for_it(session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    due = made.due_of(session, market.period, market.marram)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
    _close(session, market)
    version = made.sent(session, market.period, market.marram, market.sender, answer="A typing mistake")
    assert (version.number, version.is_late) == (2, False)
    assert made.due_of(session, market.period, market.marram).state == EntryState.RESUBMITTED


@pytest.mark.parametrize(
    ("last_day", "closes_at"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, 0, tzinfo=UTC)),
    ],
)
def test_on_both_nights_the_clocks_change_the_last_second_counts(
    client: Client, session: Session, market: Market, at: At, last_day: date, closes_at: datetime
) -> None:
    market.period.opens_at, market.period.closes_at = closes_at - timedelta(days=9), rules.closing_at(last_day)
    session.commit()
    at(closes_at - timedelta(seconds=1))
    client.sign_in(market.admin)
    assert client.submit(client.get(f"{market.marram_path}/nil").form("Send a nil return")).h1 == "Return sent"
    form = client.get(f"{market.tern_path}/nil").form("Send a nil return")
    at(closes_at)
    assert f"closed at the end of {last_day.day} " in client.submit(form).errors[0]
