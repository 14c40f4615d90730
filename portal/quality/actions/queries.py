"""Reads of actions: of one visit, of an authority's whole list, and of what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.access import Viewer
from portal.db import NotFound
from portal.events import EventRow
from portal.homes.models import Home
from portal.homes.queries import seen_by
from portal.providers.models import Provider
from portal.quality.actions.models import ActionEvidence, ActionMove, ActionState, VisitAction
from portal.quality.models import Visit, VisitOfficer, VisitState
from portal.quality.suspensions.models import PlacementSuspension

SORT_KEYS = ("due", "home", "provider", "state")
_HOME = joinedload(VisitAction.visit).joinedload(Visit.home).joinedload(Home.provider)


@dataclass(frozen=True)
class Wanted:
    """A filter of an authority's list: "" means any; `due` is overdue, escalated or unread."""

    state: str = ""
    due: str = ""


def list_actions(session: Session, visit_id: int) -> Sequence[VisitAction]:
    """A visit's actions with what was said of them, in the order they were agreed."""
    query = (
        select(VisitAction)
        .where(VisitAction.visit_id == visit_id)
        .options(selectinload(VisitAction.evidence), selectinload(VisitAction.moves).joinedload(ActionMove.moved_by))
    )
    return session.scalars(query.order_by(VisitAction.id).execution_options(populate_existing=True)).all()


def get_action(session: Session, visit_id: int, reference: str) -> VisitAction:
    """One action of a visit already found; NotFound for another visit's."""
    for action in list_actions(session, visit_id):
        if action.reference == reference:
            return action
    raise NotFound("no such action")


def locked_action(session: Session, action_id: int) -> VisitAction:
    """The action as it stands now, held until this transaction ends."""
    query = select(VisitAction).where(VisitAction.id == action_id).with_for_update(of=VisitAction)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def count_open(session: Session, visit_id: int) -> int:
    """How many actions of a visit are not closed."""
    query = select(func.count()).where(VisitAction.visit_id == visit_id, VisitAction.state != ActionState.CLOSED)
    return session.scalar(query) or 0


