"""How disclosures are spoken of on the pages of safeguarding leads."""

from __future__ import annotations

from portal.voice.disclosures.models import About, Duty, NoteKind, Outcome, SenderKind, State, TurnPart

STATES = {
    State.WAITING: ("Waiting", "red"),
    State.ACKNOWLEDGED: ("Being handled", "yellow"),
    State.CLOSED: ("Closed", "grey"),
}
DUTIES = {
    Duty.DESIGNATED_OFFICER: "Tell the designated officer (LADO)",
    Duty.PLACING_AUTHORITY: "Tell the placing authority",
}
OUTCOMES = {
    Outcome.REFERRED: "Passed to children’s social care, the designated officer or the police",
    Outcome.ALREADY_KNOWN: "Known already, and being dealt with",
    Outcome.ADVICE: "Advice or support given",
    Outcome.NO_FURTHER_ACTION: "No further action",
}
NOTE_KINDS = {
    NoteKind.NOTE: "Note",
    NoteKind.DUTY: "About a reminder",
    NoteKind.HOLD: "Legal hold",
    NoteKind.RELEASE: "Legal hold ended",
    NoteKind.CLOSING: "Closed",
}
SENDERS = {
    SenderKind.INSPECTOR: "A young inspector",
    SenderKind.RESIDENT: "Somebody who lives there",
    SenderKind.COORDINATOR: "A coordinator",
}
BY_CARD = "Their card alone, without the PIN. Somebody else may hold it."
WITHOUT_VISIT = {About.SOMEWHERE_ELSE: "Somewhere else", About.OWN_HOME: "None: it is about where they live"}
PARTS = {TurnPart.LEAD: "Lead", TurnPart.DEPUTY: "Deputy"}
REMOVED = "Removed after the export"
