"""What a safeguarding lead does with a disclosure: acknowledge, note, settle the reminders, hold, close."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import verb
from portal.voice.disclosures import queries, rules
from portal.voice.disclosures.models import Disclosure, DisclosureNote, Duty, NoteKind, Outcome, State
from portal.voice.disclosures.rules.handling import NOT_ACKNOWLEDGED
from portal.voice.disclosures.services.common import Refused, key_of, record
from portal.voice.inspectors.services import forget_contact
from portal.web.filters import format_datetime

ERASED = "The words of this disclosure have been removed after its export, so nothing can be added to it."
SETTLED = "This reminder is settled already, so this is not saved. Read what stands there, and add yours as a note."
HELD = "This disclosure is held already."
NOT_HELD = "This disclosure is not held, so there is nothing to release."
SAY_WHY_NOT = "Say why it was not needed"


@verb
def note_seen(session: Session, disclosure: Disclosure, *, actor: Viewer, now: datetime) -> None:
    """Record that somebody opened a disclosure."""
    record(session, "voice.disclosure_seen", disclosure, actor=actor, now=now)


@verb
def note_address_seen(session: Session, disclosure: Disclosure, *, actor: Viewer, now: datetime) -> None:
    """Record that somebody opened the address of the home a disclosure is about.

    On the disclosure and not on the home: an event that names the home would tell its readers which home it is about.
    """
    record(session, "voice.disclosure_address_seen", disclosure, actor=actor, now=now)


@verb
def note_entry_seen(session: Session, disclosure: Disclosure, *, actor: Viewer, now: datetime) -> None:
    """Record that somebody read the feedback it was told from: on the disclosure, as with the address."""
    record(session, "voice.disclosure_feedback_seen", disclosure, actor=actor, now=now)


@verb
def acknowledge(session: Session, disclosure: Disclosure, *, actor: Viewer, now: datetime) -> Disclosure:
    """Somebody takes it on, and its clock stops. Doing it twice is doing it once.

    Refused when a colleague was quicker, with who and when: both then know who acts.
    """
    found = queries.locked_disclosure(session, disclosure.id)
    if found.acknowledged_at is None:
        found.acknowledged_at, found.acknowledged_by_id = now, actor.person_id
        record(session, "voice.disclosure_acknowledged", found, actor=actor, now=now)
    elif found.acknowledged_by_id != actor.person_id:
        colleague = session.get_one(Person, found.acknowledged_by_id)
        raise Refused(
            f"{colleague.name} acknowledged this disclosure on {format_datetime(found.acknowledged_at)}. Talk to them."
        )
    return found


@verb
def add_note(
    session: Session, disclosure: Disclosure, text: str, *, form_key: str, actor: Viewer, now: datetime
) -> None:
    """Write down what was done. A form sent twice is one note; a new one after the export is exported again."""
    found = _open_for_words(session, disclosure)
    if _write(session, found, NoteKind.NOTE, text, form_key=form_key, actor=actor, now=now):
        record(session, "voice.disclosure_noted", found, actor=actor, now=now)


@verb
def settle_duty(
    session: Session,
    disclosure: Disclosure,
    duty: Duty,
    *,
    was_needed: bool,
    text: str,
    actor: Viewer,
    now: datetime,
) -> None:
    """Say of a reminder that it was done, or with a reason that it was not needed. Saying the same twice is once;
    saying something else is refused, so that it can be added as a note."""
    found = _open_for_words(session, disclosure)
    if not was_needed and not text:
        raise Refused(SAY_WHY_NOT, "text")
    row = next(one for one in found.duties if one.duty == duty)
    if row.settled_at is not None:
        is_same = (row.settled_by_id, row.was_needed) == (actor.person_id, was_needed)
        if not is_same or (text and not _has_written(found, NoteKind.DUTY, text, actor)):
            raise Refused(SETTLED)
        return
    row.settled_at, row.settled_by_id, row.was_needed = now, actor.person_id, was_needed
    if text:
        _write(session, found, NoteKind.DUTY, text, form_key=duty, actor=actor, now=now)
    record(session, "voice.duty_settled", found, actor=actor, now=now, duty=duty)


@verb
def close(
    session: Session, disclosure: Disclosure, outcome: Outcome, text: str, *, actor: Viewer, now: datetime
) -> None:
    """End the handling with what came of it. Refused before it is acknowledged, while a reminder is open,
    and with other words once it is closed.

    The way to reach somebody who has left meanwhile was kept for it alone, and goes.
    """
    found = queries.locked_disclosure(session, disclosure.id)
    if found.outcome == outcome and _has_written(found, NoteKind.CLOSING, text, actor):
        return
    fault = rules.closing_fault(found.state, has_open_duties=queries.has_open_duties(session, found.id))
    if fault:
        raise Refused(fault)
    found.closed_at, found.closed_by_id, found.outcome = now, actor.person_id, outcome
    _write(session, found, NoteKind.CLOSING, text, form_key="", actor=actor, now=now)
    if author := queries.find_sender(session, found):
        forget_contact(session, author)
    record(session, "voice.disclosure_closed", found, actor=actor, now=now)


@verb
def hold(session: Session, disclosure: Disclosure, reason: str, *, actor: Viewer, now: datetime) -> None:
    """Keep its words whatever the schedule says, for a court or an inquiry."""
    found = _open_for_words(session, disclosure)
    if found.held_at is not None:
        raise Refused(HELD)
    found.held_at = now
    _write(session, found, NoteKind.HOLD, reason, form_key="", actor=actor, now=now)
    record(session, "voice.disclosure_held", found, actor=actor, now=now)


@verb
def release(session: Session, disclosure: Disclosure, reason: str, *, actor: Viewer, now: datetime) -> None:
    """End a hold: the schedule counts again."""
    found = queries.locked_disclosure(session, disclosure.id)
    if found.held_at is None:
        raise Refused(NOT_HELD)
    found.held_at = None
    _write(session, found, NoteKind.RELEASE, reason, form_key="", actor=actor, now=now)
    record(session, "voice.disclosure_released", found, actor=actor, now=now)


def _has_written(disclosure: Disclosure, kind: NoteKind, text: str, actor: Viewer) -> bool:
    """Whether these words of theirs stand there already."""
    said = (kind, text, actor.person_id)
    return any((note.kind, note.text, note.written_by_id) == said for note in disclosure.notes)


def _open_for_words(session: Session, disclosure: Disclosure) -> Disclosure:
    found = queries.locked_disclosure(session, disclosure.id)
    if found.state is State.WAITING:
        raise Refused(NOT_ACKNOWLEDGED)
    if found.erased_at is not None:
        raise Refused(ERASED)
    return found


def _write(
    session: Session,
    disclosure: Disclosure,
    kind: NoteKind,
    text: str,
    *,
    form_key: str,
    actor: Viewer,
    now: datetime,
) -> bool:
    """Add a note to a disclosure that is locked; False when this form was there before."""
    send_key = key_of(form_key, disclosure.id, actor.person_id, kind, text)
    if queries.has_note(session, send_key):
        return False
    session.add(
        DisclosureNote(
            disclosure_id=disclosure.id,
            send_key=send_key,
            kind=kind,
            text=text,
            written_at=now,
            written_by_id=actor.person_id,
        )
    )
    # What the case system has is no longer all: the next export takes it again, and the schedule begins anew.
    disclosure.exported_at = None
    session.flush()
    return True
