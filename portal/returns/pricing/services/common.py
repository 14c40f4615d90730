"""What every verb on a price needs: its locked row, its event. No event holds an amount: more people read events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.db import verb
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing.models import PriceEntry
from portal.returns.pricing.queries import DuePrice
from portal.returns.rules import month_slug
from portal.returns.services.common import locked

# How a refusal speaks of what was sent.
PRICES = "prices"


def lock_entry(session: Session, due: DuePrice) -> PriceEntry:
    """The entry's row, locked until the transaction ends; made now when nobody has saved anything yet."""
    query = select(PriceEntry).where(
        PriceEntry.period_id == due.period.id,
        PriceEntry.home_id == due.home.id,
        PriceEntry.lot_id.is_not_distinct_from(due.lot.id if due.lot else None),
    )
    return locked(session, query, lambda: _new_entry(due))


def _new_entry(due: DuePrice) -> PriceEntry:
    return PriceEntry(
        reference=db.new_reference("PE"),
        period_id=due.period.id,
        home_id=due.home.id,
        provider_id=due.provider.id,
        lot_id=due.lot.id if due.lot else None,
        state=EntryState.NOT_STARTED,
        lock_version=0,
    )


def record(
    session: Session, verb_name: str, due: DuePrice, entry: PriceEntry, *, actor: Viewer, now: datetime, **detail: Any
) -> None:
    """Note what happened to a price, readable by its provider."""
    events.record(
        session,
        f"returns.{verb_name}",
        ("price_entry", entry.reference),
        actor=actor,
        now=now,
        provider=due.provider.reference,
        detail={"home": due.home.reference, "lot": due.lot_slug, "month": month_slug(due.period.month), **detail},
    )


@verb
def note_look(session: Session, due: DuePrice, *, actor: Viewer, now: datetime) -> None:
    """Record that somebody at the council looked at a price that was sent."""
    if due.entry is not None and due.latest is not None:
        record(session, "price_seen", due, due.entry, actor=actor, now=now, version=due.latest.number)


@verb
def note_list(
    session: Session, period: ReturnPeriod, shown: Sequence[DuePrice], *, actor: Viewer, now: datetime
) -> None:
    """Record that somebody saw the prices of many homes: how many, and a digest (SHA-256) of which."""
    receipts = [due.latest.receipt for due in shown if due.latest]
    digest = hashlib.sha256(" ".join(receipts).encode()).hexdigest()
    subject = ("return_period", month_slug(period.month))
    detail = {"count": len(receipts), "digest": digest}
    events.record(session, "returns.prices_seen", subject, actor=actor, now=now, detail=detail)
