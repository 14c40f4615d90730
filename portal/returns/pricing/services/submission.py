"""Saving and sending prices: judged, numbered, written once, receipted by mail without any amount."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import mail
from portal.access import Viewer
from portal.db import verb
from portal.returns.models import EntryState
from portal.returns.pricing import queries, rules, words
from portal.returns.pricing.models import FosteringFee, OpenBookLine, PriceEntry, PriceVersion
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.queries.lines import MONEY, PLAIN
from portal.returns.pricing.rules import PriceLine, to_pence
from portal.returns.pricing.services.common import PRICES, lock_entry, record
from portal.returns.rules import month_slug
from portal.returns.services import CONFIRM, Refused, Sending, Typed
from portal.returns.services.common import answer_open, month_name
from portal.returns.services.drafts import keep_typed
from portal.returns.services.versions import mark_sent, refuse_out_of_time, sent_already, sent_columns

NOT_TRUE_YET = "The prices are not complete, or do not agree with each other. Go back and change them."
PriceSending = Sending[DuePrice, PriceLine]


@verb
def save_draft(
    session: Session, due: DuePrice, *, typed: Typed, expected: int, actor: Viewer, now: datetime
) -> PriceEntry:
    """Keep the fields as they were typed; raises as `returns.services.save_draft` does."""
    entry = lock_entry(session, due)
    if keep_typed(entry, due.period, typed=typed, expected=expected, actor=actor, now=now):
        record(session, "price_begun", due, entry, actor=actor, now=now)
    return entry


@verb
def submit(session: Session, sending: PriceSending, *, actor: Viewer, now: datetime) -> PriceVersion:
    """Send one price and post the receipt. The same draft sent again, even at the same instant, is the same version.

    Raises Refused with a sentence: too early, too late, sent already, changed meanwhile, not adding up, another fee
    accepted from the same day, not confirmed.
    """
    due, entry = sending.due, lock_entry(session, sending.due)
    earlier = queries.list_versions(session, entry.id)
    existing = sent_already(entry, earlier, sending.expected, PRICES)
    if existing is not None:
        return existing
    line, has_surprises = _checked(session, entry, sending, now=now)
    if entry.state == EntryState.QUERIED:
        answer_open(queries.list_questions(session, entry.id), sending.answer, actor=actor, now=now)
    version = PriceVersion(
        entry_id=entry.id,
        **sent_columns(sending, earlier, prefix="PC", surprises=has_surprises, actor=actor, now=now),
        **_columns(line),
    )
    version.open_book, version.fostering = _open_book(line), _fostering(line)
    session.add(version)
    session.flush()
    mark_sent(entry)
    record(
        session, f"price_{entry.state}", due, entry,
        actor=actor, now=now, version=version.number, receipt=version.receipt,
    )  # fmt: skip
    _post_receipt(session, due, version, actor=actor, now=now)
    return version


def _checked(session: Session, entry: PriceEntry, sending: PriceSending, *, now: datetime) -> tuple[PriceLine, bool]:
    due, line = sending.due, sending.line
    refuse_out_of_time(session, entry, due, now=now)
    if line is None or rules.judge_price(line, lot_asks=due.lot_asks, is_fostering=due.is_fostering):
        raise Refused(NOT_TRUE_YET)
    known = queries.known_of(session, due)
    clash = rules.find_clash(line, known.accepted)
    if clash is not None:
        raise Refused(words.clash_words(clash))
    surprises = rules.find_surprises(line, predecessor=known.before, accepted=known.accepted)
    if surprises and not (sending.confirmed or line.comment):
        raise Refused(CONFIRM)
    return line, bool(surprises)


def _columns(line: PriceLine) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(line, name) for name in PLAIN}
    columns |= {f"{name}_pence": to_pence(getattr(line, name)) for name in (*MONEY, "list_fee")}
    return columns | {"effective_from_on": line.effective_from}


def _open_book(line: PriceLine) -> list[OpenBookLine]:
    return [
        OpenBookLine(heading=heading, pence=to_pence(amount)) for heading, amount in line.open_book.items() if amount
    ]


def _fostering(line: PriceLine) -> list[FosteringFee]:
    return [
        FosteringFee(
            band=band,
            carer_pence=to_pence(parts.carer),
            allowance_pence=to_pence(parts.allowance),
            agency_pence=to_pence(parts.agency),
        )
        for band, parts in line.fostering.items()
    ]


def _post_receipt(session: Session, due: DuePrice, version: PriceVersion, *, actor: Viewer, now: datetime) -> None:
    mail.post(
        session,
        "price_receipt",
        to=actor.email,
        subject=f"Received: your {month_name(due)} prices, {version.receipt}",
        key=f"price-receipt:{version.receipt}",
        now=now,
        name=actor.name,
        month=month_name(due),
        slug=month_slug(due.period.month),
        receipt=version.receipt,
        sent_at=now,
    )
