"""Choosing a PIN for a card, coming back with it, and leaving.

An unknown, an old, an ended and a used card, and a wrong PIN, get one sentence after the same work. Tries are counted
for the code, by the quarter of an hour and by the day, and for the address they come from. No event says that a
resident came back: beside the times of other events it would tell who they are.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.accounts.passwords import hash_password, password_matches
from portal.accounts.queries import hash_token
from portal.accounts.rules import Limit
from portal.accounts.services.links import Limits
from portal.db import Database, verb
from portal.homes.models import HomeStatus
from portal.mail import settings
from portal.voice.feedback import services as feedback
from portal.voice.inspectors.services.checks import Refused
from portal.voice.inspectors.services.devices import device_limits
from portal.voice.inspectors.services.tries import count_try, take_back_try
from portal.voice.residents import queries, rules
from portal.voice.residents.models import ResidentCard, ResidentSession
from portal.voice.residents.services.cards import code_hash

BY_CODE = Limit(5, timedelta(minutes=15))
# A PIN of four numbers has some nine thousand values, and whoever lives next door may hold the card.
BY_CODE_A_DAY = Limit(10, timedelta(hours=24))
BY_ADDRESS = Limit(60, timedelta(minutes=15))
TOUCH_EVERY = timedelta(minutes=1)
# Of whose cards a device's token is.
DEVICES = "card"
NO_MATCH = "Those do not match. Check your code and your PIN."
HOME_CLOSED = "This card is for a home that has closed."
NO_CARD = (
    "That card can not start for you. Have you used it before? Then pick the other button. If not, ask for a new card."
)


class HomeClosed(Refused):
    """A card that nobody has used, of a home where nobody lives any more."""


def _limits(code: str, address: str, device: str = "") -> Limits:
    own = device_limits(DEVICES, code, device, by_code=BY_CODE, by_code_a_day=BY_CODE_A_DAY)
    return own or {
        "card-code": (code, BY_CODE),
        "card-code-day": (code, BY_CODE_A_DAY),
        "card-from": (address, BY_ADDRESS),
    }


def open_card(session: Session, code: str, *, address: str, now: datetime) -> None:
    """Check that nobody has used a card yet. Refused with one sentence for every other code; HomeClosed where nobody
    lives there any more."""
    limits = _limits(code, address)
    count_try(session, limits, now=now)
    card = queries.find_card(session, code_hash(code))
    if card is None or not _opens(card, now):
        raise Refused(NO_CARD)
    take_back_try(session, limits, now=now)
    _refuse_closed(card)


def _refuse_closed(card: ResidentCard) -> None:
    if card.batch.home.status == HomeStatus.CLOSED:
        raise HomeClosed(HOME_CLOSED)


def _opens(card: ResidentCard, now: datetime) -> bool:
    return rules.card_opens(created_at=card.batch.made_at, claimed_at=card.claimed_at, ended_at=card.ended_at, now=now)


def begin(session: Session, code: str, *, pin: str, now: datetime) -> str:
    """Claim a card by choosing its PIN, begin what its owner says, and start a session; returns its token.

    The caller has opened the card in this browser (`open_card`), which counted the try. Of two at the same instant one
    begins. Refused when the card is used, ended or old by then, and HomeClosed when its home has closed.
    """
    # Hashing takes long on purpose: no lock is held meanwhile.
    return _begin(session, code, hash_password(pin), now=now)


@verb
def _begin(session: Session, code: str, pin_hash: str, *, now: datetime) -> str:
    found = queries.find_card(session, code_hash(code))
    card = queries.locked_card(session, found.id) if found else None
    if card is None or not _opens(card, now):
        raise Refused(NO_CARD)
    _refuse_closed(card)
    card.claimed_at, card.pin_hash = now, pin_hash
    author = feedback.Author(resident_card=card.reference)
    batch = card.batch
    feedback.begin(session, batch.home, author, authority_id=batch.authority_id, actor=events.YOUNG_PERSON, now=now)
    return _start(session, card, now=now)


def come_back(session: Session, code: str, *, pin: str, address: str, device: str, now: datetime) -> str:
    """Check code and PIN together and start a session; returns its token. `device`: see inspectors' devices.py."""
    limits = _limits(code, address, device)
    count_try(session, limits, now=now)
    card = queries.find_card(session, code_hash(code))
    usable = card if card is not None and card.ended_at is None else None
    # Hashing takes long on purpose: no lock is held meanwhile.
    session.commit()
    if not password_matches(usable.pin_hash if usable else None, pin) or usable is None:
        raise Refused(NO_MATCH)
    return _let_in(session, usable, limits, now=now)


@verb
def _let_in(session: Session, card: ResidentCard, limits: Limits, *, now: datetime) -> str:
    if queries.locked_card(session, card.id).ended_at is not None:
        raise Refused(NO_MATCH)
    take_back_try(session, limits, now=now)
    return _start(session, card, now=now)


def _start(session: Session, card: ResidentCard, *, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row = ResidentSession(token_hash=hash_token(token), card_id=card.id, started_at=now, last_seen_at=now)
    session.add(row)
    session.flush()
    return token


@verb
def touch(session: Session, session_id: int, *, now: datetime) -> None:
    """Note that somebody is still there, at most once a minute."""
    session.execute(
        update(ResidentSession)
        .where(ResidentSession.id == session_id, ResidentSession.last_seen_at < now - TOUCH_EVERY)
        .values(last_seen_at=now)
    )


@verb
def leave(session: Session, token: str) -> None:
    """End a session: by sign-out, and when somebody leaves a page fast."""
    session.execute(delete(ResidentSession).where(ResidentSession.token_hash == hash_token(token)))


@jobs.chore
def forget_sessions(database: Database) -> None:
    """Remove the sessions of whoever simply went away."""
    with database.session() as session:
        _forget(session, idle=timedelta(minutes=settings().idle_minutes), now=clock.now())


@verb
def _forget(session: Session, *, idle: timedelta, now: datetime) -> None:
    session.execute(delete(ResidentSession).where(ResidentSession.last_seen_at < now - idle))