def match(authority_id: int, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    """The conditions of an authority's list: only actions whose report is final count."""
    conditions = [
        Visit.authority_id == authority_id,
        Visit.state.in_((VisitState.FINAL, VisitState.CLOSED)),
    ]
    if wanted.state:
        conditions.append(VisitAction.state == wanted.state)
    if wanted.due == "overdue":
        conditions += [VisitAction.state == ActionState.OPEN, VisitAction.due_on < today]
    if wanted.due == "escalated":
        conditions += [VisitAction.state == ActionState.OPEN, VisitAction.escalated_at.is_not(None)]
    if wanted.due == "unread":
        conditions.append(_unread(ActionEvidence.passed_on_at.is_not(None)))
    return conditions


def _unread(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """What the provider said of an action waits for the officer, and is so."""
    newest = VisitAction.evidence.any(and_(ActionEvidence.sent_back_at.is_(None), which))
    return and_(VisitAction.state == ActionState.ANSWERED, newest)


def count_matching(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count(VisitAction.id)).join(VisitAction.visit).where(*conditions)
    return session.scalar(query) or 0


def list_matching(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    *,
    order: str,
    descending: bool,
    offset: int,
    limit: int,
) -> Sequence[VisitAction]:
    """Actions with their visit, home and organisation, and what was said of them, in two queries however many."""
    columns = {
        "due": VisitAction.due_on.expression,
        "home": func.lower(Home.name),
        "provider": func.lower(Provider.legal_name),
        "state": VisitAction.state.expression,
    }
    first = columns[order].desc() if descending else columns[order].asc()
    query = (
        select(VisitAction)
        .join(VisitAction.visit)
        .join(Home, Home.id == Visit.home_id)
        .join(Provider, Provider.id == Home.provider_id)
        .where(*conditions)
        .options(_HOME, selectinload(VisitAction.evidence))
        .order_by(first, VisitAction.id)
        .offset(offset)
        .limit(limit)
    )
    return session.scalars(query).all()


def list_for_officer(session: Session, viewer: Viewer) -> Sequence[VisitAction]:
    """What is not closed after visits that the viewer was an officer of, earliest due first."""
    assigned = and_(VisitOfficer.visit_id == Visit.id, VisitOfficer.person_id == viewer.person_id)
    query = (
        select(VisitAction)
        .join(VisitAction.visit)
        .join(VisitOfficer, assigned)
        .where(
            Visit.authority_id == viewer.authority_id,
            Visit.state == VisitState.FINAL,
            VisitAction.state != ActionState.CLOSED,
        )
        .options(_HOME)
        .order_by(VisitAction.due_on, VisitAction.id)
    )
    return session.scalars(query).all()


def list_for_provider(session: Session, viewer: Viewer) -> Sequence[VisitAction]:
    """Open actions of the viewer's organisation at homes they see, earliest due first."""
    query = (
        select(VisitAction)
        .join(VisitAction.visit)
        .join(Visit.home)
        .where(Visit.state == VisitState.FINAL, VisitAction.state == ActionState.OPEN, seen_by(viewer).condition())
        .options(_HOME)
        .order_by(VisitAction.due_on, VisitAction.id)
    )
    return session.scalars(query).all()


def list_open(session: Session, due_by: date) -> Sequence[VisitAction]:
    """Open actions of final reports due on a day or before it, earliest first."""
    query = (
        select(VisitAction)
        .join(VisitAction.visit)
        .where(Visit.state == VisitState.FINAL, VisitAction.state == ActionState.OPEN, VisitAction.due_on <= due_by)
        .options(_HOME)
        .order_by(VisitAction.due_on, VisitAction.id)
    )
    return session.scalars(query).all()


def list_unread(session: Session, sent_before: datetime) -> Sequence[VisitAction]:
    """Actions of final reports of which something was said before an instant that nobody has read, and that was not
    passed on."""
    waits = _unread(and_(ActionEvidence.sent_at < sent_before, ActionEvidence.passed_on_at.is_(None)))
    query = select(VisitAction).join(VisitAction.visit).where(Visit.state == VisitState.FINAL, waits).options(_HOME)
    return session.scalars(query.order_by(VisitAction.id)).all()


def list_kept_long(session: Session, closed_before: datetime, *, visit_id: int | None = None) -> Sequence[int]:
    """Visits (or this one, where it is one), by id, that were closed before an instant, or were called off and would
    have been over by then; none with an action that is open, nor of a home where new placements are suspended."""
    closed = exists().where(
        EventRow.subject_kind == "visit",
        EventRow.subject_reference == Visit.reference,
        EventRow.verb == "quality.visit_closed",
        EventRow.occurred_at < closed_before,
    )
    is_open = exists().where(VisitAction.visit_id == Visit.id, VisitAction.state != ActionState.CLOSED)
    suspended = exists().where(
        PlacementSuspension.home_id == Visit.home_id,
        PlacementSuspension.authority_id == Visit.authority_id,
        PlacementSuspension.lifted_at.is_(None),
    )
    is_old = or_(
        and_(Visit.state == VisitState.CLOSED, closed),
        and_(Visit.state == VisitState.CANCELLED, Visit.ends_at < closed_before),
    )
    query = select(Visit.id).where(is_old, ~is_open, ~suspended)
    if visit_id is not None:
        query = query.where(Visit.id == visit_id)
    return session.scalars(query.order_by(Visit.id)).all()


def escalated_since(session: Session, authority_id: int) -> tuple[int, date | None]:
    """How many actions passed to the commissioners are still open, and the earliest day one was due."""
    conditions = match(authority_id, Wanted(due="escalated"), date.max)
    query = select(func.count(VisitAction.id), func.min(VisitAction.due_on)).join(VisitAction.visit).where(*conditions)
    count, earliest = session.execute(query).one()
    return count, earliest


def count_unread(session: Session, authority_id: int) -> int:
    """How many actions were passed to the commissioners because nobody read what the provider said of them."""
    return count_matching(session, match(authority_id, Wanted(due="unread"), date.max))


def count_overdue(session: Session, authority_id: int, homes: Select[int], today: date) -> dict[int, int]:
    """How many actions are overdue at each of these homes (by id); homes without one are left out."""
    query = (
        select(Visit.home_id, func.count(VisitAction.id))
        .join(VisitAction.visit)
        .where(*match(authority_id, Wanted(due="overdue"), today), Visit.home_id.in_(homes))
        .group_by(Visit.home_id)
        .order_by(Visit.home_id)
    )
    return dict(session.execute(query).all())


def list_of_homes(session: Session, authority_id: int, *home_ids: int) -> Sequence[VisitAction]:
    """Every action after a final report at these homes, with its visit, earliest due first."""
    query = (
        select(VisitAction)
        .join(VisitAction.visit)
        .where(*match(authority_id, Wanted(), date.max), Visit.home_id.in_(home_ids))
        .options(contains_eager(VisitAction.visit))
        .order_by(VisitAction.due_on, VisitAction.id)
    )
    return session.scalars(query).all()
