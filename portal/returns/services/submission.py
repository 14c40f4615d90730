"""Sending entries: judged, numbered, written once, receipted by mail, and only once however often they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal import clock, mail
from portal.access import Viewer
from portal.db import verb
from portal.returns import queries, rules
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
from portal.returns.rules import CapacityLine
from portal.returns.services.common import FIGURES, Refused, answer_open, lock_entry, record
from portal.returns.services.versions import Sending, mark_sent, refuse_out_of_time, sent_already, sent_columns
from portal.web.filters import format_month

NOT_TRUE_YET = "The figures do not agree with each other. Go back and change them."
CONFIRM = "Tick that the figures are right, or go back and change them or say why in the comment."
CapacitySending = Sending[DueHome, CapacityLine]


@verb
def submit(session: Session, sending: CapacitySending, *, actor: Viewer, now: datetime) -> EntryVersion:
    """Send one entry and post the receipt. The same draft sent again, even at the same instant, is the same version.

    Raises Refused with a sentence: too early, too late, sent already, changed meanwhile, not adding up, not confirmed.
    """
    return submit_many(session, [sending], actor=actor, now=now)[0]


@verb
def submit_many(
    session: Session, sendings: Sequence[CapacitySending], *, actor: Viewer, now: datetime
) -> list[EntryVersion]:
    """Send several entries of one period, all or none, with one receipt by mail."""
    # In one order everywhere, so that two senders never wait for each other.
    ordered = sorted(sendings, key=lambda sending: sending.due.home.id)
    sent = [_send(session, sending, actor=actor, now=now) for sending in ordered]
    fresh = [version for version, is_new in sent if is_new]
    if fresh:
        _post_receipt(session, ordered[0].due.period, fresh, actor=actor, now=now)
    return [version for version, _ in sent]


def _send(session: Session, sending: CapacitySending, *, actor: Viewer, now: datetime) -> tuple[EntryVersion, bool]:
    entry = lock_entry(session, sending.due)
    earlier = queries.list_versions(session, entry.id)
    existing = sent_already(entry, earlier, sending.expected, FIGURES)
    if existing is not None:
        return existing, False
    line, has_surprises = _checked(session, entry, sending, now=now)
    if entry.state == EntryState.QUERIED:
        answer_open(queries.list_questions(session, entry.id), sending.answer, actor=actor, now=now)
    version = EntryVersion(
        entry_id=entry.id,
        as_at_on=rules.as_at(sending.due.period.month, clock.today(now)),
        **sent_columns(sending, earlier, prefix="RC", surprises=has_surprises, actor=actor, now=now),
        **_columns(line),
    )
    version.occupied, version.blocked, version.fostering = _occupied(line), _blocked(line), _fostering(line)
    session.add(version)
    session.flush()
    mark_sent(entry)
    record(
        session, f"entry_{entry.state}", sending.due, entry,
        actor=actor, now=now, version=version.number, receipt=version.receipt,
    )  # fmt: skip
    return version, True


def _checked(session: Session, entry: Entry, sending: CapacitySending, *, now: datetime) -> tuple[CapacityLine, bool]:
    due, line = sending.due, sending.line
    refuse_out_of_time(session, entry, due, now=now)
    if line is None or rules.judge_capacity(line) or (line.fostering is not None) != due.is_fostering:
        raise Refused(NOT_TRUE_YET)
    earlier = queries.earlier_lines(session, [due.home.id], due.period.month)[due.home.id]
    surprises = queries.find_surprises(line, earlier, month=due.period.month, certificate=due.certificate)
    if surprises and not (sending.confirmed or line.comment):
        raise Refused(CONFIRM)
    return line, bool(surprises)


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
