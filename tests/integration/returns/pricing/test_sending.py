"""Filling in and sending prices over HTTP: what is asked and refused, what is never lost, and no price in a mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.providers.models import ServiceType
from portal.returns.models import EntryState
from portal.returns.pricing import services
from portal.returns.pricing.models import PriceEntry, PriceVersion
from portal.returns.pricing.queries import line_of, list_versions
from tests import factories
from tests.integration.returns.pricing import made
from tests.integration.returns.pricing.conftest import Prices
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Form, Page


def fees(client: Client, prices: Prices) -> Form:
    """The fees of Marram House, signed in as the finance person."""
    client.sign_in(prices.finance)
    return client.get(f"{prices.marram_path}/fees").form("Continue")


def send(client: Client, form: Form, **fields: str) -> Page:
    page = client.submit(form, {**made.TYPED, **fields}, button="Continue")
    return client.submit(page.form("Send these prices"))


def only_version(session: Session) -> PriceVersion:
    session.expire_all()
    version = session.scalars(select(PriceVersion)).one()
    session.commit()
    return version


def test_a_price_is_due_for_every_home_and_lot_and_the_finance_person_sends_it(
    client: Client, session: Session, prices: Prices, mailbox: Mailbox
) -> None:
    client.sign_in(prices.finance)
    page = client.get(client.get(f"/provider/returns/{prices.slug}/").link(f"{prices.period.month:%B %Y} prices"))
    assert "0 of 2 prices sent." in page.text
    assert "Marram House Lot 1: Residential care. Not started" in page.text
    sent = send(client, client.get(page.link("Marram House")).form("Continue"))
    assert sent.h1 == "Prices sent"
    assert "Still to send: 1 price." in sent.text
    version = only_version(session)
    assert (version.list_fee_pence, version.notice_days, version.effective_from_on) == (452_800, 28, date(2026, 1, 1))
    (mail,) = mailbox.to(prices.sender.email)
    assert version.receipt in mail.subject
    assert version.receipt in mail.body
    assert "4,528" not in mail.body + mail.subject and "4528" not in mail.body + mail.subject


def test_a_home_on_no_lot_has_one_price_without(client: Client, session: Session, prices: Prices) -> None:
    factories.make_home(session, prices.provider, "Short Stay", service_type=ServiceType.SHORT_BREAKS)
    client.sign_in(prices.finance)
    page = client.get(prices.path)
    assert "Short Stay Outside the framework. Not started" in page.text
    assert send(client, client.get(page.link("Short Stay")).form("Continue")).h1 == "Prices sent"
    assert session.scalars(select(PriceEntry.lot_id)).all() == [None]


@pytest.mark.parametrize(
    ("typed", "pence"), [("£4,528", 452_800), ("4528.5", 452_850), ("4 528", 452_800), ("4,528.05", 452_805)]
)
def test_amounts_are_read_as_people_write_them(
    client: Client, session: Session, prices: Prices, typed: str, pence: int
) -> None:
    send(client, fees(client, prices), list_fee=typed)
    assert only_version(session).list_fee_pence == pence


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("4528.005", "List fee must have no more than 2 digits after the decimal point"),
        ("-1", "List fee must be £0.01 or more"),
        ("0", "List fee must be £0.01 or more"),
        ("1000000000", "List fee must be £99,999.99 or less"),
        ("lots", "List fee must be an amount in pounds, like 4,528 or 4,528.50"),
        ("٤٥٢٨", "List fee must use the digits 0 to 9"),
        ("", "Enter the list fee, like 4,528"),
    ],
)
def test_what_is_no_fee_is_refused_and_shown_again(
    client: Client, session: Session, prices: Prices, typed: str, message: str
) -> None:
    page = client.submit(fees(client, prices), {**made.TYPED, "list_fee": typed}, button="Continue")
    assert page.errors == [message]
    assert page.form("Continue").values["list_fee"] == [typed]
    assert "They are saved as you typed them, and not sent yet." in page.text
    assert session.scalars(select(PriceVersion)).all() == []


@db.verb
def ask_for_open_book(session: Session, prices: Prices) -> None:
    session.merge(prices.lot).asks_open_book = True


def test_an_open_book_must_sum_to_the_fee_and_the_difference_is_named(
    client: Client, session: Session, prices: Prices
) -> None:
    ask_for_open_book(session, prices)
    page = client.submit(fees(client, prices), made.TYPED, button="Continue")
    assert "Break the fee of £4,528.00 a week down into its lines." in page.text
    page = client.submit(page.form("Continue"), button="Continue")
    assert page.errors == ["Break the fee down into its lines"]
    lines = {"book_direct_care": "4,000", "book_premises": "500"}
    page = client.submit(page.form("Continue"), lines, button="Continue")
    assert page.errors == ["The lines add up to £4,500.00 but the fee is £4,528.00. Change one of them by £28.00."]
    assert "Adds up to £4,500.00 of the £4,528.00 fee" in page.text
    page = client.submit(page.form("Continue"), book_premises="528", button="Continue")
    assert page.h1 == "Check your prices"
    assert ["Premises", "£528.00"] in page.rows
    client.submit(page.form("Send these prices"))
    assert {row.heading: row.pence for row in only_version(session).open_book} == {
        "direct_care": 400_000,
        "premises": 52_800,
    }


def test_an_uplift_needs_evidence_and_an_open_book(client: Client, session: Session, prices: Prices) -> None:
    fields = {**made.TYPED, "uplift_percent": "5%"}
    page = client.submit(fees(client, prices), fields, button="Continue")
    assert page.errors == ["Enter the evidence for the uplift"]
    page = client.submit(page.form("Continue"), uplift_evidence="Wages went up.", button="Continue")
    assert "Break the fee of £4,528.00 a week down into its lines." in page.text
    page = client.submit(page.form("Continue"), {"book_direct_care": "4528"}, button="Continue")
    client.submit(page.form("Send these prices"))
    assert only_version(session).uplift_percent == Decimal(5)


def test_fostering_is_priced_by_age(client: Client, session: Session, prices: Prices) -> None:
    factories.make_home(session, prices.provider, "Shoreline", service_type=ServiceType.FOSTERING)
    client.sign_in(prices.finance)
    form = client.get(client.get(prices.path).link("Shoreline")).form("Continue")
    assert "list_fee" not in form.names
    page = client.submit(form, made.DAY, button="Continue")
    assert page.errors == ["Enter the fee for at least one age"]
    page = client.submit(page.form("Continue"), {"carer_0_to_4": "250", "agency_0_to_4": "300"}, button="Continue")
    assert page.errors == ["Enter the allowance for age 0 to 4, or 0"]
    page = client.submit(page.form("Continue"), {"allowance_0_to_4": "160.50"}, button="Continue")
    assert ["Fee, age 0 to 4", "£710.50"] in page.rows
    client.submit(page.form("Send these prices"))
    (row,) = only_version(session).fostering
    assert (row.band, row.carer_pence, row.allowance_pence, row.agency_pence) == ("0_to_4", 25_000, 16_050, 30_000)


def test_a_price_opens_with_the_last_accepted_and_can_be_sent_unchanged(
    client: Client, session: Session, prices: Prices
) -> None:
    line = replace(made.LINE, uplift_percent=Decimal(5), uplift_evidence="Wages", open_book=made.BOOK, comment="Once")
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, line, lot=prices.lot)
    client.sign_in(prices.finance)
    page = client.get(f"{prices.marram_path}/fees")
    assert f"They begin as they were in {prices.before.month:%B %Y}." in page.text
    assert f"{prices.before.month:%B}: £4,528" in page.text
    assert page.form("Continue").values["list_fee"] == ["4,528"]
    page = client.get(page.link("These prices have not changed"))
    first, second = (client.submit(page.form("Send the same prices")) for _ in range(2))
    assert (first.h1, first.path) == ("Prices sent", second.path)
    session.expire_all()
    versions = session.scalars(select(PriceVersion).order_by(PriceVersion.id)).all()
    assert len(versions) == 2
    assert line_of(versions[1]) == replace(line, uplift_percent=None, uplift_evidence="", comment="")


def test_sending_twice_shows_the_same_receipt_and_sent_prices_cannot_be_changed(
    client: Client, session: Session, prices: Prices, mailbox: Mailbox
) -> None:
    form = fees(client, prices)
    check = client.submit(form, made.TYPED, button="Continue").form("Send these prices")
    first, second = client.submit(check), client.submit(check)
    assert (first.h1, first.path) == (second.h1, second.path) == ("Prices sent", first.path)
    session.commit()
    assert len(mailbox.to(prices.sender.email)) == 1
    page = client.submit(form, {**made.TYPED, "list_fee": "9,999"}, button="Continue")
    assert "These prices have been sent. What you typed since was not kept." in page.text
    assert "You cannot change prices that you have sent." in page.text
    assert only_version(session).list_fee_pence == 452_800


def test_a_fee_that_moved_by_more_than_a_tenth_is_confirmed(client: Client, session: Session, prices: Prices) -> None:
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, lot=prices.lot)
    later = {"effective_from-month": "2"}
    page = client.submit(fees(client, prices), {**later, "list_fee": "4,980.80"}, button="Continue")
    assert "This is different from what we expected" not in page.text  # exactly 10% is not more than 10%
    page = client.submit(client.get(f"{prices.marram_path}/fees").form("Continue"), list_fee="5000", button="Continue")
    assert "The fee went up by 10.4%, from £4,528.00 to £5,000.00 a week." in page.text
    assert ["List fee a week", "£4,528.00", "£5,000.00", "+£472.00 (+10.4%)"] in page.rows
    page = client.submit(page.form("Send these prices"))
    assert page.errors == ["Tick that the figures are right, or go back and change them or say why in the comment."]
    assert client.submit(page.form("Send these prices"), confirmed=True).h1 == "Prices sent"


def test_two_accepted_prices_do_not_begin_on_the_same_day(client: Client, session: Session, prices: Prices) -> None:
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, lot=prices.lot)
    page = client.submit(fees(client, prices), list_fee="4,600", button="Continue")
    page = client.submit(page.form("Send these prices"))
    assert page.errors == [
        "The council has accepted a fee of £4,528.00 from 1 January 2026. Enter a later day, or keep that fee."
    ]
    earlier = {"effective_from-year": "2025", "list_fee": "4,600"}
    page = client.submit(client.get(f"{prices.marram_path}/fees").form("Continue"), earlier, button="Continue")
    assert "This starts before the price that the council accepted from 1 January 2026." in page.text


def test_the_second_of_two_editors_sees_both_and_overwrites_nothing(
    client: Client, new_client: Callable[[], Client], session: Session, prices: Prices
) -> None:
    mine, other = fees(client, prices), new_client()
    other.submit(fees(other, prices), {**made.TYPED, "list_fee": "4,000"}, button="Save and come back later")
    page = client.submit(mine, {**made.TYPED, "list_fee": "5,000"}, button="Continue")
    assert "Somebody else changed these figures" in page.errors[0]
    assert ["List fee a week", "£4,000", "£5,000"] in page.rows
    assert page.form("Continue").values["list_fee"] == ["5,000"]
    assert client.submit(page.form("Continue"), button="Continue").h1 == "Check your prices"


def test_prices_keep_the_windows_of_the_return(client: Client, session: Session, prices: Prices) -> None:
    check = client.submit(fees(client, prices), made.TYPED, button="Continue").form("Send these prices")
    prices.period.closes_at = clock.now() - timedelta(minutes=1)
    session.merge(prices.period)
    session.commit()
    page = client.submit(check)
    assert "What you entered is kept: ask the council for more time to send it." in page.errors[0]
    entry = session.scalars(select(PriceEntry)).one()
    assert (entry.state, list_versions(session, entry.id)) == (EntryState.DRAFT, [])


def test_a_question_is_answered_after_closing_with_a_new_version(
    client: Client, session: Session, prices: Prices, mailbox: Mailbox
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    due = made.due_of(session, prices.period, prices.marram, prices.lot)
    services.ask(session, due, number=1, question="Why £4,528?", actor=prices.accepter, now=clock.now())
    asked = mailbox.last(prices.finance.email)
    assert "4,528" not in asked.body
    client.sign_in(prices.finance)
    page = client.get(f"{prices.marram_path}/")
    assert "Why £4,528?" in page.text
    form = client.get(page.link("Answer and change the prices")).form("Continue")
    page = client.submit(form, button="Continue")
    assert page.errors == ["Answer the council’s question"]
    page = client.submit(page.form("Continue"), answer="It is right.", button="Continue")
    client.submit(page.form("Send these prices"))
    session.expire_all()
    assert session.scalars(select(PriceEntry.state)).all() == [EntryState.RESUBMITTED]
