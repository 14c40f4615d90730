"""Sending entries: judged, numbered, written once, receipted by mail, and only once however often they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, mail
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.returns import queries, rules, words
from portal.returns.models import (
    BlockedPlaces,
    Entry,
    EntryState,
    EntryVersion,
    FosteringPlaces,
    OccupiedPlaces,
    ReturnPeriod,
)
from portal.returns.queries import DueHome
from portal.returns.rules import CapacityLine, Refusal
from portal.returns.services.common import (
    ALREADY_SENT,
    OfPeriod,
    Refused,
    Stale,
    answer_open,
    lock_entry,
    month_name,
    record,
)
from portal.web.filters import format_datetime, format_month

CHANGED = "Somebody else changed these figures after you opened this page. Check them again before you send them."
NOT_TRUE_YET = "The figures do not agree with each other. Go back and change them."
CONFIRM = "Tick that the figures are right, or go back and change them or say why in the comment."


@dataclass(frozen=True)
class Sending:
    """One entry to send: the line read from the draft of `expected`, and what the sender said about it.

    The line is None when there is no such draft any more, or it cannot be read: then only a version that was made from
    it already can answer.
    """

    due: DueHome
    line: CapacityLine | None
    expected: int
    confirmed: bool = False
    answer: str = ""


@verb
def submit(session: Session, sending: Sending, *, actor: Viewer, now: datetime) -> EntryVersion:
    """Send one entry and post the receipt. The same draft sent again, even at the same instant, is the same version.

    Raises Refused with a sentence: too early, too late, sent already, changed meanwhile, not adding up, not confirmed.
    """
    return submit_many(session, [sending], actor=actor, now=now)[0]


@verb
def submit_many(session: Session, sendings: Sequence[Sending], *, actor: Viewer, now: datetime) -> list[EntryVersion]:
    """Send several entries of one period, all or none, with one receipt by mail."""
    # In one order everywhere, so that two senders never wait for each other.
    ordered = sorted(sendings, key=lambda sending: sending.due.home.id)
    sent = [_send(session, sending, actor=actor, now=now) for sending in ordered]
    fresh = [version for version, is_new in sent if is_new]
    if fresh:
        _post_receipt(session, ordered[0].due.period, fresh, actor=actor, now=now)
    return [version for version, _ in sent]


def _send(session: Session, sending: Sending, *, actor: Viewer, now: datetime) -> tuple[EntryVersion, bool]:
    entry = lock_entry(session, sending.due)
    existing = _made_from(session, entry, sending.expected)
    if existing is not None:
        return existing, False
    if entry.lock_version != sending.expected:
        raise Stale(CHANGED)
    line, has_surprises = _checked(session, entry, sending, now=now)
    _answer(session, entry, sending, actor=actor, now=now)
    said = replace(sending, confirmed=sending.confirmed and has_surprises)
    version = _write(session, entry, said, line, actor=actor, now=now)
    moved = rules.next_state(EntryState(entry.state), rules.Act.SUBMIT)
    entry.state, entry.draft = moved or EntryState(entry.state), None
    record(
        session, f"entry_{entry.state}", sending.due, entry,
        actor=actor, now=now, version=version.number, receipt=version.receipt,
    )  # fmt: skip
    return version, True


def _made_from(session: Session, entry: Entry, draft_version: int) -> EntryVersion | None:
    query = select(EntryVersion).where(EntryVersion.entry_id == entry.id, EntryVersion.draft_version == draft_version)
    return session.scalar(query)


def _checked(session: Session, entry: Entry, sending: Sending, *, now: datetime) -> tuple[CapacityLine, bool]:
    due, line = sending.due, sending.line
    window = queries.window_for(session, due.period, due.provider.id)
    refusal = rules.may_submit(EntryState(entry.state), window, now)
    if refusal is not None:
        raise Refused(refusal_words(refusal, due, window))
    if line is None or rules.judge_capacity(line) or (line.fostering is not None) != due.is_fostering:
        raise Refused(NOT_TRUE_YET)
    earlier = queries.earlier_lines(session, [due.home.id], due.period.month)[due.home.id]
    surprises = queries.find_surprises(line, earlier, month=due.period.month, certificate=due.certificate)
    if surprises and not (sending.confirmed or line.comment):
        raise Refused(CONFIRM)
    return line, bool(surprises)


def refusal_words(refusal: Refusal, due: OfPeriod, window: rules.Window) -> str:
    """Why an entry cannot be sent now, and what to do."""
    if refusal is Refusal.NOT_OPEN:
        return f"The {month_name(due)} return opens on {format_datetime(window.opens_at)}. Send it then."
    if refusal is Refusal.CLOSED:
        return (
            f"The {month_name(due)} return closed at {words.ends_words(window.ends_at)}. What you entered is kept:"
            " ask the council for more time to send it."
        )
    return ALREADY_SENT


def _answer(session: Session, entry: Entry, sending: Sending, *, actor: Viewer, now: datetime) -> None:
    if entry.state == EntryState.QUERIED:
        answer_open(queries.list_questions(session, entry.id), sending.answer, actor=actor, now=now)


def _write(
    session: Session, entry: Entry, sending: Sending, line: CapacityLine, *, actor: Viewer, now: datetime
) -> EntryVersion:
    period = sending.due.period
    earlier = queries.list_versions(session, entry.id)
    window = rules.Window(period.opens_at, period.closes_at)
    version = EntryVersion(
        entry_id=entry.id,
        number=len(earlier) + 1,
        draft_version=sending.expected,
        receipt=new_reference("RC"),
        submitted_at=now,
        submitted_by_id=actor.person_id,
        # A version that answers a question is as late as the one that was asked about.
        is_late=earlier[-1].is_late if earlier else rules.is_late(window, now),
        is_confirmed=sending.confirmed,
        as_at_on=rules.as_at(period.month, clock.today(now)),
        **_columns(line),
    )
    version.occupied, version.blocked, version.fostering = _occupied(line), _blocked(line), _fostering(line)
    session.add(version)
    session.flush()
    return version


def _columns(line: CapacityLine) -> dict[str, int | str | bool | None]:
    names = (
        "registered usable reserved available available_soon adults_staying takes_emergencies staff_vacancies"
        " agency_share comment is_nil"
    )
    return {name: getattr(line, name) for name in names.split()}


def _occupied(line: CapacityLine) -> list[OccupiedPlaces]:
    return [
        OccupiedPlaces(body_kind=body.kind, council_code=body.code, places=places)
        for body, places in line.occupied.items()
        if places
    ]


def _blocked(line: CapacityLine) -> list[BlockedPlaces]:
    return [BlockedPlaces(reason=reason, places=places) for reason, places in line.blocked.items() if places]


def _fostering(line: CapacityLine) -> FosteringPlaces | None:
    figures = line.fostering
    if figures is None:
        return None
    return FosteringPlaces(
        households=figures.households,
        filled=figures.filled,
        vacant=figures.vacant,
        unavailable=figures.unavailable,
    )


def _post_receipt(
    session: Session, period: ReturnPeriod, versions: Sequence[EntryVersion], *, actor: Viewer, now: datetime
) -> None:
    month = format_month(period.month)
    mail.post(
        session,
        "return_receipt",
        to=actor.email,
        subject=f"Received: your {month} return, {versions[0].receipt}",
        key=f"return-receipt:{versions[0].receipt}",
        now=now,
        name=actor.name,
        month=month,
        slug=rules.month_slug(period.month),
        receipts=[version.receipt for version in versions],
        sent_at=now,
    )
