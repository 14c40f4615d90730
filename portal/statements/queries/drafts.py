"""Working texts and what happened to them, always one authority's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, selectinload

from portal.access import Viewer
from portal.accounts.models import Person
from portal.db import NotFound
from portal.events import EventRow
from portal.statements.models import (
    Review,
    Section,
    Statement,
    StatementMaker,
    StatementState,
    StatementVersion,
)


def list_statements(session: Session, authority_id: int) -> list[Statement]:
    """Every statement of an authority, the one changed last first."""
    query = (
        select(Statement)
        .where(Statement.authority_id == authority_id)
        .order_by(Statement.updated_at.desc(), Statement.id.desc())
    )
    return list(session.scalars(query))


def list_in_state(session: Session, authority_id: int, state: StatementState) -> list[Statement]:
    """Statements whose working text stands there, oldest first."""
    query = (
        select(Statement)
        .where(Statement.authority_id == authority_id, Statement.state == state)
        .order_by(Statement.updated_at, Statement.id)
    )
    return list(session.scalars(query))


def get_statement(session: Session, reference: str, *, authority_id: int) -> Statement:
    """A statement with its sections and lead figures; another authority's is as missing as one that never was."""
    query = (
        select(Statement)
        .where(Statement.reference == reference, Statement.authority_id == authority_id)
        .options(selectinload(Statement.sections), selectinload(Statement.lead_figures))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such statement")
    return found


def get_section(statement: Statement, reference: str) -> Section:
    """A section of a statement."""
    found = next((section for section in statement.sections if section.reference == reference), None)
    if found is None:
        raise NotFound("no such section")
    return found


def is_slug_taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Statement.id).where(Statement.slug == slug)) is not None


def newest_number(session: Session, statement_id: int) -> int:
    """The number of the newest version, 0 before the first."""
    query = select(func.max(StatementVersion.number)).where(StatementVersion.statement_id == statement_id)
    return session.scalar(query) or 0


def list_versions(session: Session, statement_id: int) -> list[StatementVersion]:
    """Every version, newest first."""
    query = (
        select(StatementVersion)
        .where(StatementVersion.statement_id == statement_id)
        .order_by(StatementVersion.number.desc())
    )
    return list(session.scalars(query))


def get_version(session: Session, statement_id: int, number: int) -> StatementVersion:
    query = select(StatementVersion).where(
        StatementVersion.statement_id == statement_id, StatementVersion.number == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such version")
    return found


def find_open_review(session: Session, statement_id: int) -> Review | None:
    """The review that is neither sent back, nor lapsed, nor published."""
    return session.scalar(select(Review).where(Review.statement_id == statement_id, Review.closed_at.is_(None)))


def find_last_review(session: Session, statement_id: int) -> Review | None:
    query = select(Review).where(Review.statement_id == statement_id).order_by(Review.id.desc()).limit(1)
    return session.scalar(query)


def list_maker_ids(session: Session, statement_id: int, version_number: int) -> list[int]:
    """The people who changed or sent the text on the way to a version."""
    query = (
        select(StatementMaker.person_id)
        .where(StatementMaker.statement_id == statement_id, StatementMaker.version_number == version_number)
        .order_by(StatementMaker.person_id)
    )
    return list(session.scalars(query))


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """People's names by id."""
    query = select(Person).where(Person.id.in_(list(person_ids))).order_by(Person.id)
    return {person.id: person.name for person in session.scalars(query)}


def names_by_reference(session: Session, references: Iterable[str]) -> dict[str, str]:
    """People's names by the reference that events keep of them."""
    query = select(Person).where(Person.reference.in_(list(references))).order_by(Person.id)
    return {person.reference: person.name for person in session.scalars(query)}


def list_happened(
    session: Session, viewer: Viewer, verbs: Sequence[str], since: datetime
) -> list[tuple[str, str, str, datetime]]:
    """What others did to the statements of somebody's authority: (verb, title, reference, when last), newest first."""
    query = (
        select(EventRow.verb, Statement.title, Statement.reference, func.max(EventRow.occurred_at))
        .join(EventRow, and_(EventRow.subject_kind == "statement", EventRow.subject_reference == Statement.reference))
        .where(
            EventRow.occurred_at > since,
            EventRow.verb.in_(verbs),
            EventRow.actor_reference != viewer.reference,
            Statement.authority_id == viewer.authority_id,
        )
        .group_by(EventRow.verb, Statement.title, Statement.reference)
        .order_by(func.max(EventRow.occurred_at).desc(), EventRow.verb, Statement.reference)
    )
    return [(verb, title, reference, at) for verb, title, reference, at in session.execute(query)]
