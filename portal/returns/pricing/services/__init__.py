"""Verbs of prices: each checks, writes and records in one transaction."""

from portal.returns.pricing.services.acceptance import PARTLY, accept, ask, decide_uplift
from portal.returns.pricing.services.common import note_list, note_look
from portal.returns.pricing.services.submission import PriceSending, save_draft, submit

__all__ = [
    "PARTLY",
    "PriceSending",
    "accept",
    "ask",
    "decide_uplift",
    "note_list",
    "note_look",
    "save_draft",
    "submit",
]
