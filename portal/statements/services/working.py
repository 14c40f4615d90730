"""What every verb about a working text needs: its refusals, its lock, its steps and who made it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import db, events
from portal.access import Viewer
from portal.statements.models import Review, ReviewOutcome, Statement, StatementMaker, StatementState
from portal.statements.queries import drafts
from portal.statements.rules.states import REFUSALS, Step, after


class Refused(db.Refused):
    """A statement cannot be changed that way now; the message says what to do."""


class Stale(Refused):
    """Somebody saved the same text meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody else saved this while you were writing. Compare both texts, then save again.")


def lock(session: Session, statement: Statement) -> None:
    """Hold a statement until the transaction ends, and read it and its sections as they now are."""
    session.flush()
    query = select(Statement).where(Statement.id == statement.id).with_for_update()
    session.expire_all()
    session.scalars(query.execution_options(populate_existing=True)).one()


def take(session: Session, statement: Statement, step: Step) -> None:
    """Lock a statement and move its state; Refused where the step cannot be taken from where it stands."""
    lock(session, statement)
    state = after(statement.state, step)
    if state is None:
        raise Refused(REFUSALS[step])
    statement.state = StatementState(state)


def take_edit(session: Session, statement: Statement, *, actor: Viewer, now: datetime) -> None:
    """Take the step of editing: an open review lapses, and whoever edits is a maker of the next version."""
    take(session, statement, Step.EDIT)
    review = drafts.find_open_review(session, statement.id)
    if review is not None:
        close_review(review, ReviewOutcome.LAPSED, now=now)
    note_maker(session, statement, actor)
    statement.updated_at = now
    session.flush()


def close_review(review: Review, outcome: ReviewOutcome, *, now: datetime) -> None:
    review.outcome, review.closed_at = outcome, now


def note_maker(session: Session, statement: Statement, actor: Viewer) -> None:
    """Remember that this person changed or sent the text on the way to the next version."""
    number = drafts.newest_number(session, statement.id) + 1
    if actor.person_id not in drafts.list_maker_ids(session, statement.id, number):
        session.add(StatementMaker(statement_id=statement.id, version_number=number, person_id=actor.person_id))


def record(
    session: Session,
    what: str,
    statement: Statement,
    *,
    actor: Viewer,
    now: datetime,
    personal: str | None = None,
    **detail: object,
) -> None:
    """Note what happened to a statement in the chain of events."""
    subject = ("statement", statement.reference)
    events.record(session, f"statements.{what}", subject, actor=actor, now=now, detail=detail, personal=personal)
