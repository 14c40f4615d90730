"""Starting a statement and changing its working text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.db import new_reference, verb
from portal.statements.models import LeadFigure, Section, Statement, StatementVersion
from portal.statements.queries import drafts
from portal.statements.rules.content import Draft
from portal.statements.rules.states import Step, slug_refusal
from portal.statements.services.working import Refused, Stale, lock, note_maker, record, take, take_edit
from portal.statements.words import SKELETON

TAKEN = "Another statement has this address. Choose another."


@dataclass(frozen=True)
class Details:
    """What stands above the sections. `lead_figures` are (name, label), in order."""

    title: str
    summary: str
    as_of_month: date
    lead_figures: tuple[tuple[str, str], ...] = ()


@verb
def start_statement(
    session: Session,
    *,
    authority_id: int,
    slug: str,
    details: Details,
    actor: Viewer,
    now: datetime,
    sections: tuple[tuple[str, str], ...] = SKELETON,
) -> Statement:
    """A new working text at a public address of its own; Refused when the address is taken or cannot be one."""
    refusal = slug_refusal(slug)
    if refusal or drafts.is_slug_taken(session, slug):
        raise Refused(refusal or TAKEN)
    statement = Statement(
        reference=new_reference("ST"),
        authority_id=authority_id,
        slug=slug,
        title=details.title,
        summary=details.summary,
        as_of_month=details.as_of_month,
        created_at=now,
        updated_at=now,
    )
    statement.lead_figures = _lead_figures(details)
    statement.sections = [
        _section(position, heading, text, actor, now) for position, (heading, text) in enumerate(sections, 1)
    ]
    session.add(statement)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(TAKEN) from None
    note_maker(session, statement, actor)
    record(session, "started", statement, actor=actor, now=now, slug=slug)
    return statement


def text_of_version(version: StatementVersion) -> tuple[Details, tuple[tuple[str, str], ...]]:
    """The text a version was made from, for a new statement to begin with."""
    source: dict[str, Any] = json.loads(version.source)
    leads = tuple((name, label) for name, label in source["lead_figures"])
    details = Details(version.title, source["summary"], version.as_of_month, leads)
    return details, tuple((heading, text) for heading, text in source["sections"])


def source_json(draft: Draft) -> str:
    """The text of a draft as a version keeps it."""
    kept = {"summary": draft.summary, "sections": draft.sections, "lead_figures": draft.lead_figures}
    return json.dumps(kept, ensure_ascii=False)


@verb
def change_details(
    session: Session, statement: Statement, details: Details, *, lock_version: int, actor: Viewer, now: datetime
) -> None:
    """Change what stands above the sections; Stale when somebody else did so meanwhile."""
    lock(session, statement)
    if statement.lock_version != lock_version:
        raise Stale
    take_edit(session, statement, actor=actor, now=now)
    statement.title, statement.summary = details.title, details.summary
    statement.as_of_month = details.as_of_month
    statement.lead_figures.clear()
    session.flush()
    statement.lead_figures.extend(_lead_figures(details))
    statement.lock_version += 1
    record(session, "details_changed", statement, actor=actor, now=now, month=details.as_of_month)


@verb
def add_section(
    session: Session, statement: Statement, *, heading: str, markdown: str, actor: Viewer, now: datetime
) -> Section:
    """A new section after the others."""
    take_edit(session, statement, actor=actor, now=now)
    section = _section(len(statement.sections) + 1, heading, markdown, actor, now)
    statement.sections.append(section)
    record(session, "section_added", statement, actor=actor, now=now, section=section.reference)
    return section


@verb
def change_section(
    session: Session,
    statement: Statement,
    reference: str,
    *,
    heading: str,
    markdown: str,
    lock_version: int,
    actor: Viewer,
    now: datetime,
) -> Section:
    """Save a section; Stale, with nothing overwritten, when somebody else saved it since it was opened."""
    lock(session, statement)
    section = drafts.get_section(statement, reference)
    if section.lock_version != lock_version:
        raise Stale
    take_edit(session, statement, actor=actor, now=now)
    section.heading, section.markdown = heading, markdown
    section.lock_version += 1
    section.edited_at, section.edited_by_id = now, actor.person_id
    record(session, "section_changed", statement, actor=actor, now=now, section=reference)
    return section


@verb
def move_section(
    session: Session, statement: Statement, reference: str, *, up: bool, actor: Viewer, now: datetime
) -> None:
    """Let a section change places with the one above or below it; at the edge nothing happens."""
    take_edit(session, statement, actor=actor, now=now)
    order = list(statement.sections)
    index = order.index(drafts.get_section(statement, reference))
    other = index - 1 if up else index + 1
    if 0 <= other < len(order):
        order[index], order[other] = order[other], order[index]
    _number(order)
    record(session, "section_moved", statement, actor=actor, now=now, section=reference)


@verb
def remove_section(session: Session, statement: Statement, reference: str, *, actor: Viewer, now: datetime) -> None:
    """Take a section out of the working text. Published versions keep theirs."""
    take_edit(session, statement, actor=actor, now=now)
    section = drafts.get_section(statement, reference)
    statement.sections.remove(section)
    _number(statement.sections)
    record(session, "section_removed", statement, actor=actor, now=now, section=reference)


@verb
def reopen(session: Session, statement: Statement, *, actor: Viewer, now: datetime) -> None:
    """Start a correction or update: the published text becomes the draft of the next version."""
    take(session, statement, Step.REOPEN)
    statement.updated_at = now
    record(session, "reopened", statement, actor=actor, now=now)


def _section(position: int, heading: str, markdown: str, actor: Viewer, now: datetime) -> Section:
    return Section(
        reference=new_reference("SN"),
        position=position,
        heading=heading,
        markdown=markdown,
        edited_at=now,
        edited_by_id=actor.person_id,
    )


def _lead_figures(details: Details) -> list[LeadFigure]:
    return [
        LeadFigure(position=position, name=name, label=label)
        for position, (name, label) in enumerate(details.lead_figures, 1)
    ]


def _number(sections: list[Section]) -> None:
    for position, section in enumerate(sections, 1):
        section.position = position
