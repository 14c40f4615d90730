"""The council's side of prices: beside their predecessor, accepted, asked about, uplifts decided, looks on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.events import EventRow
from portal.framework.models import Standing
from portal.providers.models import ServiceType
from portal.returns.models import EntryState
from portal.returns.pricing import services
from portal.returns.pricing.kinds import FosteringBand, UpliftOutcome
from portal.returns.pricing.models import PriceEntry, UpliftDecision
from portal.returns.pricing.queries import accepted_prices, list_due
from tests import factories
from tests.conftest import Queries
from tests.integration.returns.pricing import made
from tests.integration.returns.pricing.conftest import Prices
from tests.support.client import Client
from tests.support.mail import Mailbox

FEBRUARY = date(2026, 2, 1)
DEARER = replace(made.LINE, list_fee=Decimal("4600.00"), effective_from=FEBRUARY, comment="Wages")


def verbs(session: Session, *names: str) -> list[EventRow]:
    query = select(EventRow).where(EventRow.verb.in_([f"returns.{name}" for name in names])).order_by(EventRow.sequence)
    rows = list(session.scalars(query))
    session.commit()
    return rows


def send_dearer(session: Session, prices: Prices) -> None:
    """Accepted at £4,528 before, £4,600 now."""
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, lot=prices.lot)
    made.sent(session, prices.period, prices.marram, prices.sender, DEARER, lot=prices.lot)


def test_a_commissioner_sees_a_price_beside_its_predecessor_and_accepts_it(
    client: Client, session: Session, prices: Prices
) -> None:
    send_dearer(session, prices)
    client.sign_in(prices.staff)
    page = client.get(client.get(f"/commissioning/returns/{prices.slug}/").link("Prices of this month"))
    assert page.rows[1][3:] == ["Submitted", "£4,600.00", "+£72.00 (+1.6%)"]
    page = client.get(page.link("Marram House"))
    assert ["List fee a week", "£4,528.00", "£4,600.00", "+£72.00 (+1.6%)"] in page.rows
    assert ["Effective from", "1 January 2026", "1 February 2026", ""] in page.rows
    done = client.submit(page.form("Accept these prices"))
    assert "Accepted: the prices of Marram House, version 1." in done.text
    session.expire_all()
    states = session.scalars(select(PriceEntry.state).order_by(PriceEntry.id)).all()
    assert states == [EntryState.ACCEPTED, EntryState.ACCEPTED]


def test_each_look_is_one_event_without_an_amount(client: Client, session: Session, prices: Prices) -> None:
    send_dearer(session, prices)
    made.sent(session, prices.period, prices.tern, prices.sender, lot=prices.lot)
    client.sign_in(prices.staff)
    client.get(prices.staff_path)
    file = client.get(f"{prices.staff_path}list.csv")
    assert "Marram House,Sandhills Care Limited,Children’s homes,Lot 1: Residential care" in file.body.decode()
    assert ",4600.00,2026-02-01" in file.body.decode()
    client.get(f"{prices.staff_marram}/")
    client.get(f"{prices.staff_marram}/versions/1")
    lists, looks = verbs(session, "prices_seen"), verbs(session, "price_seen")
    assert [json.loads(row.detail)["count"] for row in lists] == [2, 2]
    assert lists[0].detail == lists[1].detail
    assert [json.loads(row.detail)["version"] for row in looks] == [1, 1]
    assert {row.actor_reference for row in (*lists, *looks)} == {prices.accepter.reference}
    every = session.scalars(select(EventRow.detail)).all()
    assert not any(amount in detail for detail in every for amount in ("4528", "4600", "452800", "460000"))


def test_the_list_is_narrowed_and_ordered_by_its_address(client: Client, session: Session, prices: Prices) -> None:
    send_dearer(session, prices)
    client.sign_in(prices.staff)
    page = client.get(f"{prices.staff_path}?state=submitted")
    assert [row[0] for row in page.rows[1:]] == ["Marram HouseLot 1: Residential care"]
    page = client.get(f"{prices.staff_path}?sort=-home")
    assert [row[0][:4] for row in page.rows[1:]] == ["Tern", "Marr"]
    assert "Nothing matches these filters" in client.get(f"{prices.staff_path}?q=nowhere").text


def test_a_question_sends_prices_back(client: Client, session: Session, prices: Prices, mailbox: Mailbox) -> None:
    send_dearer(session, prices)
    client.sign_in(prices.staff)
    form = client.get(client.get(f"{prices.staff_marram}/").link("Ask a question")).form("Send this question")
    assert client.submit(form).errors == ["Enter your question"]
    page = client.submit(form, question="Why £72 more?")
    assert "Your question about the prices of Marram House has gone to the provider." in page.text
    assert "Why £72 more?" in page.text
    mails = [mail for person in (prices.sender, prices.accepter) for mail in mailbox.to(person.email)]
    assert not any("72" in mail.body + mail.subject and "Why" in mail.body for mail in mails)
    assert "has a question about your" in mailbox.last(prices.sender.email).body


def test_a_version_that_is_no_longer_the_newest_is_looked_at_again(
    client: Client, session: Session, prices: Prices
) -> None:
    send_dearer(session, prices)
    client.sign_in(prices.staff)
    form = client.get(f"{prices.staff_marram}/").form("Accept these prices")
    due = made.due_of(session, prices.period, prices.marram, prices.lot)
    services.ask(session, due, number=1, question="Why?", actor=prices.accepter, now=clock.now())
    made.sent(session, prices.period, prices.marram, prices.sender, DEARER, lot=prices.lot, answer="So.")
    page = client.submit(form)
    assert page.errors == ["The provider has sent a newer version. Look at it before you decide."]
    assert "So." in page.text
    assert client.submit(page.form("Accept these prices")).errors == []


def test_a_fee_that_clashes_by_the_time_it_is_accepted_is_refused(
    client: Client, session: Session, prices: Prices
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, lot=prices.lot)
    cheaper = replace(made.LINE, list_fee=Decimal("4000.00"))
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, cheaper, lot=prices.lot)
    client.sign_in(prices.staff)
    page = client.submit(client.get(f"{prices.staff_marram}/").form("Accept these prices"))
    assert page.errors == [
        "The council has accepted a fee of £4,000.00 from 1 January 2026. Enter a later day, or keep that fee."
    ]


def test_an_uplift_is_decided_once_with_a_reason_the_provider_reads(
    client: Client, new_client: Callable[[], Client], session: Session, prices: Prices, mailbox: Mailbox
) -> None:
    made.sent(session, prices.period, prices.marram, prices.sender, made.ASKING, lot=prices.lot)
    client.sign_in(prices.staff)
    page = client.get(f"{prices.staff_marram}/")
    assert "Uplift asked for 5%" in page.text and "Decision Not decided yet" in page.text
    form = client.get(page.link("Decide about the uplift")).form("Record this decision")
    assert client.submit(form).errors == ["Select what you decide", "Enter the reason"]
    page = client.submit(form, outcome="partly", agreed_percent="5", reason="Half of it is wages.")
    assert page.errors == [services.PARTLY]
    page = client.submit(form, outcome="partly", agreed_percent="2.5", reason="Half of it is wages.")
    assert "Agreed in part, 2.5%" in page.text
    assert "Decide about the uplift" not in page.text
    assert "already decided" in client.submit(form, outcome="agreed", reason="All of it.").errors[0]
    assert "2.5" not in mailbox.last(prices.sender.email).body
    theirs = new_client()
    theirs.sign_in(prices.finance)
    page = theirs.get(f"{prices.marram_path}/")
    assert "Agreed in part, 2.5%" in page.text and "Half of it is wages." in page.text
    assert "Casey Birch" not in page.text
    (decision,) = session.scalars(select(UpliftDecision)).all()
    assert (decision.outcome, decision.agreed_percent) == (UpliftOutcome.PARTLY, Decimal("2.50"))


def test_nobody_decides_about_what_they_sent(client: Client, session: Session, prices: Prices) -> None:
    factories.make_staff_at_desk(session, prices.finance, Role.COMMISSIONER)
    made.sent(session, prices.period, prices.marram, prices.sender, made.ASKING, lot=prices.lot)
    due = made.due_of(session, prices.period, prices.marram, prices.lot)
    now = clock.now()
    with pytest.raises(db.Refused, match="You sent these prices"):
        services.accept(session, due, number=1, actor=prices.sender, now=now)
    with pytest.raises(db.Refused, match="You sent these prices"):
        services.decide_uplift(
            session, due, number=1, outcome=UpliftOutcome.AGREED, agreed_percent=None, reason="Yes",
            actor=prices.sender, now=now,
        )  # fmt: skip


def test_the_price_in_force_is_the_accepted_one_of_the_day(session: Session, prices: Prices) -> None:
    send_dearer(session, prices)
    agency = factories.make_home(session, prices.provider, "Shoreline", service_type=ServiceType.FOSTERING)
    made.accepted(session, prices.period, agency, prices.sender, prices.accepter, made.BANDS)
    authority = factories.make_authority(session)

    def found(on: date) -> list[tuple[int, int | None, FosteringBand | None, int]]:
        return [
            (one.home_id, one.lot_id, one.band, one.fee_pence) for one in accepted_prices(session, authority.id, on)
        ]

    marram, lot = prices.marram.id, prices.lot.id
    young, old = FosteringBand.FROM_0_TO_4, FosteringBand.FROM_16_TO_17
    bands = [(agency.id, None, young, 71_000), (agency.id, None, old, 85_050)]
    assert found(date(2025, 12, 31)) == []
    assert found(FEBRUARY) == [(marram, lot, None, 452_800), *bands]  # £4,600 was sent, not accepted
    due = made.due_of(session, prices.period, prices.marram, prices.lot)
    services.accept(session, due, number=1, actor=prices.accepter, now=clock.now())
    assert found(date(2026, 1, 31)) == [(marram, lot, None, 452_800), *bands]
    assert found(FEBRUARY) == [(marram, lot, None, 460_000), *bands]
    services.ask(session, due, number=1, question="Why?", actor=prices.accepter, now=clock.now())
    assert found(FEBRUARY) == [(marram, lot, None, 460_000), *bands]
    other = factories.make_other_authority(session)
    assert accepted_prices(session, other.id, FEBRUARY) == []


def test_of_two_prices_that_began_on_one_day_the_later_months_is_in_force(session: Session, prices: Prices) -> None:
    for period in (prices.period, prices.before):
        made.accepted(session, period, prices.marram, prices.sender, prices.accepter, lot=prices.lot)
    authority = factories.make_authority(session)
    (price,) = accepted_prices(session, authority.id, FEBRUARY)
    latest = made.due_of(session, prices.period, prices.marram, prices.lot).latest
    assert latest is not None
    assert (price.version_id, price.receipt, price.effective_from) == (latest.id, latest.receipt, made.FIRST_DAY)
    assert accepted_prices(session, authority.id, FEBRUARY, home_ids=[prices.tern.id]) == []


def test_a_band_that_an_agency_offers_no_more_has_no_price(session: Session, prices: Prices) -> None:
    agency = factories.make_home(session, prices.provider, "Shoreline", service_type=ServiceType.FOSTERING)
    made.accepted(session, prices.before, agency, prices.sender, prices.accepter, made.BANDS)
    young = {FosteringBand.FROM_0_TO_4: made.BANDS.fostering[FosteringBand.FROM_0_TO_4]}
    fewer = replace(made.BANDS, fostering=young, effective_from=FEBRUARY)
    made.accepted(session, prices.period, agency, prices.sender, prices.accepter, fewer)
    authority = factories.make_authority(session)
    assert [one.band for one in accepted_prices(session, authority.id, FEBRUARY)] == [FosteringBand.FROM_0_TO_4]
    assert len(accepted_prices(session, authority.id, date(2026, 1, 31))) == 2


def test_a_home_that_was_sold_takes_no_price_along(session: Session, prices: Prices) -> None:
    made.accepted(session, prices.before, prices.marram, prices.sender, prices.accepter, lot=prices.lot)
    buyer = factories.make_provider(session, "Buyer Care")
    prices.marram.provider_id = buyer.id
    session.commit()
    authority = factories.make_authority(session)
    (due,) = list_due(session, prices.period, provider_id=buyer.id, authority_id=authority.id)
    assert (due.home.name, due.lot, due.latest) == ("Marram House", None, None)
    assert accepted_prices(session, authority.id, FEBRUARY) == []


def test_which_lots_count_is_how_a_provider_stands_at_the_end_of_the_month(session: Session, prices: Prices) -> None:
    second = made.make_lot(session, None, title="Solo homes", number=2)
    membership = made.put_on(session, second, prices.provider, since=date(2024, 1, 1))
    made.make_lot(session, prices.provider, title="Fostering", service=ServiceType.FOSTERING)
    authority = factories.make_authority(session)

    def lots() -> list[str]:
        dues = list_due(session, prices.period, provider_id=prices.provider.id, authority_id=authority.id)
        return [due.lot.title if due.lot else "none" for due in dues if due.home.id == prices.marram.id]

    assert lots() == ["Residential care", "Solo homes"]
    made.change_standing(session, membership, Standing.SUSPENDED, from_on=prices.period.month)
    assert lots() == ["Residential care", "Solo homes"]
    made.change_standing(session, membership, Standing.ENDED, from_on=prices.period.month)
    assert lots() == ["Residential care"]


def test_the_list_asks_the_same_few_questions_for_few_and_for_many(
    client: Client,
    session: Session,
    prices: Prices,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    client.sign_in(prices.staff)
    counts = []
    for more in (1, 20):
        for number in range(more):
            home = factories.make_home(session, prices.provider, f"Home {number}")
            made.sent(session, prices.period, home, prices.sender, lot=prices.lot)
        with count_queries() as queries:
            client.get(prices.staff_path)
        counts.append(queries.count)
    assert counts[0] == counts[1]
