"""Feedback as it was shared. Nothing here reads what was written, or says who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager

from portal import clock
from portal.access import Role, Viewer
from portal.accounts.models import Grant, Person
from portal.db import NotFound
from portal.homes.models import Home, HomeKeeper
from portal.providers.models import Provider
from portal.quality.models import Visit
from portal.voice.feedback.models import (
    Changed,
    Enough,
    Feedback,
    FeedbackJoin,
    FeedbackPoint,
    FeedbackQuestion,
    FeedbackState,
)
from portal.voice.feedback.rules import SHARED


@dataclass(frozen=True)
class Moderated:
    """Shared feedback without its author: `is_resident` says by which kind of person, and nothing more.

    `written_in` is the month in which a resident sent it, and never the day: the home would know who was in.
    What two inspectors said as one is one; `partner_id` is its other part, with what that author thinks of the answers.
    """

    id: int
    reference: str
    state: FeedbackState
    home_name: str
    home_reference: str
    provider_name: str
    visited_at: datetime | None
    is_resident: bool
    answer_by_on: date
    answered_at: datetime | None
    shared_back_at: datetime | None
    enough: Enough | None
    changed: Changed | None
    partner_id: int | None
    partner_enough: Enough | None
    partner_changed: Changed | None
    written_in: date | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """All the feedback it is made of."""
        return (self.id,) if self.partner_id is None else (self.id, self.partner_id)


class Reader(NamedTuple):
    """Somebody who can answer, and what."""

    person: Person
    feedback: Feedback


def list_moderated(
    session: Session, viewer: Viewer, *, visit_id: int | None = None, limit: int | None = None, offset: int = 0
) -> list[Moderated]:
    """What somebody may read (with `visit_id`, of one visit): an organisation's admin all that was shared with it, a
    member what is about homes they keep, staff what is their authority's. What waits for an answer first, soonest due
    at the top."""
    of_visit = true() if visit_id is None else Feedback.visit_id == visit_id
    query = (
        _moderated(viewer)
        .where(of_visit)
        .order_by(Feedback.state != FeedbackState.SHARED, Feedback.answer_by_on, Feedback.id)
    )
    return [_read(row) for row in session.execute(query.limit(limit).offset(offset))]


def count_moderated(session: Session, viewer: Viewer) -> int:
    """How many pieces somebody may read."""
    return session.scalar(select(func.count()).select_from(_moderated(viewer).subquery())) or 0


def list_to_answer(session: Session, viewer: Viewer) -> list[Moderated]:
    """What waits for an answer of an organisation, soonest due first."""
    query = _moderated(viewer).where(Feedback.state == FeedbackState.SHARED)
    return [_read(row) for row in session.execute(query.order_by(Feedback.answer_by_on, Feedback.id))]


def get_moderated(session: Session, reference: str, viewer: Viewer) -> Moderated:
    """One of these; NotFound for any other."""
    row = session.execute(_moderated(viewer).where(Feedback.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("no such feedback")
    return _read(row)


def _moderated(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    partner = aliased(Feedback)
    return (
        select(
            Feedback.id,
            Feedback.reference,
            Feedback.state,
            Home.name,
            Home.reference,
            Provider.legal_name,
            Visit.starts_at,
            Feedback.resident_card.is_not(None),
            Feedback.answer_by_on,
            Feedback.answered_at,
            Feedback.shared_back_at,
            Feedback.enough,
            Feedback.changed,
            partner.id,
            partner.enough,
            partner.changed,
            Feedback.sent_at,
        )
        .join(Home, Home.id == Feedback.home_id)
        .join(Provider, Provider.id == Feedback.provider_id)
        .outerjoin(Visit, Visit.id == Feedback.visit_id)
        .outerjoin(FeedbackJoin, and_(FeedbackJoin.first_id == Feedback.id, FeedbackJoin.shared_at.is_not(None)))
        .outerjoin(partner, partner.id == FeedbackJoin.second_id)
        .where(Feedback.state.in_(SHARED), stands_first(), *_reach(viewer))
    )


def stands_first() -> ColumnElement[bool]:
    """Not the second part of what is read as one."""
    return Feedback.id.not_in(select(FeedbackJoin.second_id).where(FeedbackJoin.shared_at.is_not(None)))


def _reach(viewer: Viewer) -> list[Any]:
    if viewer.provider_id is None:
        return [Feedback.authority_id == viewer.authority_id]
    own = Feedback.provider_id == viewer.provider_id
    if viewer.has(Role.PROVIDER_ADMIN):
        return [own]
    kept = select(HomeKeeper.home_id).where(HomeKeeper.grant_id.in_(viewer.grant_ids))
    return [own, Feedback.home_id.in_(kept)]


def _read(row: Row[*tuple[Any, ...]]) -> Moderated:
    found, sent_at = Moderated(*row[:-1]), row[-1]
    return replace(found, written_in=clock.today(sent_at).replace(day=1)) if found.is_resident else found


def list_points(session: Session, feedback_id: int) -> Sequence[FeedbackPoint]:
    """What was shared, in the order of the questions."""
    query = (
        select(FeedbackPoint)
        .join(FeedbackPoint.question)
        .options(contains_eager(FeedbackPoint.question))
        .where(FeedbackPoint.feedback_id == feedback_id)
        .order_by(FeedbackQuestion.position)
    )
    return session.scalars(query).all()


def get_point(session: Session, feedback_id: int, slug: str) -> FeedbackPoint:
    """One shared answer that the home is asked about; NotFound for any other."""
    query = (
        select(FeedbackPoint)
        .join(FeedbackPoint.question)
        .options(contains_eager(FeedbackPoint.question))
        .where(FeedbackPoint.feedback_id == feedback_id, FeedbackQuestion.slug == slug, FeedbackPoint.needs_answer)
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such point")
    return found


def list_readers(session: Session, *, due_by: date | None = None, feedback_id: int | None = None) -> list[Reader]:
    """Whoever can answer feedback that has no answer, due on a day or before it, or one piece of it: the admins of the
    organisation, and those who look after the home."""
    kept = select(HomeKeeper.grant_id).where(HomeKeeper.home_id == Feedback.home_id)
    query = (
        select(Person, Feedback)
        .join(Grant, Grant.person_id == Person.id)
        .join(Feedback, Feedback.provider_id == Grant.provider_id)
        .where(
            Feedback.state == FeedbackState.SHARED,
            stands_first(),
            true() if due_by is None else Feedback.answer_by_on <= due_by,
            true() if feedback_id is None else Feedback.id == feedback_id,
            Grant.ended_at.is_(None),
            Grant.accepted_at.is_not(None),
            Person.disabled_at.is_(None),
            or_(Grant.role == Role.PROVIDER_ADMIN, Grant.id.in_(kept)),
        )
        .order_by(Feedback.id, Person.id)
    )
    return list(dict.fromkeys(Reader(person, feedback) for person, feedback in session.execute(query)))
