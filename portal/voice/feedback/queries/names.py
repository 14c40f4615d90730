"""Nicknames that must stand in nothing that is shared: of inspectors, and by a hash of those who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.quality.models import Visit, VisitState
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.inspectors.models import Inspector, InspectorVisit, PastNickname
from portal.voice.inspectors.names import HiddenName
from portal.voice.inspectors.rules import InspectorState

# Nothing of it is checked for names any more.
SETTLED = (FeedbackState.SHARED_BACK, FeedbackState.KEPT_BACK)


def _was_there(feedback: Feedback) -> ColumnElement[bool]:
    """The author, and whoever went with them."""
    went = select(InspectorVisit.inspector_id).where(InspectorVisit.visit_id == feedback.visit_id)
    return or_(Inspector.id.in_(went), Inspector.person_id == feedback.inspector_id)


def list_names(session: Session, feedback: Feedback) -> list[str]:
    """Names that must stand in nothing that is shared: the author's, and those of whoever went with them."""
    query = select(Inspector.nickname).where(_was_there(feedback), Inspector.nickname != "")
    return list(session.scalars(query.order_by(Inspector.id)))


def list_past_names(session: Session, feedback: Feedback) -> list[HiddenName]:
    """As `list_names`, of those who have left."""
    query = select(PastNickname).join(Inspector, Inspector.id == PastNickname.inspector_id)
    found = session.scalars(query.where(_was_there(feedback)).order_by(PastNickname.inspector_id))
    return [HiddenName(past.letters_hash, past.words, past.letters) for past in found]


def list_nicknames(session: Session, authority_id: int) -> list[str]:
    """What an authority's young inspectors call themselves, in the order they were invited."""
    query = select(Inspector.nickname).where(Inspector.authority_id == authority_id, Inspector.nickname != "")
    return list(session.scalars(query.order_by(Inspector.id)))


def list_past_nicknames(session: Session, authority_id: int) -> list[HiddenName]:
    """As `list_nicknames`, of those who have left."""
    query = select(PastNickname).join(Inspector, Inspector.id == PastNickname.inspector_id)
    found = session.scalars(query.where(Inspector.authority_id == authority_id).order_by(PastNickname.inspector_id))
    return [HiddenName(past.letters_hash, past.words, past.letters) for past in found]


def list_needless(session: Session, since: datetime) -> Sequence[PastNickname]:
    """Past nicknames that nothing is checked for any more: all that they or those who went with them wrote is settled,
    or its words are removed, and nobody who went on a visit that ended since an instant can still begin."""
    query = (
        select(PastNickname)
        .join(Inspector, Inspector.id == PastNickname.inspector_id)
        .where(~_is_unsettled(), ~_may_come(since))
    )
    return session.scalars(query.order_by(PastNickname.inspector_id)).all()


def _is_unsettled() -> ColumnElement[bool]:
    went = select(InspectorVisit.visit_id).where(InspectorVisit.inspector_id == Inspector.id)
    theirs = or_(Feedback.inspector_id == Inspector.person_id, Feedback.visit_id.in_(went))
    is_open = and_(Feedback.state.not_in(SETTLED), Feedback.written_removed_at.is_(None))
    return select(Feedback.id).where(theirs, is_open).correlate(Inspector).exists()


def _may_come(since: datetime) -> ColumnElement[bool]:
    own, other, partner = aliased(InspectorVisit), aliased(InspectorVisit), aliased(Inspector)
    begun = select(Feedback.id).where(Feedback.visit_id == other.visit_id, Feedback.inspector_id == partner.person_id)
    query = (
        select(own.id)
        .join(Visit, Visit.id == own.visit_id)
        .join(other, and_(other.visit_id == own.visit_id, other.inspector_id != own.inspector_id))
        .join(partner, partner.id == other.inspector_id)
        .where(
            own.inspector_id == Inspector.id,
            partner.state == InspectorState.ACTIVE,
            Visit.state != VisitState.CANCELLED,
            Visit.ends_at >= since,
            ~begun.correlate(other, partner).exists(),
        )
    )
    return query.correlate(Inspector).exists()
