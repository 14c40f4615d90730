"""The append-only record of every state change and every look at restricted data.

Each row carries a keyed hash (HMAC-SHA256) over its own content and the hash of the row before it; `event_head` holds
the last sequence number and hash under a keyed seal of its own, so altered, deleted, reordered and truncated rows are
all found by `verify`. Personal text stands apart in `event_personal`, and the chain holds only its salted hash: erasing
that text leaves the chain whole. Rows are written as the very last thing of a transaction, so that the chain's lock is
held as briefly as possible and is always taken after every other lock.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import Base, is_sqlite

GENESIS = "0" * 64
BATCH = 500
# An arbitrary number that names the chain among PostgreSQL's advisory locks.
CHAIN_LOCK = 7_140_251


class Actor(Protocol):
    """Whoever does something: all the chain keeps of them is a reference."""

    @property
    def reference(self) -> str: ...


@dataclass(frozen=True)
class NamedActor:
    """An actor that is not a signed-in person."""

    reference: str


SYSTEM = NamedActor("system")
PUBLIC = NamedActor("public")
# Whoever tells of something in confidence: the record says that they did, and not who.
YOUNG_PERSON = NamedActor("young_person")
# A coordinator who passes on what they read: their name would point at the entry they had just opened.
COORDINATOR = NamedActor("coordinator")


class EventRow(Base):
    """One link of the chain. `detail` is canonical JSON without personal text."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject_kind", "subject_reference"),)

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    occurred_at: Mapped[datetime] = mapped_column(index=True)
    actor_reference: Mapped[str] = mapped_column(String(40), index=True)
    verb: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_reference: Mapped[str] = mapped_column(String(120))
    provider_reference: Mapped[str | None] = mapped_column(String(40), index=True)
    detail: Mapped[str] = mapped_column(Text)
    personal_hash: Mapped[str | None] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EventPersonal(Base):
    """Personal text an event speaks of (a reason, an e-mail address); may be erased without breaking the chain."""

    __tablename__ = "event_personal"

    sequence: Mapped[int] = mapped_column(BigInteger, ForeignKey("event.sequence"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)


class EventHead(Base):
    """The chain's end and its lock: one row."""

    __tablename__ = "event_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class _Pending:
    occurred_at: datetime
    actor_reference: str
    verb: str
    subject_kind: str
    subject_reference: str
    provider_reference: str | None
    detail: str
    personal: str | None


@dataclass(frozen=True)
class Verification:
    """The outcome of walking the chain: `broken_at` is the first bad sequence number, or None when intact."""

    count: int
    head: str
    broken_at: int | None = None
    why: str = ""

    def __str__(self) -> str:
        if self.broken_at is None:
            return f"intact, {self.count} events, head {self.head}"
        return f"broken at event {self.broken_at}: {self.why}"


def record(
    session: Session,
    verb: str,
    subject: tuple[str, str],
    *,
    actor: Actor,
    now: datetime,
    provider: str | None = None,
    detail: Mapping[str, Any] | None = None,
    personal: str | None = None,
) -> None:
    """Note a state change or a look, to be chained when this transaction commits.

    `verb` is `area.what_happened`; `subject` is (kind, reference); `provider` is the reference of the organisation
    that may read it as its own; `detail` must hold no personal text, which goes in `personal`.
    """
    if not session.in_transaction():
        session.begin()  # so that there is something to roll back: a rollback is what forgets the event
    session.info.setdefault("pending_events", []).append(
        _Pending(
            occurred_at=now,
            actor_reference=actor.reference,
            verb=verb,
            subject_kind=subject[0],
            subject_reference=subject[1],
            provider_reference=provider,
            detail=json.dumps(dict(detail or {}), sort_keys=True, separators=(",", ":"), default=str),
            personal=personal,
        )
    )


@event.listens_for(Session, "before_commit")
def _chain_pending(session: Session) -> None:
    if session.in_nested_transaction():
        # A savepoint that is released commits nothing yet.
        return
    pending: list[_Pending] = session.info.pop("pending_events", [])
    if not pending:
        return
    session.flush()
    key = session.info["events_key"]
    head = _locked_head(session, key)
    for item in pending:
        _append(session, head, item, key)
    head.seal = _seal(key, head.sequence, head.hash)


@event.listens_for(Session, "after_rollback")
def _forget_pending(session: Session) -> None:
    if session.in_nested_transaction():
        # What a savepoint takes back was tried, not done: verbs record after it, never inside.
        return
    session.info.pop("pending_events", None)


def _locked_head(session: Session, key: str) -> EventHead:
    if not is_sqlite(session):
        session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    head = session.get(EventHead, 1, populate_existing=True)
    if head is None:
        head = EventHead(id=1, sequence=0, hash=GENESIS, seal=_seal(key, 0, GENESIS))
        session.add(head)
    return head


def _append(session: Session, head: EventHead, item: _Pending, key: str) -> None:
    salt = secrets.token_hex(16) if item.personal is not None else ""
    row = EventRow(
        sequence=head.sequence + 1,
        occurred_at=item.occurred_at,
        actor_reference=item.actor_reference,
        verb=item.verb,
        subject_kind=item.subject_kind,
        subject_reference=item.subject_reference,
        provider_reference=item.provider_reference,
        detail=item.detail,
        personal_hash=_personal_hash(salt, item.personal) if item.personal is not None else None,
        previous_hash=head.hash,
    )
    row.hash = _row_hash(key, row)
    session.add(row)
    if item.personal is not None:
        session.flush()
        session.add(EventPersonal(sequence=row.sequence, salt=salt, text=item.personal))
    head.sequence, head.hash = row.sequence, row.hash


def _row_hash(key: str, row: EventRow) -> str:
    content = [
        row.sequence,
        row.occurred_at.isoformat(timespec="microseconds"),
        row.actor_reference,
        row.verb,
        row.subject_kind,
        row.subject_reference,
        row.provider_reference,
        row.detail,
        row.personal_hash,
        row.previous_hash,
    ]
    return _keyed(key, json.dumps(content, separators=(",", ":")))


def _seal(key: str, sequence: int, head_hash: str) -> str:
    return _keyed(key, f"head:{sequence}:{head_hash}")


def _keyed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _personal_hash(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def verify(session: Session, *, key: str, expected_head: str | None = None) -> Verification:
    """Walk the whole chain. `expected_head` is a head exported earlier, which must still be one of the chain's rows."""
    previous, count, seen_expected = GENESIS, 0, expected_head is None
    for row, personal in _rows(session):
        count += 1
        why = _fault(row, personal, previous, count, key)
        if why:
            return Verification(count, previous, count, why)
        previous = row.hash
        seen_expected = seen_expected or row.hash == expected_head
    return _check_head(session, key, previous, count, seen_expected=seen_expected)


def _rows(session: Session) -> Iterator[tuple[EventRow, EventPersonal | None]]:
    query = (
        select(EventRow, EventPersonal)
        .outerjoin(EventPersonal, EventPersonal.sequence == EventRow.sequence)
        .order_by(EventRow.sequence)
        .execution_options(yield_per=BATCH, populate_existing=True)
    )
    with session.execute(query) as rows:  # closed as soon as the walk ends, be it early
        yield from rows


def _fault(row: EventRow, personal: EventPersonal | None, previous: str, expected: int, key: str) -> str:
    if row.sequence != expected:
        return "a row is missing"
    if row.previous_hash != previous:
        return "it does not follow the row before it"
    if not hmac.compare_digest(row.hash, _row_hash(key, row)):
        return "its content was changed"
    if personal is not None and row.personal_hash != _personal_hash(personal.salt, personal.text):
        return "its personal text was changed"
    return ""


def _check_head(session: Session, key: str, last: str, count: int, *, seen_expected: bool) -> Verification:
    head = session.get(EventHead, 1, populate_existing=True)
    sequence, head_hash, seal = (head.sequence, head.hash, head.seal) if head else (0, GENESIS, _seal(key, 0, GENESIS))
    if not hmac.compare_digest(seal, _seal(key, sequence, head_hash)):
        return Verification(count, last, count, "the head was changed")
    if (sequence, head_hash) != (count, last):
        return Verification(count, last, count + 1, "rows after this place are missing")
    if not seen_expected:
        return Verification(count, last, count + 1, "the exported head is not in the chain")
    return Verification(count, last)


def list_events(session: Session, subject: tuple[str, str], *, limit: int = 50) -> list[EventRow]:
    """The newest events of one subject, newest first."""
    query = (
        select(EventRow)
        .where(EventRow.subject_kind == subject[0], EventRow.subject_reference == subject[1])
        .order_by(EventRow.sequence.desc())
        .limit(limit)
    )
    return list(session.scalars(query))
