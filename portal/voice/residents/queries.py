"""Reads of residents' cards. A coordinator reads how many of a home's stand where, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.queries import hash_token
from portal.db import NotFound
from portal.homes.models import Home, HomeStatus
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.residents import rules
from portal.voice.residents.models import ResidentBatch, ResidentCard, ResidentSession
from portal.voice.residents.rules import CardState


@dataclass(frozen=True)
class Batch:
    """Cards made together, and how many of them stand where."""

    reference: str
    made_at: datetime
    counts: Mapping[CardState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def can_end(self) -> bool:
        """Whether a card of it still lets somebody in."""
        return any(self.counts[state] for state in (CardState.UNUSED, CardState.BEGUN, CardState.SENT))


def find_card(session: Session, code_hash: str) -> ResidentCard | None:
    """The card of a code, whatever became of it, with its home."""
    query = select(ResidentCard).where(ResidentCard.code_hash == code_hash)
    return session.scalar(query.options(joinedload(ResidentCard.batch).joinedload(ResidentBatch.home)))


def locked_card(session: Session, card_id: int) -> ResidentCard:
    """The card as it stands now, held until this transaction ends."""
    query = select(ResidentCard).where(ResidentCard.id == card_id).with_for_update(of=ResidentCard)
    held = query.options(joinedload(ResidentCard.batch)).execution_options(populate_existing=True)
    return session.scalars(held).one()


def find_session(session: Session, token: str) -> ResidentSession | None:
    """The session of a cookie's token with its card and home, whether or not it still counts."""
    query = select(ResidentSession).where(ResidentSession.token_hash == hash_token(token))
    with_card = joinedload(ResidentSession.card).joinedload(ResidentCard.batch).joinedload(ResidentBatch.home)
    return session.scalar(query.options(with_card))


def list_ended_references(session: Session) -> Sequence[str]:
    """Cards with a PIN that let nobody in any more."""
    query = select(ResidentCard.reference).where(
        ResidentCard.claimed_at.is_not(None), ResidentCard.ended_at.is_not(None)
    )
    return session.scalars(query.order_by(ResidentCard.id.desc())).all()


def find_told(session: Session, card: ResidentCard) -> Feedback | None:
    """What was written with a card."""
    return session.scalar(select(Feedback).where(Feedback.resident_card == card.reference))


def get_batch(session: Session, reference: str, home: Home, *, authority_id: int) -> ResidentBatch:
    """A batch of a home's cards; another authority's is missing."""
    query = select(ResidentBatch).where(
        ResidentBatch.reference == reference,
        ResidentBatch.home_id == home.id,
        ResidentBatch.authority_id == authority_id,
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such batch")
    return found


def locked_cards(session: Session, batch: ResidentBatch) -> Sequence[ResidentCard]:
    """The cards of a batch as they stand now, held until this transaction ends."""
    query = select(ResidentCard).where(ResidentCard.batch_id == batch.id).order_by(ResidentCard.id)
    held = query.with_for_update(of=ResidentCard).execution_options(populate_existing=True)
    return session.scalars(held).all()


def list_batches(session: Session, home: Home, *, authority_id: int, now: datetime) -> list[Batch]:
    """A home's batches, the newest first."""
    query = _cards(authority_id).where(ResidentBatch.home_id == home.id)
    states: dict[int, list[CardState]] = {}
    batches: dict[int, ResidentBatch] = {}
    for batch, card, sent in session.execute(query.order_by(ResidentBatch.id.desc(), ResidentCard.id)):
        batches[batch.id] = batch
        states.setdefault(batch.id, []).append(_state(batch, card, sent, now))
    return [Batch(each.reference, each.made_at, rules.count_states(states[key])) for key, each in batches.items()]


def _cards(authority_id: int) -> Select[Any, Any, Any]:
    sent = and_(Feedback.resident_card == ResidentCard.reference, Feedback.state != FeedbackState.DRAFT)
    return (
        select(ResidentBatch, ResidentCard, Feedback.id)
        .join(ResidentCard, ResidentCard.batch_id == ResidentBatch.id)
        .outerjoin(Feedback, sent)
        .where(ResidentBatch.authority_id == authority_id)
    )


def _state(batch: ResidentBatch, card: ResidentCard, sent: int | None, now: datetime) -> CardState:
    return rules.card_state(
        made_at=batch.made_at,
        claimed_at=card.claimed_at,
        ended_at=card.ended_at,
        was_sent=sent is not None,
        now=now,
    )


def list_closed_homes(session: Session, *, authority_id: int, now: datetime) -> Sequence[Home]:
    """Homes that have closed with cards that wait for somebody, or that somebody has used, by name."""
    waits = and_(ResidentCard.claimed_at.is_(None), ResidentBatch.made_at > now - rules.CARD_LASTS)
    with_cards = (
        select(ResidentBatch.home_id)
        .join(ResidentCard, ResidentCard.batch_id == ResidentBatch.id)
        .where(
            ResidentBatch.authority_id == authority_id,
            ResidentCard.ended_at.is_(None),
            or_(waits, ResidentCard.claimed_at.is_not(None)),
        )
    )
    query = select(Home).where(Home.status == HomeStatus.CLOSED, Home.id.in_(with_cards))
    return session.scalars(query.options(joinedload(Home.provider)).order_by(Home.name, Home.id)).all()


def count_by_home(
    session: Session, home_ids: Sequence[int], *, authority_id: int, now: datetime
) -> dict[int, tuple[int, int]]:
    """For each of some homes with cards: how many still wait for somebody, and how many somebody has used."""
    is_open = ResidentCard.ended_at.is_(None)
    waits = and_(is_open, ResidentCard.claimed_at.is_(None), ResidentBatch.made_at > now - rules.CARD_LASTS)
    used = ResidentCard.claimed_at.is_not(None)
    query = (
        select(
            ResidentBatch.home_id,
            func.coalesce(func.sum(case((waits, 1), else_=0)), 0),
            func.coalesce(func.sum(case((used, 1), else_=0)), 0),
        )
        .join(ResidentCard, ResidentCard.batch_id == ResidentBatch.id)
        .where(ResidentBatch.authority_id == authority_id, ResidentBatch.home_id.in_(home_ids), or_(waits, used))
        .group_by(ResidentBatch.home_id)
        .order_by(ResidentBatch.home_id)
    )
    return {home_id: (int(waiting), int(begun)) for home_id, waiting, begun in session.execute(query)}
