"""What a commissioner does with an entry: accept the version they looked at, or ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal import mail
from portal.access import Viewer
from portal.db import verb
from portal.homes.people.queries import list_people_to_tell
from portal.returns import queries, rules
from portal.returns.models import Entry, EntryQuestion, EntryState, EntryVersion
from portal.returns.queries import DueHome
from portal.returns.services.common import FIGURES, Refused, lock_entry, month_name, record
from portal.returns.services.versions import looked_at, mark_accepted, mark_asked

OWN = "You sent these figures, so a colleague has to accept them."


@dataclass(frozen=True)
class Accepted:
    """How a decision about many entries went."""

    done: int
    left: int


@verb
def accept(session: Session, due: DueHome, *, number: int, actor: Viewer, now: datetime) -> Entry:
    """Accept the version that was looked at. Accepting it twice is one acceptance.

    Refused when a newer one was sent, a question waits for its answer, or the actor sent it.
    """
    entry = lock_entry(session, due)
    version = looked_at(queries.list_versions(session, entry.id), number, FIGURES)
    if not rules.may_accept(actor.person_id, version.submitted_by_id):
        raise Refused(OWN)
    if entry.state != EntryState.ACCEPTED:
        mark_accepted(entry, version, FIGURES, actor=actor, now=now)
        record(session, "entry_accepted", due, entry, actor=actor, now=now, version=number, receipt=version.receipt)
    return entry


@verb
def accept_many(
    session: Session, looked_at: Sequence[tuple[DueHome, int]], *, actor: Viewer, now: datetime
) -> Accepted:
    """Accept several entries in one transaction; those that changed meanwhile are left as they are and counted."""
    done = 0
    for due, number in sorted(looked_at, key=lambda pair: pair[0].home.id):
        try:
            accept(session, due, number=number, actor=actor, now=now)
        except Refused:
            continue
        done += 1
    return Accepted(done, len(looked_at) - done)


@verb
def ask(session: Session, due: DueHome, *, number: int, question: str, actor: Viewer, now: datetime) -> EntryQuestion:
    """Send a version back with a question and tell the provider's people. An accepted version goes on counting until
    another is accepted."""
    entry = lock_entry(session, due)
    version = looked_at(queries.list_versions(session, entry.id), number, FIGURES)
    mark_asked(entry, FIGURES)
    asked = EntryQuestion(
        entry_id=entry.id,
        version_id=version.id,
        question=question,
        asked_at=now,
        asked_by_id=actor.person_id,
    )
    session.add(asked)
    session.flush()
    _tell(session, due, version, asked, now=now)
    record(session, "entry_queried", due, entry, actor=actor, now=now, version=number, personal=question)
    return asked


def _tell(session: Session, due: DueHome, version: EntryVersion, asked: EntryQuestion, *, now: datetime) -> None:
    for person in list_people_to_tell(session, due.home.id, due.provider.id):
        mail.post(
            session,
            "return_question",
            to=person.inbox,
            subject=f"A question about your {month_name(due)} return, {version.receipt}",
            key=f"return-question:{asked.id}:{person.id}",
            now=now,
            name=person.name,
            month=month_name(due),
            receipt=version.receipt,
            path=f"/provider/returns/{rules.month_slug(due.period.month)}/{due.home.reference}/",
        )
