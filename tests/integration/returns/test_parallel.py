"""Many people at the same instant, in real threads on real databases: nothing twice, lost or overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db
from portal.events import verify
from portal.returns import services
from portal.returns.models import Entry, EntryState, EntryVersion
from portal.returns.rules import nil_line
from tests.integration.returns import made
from tests.integration.returns.conftest import Market
from tests.support.databases import TEST_KEY
from tests.support.mail import Mailbox

TIMES = 20
NIL = nil_line(6, takes_emergencies=False)


def at_once(app: Flask, acts: list[Callable[[Session], Any]]) -> list[Any]:
    """Do every act in a thread and session of its own, begun together; a refusal is returned like an answer."""
    begin = Barrier(len(acts))

    def run(act: Callable[[Session], Any]) -> Any:
        with app.app_context(), db.database().session() as session:
            begin.wait()
            try:
                return act(session)
            except services.Refused as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_twenty_submits_of_one_entry_make_one_version_one_reference_and_one_receipt(
    app: Flask, session: Session, market: Market, mailbox: Mailbox
) -> None:
    made.saved(session, market.period, market.marram, market.sender)
    session.commit()

    def submit(own: Session) -> str:
        due = made.due_of(own, market.period, market.marram)
        own.rollback()
        sending = services.Sending(due, made.LINE, 1)
        return services.submit(own, sending, actor=market.sender, now=clock.now()).receipt

    receipts = at_once(app, [submit] * TIMES)
    assert len(set(receipts)) == 1
    versions = session.scalars(select(EntryVersion)).all()
    assert [version.receipt for version in versions] == receipts[:1]
    intact = verify(session, key=TEST_KEY)
    session.commit()
    assert str(intact).startswith("intact")
    assert [mail.subject.split()[-1] for mail in mailbox.to(market.sender.email)] == receipts[:1]


def test_twenty_nil_returns_of_a_home_nobody_has_begun_are_one(app: Flask, session: Session, market: Market) -> None:
    session.commit()

    def submit(own: Session) -> str:
        due = made.due_of(own, market.period, market.marram)
        own.rollback()
        sending = services.Sending(due, NIL, 0, confirmed=True)
        return services.submit(own, sending, actor=market.sender, now=clock.now()).receipt

    assert len(set(at_once(app, [submit] * TIMES))) == 1
    assert len(session.scalars(select(Entry)).all()) == len(session.scalars(select(EntryVersion)).all()) == 1


def test_of_many_first_saves_one_counts_and_the_others_are_told(app: Flask, session: Session, market: Market) -> None:
    session.commit()

    def save(value: str) -> Callable[[Session], Any]:
        def act(own: Session) -> Entry:
            due = made.due_of(own, market.period, market.marram)
            own.rollback()
            typed = [("own", value)]
            return services.save_draft(own, due, typed=typed, expected=0, actor=market.sender, now=clock.now())

        return act

    answers = at_once(app, [save(str(number)) for number in range(8)])
    assert Counter(type(answer).__name__ for answer in answers) == {"Entry": 1, "Stale": 7}
    entry = session.scalars(select(Entry)).one()
    winner = next(index for index, answer in enumerate(answers) if isinstance(answer, Entry))
    assert (services.read_draft(entry), entry.lock_version) == ([("own", str(winner))], 1)


def test_an_acceptance_and_a_question_at_once_leave_one_of_them(app: Flask, session: Session, market: Market) -> None:
    made.sent(session, market.period, market.marram, market.sender)
    session.commit()

    def accept(own: Session) -> str:
        due = made.due_of(own, market.period, market.marram)
        own.rollback()
        return services.accept(own, due, number=1, actor=market.accepter, now=clock.now()).state

    def ask(own: Session) -> str:
        due = made.due_of(own, market.period, market.marram)
        own.rollback()
        services.ask(own, due, number=1, question="Why?", actor=market.accepter, now=clock.now())
        return "asked"

    answers = at_once(app, [accept, ask] * 3)
    assert answers.count("asked") == 1
    entry = session.scalars(select(Entry)).one()
    # A question may follow an acceptance, so the entry always ends queried; what was accepted before goes on counting.
    assert entry.state == EntryState.QUERIED
