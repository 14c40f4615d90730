"""What waits for commissioners and publishers: statements to decide, to publish, to mend; and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import MARKET_ROLES, Role, Viewer
from portal.statements.models import ReviewOutcome, Statement, StatementState
from portal.statements.queries import drafts
from portal.statements.rules.states import may_approve
from portal.statements.words import EVENT_WORDS
from portal.web.today import Change, Waiting, brings_news, waits_for

STEPS = ("sent_for_review", "sent_back", "approved", "published", "reopened", "withdrawn")


@waits_for(Role.PUBLISHER)
def to_decide(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Statements in review that this person may approve, and approved ones to publish."""
    for statement in _in_state(session, viewer, StatementState.IN_REVIEW):
        makers = drafts.list_maker_ids(session, statement.id, drafts.newest_number(session, statement.id) + 1)
        if may_approve(viewer.person_id, makers):
            yield _waiting(f"Decide on “{statement.title}”", "statements.decide", statement, "In review")
    for statement in _in_state(session, viewer, StatementState.APPROVED):
        yield _waiting(f"Publish “{statement.title}”", "statements.publish", statement, "Approved")


@waits_for(*MARKET_ROLES)
def to_mend(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Drafts that were sent back."""
    for statement in _in_state(session, viewer, StatementState.DRAFT):
        last = drafts.find_last_review(session, statement.id)
        if last is not None and last.outcome == ReviewOutcome.SENT_BACK:
            yield _waiting(f"Change “{statement.title}”", "statements.statement", statement, "Sent back")


def _in_state(session: Session, viewer: Viewer, state: StatementState) -> Iterable[Statement]:
    return drafts.list_in_state(session, viewer.authority_id, state) if viewer.authority_id else ()


def _waiting(text: str, endpoint: str, statement: Statement, status: str) -> Waiting:
    href = url_for(endpoint, reference=statement.reference)
    return Waiting(text, href, since_on=clock.today(statement.updated_at), status=status, tone="yellow")


@brings_news(*MARKET_ROLES)
def steps_taken(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Where colleagues moved the authority's statements."""
    for verb, title, reference, at in drafts.list_happened(
        session, viewer, [f"statements.{step}" for step in STEPS], since
    ):
        yield Change(at, f"{EVENT_WORDS[verb]}: “{title}”", url_for("statements.statement", reference=reference))
