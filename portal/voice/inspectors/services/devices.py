"""Which device a card's owner came in with before, so that wrong tries of strangers do not keep them out.

After a right sign-in a device is given a random token with a proof that only the portal can make for the card's code.
Neither names the card; which card a token is for shows only when that card's code is tried with it. Tries with a good
token are counted for that token, apart from all others and as strictly.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from portal.accounts.rules import Limit
from portal.accounts.services import attempt_key
from portal.accounts.services.links import Limits

# Owners come back long after a visit, to see what changed.
DEVICE_LASTS = timedelta(days=180)


def make_device(kind: str, code: str) -> str:
    """A new token for the device that a card's owner just came in with. `kind`: of whose cards the code is."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_proof(kind, code, nonce)}"


def device_limits(kind: str, code: str, device: str, *, by_code: Limit, by_code_a_day: Limit) -> Limits | None:
    """How often a device that is good for a card may try it; None for a stranger's.

    Nothing is counted by address: whoever shares it with the owner could use that up, and one card alone can be tried.
    """
    nonce, _, proof = device.partition(".")
    if not hmac.compare_digest(proof.encode(), _proof(kind, code, nonce).encode()):
        return None
    whose = f"{code}:{nonce}"
    return {f"{kind}-own-device": (whose, by_code), f"{kind}-own-device-day": (whose, by_code_a_day)}


def _proof(kind: str, code: str, nonce: str) -> str:
    return attempt_key(f"{kind}-device", f"{code}:{nonce}")
