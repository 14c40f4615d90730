"""Verbs of residents' cards. Each is one transaction with its event, which names a batch or what was written, never a
card, a home or a person: publishers and auditors read events."""

from portal.voice.inspectors.services.checks import Refused, TooMany
from portal.voice.residents.services.cards import code_hash, end_cards, make_cards
from portal.voice.residents.services.holding import HomeClosed, begin, come_back, leave, open_card, touch
from portal.voice.residents.services.telling import find_teller, tell

__all__ = [
    "HomeClosed",
    "Refused",
    "TooMany",
    "begin",
    "code_hash",
    "come_back",
    "end_cards",
    "find_teller",
    "leave",
    "make_cards",
    "open_card",
    "tell",
    "touch",
]
