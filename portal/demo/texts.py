"""The demonstration's statements: one published, one still a draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.demo.pack import Pack
from portal.demo.people import Staff
from portal.statements.models import Statement
from portal.statements.rules.content import content_hash
from portal.statements.services.drafting import Details, start_statement
from portal.statements.services.publishing import publish
from portal.statements.services.review import approve, refuse_unready, send_for_review


def publish_statement(
    session: Session, pack: Pack, *, authority_id: int, month: date, staff: Staff, now: datetime
) -> None:
    """Drafted by the commissioner, approved and published by the publisher."""
    statement = _start(session, pack, "statement", authority_id=authority_id, month=month, staff=staff, now=now)
    later = now + timedelta(days=2)
    send_for_review(session, statement, actor=staff.commissioner, now=now)
    seen = content_hash(refuse_unready(session, statement).content)
    approve(session, statement, seen=seen, actor=staff.publisher, now=later)
    publish(session, statement, reason="", actor=staff.publisher, now=later)


def start_draft(session: Session, pack: Pack, *, authority_id: int, month: date, staff: Staff, now: datetime) -> None:
    """A text under way."""
    _start(session, pack, "draft", authority_id=authority_id, month=month, staff=staff, now=now)


def _start(
    session: Session, pack: Pack, name: str, *, authority_id: int, month: date, staff: Staff, now: datetime
) -> Statement:
    about: dict[str, Any] = pack.about[name]
    leads = tuple((lead["figure"], lead["label"]) for lead in about["lead_figures"])
    return start_statement(
        session,
        authority_id=authority_id,
        slug=about["slug"],
        details=Details(about["title"], about["summary"], month, leads),
        actor=staff.commissioner,
        now=now,
        sections=pack.sections(name),
    )
