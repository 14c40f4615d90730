"""What can be done about disclosures. Each verb is one transaction with its event; no event holds a word of theirs."""

from portal.voice.disclosures.services.alerting import ask_to_escalate, climb, escalate, remind_of_overdue
from portal.voice.disclosures.services.common import Refused
from portal.voice.disclosures.services.exporting import erase_due, export_disclosures
from portal.voice.disclosures.services.handling import (
    acknowledge,
    add_note,
    close,
    hold,
    note_address_seen,
    note_entry_seen,
    note_seen,
    release,
    settle_duty,
)
from portal.voice.disclosures.services.rota import ArrangedSince, add_turn, arrange, remove_turn
from portal.voice.disclosures.services.telling import Entry, Said, Sender, tell, tell_of_entry

__all__ = [
    "ArrangedSince",
    "Entry",
    "Refused",
    "Said",
    "Sender",
    "acknowledge",
    "add_note",
    "add_turn",
    "arrange",
    "ask_to_escalate",
    "climb",
    "close",
    "erase_due",
    "escalate",
    "export_disclosures",
    "hold",
    "note_address_seen",
    "note_entry_seen",
    "note_seen",
    "release",
    "remind_of_overdue",
    "remove_turn",
    "settle_duty",
    "tell",
    "tell_of_entry",
]
