"""The chain of events: every way of tampering is found, and erasing personal text is not tampering."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal import db, events
from tests.support.databases import TEST_KEY

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@db.verb
def record(session: Session, number: int, personal: str | None = None) -> None:
    events.record(
        session,
        "homes.added",
        ("home", f"HM-{number}"),
        actor=events.NamedActor("PN-1"),
        now=START + timedelta(minutes=number),
        detail={"number": number},
        personal=personal,
    )


@pytest.fixture
def chain(session: Session) -> Session:
    """Five events; the third holds personal text."""
    for number in range(1, 6):
        record(session, number, personal="The manager is ill" if number == 3 else None)
    return session


def tamper(session: Session, *statements: str) -> None:
    """Somebody with the database password and no key."""
    for statement in statements:
        session.execute(text(statement))
    session.commit()


def verify(session: Session, **options: str) -> str:
    return str(events.verify(session, key=TEST_KEY, **options)).split(", head")[0]


def test_an_untouched_chain_is_intact(chain: Session) -> None:
    assert verify(chain) == "intact, 5 events"


def test_an_empty_chain_is_intact(session: Session) -> None:
    assert verify(session) == "intact, 0 events"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_reference", "'PN-9'"),
        ("verb", "'homes.closed'"),
        ("subject_kind", "'person'"),
        ("subject_reference", "'HM-9'"),
        ("provider_reference", "'PR-9'"),
        ("detail", "'{}'"),
        ("occurred_at", "'2026-03-02 10:00:00+00:00'"),
        ("personal_hash", "'00'"),
    ],
)
def test_a_changed_column_is_found(chain: Session, column: str, value: str) -> None:
    tamper(chain, f"UPDATE event SET {column} = {value} WHERE sequence = 2")
    assert verify(chain) == "broken at event 2: its content was changed"


def test_a_changed_row_with_hashes_made_to_fit_is_found(chain: Session) -> None:
    tamper(chain, f"UPDATE event SET detail = '{{}}', hash = '{'a' * 64}' WHERE sequence = 5")
    assert verify(chain) == "broken at event 5: its content was changed"


def test_a_deleted_row_is_found(chain: Session) -> None:
    tamper(chain, "DELETE FROM event WHERE sequence = 2")
    assert verify(chain) == "broken at event 2: a row is missing"


def test_a_deleted_row_with_the_rest_renumbered_is_found(chain: Session) -> None:
    tamper(
        chain,
        "DELETE FROM event WHERE sequence = 4",
        "UPDATE event SET sequence = 4 WHERE sequence = 5",
    )
    assert verify(chain) == "broken at event 4: it does not follow the row before it"


def test_two_rows_that_changed_places_are_found(chain: Session) -> None:
    tamper(
        chain,
        "UPDATE event SET sequence = 90 WHERE sequence = 1",
        "UPDATE event SET sequence = 1 WHERE sequence = 2",
        "UPDATE event SET sequence = 2 WHERE sequence = 90",
    )
    assert verify(chain) == "broken at event 1: it does not follow the row before it"


def test_a_row_put_between_is_found(chain: Session) -> None:
    tamper(
        chain,
        "INSERT INTO event (sequence, occurred_at, actor_reference, verb, subject_kind, subject_reference, detail,"
        " previous_hash, hash) SELECT 6, occurred_at, actor_reference, verb, subject_kind, subject_reference, detail,"
        " hash, previous_hash FROM event WHERE sequence = 5",
    )
    assert verify(chain) == "broken at event 6: its content was changed"


def test_a_chain_cut_short_is_found(chain: Session) -> None:
    tamper(chain, "DELETE FROM event WHERE sequence > 3")
    assert verify(chain) == "broken at event 4: rows after this place are missing"


def test_a_chain_emptied_altogether_is_found(chain: Session) -> None:
    tamper(chain, "DELETE FROM event_personal", "DELETE FROM event")
    assert verify(chain) == "broken at event 1: rows after this place are missing"


def test_a_chain_cut_short_with_its_head_made_to_fit_is_found(chain: Session) -> None:
    tamper(
        chain,
        "UPDATE event_head SET sequence = 4, hash = (SELECT hash FROM event WHERE sequence = 4)",
        "DELETE FROM event WHERE sequence = 5",
    )
    assert verify(chain) == "broken at event 4: the head was changed"


def test_a_chain_emptied_with_its_head_is_found_by_an_exported_head(chain: Session) -> None:
    exported = events.verify(chain, key=TEST_KEY).head
    tamper(chain, "DELETE FROM event_personal", "DELETE FROM event", "DELETE FROM event_head")
    assert verify(chain, expected_head=exported) == "broken at event 1: the exported head is not in the chain"


def test_an_exported_head_stays_in_a_chain_that_grew(chain: Session) -> None:
    exported = events.verify(chain, key=TEST_KEY).head
    record(chain, 6)
    assert verify(chain, expected_head=exported) == "intact, 6 events"


def test_changed_personal_text_is_found(chain: Session) -> None:
    tamper(chain, "UPDATE event_personal SET text = 'Nothing happened'")
    assert verify(chain) == "broken at event 3: its personal text was changed"


def test_personal_text_put_where_there_was_none_is_found(chain: Session) -> None:
    tamper(chain, "INSERT INTO event_personal (sequence, salt, text) VALUES (1, 'aa', 'made up')")
    assert verify(chain) == "broken at event 1: its personal text was changed"


def test_erased_personal_text_leaves_the_chain_whole(chain: Session) -> None:
    tamper(chain, "DELETE FROM event_personal WHERE sequence = 3")
    assert verify(chain) == "intact, 5 events"


def test_another_key_finds_every_row_changed(chain: Session) -> None:
    outcome = events.verify(chain, key="a key that somebody else made up for themselves")
    assert str(outcome) == "broken at event 1: its content was changed"


def test_a_verb_that_fails_records_nothing(session: Session) -> None:
    @db.verb
    def fail(session: Session) -> None:
        record(session, 1)
        raise db.NotFound("no such home")

    with pytest.raises(db.NotFound):
        fail(session)
    record(session, 2)
    assert verify(session) == "intact, 1 events"


def test_a_savepoint_neither_chains_early_nor_forgets(session: Session) -> None:
    @db.verb
    def record_around_savepoints(session: Session, *, fails: bool) -> None:
        record(session, 1)
        with session.begin_nested():
            session.execute(text("SELECT 1"))
        taken_back = session.begin_nested()
        taken_back.rollback()
        assert verify(session) == "intact, 0 events"
        if fails:
            raise db.Refused("no")

    with pytest.raises(db.Refused):
        record_around_savepoints(session, fails=True)
    assert verify(session) == "intact, 0 events"
    record_around_savepoints(session, fails=False)
    assert verify(session) == "intact, 1 events"


def test_writers_at_the_same_time_make_one_chain(app: Flask, session: Session) -> None:
    session.commit()
    database = app.extensions["portal_database"]

    def write(number: int) -> None:
        with database.session() as own:
            record(own, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    assert verify(session) == "intact, 40 events"


def test_a_chain_longer_than_one_batch_is_walked_to_its_end(session: Session) -> None:
    @db.verb
    def fill(session: Session) -> None:
        for number in range(1100):
            record(session, number)

    fill(session)
    assert verify(session) == "intact, 1100 events"
    tamper(session, "UPDATE event SET verb = 'homes.closed' WHERE sequence = 1050")
    assert verify(session) == "broken at event 1050: its content was changed"


def test_the_command_says_intact_or_where_it_broke(app: Flask, chain: Session) -> None:
    runner = app.test_cli_runner()
    chain.commit()
    whole = runner.invoke(args=["events", "verify"])
    assert whole.exit_code == 0
    assert whole.output.startswith("intact, 5 events, head ")
    tamper(chain, "DELETE FROM event WHERE sequence = 5")
    broken = runner.invoke(args=["events", "verify"])
    assert broken.exit_code == 1
    assert broken.output == "broken at event 5: rows after this place are missing\n"


def test_listing_shows_the_newest_first(chain: Session) -> None:
    record(chain, 3)
    rows = events.list_events(chain, ("home", "HM-3"))
    assert [row.sequence for row in rows] == [6, 3]
