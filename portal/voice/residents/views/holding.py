"""Who holds which card in this browser: a session of its own, which is no sign-in, for a resident is no person here.

The cookie holds, under one key, the code of a card opened for a PIN, the token of a session, or the reference of what
was told; leaving empties it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import g, request, session
from werkzeug.wrappers import Response

from portal import clock, db
from portal.accounts.rules import sign_in_counts
from portal.db import NotFound
from portal.mail import settings
from portal.voice.inspectors.rules import clean_code
from portal.voice.residents import queries, services
from portal.voice.residents.models import ResidentCard, ResidentSession
from portal.voice.residents.services.holding import TOUCH_EVERY
from portal.web import gone, parked, tokens
from portal.web.young import CARD_KEY

Page = str | Response


def address() -> str:
    return request.remote_addr or ""


def known(code: str) -> str:
    """A code as it is kept; an address that has none is no page."""
    found = clean_code(code)
    if found is None:
        raise NotFound("not a code")
    g.card_code = found
    return found


def held() -> dict[str, str]:
    """What this browser holds."""
    found: dict[str, str] = session.get(CARD_KEY, {})
    return found


def keep(**values: str) -> None:
    """Put this into a fresh cookie, in the place of whatever stood there; only parked typing survives the change."""
    typed = parked.carried()
    session.clear()
    session.update({CARD_KEY: values, **typed})
    g.pop("card_holder", None)  # whoever held one before


def find_holder() -> ResidentCard | None:
    """The card whose PIN was given in this browser, while its session counts."""
    if "card_holder" not in g:
        token = held().get("token")
        g.card_holder = _load(token) if token else None
    found: ResidentCard | None = g.card_holder
    return found


def _load(token: str) -> ResidentCard | None:
    now = clock.now()
    with db.database().session(writing=False) as reader:
        row = queries.find_session(reader, token)
    if row is None or not _counts(row):
        if row is not None:
            g.ended_person = session[gone.ENDED_KEY] = row.card.reference
        session.pop(CARD_KEY, None)
        return None
    if row.last_seen_at < now - TOUCH_EVERY:
        with db.database().session() as writer:
            services.touch(writer, row.id, now=now)
    return row.card


def _counts(row: ResidentSession) -> bool:
    return sign_in_counts(
        started_at=row.started_at,
        last_seen_at=row.last_seen_at,
        ended_at=row.card.ended_at,
        now=clock.now(),
        idle=timedelta(minutes=settings().idle_minutes),
        absolute=timedelta(hours=settings().absolute_hours),
    )


def holds(card: ResidentCard | None, code: str) -> bool:
    """Whether a card is the one of a code."""
    return card is not None and card.code_hash == services.code_hash(code)


@tokens.gone_by
def list_ended() -> Sequence[str]:
    """Cards that were ended after somebody had chosen their PIN: nobody comes back with one of them."""
    with db.database().session(writing=False) as reader:
        return queries.list_ended_references(reader)


@tokens.known_by
def find_reference() -> str | None:
    """Whose typing may be kept and given back here."""
    card = find_holder()
    return card.reference if card else None
