"""Verbs of returns: each checks, writes and records in one transaction."""

from portal.returns.services.acceptance import Accepted, accept, accept_many, ask
from portal.returns.services.common import Refused, Stale
from portal.returns.services.drafts import Typed, read_draft, save_draft
from portal.returns.services.periods import grant_extension, note_download, open_period
from portal.returns.services.submission import CONFIRM, CapacitySending, submit, submit_many
from portal.returns.services.versions import Sending, refusal_words

__all__ = [
    "CONFIRM",
    "Accepted",
    "CapacitySending",
    "Refused",
    "Sending",
    "Stale",
    "Typed",
    "accept",
    "accept_many",
    "ask",
    "grant_extension",
    "note_download",
    "open_period",
    "read_draft",
    "refusal_words",
    "save_draft",
    "submit",
    "submit_many",
]
