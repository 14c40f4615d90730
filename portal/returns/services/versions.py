"""What is done alike with entries of either kind, a home's figures and its prices: sent as numbered versions, looked
at, accepted, asked about. `what` is how a refusal speaks of them: "figures" or "prices"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import new_reference
from portal.returns.models import EntryColumns, EntryState, VersionColumns
from portal.returns.queries import window_for
from portal.returns.rules import Act, Refusal, Window, is_late, may_submit, next_state
from portal.returns.services.common import ALREADY_SENT, OfPeriod, Refused, Stale, month_name
from portal.returns.words import ends_words
from portal.web.filters import format_datetime

NEWER = "The provider has sent a newer version. Look at it before you decide."

D = TypeVar("D", bound=OfPeriod)
L = TypeVar("L")
V = TypeVar("V", bound=VersionColumns)


@dataclass(frozen=True)
class Sending(Generic[D, L]):
    """One entry to send: the line read from the draft of `expected` (0: from none), and what the sender said about it.

    The line is None when there is no such draft any more, or it cannot be read: then only a version that was made from
    it already can answer.
    """

    due: D
    line: L | None
    expected: int
    confirmed: bool = False
    answer: str = ""


def sent_already(entry: EntryColumns, versions: Sequence[V], expected: int, what: str) -> V | None:
    """The version that was made from a draft; None when it is still to be made. Stale when the draft has changed."""
    for version in versions:
        if version.draft_version == expected:
            return version
    if entry.lock_version != expected:
        raise Stale(
            f"Somebody else changed these {what} after you opened this page. Check them again before you send them."
        )
    return None


def refuse_out_of_time(session: Session, entry: EntryColumns, due: OfPeriod, *, now: datetime) -> None:
    """Refused too early, too late, or sent already."""
    window = window_for(session, due.period, due.provider.id)
    refusal = may_submit(EntryState(entry.state), window, now)
    if refusal is not None:
        raise Refused(refusal_words(refusal, due, window))


def refusal_words(refusal: Refusal, due: OfPeriod, window: Window) -> str:
    """Why an entry cannot be sent now, and what to do."""
    if refusal is Refusal.NOT_OPEN:
        return f"The {month_name(due)} return opens on {format_datetime(window.opens_at)}. Send it then."
    if refusal is Refusal.CLOSED:
        return (
            f"The {month_name(due)} return closed at {ends_words(window.ends_at)}. What you entered is kept:"
            " ask the council for more time to send it."
        )
    return ALREADY_SENT


def sent_columns(
    sending: Sending[D, L],
    earlier: Sequence[VersionColumns],
    *,
    prefix: str,
    surprises: bool,
    actor: Viewer,
    now: datetime,
) -> dict[str, Any]:
    """What every version carries that is sent now; `earlier`: those before it, `prefix`: of its receipt."""
    period = sending.due.period
    return {
        "number": len(earlier) + 1,
        "draft_version": sending.expected,
        "receipt": new_reference(prefix),
        "submitted_at": now,
        "submitted_by_id": actor.person_id,
        # A version that answers a question is as late as the one that was asked about.
        "is_late": earlier[-1].is_late if earlier else is_late(Window(period.opens_at, period.closes_at), now),
        "is_confirmed": sending.confirmed and surprises,
    }


def mark_sent(entry: EntryColumns) -> None:
    """The draft has become a version."""
    moved = next_state(EntryState(entry.state), Act.SUBMIT)
    entry.state, entry.draft = moved or EntryState(entry.state), None


def looked_at(versions: Sequence[V], number: int, what: str) -> V:
    """The newest version, where it is the one that was looked at."""
    if not versions:
        raise Refused(f"These {what} have not been sent yet, so there is nothing to accept or ask about.")
    if versions[0].number != number:
        raise Refused(NEWER)
    return versions[0]


def mark_accepted(entry: EntryColumns, version: VersionColumns, what: str, *, actor: Viewer, now: datetime) -> None:
    """This version of the entry counts from now on. Refused while a question waits."""
    entry.state = _moved(entry, Act.ACCEPT, what)
    entry.accepted_version_id, entry.accepted_at, entry.accepted_by_id = version.id, now, actor.person_id


def mark_asked(entry: EntryColumns, what: str) -> None:
    """The entry goes back to its provider. Refused while another question waits."""
    entry.state, entry.draft = _moved(entry, Act.QUERY, what), None
    # Drafts from before the question are stale from now on.
    entry.lock_version += 1


def _moved(entry: EntryColumns, act: Act, what: str) -> EntryState:
    moved = next_state(EntryState(entry.state), act)
    if moved is None:
        raise Refused(f"A question about these {what} is waiting for the provider’s answer.")
    return moved
