"""Saving and sending prices: judged, numbered, written once, receipted by mail without any amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import mail
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.returns.models import EntryState
from portal.returns.pricing import queries, rules, words
from portal.returns.pricing.models import FosteringFee, OpenBookLine, PriceEntry, PriceVersion
from portal.returns.pricing.queries import DuePrice
from portal.returns.pricing.queries.lines import MONEY, PLAIN
from portal.returns.pricing.rules import PriceLine, to_pence
from portal.returns.pricing.services.common import lock_entry, record
from portal.returns.queries import window_for
from portal.returns.rules import Act, Window, is_late, may_submit, month_slug, next_state
from portal.returns.services import CONFIRM, Refused, Stale, Typed, refusal_words
from portal.returns.services.common import answer_open, month_name
from portal.returns.services.drafts import keep_typed

CHANGED = "Somebody else changed these prices after you opened this page. Check them again before you send them."
NOT_TRUE_YET = "The prices are not complete, or do not agree with each other. Go back and change them."


@dataclass(frozen=True)
class Sending:
    """One price to send: the line read from the draft of `expected` (0: from none), and what the sender said about it.

    The line is None when there is no such draft any more, or it cannot be read: then only a version that was made from
    it already can answer.
    """

    due: DuePrice
    line: PriceLine | None
    expected: int
    confirmed: bool = False
    answer: str = ""


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
def submit(session: Session, sending: Sending, *, actor: Viewer, now: datetime) -> PriceVersion:
    """Send one price and post the receipt. The same draft sent again, even at the same instant, is the same version.

    Raises Refused with a sentence: too early, too late, sent already, changed meanwhile, not adding up, another fee
    accepted from the same day, not confirmed.
    """
    due, entry = sending.due, lock_entry(session, sending.due)
    existing = _made_from(session, entry, sending.expected)
    if existing is not None:
        return existing
    if entry.lock_version != sending.expected:
        raise Stale(CHANGED)
    line, has_surprises = _checked(session, entry, sending, now=now)
    if entry.state == EntryState.QUERIED:
        answer_open(queries.list_questions(session, entry.id), sending.answer, actor=actor, now=now)
    version = _write(session, entry, sending, line, confirmed=sending.confirmed and has_surprises, actor=actor, now=now)
    moved = next_state(EntryState(entry.state), Act.SUBMIT)
    entry.state, entry.draft = moved or EntryState(entry.state), None
    record(
        session, f"price_{entry.state}", due, entry,
        actor=actor, now=now, version=version.number, receipt=version.receipt,
    )  # fmt: skip
    _post_receipt(session, due, version, actor=actor, now=now)
    return version


def _made_from(session: Session, entry: PriceEntry, draft_version: int) -> PriceVersion | None:
    query = select(PriceVersion).where(PriceVersion.entry_id == entry.id, PriceVersion.draft_version == draft_version)
    return session.scalar(query)


def _checked(session: Session, entry: PriceEntry, sending: Sending, *, now: datetime) -> tuple[PriceLine, bool]:
    due, line = sending.due, sending.line
    window = window_for(session, due.period, due.provider.id)
    refusal = may_submit(EntryState(entry.state), window, now)
    if refusal is not None:
        raise Refused(refusal_words(refusal, due, window))
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


def _write(
    session: Session,
    entry: PriceEntry,
    sending: Sending,
    line: PriceLine,
    *,
    confirmed: bool,
    actor: Viewer,
    now: datetime,
) -> PriceVersion:
    period = sending.due.period
    earlier = queries.list_versions(session, entry.id)
    version = PriceVersion(
        entry_id=entry.id,
        number=len(earlier) + 1,
        draft_version=sending.expected,
        receipt=new_reference("PC"),
        submitted_at=now,
        submitted_by_id=actor.person_id,
        # A version that answers a question is as late as the one that was asked about.
        is_late=earlier[-1].is_late if earlier else is_late(Window(period.opens_at, period.closes_at), now),
        is_confirmed=confirmed,
        **_columns(line),
    )
    version.open_book = [
        OpenBookLine(heading=heading, pence=to_pence(amount)) for heading, amount in line.open_book.items() if amount
    ]
    version.fostering = [
        FosteringFee(
            band=band,
            carer_pence=to_pence(parts.carer),
            allowance_pence=to_pence(parts.allowance),
            agency_pence=to_pence(parts.agency),
        )
        for band, parts in line.fostering.items()
    ]
    session.add(version)
    session.flush()
    return version


def _columns(line: PriceLine) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(line, name) for name in PLAIN}
    columns |= {f"{name}_pence": to_pence(getattr(line, name)) for name in (*MONEY, "list_fee")}
    return columns | {"effective_from_on": line.effective_from}


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
