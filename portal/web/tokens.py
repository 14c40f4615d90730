"""Which posts need a CSRF token: all, save some that act for nobody who has come in (docs/decisions/0029).

Cookies may be blocked, or cleared while somebody writes. A token then never fits, and what was told would be lost.
"""

from __future__ import annotations

from flask import g, request, session
from flask_wtf import CSRFProtect

from portal import access
from portal.web.young import CARD_KEY

_own_authority: set[str] = set()


def own_authority(endpoint: str) -> None:
    """Let the form of an endpoint be sent without a token while nobody has come in: what it is sent to, such as the
    code of a card, is all the right it needs."""
    _own_authority.add(endpoint)


class Tokens(CSRFProtect):  # type: ignore[misc]  # Flask-WTF ships no types
    """Flask-WTF's check of every unsafe request, save of those."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method == "POST" and request.endpoint in _own_authority and not _is_in():
            g.csrf_valid = True  # the form asks this in its turn
            return
        super().protect(apply_exemptions=apply_exemptions)


def _is_in() -> bool:
    """Whether somebody has come in at this browser, by account or with the PIN of a card."""
    return access.find_viewer() is not None or "token" in session.get(CARD_KEY, {})
