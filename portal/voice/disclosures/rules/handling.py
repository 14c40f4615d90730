"""A disclosure's states and kinds, what may be done in which, and what an authority has arranged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from portal.voice.disclosures.rules.calling import dialled
from portal.voice.disclosures.rules.escalation import Pace

MARK_LENGTH = 16
NOT_ACKNOWLEDGED = "Nobody has acknowledged this disclosure yet. Do that first."
ALREADY_CLOSED = (
    "This disclosure is closed already, so this is not saved. Read what was decided, and add yours as a note."
)
DUTIES_OPEN = "Say first of each reminder whether it was done. They stand on the disclosure’s page."


class SenderKind(StrEnum):
    """Who told: a young inspector, somebody who lives there, or a coordinator who read an entry of feedback."""

    INSPECTOR = "inspector"
    RESIDENT = "resident"
    COORDINATOR = "staff"


class About(StrEnum):
    """What a disclosure is about: a visit of the sender's own, the home of a resident's card, some other place, or
    nothing was chosen."""

    VISIT = "visit"
    OWN_HOME = "own_home"
    SOMEWHERE_ELSE = "somewhere_else"
    NOT_SAID = "not_said"


class State(StrEnum):
    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class NoteKind(StrEnum):
    NOTE = "note"
    DUTY = "duty"
    HOLD = "hold"
    RELEASE = "release"
    CLOSING = "closing"


class Outcome(StrEnum):
    REFERRED = "referred"
    ALREADY_KNOWN = "already_known"
    ADVICE = "advice"
    NO_FURTHER_ACTION = "no_further_action"


class TurnPart(StrEnum):
    LEAD = "lead"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class Arrangements:
    """What an authority has settled for its disclosures. An out-of-hours number that nobody can call is not shown.

    `reading_hours` ends the sentence "They read it …"; `keep_days`: from the export to the removal of the words.
    """

    pace: Pace = field(default_factory=Pace)
    out_of_hours_name: str = ""
    out_of_hours_number: str = ""
    reading_hours: str = "from 9am to 5pm, Monday to Friday"
    keep_days: int = 30

    @property
    def mark(self) -> str:
        """What these arrangements are known by: others have another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:MARK_LENGTH]

    @property
    def out_of_hours_dialled(self) -> str | None:
        """The out-of-hours number as a phone takes it, where there is one."""
        return dialled(self.out_of_hours_number)


def says_something(*, told: str, reach_by: str, names_visit: bool) -> bool:
    """Whether there is anything to act on: words, a way to reach the sender, or the visit it is about."""
    return bool(told or reach_by or names_visit)


def state_of(*, acknowledged_at: datetime | None, closed_at: datetime | None) -> State:
    if closed_at is not None:
        return State.CLOSED
    return State.WAITING if acknowledged_at is None else State.ACKNOWLEDGED


def closing_fault(state: State, *, has_open_duties: bool) -> str | None:
    """Why a disclosure cannot be closed, in a sentence that says what to do; None when it can."""
    if state is State.WAITING:
        return NOT_ACKNOWLEDGED
    if state is State.CLOSED:
        return ALREADY_CLOSED
    return DUTIES_OPEN if has_open_duties else None


def is_to_erase(*, exported_at: datetime | None, is_held: bool, keep_days: int, now: datetime) -> bool:
    """Whether the words of a disclosure have been kept for long enough: never before its export, nor while held."""
    return exported_at is not None and not is_held and now >= exported_at + timedelta(days=keep_days)


def pace_fault(pace: Pace) -> str | None:
    """Why a clock cannot be used; None when its steps follow one another."""
    if pace.to_deputy <= pace.to_all <= pace.to_manager:
        return None
    return "Each step must come after the one before: deputy, then all leads, then the manager."
