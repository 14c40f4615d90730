"""Verbs about organisations, in three rooms: registering, deciding, and keeping the profile true."""

from portal.providers.services.decisions import OWN, approve, decline
from portal.providers.services.profile import Stale, change_details
from portal.providers.services.registration import (
    Refused,
    begin_registration,
    claim_registration,
    request_registration,
    save_declarations,
    save_services,
    save_texts,
    send_registration,
)

__all__ = [
    "OWN",
    "Refused",
    "Stale",
    "approve",
    "begin_registration",
    "change_details",
    "claim_registration",
    "decline",
    "request_registration",
    "save_declarations",
    "save_services",
    "save_texts",
    "send_registration",
]
