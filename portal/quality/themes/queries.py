"""Counts over final reports and their actions, by standard. For staff: single homes can be told from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from portal.quality.actions.models import ActionState, VisitAction
from portal.quality.models import QualityStandard, Visit, VisitState
from portal.quality.reports.models import Judgement, ReportSection, VisitReport


@dataclass(frozen=True)
class Judged:
    """How many homes were judged so by a standard."""

    set_slug: str
    standard: str
    judgement: Judgement | None
    heading: str
    homes: int


@dataclass(frozen=True)
class Actions:
    """Actions of one standard ("" and no title for none): not closed, and of those past their day."""

    set_slug: str
    standard: str
    title: str | None
    left: int
    overdue: int


def count_judgements(session: Session, authority_id: int, *, since: datetime) -> list[Judged]:
    """By each home's newest final report since an instant, in the order of the standards. What was not looked at is
    left out."""
    newest = (
        select(Visit.home_id, func.max(VisitReport.finalised_at).label("finalised_at"))
        .join(Visit, Visit.id == VisitReport.visit_id)
        .where(Visit.authority_id == authority_id, VisitReport.finalised_at >= since)
        .group_by(Visit.home_id)
        .subquery()
    )
    same = and_(newest.c.home_id == Visit.home_id, newest.c.finalised_at == VisitReport.finalised_at)
    parts = (Visit.set_slug, ReportSection.slug, ReportSection.judgement)
    query = (
        select(*parts, func.max(ReportSection.heading), func.count())
        .join(VisitReport, VisitReport.visit_id == ReportSection.visit_id)
        .join(Visit, Visit.id == ReportSection.visit_id)
        .join(newest, same)
        .where(
            Visit.authority_id == authority_id,
            ReportSection.is_judged,
            ReportSection.judgement.is_not(None),
            ReportSection.judgement != Judgement.NOT_LOOKED_AT,
        )
        .group_by(*parts)
        .order_by(Visit.set_slug, func.min(ReportSection.position), ReportSection.slug, ReportSection.judgement)
    )
    return [Judged(*row) for row in session.execute(query)]


def count_actions(session: Session, authority_id: int, today: date) -> list[Actions]:
    """What is left to do after final reports, by set and standard."""
    query = (
        select(
            Visit.set_slug,
            VisitAction.standard,
            func.max(QualityStandard.title),
            func.count(),
            func.sum(case((_overdue(today), 1), else_=0)),
        )
        .join(VisitAction.visit)
        .outerjoin(QualityStandard, _standard_of_action())
        .where(
            Visit.authority_id == authority_id,
            Visit.state == VisitState.FINAL,
            VisitAction.state != ActionState.CLOSED,
        )
        .group_by(Visit.set_slug, VisitAction.standard)
        .order_by(Visit.set_slug, VisitAction.standard)
    )
    return [Actions(*row) for row in session.execute(query)]


def _standard_of_action() -> ColumnElement[bool]:
    same_set = and_(QualityStandard.set_slug == Visit.set_slug, QualityStandard.version == Visit.set_version)
    return and_(same_set, QualityStandard.slug == VisitAction.standard)


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(VisitAction.state == ActionState.OPEN, VisitAction.due_on < today)
