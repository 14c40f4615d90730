"""What can be done with homes: each verb checks, writes and records in one transaction."""

from portal.homes.services.checks import Refused, Stale
from portal.homes.services.drafts import add_from_draft, discard_draft, save_step, start_draft
from portal.homes.services.imports import import_postcodes, load_needs
from portal.homes.services.premises import add_premises, change_premises, note_address_seen, remove_premises
from portal.homes.services.register import add_home, change_home, close_home, open_home
from portal.homes.services.urns import settle_urn

__all__ = [
    "Refused",
    "Stale",
    "add_from_draft",
    "add_home",
    "add_premises",
    "change_home",
    "change_premises",
    "close_home",
    "discard_draft",
    "import_postcodes",
    "load_needs",
    "note_address_seen",
    "open_home",
    "remove_premises",
    "save_step",
    "settle_urn",
    "start_draft",
]
