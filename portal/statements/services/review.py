"""Sending a statement for review, approving it, sending it back. Maker ≠ approver is about the person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import verb
from portal.statements.models import Review, ReviewOutcome, Statement
from portal.statements.queries import drafts
from portal.statements.queries.figures import build_draft, draft_of
from portal.statements.rules.checks import Level, check
from portal.statements.rules.content import Built, content_hash
from portal.statements.rules.states import Step, may_approve
from portal.statements.services.working import Refused, close_review, note_maker, record, take

NOT_READY = "This cannot be sent yet. {first}"
MAKER = "You changed this text or sent it for review. Somebody else with the publisher’s role has to approve it."
CHANGED = "The text or its figures changed while you were looking. Look at it again, then decide."


@verb
def send_for_review(session: Session, statement: Statement, *, actor: Viewer, now: datetime) -> Review:
    """Ask for approval; Refused while a check finds an error. The sender is a maker too."""
    take(session, statement, Step.SEND)
    refuse_unready(session, statement)
    note_maker(session, statement, actor)
    review = Review(statement_id=statement.id, submitted_at=now, submitted_by_id=actor.person_id)
    session.add(review)
    statement.updated_at = now
    record(session, "sent_for_review", statement, actor=actor, now=now)
    return review


def refuse_unready(session: Session, statement: Statement) -> Built:
    """The resolved text; Refused, with the first error, while there is one."""
    built = build_draft(session, statement)
    errors = [each for each in check(draft_of(session, statement), built) if each.level is Level.ERROR]
    if errors:
        raise Refused(NOT_READY.format(first=errors[0].sentence))
    return built


@verb
def approve(session: Session, statement: Statement, *, seen: str, actor: Viewer, now: datetime) -> None:
    """Approve exactly what was looked at: `seen` is its content hash. Approving again renews an older approval."""
    take(session, statement, Step.APPROVE)
    review = _open_review(session, statement)
    refuse_maker(session, statement, actor)
    approved = content_hash(refuse_unready(session, statement).content)
    if approved != seen:
        raise Refused(CHANGED)
    review.outcome, review.decided_at, review.decided_by_id = ReviewOutcome.APPROVED, now, actor.person_id
    review.content_hash = approved
    statement.updated_at = now
    record(session, "approved", statement, actor=actor, now=now, content=approved)


@verb
def send_back(session: Session, statement: Statement, *, reason: str, actor: Viewer, now: datetime) -> None:
    """Return the text to draft with reasons; anybody with the publisher's role may."""
    take(session, statement, Step.SEND_BACK)
    review = _open_review(session, statement)
    review.reason, review.decided_at, review.decided_by_id = reason, now, actor.person_id
    close_review(review, ReviewOutcome.SENT_BACK, now=now)
    statement.updated_at = now
    record(session, "sent_back", statement, actor=actor, now=now, personal=reason)


def refuse_maker(session: Session, statement: Statement, actor: Viewer) -> None:
    """Refused for anybody who worked on this version."""
    number = drafts.newest_number(session, statement.id) + 1
    if not may_approve(actor.person_id, drafts.list_maker_ids(session, statement.id, number)):
        raise Refused(MAKER)


def _open_review(session: Session, statement: Statement) -> Review:
    review = drafts.find_open_review(session, statement.id)
    if review is None:
        raise Refused(CHANGED)
    return review
