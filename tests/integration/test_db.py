"""What every table relies on: exact values in and out, one transaction a verb, writers that wait their turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from portal import db
from portal.accounts.models import Attempt, Grant, Person
from portal.db import Database, ExactDecimal
from portal.providers.models import ProviderAuthority
from tests import factories

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


def test_times_come_back_in_utc(session: Session) -> None:
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    session.add(Attempt(key="k", at=summer))
    session.commit()
    session.expire_all()
    found = session.scalars(select(Attempt)).one()
    assert (found.at, found.at.tzinfo) == (NOON, UTC)


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    session.add(Attempt(key="k", at=NOON.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="a time without a zone cannot be stored"):
        session.flush()


@settings(max_examples=50)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_decimals_keep_every_digit(value: Decimal) -> None:
    stored = ExactDecimal().process_bind_param(value, None)  # type: ignore[arg-type]
    assert str(ExactDecimal().process_result_value(stored, None)) == format(value, "f")  # type: ignore[arg-type]


def test_references_hold_nothing_that_can_be_misread() -> None:
    found = {db.new_reference("HM") for _ in range(500)}
    assert len(found) == 500
    assert not set("AEIOU01258BGLQSZ") & set("".join(reference.removeprefix("HM-") for reference in found))


def test_a_verb_called_by_a_verb_joins_its_transaction(session: Session) -> None:
    @db.verb
    def outer(session: Session) -> None:
        factories.make_person(session, email="kept@example.com")
        raise ValueError("after the inner verb")

    with pytest.raises(ValueError, match="after the inner verb"):
        outer(session)
    assert session.scalars(select(Person)).all() == []


def test_writers_wait_for_each_other(app: Flask, session: Session) -> None:
    """Each reads, thinks and writes; a transaction that begins reading and then writes would fail on SQLite."""
    person = factories.make_person(session, name="0")
    session.commit()
    database: Database = app.extensions["portal_database"]

    @db.verb
    def count_up(own: Session) -> None:
        row = own.scalars(select(Person).where(Person.id == person.id).with_for_update()).one()
        row.name = str(int(row.name) + 1)

    def write(_: int) -> None:
        with database.session() as own:
            count_up(own)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    session.expire_all()
    assert session.get_one(Person, person.id).name == "40"


def test_reading_does_not_wait_for_a_writer(app: Flask, session: Session) -> None:
    factories.make_person(session, name="Before")
    session.execute(text("UPDATE person SET name = 'During'"))
    with app.extensions["portal_database"].session(writing=False) as reader:
        assert reader.scalars(select(Person.name)).all() == ["Before"]


def test_a_grant_is_at_one_desk_only(session: Session) -> None:
    provider, authority = factories.make_provider(session), factories.make_authority(session)
    person = factories.make_person(session)
    session.add(
        Grant(
            reference="GR-1",
            person_id=person.id,
            role="provider_admin",
            provider_id=provider.id,
            authority_id=authority.id,
            granted_at=NOON,
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_organisation_stands_with_an_authority_once(session: Session) -> None:
    provider = factories.make_provider(session)
    session.add(ProviderAuthority(provider_id=provider.id, authority_id=factories.make_authority(session).id))
    with pytest.raises(IntegrityError):
        session.flush()


def test_foreign_keys_hold(session: Session) -> None:
    session.add(Grant(reference="GR-1", person_id=999, role="auditor", authority_id=999, granted_at=NOON))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)]
)
def test_sqlite_is_set_to_lose_nothing(session: Session, pragma: str, value: object) -> None:
    assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value
