"""What every verb on an entry needs: its refusals, its locked row, its event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.providers.models import Provider
from portal.returns import rules
from portal.returns.models import Entry, QuestionColumns, ReturnPeriod
from portal.returns.queries import DueHome
from portal.web.filters import format_month

# How a refusal speaks of what was sent.
FIGURES = "figures"
E = TypeVar("E")


class Refused(db.Refused):
    """A return cannot be changed that way now; the message says what to do."""


class Stale(Refused):
    """Somebody else saved the same draft in the meantime. Nothing was overwritten."""


STALE = "Somebody else changed these figures after you opened this page. Compare both below, then save what is right."
ALREADY_SENT = "These figures have been sent. The council can ask a question about them, and then you can change them."
ANSWER = "Go back and answer the council’s question."


def lock_entry(session: Session, due: DueHome) -> Entry:
    """The entry's row, locked until the transaction ends; made now when nobody has saved anything yet."""
    query = select(Entry).where(Entry.period_id == due.period.id, Entry.home_id == due.home.id)
    return locked(session, query, lambda: _new_entry(due))


def _new_entry(due: DueHome) -> Entry:
    return Entry(
        reference=db.new_reference("EN"),
        period_id=due.period.id,
        home_id=due.home.id,
        provider_id=due.home.provider_id,
        state=rules.EntryState.NOT_STARTED,
        lock_version=0,
    )


def locked(session: Session, query: Select[E], new: Callable[[], E]) -> E:
    """The one row of a query, locked until the transaction ends; a new one where there is none."""
    query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        # Where somebody else makes it between the look and the write, theirs is the row.
        with suppress(IntegrityError), session.begin_nested():
            session.add(new())
        row = session.scalars(query).one()
    return row


def record(
    session: Session,
    verb: str,
    due: DueHome,
    entry: Entry,
    *,
    actor: events.Actor,
    now: datetime,
    personal: str | None = None,
    **detail: Any,
) -> None:
    """Note what happened to an entry, readable by its provider."""
    month = rules.month_slug(due.period.month)
    events.record(
        session,
        f"returns.{verb}",
        ("return_entry", entry.reference),
        actor=actor,
        now=now,
        provider=due.provider.reference,
        detail={"home": due.home.reference, "month": month, **detail},
        personal=personal,
    )


class OfPeriod(Protocol):
    """Something due in a period: a home's capacity, or its price."""

    @property
    def period(self) -> ReturnPeriod: ...

    @property
    def provider(self) -> Provider: ...


def month_name(due: OfPeriod) -> str:
    """September 2026."""
    return format_month(due.period.month)


def answer_open(questions: Iterable[QuestionColumns], answer: str, *, actor: Viewer, now: datetime) -> None:
    """Answer every question that waits. Refused without an answer."""
    if not answer:
        raise Refused(ANSWER)
    for question in questions:
        if question.answered_at is None:
            question.answer = answer
            question.answered_at, question.answered_by_id = now, actor.person_id
