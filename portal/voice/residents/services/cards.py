"""Making a batch of cards for a home, and ending one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.accounts.services import attempt_key
from portal.db import new_reference, verb
from portal.homes.models import Home, HomeStatus
from portal.homes.rules import counts_places
from portal.voice.feedback.models import Feedback
from portal.voice.feedback.queries import list_by
from portal.voice.feedback.services import end_author, end_quote
from portal.voice.inspectors.rules import CODE_ALPHABET, CODE_LENGTH
from portal.voice.inspectors.services.checks import Refused
from portal.voice.pooled.queries import list_quotable_of
from portal.voice.residents import queries
from portal.voice.residents.models import ResidentBatch, ResidentCard, ResidentSession
from portal.voice.residents.rules import MOST_CARDS, Ending

HOW_MANY = f"Enter how many cards, from 1 to {MOST_CARDS}"
NOT_OPEN = "This home is not open. Cards are for people who live in a home."

WITH_CARERS = "This is a fostering agency. Cards are for people who live with staff."


def code_hash(code: str) -> str:
    """How a code is kept: keyed, as an inspector's is, and never equal to one of theirs."""
    return attempt_key("resident-card", code)


@verb
def make_cards(
    session: Session,
    home: Home,
    count: int,
    *,
    authority_id: int,
    actor: Viewer,
    now: datetime,
    codes: Sequence[str] = (),
) -> list[str]:
    """So many cards for a home; returns their codes, which are kept only as hashes. The demonstration brings its own.

    References are drawn apart from codes and printed nowhere, so that no sheet of paper leads to what was written.
    """
    if not 1 <= count <= MOST_CARDS:
        raise Refused(HOW_MANY, "count")
    if home.status != HomeStatus.OPEN:
        raise Refused(NOT_OPEN)
    if not counts_places(home.service_type):
        raise Refused(WITH_CARERS)
    made = [*codes, *(_new_code() for _ in range(count))][:count]
    cards = [ResidentCard(reference=new_reference("RC"), code_hash=code_hash(code)) for code in made]
    batch = ResidentBatch(
        reference=new_reference("RB"), authority_id=authority_id, home_id=home.id, made_at=now, cards=cards
    )
    session.add(batch)
    session.flush()
    _record(session, "resident_cards_made", batch, actor=actor, now=now, cards=count)
    return made


def _new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


@verb
def end_cards(session: Session, batch: ResidentBatch, ending: Ending, *, actor: Viewer, now: datetime) -> int:
    """Let nobody in with these cards any more, and end the sessions begun with them; returns how many ended.

    What was written stays on the desk. Nobody can come back to take back a yes to be quoted, so that ends for all that
    no report has let out; and nobody can look at what staff would see of it (`end_author`).
    """
    ended = [
        card
        for card in queries.locked_cards(session, batch)
        if card.ended_at is None and (ending is Ending.ALL or card.claimed_at is None)
    ]
    if not ended:
        return 0
    for card in ended:
        card.ended_at = now
    session.execute(delete(ResidentSession).where(ResidentSession.card_id.in_([card.id for card in ended])))
    theirs = Feedback.resident_card.in_([card.reference for card in ended])
    for feedback in list_quotable_of(session, theirs):
        end_quote(session, feedback, actor=actor, now=now)
    for feedback in list_by(session, theirs):
        end_author(session, feedback, actor=actor, now=now)
    _record(session, "resident_cards_ended", batch, actor=actor, now=now, cards=len(ended))
    return len(ended)


def _record(
    session: Session, what: str, batch: ResidentBatch, *, actor: events.Actor, now: datetime, **detail: Any
) -> None:
    subject = ("resident_batch", batch.reference)
    events.record(session, f"voice.{what}", subject, actor=actor, now=now, detail=detail)
