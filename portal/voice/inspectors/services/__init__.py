"""Verbs of young inspectors and of those who look after them. Each is one transaction with its event.

No event holds a name, a nickname or anything that was written: publishers and auditors read events.
"""

from portal.voice.inspectors.services.cards import code_hash, find_owner, invite, load_texts, make_card
from portal.voice.inspectors.services.care import (
    forget_contact,
    leave,
    look_at_contact,
    name_deputy,
    nickname_hash,
    note_certificate,
    note_hours,
    note_payment,
    note_training,
    take_back_hours,
    take_back_payment,
    write_contact,
)
from portal.voice.inspectors.services.checks import Refused, Stale, TooMany
from portal.voice.inspectors.services.following import check_travel
from portal.voice.inspectors.services.joining import agree, choose_pin, come_back, join, open_card
from portal.voice.inspectors.services.standing_in import step_in, stop_standing_in
from portal.voice.inspectors.services.visits import (
    can_be_home,
    debrief,
    look_at_address,
    place,
    say_arrived,
    say_home_safe,
    take_off,
)

__all__ = [
    "Refused",
    "Stale",
    "TooMany",
    "agree",
    "can_be_home",
    "check_travel",
    "choose_pin",
    "code_hash",
    "come_back",
    "debrief",
    "find_owner",
    "forget_contact",
    "invite",
    "join",
    "leave",
    "load_texts",
    "look_at_address",
    "look_at_contact",
    "make_card",
    "name_deputy",
    "nickname_hash",
    "note_certificate",
    "note_hours",
    "note_payment",
    "note_training",
    "open_card",
    "place",
    "say_arrived",
    "say_home_safe",
    "step_in",
    "stop_standing_in",
    "take_back_hours",
    "take_back_payment",
    "take_off",
    "write_contact",
]
