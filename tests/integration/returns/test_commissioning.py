"""The council's side: progress, acceptance of the version looked at, questions, everything at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.events import EventRow
from portal.providers.models import ProviderStatus
from portal.returns import rules, services
from portal.returns.models import Entry, EntryState, EntryVersion, ReturnPeriod
from tests import factories
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.support.client import Client
from tests.support.mail import Mailbox


def state_of(session: Session, market: Market) -> EntryState:
    session.expire_all()
    return EntryState(session.scalars(select(Entry.state).where(Entry.home_id == market.marram.id)).one())


def test_the_month_counts_by_state_and_each_count_leads_to_its_rows(
    client: Client, session: Session, market: Market
) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    client.sign_in(market.staff)
    page = client.get(f"{market.staff_path}/")
    assert "1 not started" in page.text
    assert "2 homes" in page.text
    page = client.get(page.link("1 submitted"))
    assert [row[0] for row in page.rows[1:]] == ["Marram House"]


@pytest.mark.parametrize(
    ("query", "homes"),
    [
        ("?q=tern", ["Tern Cottage"]),
        ("?q=SANDHILLS", ["Marram House", "Tern Cottage"]),
        ("?q=%25", []),
        ("?state=not_started", ["Marram House", "Tern Cottage"]),
        ("?state=nonsense", ["Marram House", "Tern Cottage"]),
        ("?service=fostering", []),
        ("?provider=PR-NONE", ["Marram House", "Tern Cottage"]),
        ("?provider=%00&service=%00&q=%00", ["Marram House", "Tern Cottage"]),
        ("?late=y", []),
        ("?sort=-home", ["Tern Cottage", "Marram House"]),
        ("?page=99", ["Marram House", "Tern Cottage"]),
    ],
)
def test_the_list_is_narrowed_and_ordered_by_its_address(
    client: Client, market: Market, query: str, homes: list[str]
) -> None:
    client.sign_in(market.staff)
    page = client.get(f"{market.staff_path}/{query}")
    assert [row[0] for row in page.rows[1:]] == homes


def test_homes_of_a_provider_without_standing_are_not_in_the_list(
    client: Client, session: Session, market: Market
) -> None:
    applicant = factories.make_provider(session, "Newcomers", status=ProviderStatus.APPLIED)
    hidden = factories.make_home(session, applicant, "Hidden House")
    client.sign_in(market.staff)
    assert "Hidden House" not in client.get(f"{market.staff_path}/").text
    client.get(f"{market.staff_path}/{hidden.reference}/", expect=404)


def test_the_download_holds_figures_is_safe_in_a_spreadsheet_and_is_on_record(
    client: Client, session: Session, market: Market
) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    market.tern.name = "=HYPERLINK(1)"
    session.commit()
    client.sign_in(market.staff)
    text = client.get(f"{market.staff_path}/list.csv").body.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Home reference,Home,Provider,Service,State,Late,Registered,Usable,Occupied")
    assert any(
        "Marram House,Sandhills Care Limited,Children’s homes,Submitted,No,6,5,3,1,1,1,0" in line for line in lines
    )
    assert any("'=HYPERLINK(1)" in line for line in lines)
    assert session.scalars(select(EventRow.verb).where(EventRow.verb == "returns.figures_downloaded")).all()


def test_an_entry_stands_beside_its_predecessor_and_is_accepted(
    client: Client, session: Session, market: Market
) -> None:
    made.accepted(session, market.before, market.marram, market.sender, market.accepter)
    changed = replace(made.LINE, occupied={made.SEFTON: 3}, comment="Two moved on")
    made.sent(session, market.period, market.marram, market.sender, changed)
    client.sign_in(market.staff)
    page = client.get(f"{market.staff_path}/{market.marram.reference}/")
    heading, sefton, liverpool, _, *same = page.rows
    assert [cell[-len("2026") :] for cell in heading[1:]] == [f"{market.before.month:%Y}", f"{market.month:%Y}"]
    assert sefton == ["Children placed by Sefton", "1", "3"]
    assert liverpool == ["Children placed by Liverpool", "2", "0"]
    assert ["Registered places", "6"] in same
    page = client.submit(page.form("Accept these figures"))
    assert "Accepted: Marram House, version 1." in page.text
    entry = session.scalars(select(Entry).where(Entry.period_id == market.period.id)).one()
    assert (entry.state, entry.accepted_by_id) == (EntryState.ACCEPTED, market.accepter.person_id)
    verbs = session.scalars(select(EventRow.verb).where(EventRow.subject_reference == entry.reference)).all()
    assert sorted(verbs) == ["returns.entry_accepted", "returns.entry_begun", "returns.entry_submitted"]


def test_a_month_offers_only_what_can_still_be_done(client: Client, session: Session, market: Market) -> None:
    def offered() -> list[bool]:
        text = client.get(f"{market.staff_path}/").text
        return [words in text for words in ("Accept all without surprises", "Give a provider more time", "0 queried")]

    client.sign_in(market.staff)
    assert offered() == [False, True, False]
    made.sent(session, market.period, market.marram, market.sender)
    assert offered() == [True, True, False]
    marram = made.due_of(session, market.period, market.marram)
    services.accept(session, marram, number=1, actor=market.accepter, now=clock.now())
    made.accepted(session, market.period, market.tern, market.sender, market.accepter)
    assert offered() == [False, False, False]


def test_figures_without_a_surprise_were_not_confirmed(session: Session, market: Market) -> None:
    first = made.accepted(session, market.before, market.marram, market.sender, market.accepter)
    assert first.is_confirmed is False
    emptied = replace(made.LINE, occupied={}, available=4)
    assert made.sent(session, market.period, market.marram, market.sender, emptied).is_confirmed is True


def test_a_question_an_answer_and_a_second_version(
    client: Client, new_client: Callable[[], Client], session: Session, market: Market, mailbox: Mailbox
) -> None:
    first = made.sent(session, market.period, market.marram, market.sender)
    keeper = factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Kim Keeper")
    factories.make_keeper(session, market.marram, keeper)
    factories.make_provider_person(session, market.provider, Role.PROVIDER_MEMBER, "Other Member")
    keeper_email = keeper.email
    client.sign_in(market.staff)
    form = client.get(f"{market.staff_path}/{market.marram.reference}/query").form("Send this question")
    assert client.submit(form).errors == ["Enter your question"]
    client.submit(form, question="Why is one place <b>reserved</b>?")
    session.commit()
    told = {mail.to_address for mail in mailbox.all() if "question" in mail.subject}
    assert told == {market.sender.email, keeper_email}
    assert all("reserved" not in mail.body for mail in mailbox.all())

    theirs = new_client()
    today = theirs.sign_in(keeper, follow=True)
    assert "answer the council’s question" in today.text
    page = theirs.get(f"{market.marram_path}/")
    assert "Why is one place <b>reserved</b>?" in page.text
    form = theirs.get(f"{market.marram_path}/capacity").form("Continue")
    assert form.values["reserved"] == ["1"]
    page = theirs.submit(form, reserved="0", available="2", usable="6", button="Continue")
    assert page.errors == ["Answer the council’s question"]
    page = theirs.submit(page.form("Continue"), answer="It is free again", button="Continue")
    assert theirs.submit(page.form("Send this return")).h1 == "Return sent"

    assert state_of(session, market) == EntryState.RESUBMITTED
    page = client.get(f"{market.staff_path}/{market.marram.reference}/")
    assert "It is free again" in page.text
    assert page.rows[0] == ["Figure", "V1Version 1", "V2Version 2"]
    assert ["Reserved", "1", "0"] in page.rows
    old = theirs.get(f"{market.marram_path}/versions/1")
    assert first.receipt in old.text
    assert ["Reserved", "1"] in old.rows
    versions = session.scalars(select(EntryVersion).order_by(EntryVersion.number)).all()
    assert [(version.number, version.reserved) for version in versions] == [(1, 1), (2, 0)]


def test_a_provider_reads_of_the_council_where_staff_read_who_it_was(
    client: Client, new_client: Callable[[], Client], session: Session, market: Market
) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    due = made.due_of(session, market.period, market.marram)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
    made.sent(session, market.period, market.marram, market.sender, answer="So")
    due = made.due_of(session, market.period, market.marram)
    services.accept(session, due, number=2, actor=market.accepter, now=clock.now())
    client.sign_in(market.staff)
    council = client.get(f"{market.staff_path}/{market.marram.reference}/").text
    theirs = new_client()
    theirs.sign_in(market.admin)
    provider = theirs.get(f"{market.marram_path}/").text
    assert (council.count(", Casey Birch"), provider.count(", Casey Birch"), provider.count(", the council")) == (
        2,
        0,
        2,
    )
    assert provider.count(", Drew Elder") == 3  # two versions and an answer


def test_the_question_that_waits_is_read_by_colleagues_too(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    due = made.due_of(session, market.period, market.marram)
    services.ask(session, due, number=1, question="Who moved?", actor=market.accepter, now=clock.now())
    client.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Ali Rowan"))
    page = client.get(f"{market.staff_path}/{market.marram.reference}/")
    assert "The question that waits for an answer: Who moved?" in page.text


def test_after_one_acceptance_the_list_holds_what_is_left_to_look_at(
    client: Client, session: Session, market: Market
) -> None:
    for home in (market.marram, market.tern):
        made.sent(session, market.period, home, market.sender)
    factories.make_home(session, market.provider, "Dune House")
    client.sign_in(market.staff)
    page = client.submit(client.get(f"{market.staff_path}/{market.marram.reference}/").form("Accept these figures"))
    assert [row[0] for row in page.rows[1:]] == ["Tern Cottage"]
    page = client.submit(client.get(f"{market.staff_path}/{market.tern.reference}/").form("Accept these figures"))
    assert [row[0] for row in page.rows[1:]] == ["Dune House", "Marram House", "Tern Cottage"]


def test_only_the_version_that_was_looked_at_is_accepted(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    client.sign_in(market.staff)
    form = client.get(f"{market.staff_path}/{market.marram.reference}/").form("Accept these figures")
    due = made.due_of(session, market.period, market.marram)
    services.ask(session, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
    page = client.submit(form)
    assert page.errors == ["A question about these figures is waiting for the provider’s answer."]
    made.sent(session, market.period, market.marram, market.sender, answer="So")
    page = client.submit(form)
    assert page.errors == ["The provider has sent a newer version. Look at it before you decide."]
    assert state_of(session, market) == EntryState.RESUBMITTED
    client.submit(page.form("Accept these figures"))
    assert state_of(session, market) == EntryState.ACCEPTED


def test_nobody_accepts_what_they_sent_from_another_desk(client: Client, session: Session, market: Market) -> None:
    factories.make_staff_at_desk(session, market.admin, Role.PUBLISHER)
    made.sent(session, market.period, market.marram, market.sender)
    client.sign_in(market.admin)
    client.submit(client.get("/account/desk").form(), button="Sefton Council – publisher")
    path = f"{market.staff_path}/{market.marram.reference}"
    assert "Accept these figures" not in client.get(f"{path}/").text
    page = client.post(f"{path}/accept", {"number": "1"})
    assert page.errors == ["You sent these figures, so a colleague has to accept them."]
    page = client.post(f"{market.staff_path}/accept-all", {"chosen": f"{market.marram.reference}:1"})
    assert "Accepted: 0 homes." in page.text
    assert state_of(session, market) == EntryState.SUBMITTED


def test_accepting_twice_is_one_acceptance(client: Client, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    client.sign_in(market.staff)
    form = client.get(f"{market.staff_path}/{market.marram.reference}/").form("Accept these figures")
    client.submit(form)
    client.submit(form)
    assert session.scalars(select(EventRow.verb).where(EventRow.verb == "returns.entry_accepted")).all() == [
        "returns.entry_accepted"
    ]


def test_all_without_surprises_are_accepted_and_the_others_left(
    client: Client, session: Session, market: Market
) -> None:
    for home in (market.marram, market.tern):
        made.accepted(session, market.before, home, market.sender, market.accepter)
    made.sent(session, market.period, market.marram, market.sender)
    made.sent(session, market.period, market.tern, market.sender, rules.nil_line(6, takes_emergencies=False))
    client.sign_in(market.staff)
    form = client.get(f"{market.staff_path}/accept-all").form("Accept 1 home")
    assert "Accepted: 1 home." in client.submit(form).text
    page = client.submit(form)
    assert "1 home changed in the meantime" in page.text
    states = dict(session.execute(select(Entry.home_id, Entry.state).where(Entry.period_id == market.period.id)).all())
    assert states == {market.marram.id: "accepted", market.tern.id: "submitted"}


def test_a_month_is_set_up_once(client: Client, session: Session, market: Market) -> None:
    client.sign_in(market.staff)
    form = client.get("/commissioning/returns/new").form("Set up this return")
    month = rules.months_before(market.month, -1)
    opens, closes = month, month + timedelta(days=9)
    fields = {"month": rules.month_slug(month)} | {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("opens_on", opens), ("closes_on", closes))
        for part in ("day", "month", "year")
    }
    wrong = client.submit(form, {**fields, "closes_on-year": "2020"})
    assert wrong.errors == ["The closing day must be on or after the opening day"]
    client.submit(form, fields)
    period = session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == month)).one()
    assert (period.opens_at, period.closes_at) == (clock.london_midnight(opens), rules.closing_at(closes))
    assert client.submit(form, fields).errors  # the same form sent again
    assert len(session.scalars(select(ReturnPeriod).where(ReturnPeriod.month == month)).all()) == 1


def test_two_commissioners_set_up_one_month(session: Session, market: Market) -> None:
    now = clock.now()
    with pytest.raises(services.Refused, match="There is a return for"):
        services.open_period(
            session, market.month, opens_at=now, closes_at=now + timedelta(days=1), actor=market.accepter, now=now
        )


@pytest.mark.parametrize("role", [Role.QA_OFFICER, Role.AUDITOR, Role.PUBLISHER])
def test_others_read_and_only_a_publisher_accepts(client: Client, session: Session, market: Market, role: Role) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    client.sign_in(factories.make_staff(session, role))
    page = client.get(f"{market.staff_path}/{market.marram.reference}/")
    assert ("Accept these figures" in page.text) == (role is Role.PUBLISHER)
    assert "Ask a question" not in page.text
    client.get(f"{market.staff_path}/{market.marram.reference}/query", expect=403)
    expected = 200 if role is Role.PUBLISHER else 403
    client.post(f"{market.staff_path}/{market.marram.reference}/accept", {"number": "1"}, expect=expected)


def test_today_says_what_waits_on_both_sides(
    client: Client, new_client: Callable[[], Client], session: Session, market: Market
) -> None:
    market.before.closes_at = clock.now() - timedelta(hours=1)
    session.commit()
    made.sent(session, market.period, market.marram, market.sender)
    name = f"{market.month:%B %Y} return"
    assert f"{name}: 1 home not started" in client.sign_in(market.admin, follow=True).text
    council = new_client().sign_in(market.staff, follow=True)
    assert f"{name}: look at what was sent (1)" in council.text
    assert f"{name}: 1 home not returned" in council.text
    assert f"{market.before.month:%B %Y} return: 2 homes not returned" in council.text
