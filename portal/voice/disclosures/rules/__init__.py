"""When who is told, what people must do by when, and what may be done with a disclosure. Plain values in and out."""

from portal.voice.disclosures.rules.calling import GIVE_NUMBER, dialled, number_fault
from portal.voice.disclosures.rules.duties import (
    Duty,
    is_overdue,
    last_day,
    last_turn_day,
    one_working_day_after,
    turn_window,
)
from portal.voice.disclosures.rules.escalation import Mailed, Pace, Rung, Step, Taken, is_stuck, next_rung
from portal.voice.disclosures.rules.handling import (
    About,
    Arrangements,
    NoteKind,
    Outcome,
    SenderKind,
    State,
    TurnPart,
    closing_fault,
    is_to_erase,
    pace_fault,
    says_something,
    state_of,
)

__all__ = [
    "GIVE_NUMBER",
    "About",
    "Arrangements",
    "Duty",
    "Mailed",
    "NoteKind",
    "Outcome",
    "Pace",
    "Rung",
    "SenderKind",
    "State",
    "Step",
    "Taken",
    "TurnPart",
    "closing_fault",
    "dialled",
    "is_overdue",
    "is_stuck",
    "is_to_erase",
    "last_day",
    "last_turn_day",
    "next_rung",
    "number_fault",
    "one_working_day_after",
    "pace_fault",
    "says_something",
    "state_of",
    "turn_window",
]
