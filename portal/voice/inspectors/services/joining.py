"""Joining with a card, choosing a new PIN with a new card, and coming back.

Codes are never told apart from wrong ones: an unknown, a replaced and a used card, a wrong nickname and a wrong PIN
all get the same sentence after the same work. Tries are counted for the code and for the address they come from.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.access import Role
from portal.accounts import services as accounts
from portal.accounts.models import Person
from portal.accounts.passwords import hash_password, password_matches
from portal.accounts.rules import Limit
from portal.accounts.services.links import Limits
from portal.db import verb
from portal.voice.inspectors import rules
from portal.voice.inspectors.models import ConsentText, Inspector, InspectorCard, InspectorConsent
from portal.voice.inspectors.queries import find_card, has_agreed, locked_inspector
from portal.voice.inspectors.rules import InspectorState
from portal.voice.inspectors.services.cards import code_hash
from portal.voice.inspectors.services.checks import Refused, record
from portal.voice.inspectors.services.devices import device_limits
from portal.voice.inspectors.services.tries import count_try, take_back_try

BY_CODE = Limit(5, timedelta(minutes=15))
# A PIN has a million values: even somebody who holds the card and knows the nickname tries for decades.
BY_CODE_A_DAY = Limit(20, timedelta(hours=24))
BY_ADDRESS = Limit(60, timedelta(minutes=15))
# Of whose cards a device's token is.
DEVICES = "inspect"
NO_MATCH = "Those do not match. Check your code, your nickname and your PIN."
NO_CARD = (
    "That card can not start for you. Have you used it before? Then pick the other button. If not, ask for a new card."
)


def _limits(code: str, address: str, device: str = "") -> Limits:
    own = device_limits(DEVICES, code, device, by_code=BY_CODE, by_code_a_day=BY_CODE_A_DAY)
    return own or {
        "inspect-code": (code, BY_CODE),
        "inspect-code-day": (code, BY_CODE_A_DAY),
        "inspect-from": (address, BY_ADDRESS),
    }


def open_card(session: Session, code: str, *, address: str, now: datetime) -> Inspector:
    """The inspector whose unused card this is. Refused with one sentence for every other code."""
    limits = _limits(code, address)
    count_try(session, limits, now=now)
    card = find_card(session, code_hash(code))
    if card is None or not _opens(card, now):
        raise Refused(NO_CARD)
    take_back_try(session, limits, now=now)
    return card.inspector


def _opens(card: InspectorCard, now: datetime) -> bool:
    return rules.card_opens(created_at=card.created_at, claimed_at=card.claimed_at, ended_at=card.ended_at, now=now)


def join(
    session: Session,
    code: str,
    *,
    nickname: str,
    pin: str,
    age_band: str,
    text: ConsentText,
    now: datetime,
) -> Person:
    """Claim a card and join: a nickname, a PIN, an age band, and what was agreed to. Returns who may sign in now.

    The caller has opened the card in this browser (`open_card`), which counted the try. Of two at the same instant
    one joins. Refused when the card is used or replaced by then.
    """
    # Hashing takes long on purpose: no lock is held meanwhile.
    return _join(session, code, nickname, hash_password(pin), age_band, text, now=now)


@verb
def _join(
    session: Session, code: str, nickname: str, pin_hash: str, age_band: str, text: ConsentText, *, now: datetime
) -> Person:
    inspector = _claim(session, code, InspectorState.INVITED, now=now)
    inspector.state, inspector.joined_at = InspectorState.ACTIVE, now
    inspector.nickname, inspector.pin_hash, inspector.age_band = nickname, pin_hash, age_band
    session.add(InspectorConsent(inspector_id=inspector.id, text_id=text.id, agreed_at=now))
    person = session.get_one(Person, inspector.person_id)
    accounts.add_grant(
        session,
        person,
        Role.YOUNG_INSPECTOR,
        actor=person,
        now=now,
        authority_id=inspector.authority_id,
        accepted=True,
    )
    record(session, "inspector_joined", inspector, actor=person, now=now, detail={"text": text.version})
    return person


def choose_pin(session: Session, code: str, *, pin: str, now: datetime) -> Person:
    """Claim a new card by choosing a new PIN; the nickname stays. Refused as `join` is."""
    return _choose_pin(session, code, hash_password(pin), now=now)


@verb
def _choose_pin(session: Session, code: str, pin_hash: str, *, now: datetime) -> Person:
    inspector = _claim(session, code, InspectorState.ACTIVE, now=now)
    inspector.pin_hash = pin_hash
    person = session.get_one(Person, inspector.person_id)
    record(session, "pin_chosen", inspector, actor=person, now=now)
    return person


def _claim(session: Session, code: str, state: InspectorState, *, now: datetime) -> Inspector:
    """Use a card up: of two at the same instant one wins."""
    claimed = session.execute(
        update(InspectorCard)
        .where(
            InspectorCard.code_hash == code_hash(code),
            InspectorCard.claimed_at.is_(None),
            InspectorCard.ended_at.is_(None),
            InspectorCard.created_at > now - rules.CARD_LASTS,
        )
        .values(claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    card = find_card(session, code_hash(code))
    if not claimed.rowcount or card is None:  # type: ignore[attr-defined]
        raise Refused(NO_CARD)
    inspector = locked_inspector(session, card.inspector_id)
    if inspector.state != state:
        raise Refused(NO_CARD)
    return inspector


def come_back(session: Session, code: str, *, nickname: str, pin: str, address: str, device: str, now: datetime) -> str:
    """Check code, nickname and PIN together and start a session; returns its token. `device`: see devices.py."""
    limits = _limits(code, address, device)
    count_try(session, limits, now=now)
    card = find_card(session, code_hash(code))
    usable = card if card is not None and _lets_back(card) else None
    # Hashing takes long on purpose: no lock is held meanwhile.
    session.commit()
    matches = password_matches(usable.inspector.pin_hash if usable else None, pin)
    if usable is None or not matches or not rules.same_nickname(usable.inspector.nickname, nickname):
        raise Refused(NO_MATCH)
    return _let_in(session, usable.inspector, limits, now=now)


def _lets_back(card: InspectorCard) -> bool:
    is_in_use = card.claimed_at is not None and card.ended_at is None
    return is_in_use and card.inspector.state == InspectorState.ACTIVE


@verb
def _let_in(session: Session, inspector: Inspector, limits: Limits, *, now: datetime) -> str:
    take_back_try(session, limits, now=now)
    return accounts.start_session(session, session.get_one(Person, inspector.person_id), now=now)


def agree(session: Session, inspector: Inspector, text: ConsentText, *, now: datetime) -> None:
    """Agree to a newer version of the promises; agreeing twice is agreeing once."""
    try:
        _agree(session, inspector, text, now=now)
    except IntegrityError:
        return


@verb
def _agree(session: Session, inspector: Inspector, text: ConsentText, *, now: datetime) -> None:
    if has_agreed(session, inspector.id, text):
        return
    session.add(InspectorConsent(inspector_id=inspector.id, text_id=text.id, agreed_at=now))
    person = session.get_one(Person, inspector.person_id)
    record(session, "text_agreed", inspector, actor=person, now=now, detail={"text": text.version})
