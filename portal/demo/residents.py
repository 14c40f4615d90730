"""The demonstration's residents: a batch of cards for one home, what was said with two of them, and two left over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events
from portal.demo.feedback import Story, go_on
from portal.demo.inspectors import code_for, pin_for
from portal.demo.market import Organisation
from portal.demo.pack import Pack
from portal.demo.people import Staff
from portal.voice.feedback.models import Feedback
from portal.voice.residents import services
from portal.voice.residents.models import ResidentCard

# Whose cards they are is known to the demonstration alone, which prints them.
BEGUN, UNUSED = ("first", "second"), "third"
CARDS = 4
MADE_BEFORE = timedelta(days=60)


@dataclass(frozen=True)
class CardSignIn:
    """A card, and its PIN where somebody has chosen one."""

    code: str
    pin: str | None


def list_card_sign_ins(password: str) -> list[CardSignIn]:
    """A card to come back with, one whose feedback waits at the desk, and one that nobody has used."""
    begun = [CardSignIn(code_for(password, each), pin_for(password, each)) for each in BEGUN]
    return [*begun, CardSignIn(code_for(password, UNUSED), None)]


def tell_residents(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    password: str,
    now: datetime,
) -> None:
    """The batch of the pack's home, and what residents said with its cards."""
    homes = {slug: (each, home) for each in organisations.values() for slug, home in each.homes.items()}
    about = json.loads(pack.text("residents.json"))
    organisation, home = homes[about["home"]]
    cards = list_card_sign_ins(password)
    services.make_cards(
        session,
        home,
        CARDS,
        authority_id=authority_id,
        actor=staff.coordinator,
        now=now - MADE_BEFORE,
        codes=[each.code for each in cards],
    )
    for card, told in zip(cards, about["told"], strict=False):
        at = now - timedelta(days=told["days_ago"])
        services.begin(session, card.code, pin=card.pin or "", now=at)
        feedback = _told_with(session, card)
        go_on(Story(session, told, feedback, events.YOUNG_PERSON, staff.coordinator, organisation.admin, at))


def _told_with(session: Session, card: CardSignIn) -> Feedback:
    code_hash = services.code_hash(card.code)
    query = select(Feedback).join(ResidentCard, ResidentCard.reference == Feedback.resident_card)
    return session.scalars(query.where(ResidentCard.code_hash == code_hash)).one()
