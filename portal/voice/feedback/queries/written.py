"""Feedback as it was written: for its author and for coordinators alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import Visit
from portal.voice.disclosures.models import Disclosure
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackQuestion, FeedbackState
from portal.voice.feedback.rules import left_while_asked
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer


@dataclass(frozen=True)
class Entry:
    """Feedback on a coordinator's desk, and whether harm may be spoken of.

    `nickname` and `author_reference`: whose it is, for the coordinator who looks after them; None for others and for a
    resident's.
    """

    feedback: Feedback
    nickname: str | None
    author_reference: str | None
    is_flagged: bool


def list_answers(session: Session, feedback: Feedback) -> Sequence[FeedbackAnswer]:
    """Every answer as it stands now with its question, in the order of the questions."""
    query = (
        select(FeedbackAnswer)
        .join(FeedbackAnswer.question)
        .options(contains_eager(FeedbackAnswer.question))
        .where(FeedbackAnswer.feedback_id == feedback.id)
        .order_by(FeedbackQuestion.position)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def find_answer(session: Session, feedback_id: int, question_id: int) -> FeedbackAnswer | None:
    """One answer as it stands now, if there is one."""
    return session.get(FeedbackAnswer, (feedback_id, question_id), populate_existing=True)


def locked_feedback(session: Session, feedback_id: int) -> Feedback:
    """The feedback as it stands now, held until this transaction ends."""
    query = select(Feedback).where(Feedback.id == feedback_id).with_for_update(of=Feedback)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def list_entries(
    session: Session,
    carer: Carer,
    *,
    states: Sequence[FeedbackState] = (),
    limit: int | None = None,
    offset: int = 0,
) -> list[Entry]:
    """What was sent: unread first, then by when it was sent, the oldest first."""
    unread_first = case((Feedback.state == FeedbackState.SENT, 0), else_=1)
    query = _sent(carer, states).order_by(unread_first, Feedback.sent_at, Feedback.id)
    return [Entry(*row) for row in session.execute(query.limit(limit).offset(offset))]


def get_entry(session: Session, reference: str, carer: Carer) -> Entry:
    """One sent entry of this authority; NotFound for any other, and for what is still a draft."""
    row = session.execute(_sent(carer).where(Feedback.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("no such feedback")
    return Entry(*row)


def _sent(carer: Carer, states: Sequence[FeedbackState] = ()) -> Select[Feedback, str, str, bool]:
    flagged = select(FeedbackAnswer.feedback_id).where(
        FeedbackAnswer.feedback_id == Feedback.id, FeedbackAnswer.flags != ""
    )
    wanted: ColumnElement[bool] = Feedback.state.in_(states) if states else Feedback.state != FeedbackState.DRAFT
    return (
        select(Feedback, Inspector.nickname, Inspector.reference, flagged.exists())
        .join(Feedback.home)
        .outerjoin(Inspector, and_(Inspector.person_id == Feedback.inspector_id, carer.looks_after()))
        .options(contains_eager(Feedback.home).joinedload(Home.provider), joinedload(Feedback.visit))
        .where(Feedback.authority_id == carer.authority_id, wanted)
    )


def count_entries(session: Session, carer: Carer, states: Sequence[FeedbackState] = ()) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(_sent(carer, states).subquery())) or 0


def count_waiting(session: Session, authority_id: int, state: FeedbackState) -> tuple[int, datetime | None]:
    """How many entries stand in a state, and since when the oldest was sent."""
    query = select(func.count(Feedback.id), func.min(Feedback.sent_at)).where(
        Feedback.authority_id == authority_id, Feedback.state == state
    )
    count, oldest = session.execute(query).one()
    return count, oldest


def count_unanswered(session: Session, authority_id: int, before: datetime) -> tuple[int, datetime | None]:
    """How many entries were shown to their authors before an instant and not answered, and since when the oldest is:
    none whose author left before their time to answer was over."""
    query = select(Feedback.proposed_at, Feedback.author_left_at).where(
        Feedback.authority_id == authority_id,
        Feedback.state == FeedbackState.PROPOSED,
        Feedback.proposed_at < before,
    )
    shown = [at for at, left_at in session.execute(query) if at and not left_while_asked(at, left_at)]
    return len(shown), min(shown, default=None)


def list_said_late(session: Session, authority_id: int) -> Sequence[Feedback]:
    """Entries whose authors said something late that no coordinator has read, the oldest first."""
    query = (
        select(Feedback)
        .join(FeedbackAnswer, FeedbackAnswer.feedback_id == Feedback.id)
        .where(Feedback.authority_id == authority_id, *_unread_late())
        .group_by(Feedback.id)
        .order_by(func.min(FeedbackAnswer.late_at), Feedback.id)
    )
    return session.scalars(query).all()


def _unread_late() -> tuple[ColumnElement[bool], ...]:
    return FeedbackAnswer.late_at.is_not(None), FeedbackAnswer.late_read_at.is_(None)


def _unread_worry() -> tuple[ColumnElement[bool], ...]:
    return FeedbackAnswer.worry_at.is_not(None), FeedbackAnswer.worry_read_at.is_(None)


def list_by(session: Session, *authors: ColumnElement[bool]) -> Sequence[Feedback]:
    """Everything that some authors said or began to say, oldest first."""
    return session.scalars(select(Feedback).where(*authors).order_by(Feedback.id)).all()


def has_flagged(session: Session, authority_id: int) -> bool:
    """Whether harm may be spoken of in an entry that nobody has read."""
    query = (
        select(FeedbackAnswer.feedback_id)
        .join(Feedback, Feedback.id == FeedbackAnswer.feedback_id)
        .where(Feedback.authority_id == authority_id, Feedback.state == FeedbackState.SENT, FeedbackAnswer.flags != "")
    )
    return session.scalar(select(query.exists())) or False


def list_worrying(session: Session, authority_id: int) -> Sequence[Feedback]:
    """Entries whose authors wrote what may speak of harm to what staff would see, that no coordinator has read, sent
    back or not; the oldest first."""
    query = (
        select(Feedback)
        .join(FeedbackAnswer, FeedbackAnswer.feedback_id == Feedback.id)
        .where(Feedback.authority_id == authority_id, *_unread_worry())
        .group_by(Feedback.id)
        .order_by(func.min(FeedbackAnswer.worry_at), Feedback.id)
    )
    return session.scalars(query).all()


def list_told_by_author(session: Session, feedback: Feedback, carer: Carer) -> Sequence[Disclosure]:
    """What the author told safeguarding leads of the visit or home, themself and not through this, oldest first: of a
    young inspector whom the coordinator looks after. What is not about just this visit counts until it is closed.
    Whatever else was told stays unknown here."""
    since = feedback.visit.starts_at if feedback.visit else feedback.started_at
    says_nowhere = and_(Disclosure.visit_id.is_(None), Disclosure.home_id.is_(None), Disclosure.told_at >= since)
    query = (
        select(Disclosure)
        .join(Inspector, Inspector.person_id == Disclosure.sender_id)
        .where(
            Disclosure.sender_id == feedback.inspector_id,
            carer.looks_after(),
            or_(
                Disclosure.visit_id == feedback.visit_id,
                and_(Disclosure.closed_at.is_(None), or_(Disclosure.home_id == feedback.home_id, says_nowhere)),
            ),
        )
    )
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()


def list_removable(session: Session, moderated_by: datetime) -> Sequence[Feedback]:
    """Feedback moderated by an instant whose words as written are still here, oldest first: none that is held, none
    with something said late, or that may speak of harm, that no coordinator has read, and none that a disclosure
    touches which is still kept (of the same visit or home, or told by the same person)."""
    query = select(Feedback).where(
        Feedback.moderated_at <= moderated_by,
        Feedback.written_removed_at.is_(None),
        Feedback.held_reason == "",
        Feedback.id.not_in(
            select(FeedbackAnswer.feedback_id).where(or_(and_(*_unread_late()), and_(*_unread_worry())))
        ),
        ~_is_touched(),
    )
    return session.scalars(query.order_by(Feedback.id)).all()


def _is_touched() -> ColumnElement[bool]:
    touches = or_(
        Disclosure.visit_id == Feedback.visit_id,
        Disclosure.home_id == Feedback.home_id,
        Disclosure.sender_id == Feedback.inspector_id,
    )
    return select(Disclosure.id).where(touches, Disclosure.erased_at.is_(None)).exists()


def list_old_drafts(session: Session, before: datetime) -> Sequence[Feedback]:
    """What was never sent, of visits that ended before an instant and begun before it, oldest first: none that a
    disclosure touches which is still kept."""
    query = (
        select(Feedback)
        .outerjoin(Feedback.visit)
        .where(
            Feedback.state == FeedbackState.DRAFT,
            Feedback.started_at < before,
            or_(Feedback.visit_id.is_(None), Visit.ends_at < before),
            ~_is_touched(),
        )
    )
    return session.scalars(query.order_by(Feedback.id)).all()
