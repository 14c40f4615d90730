"""Reports: for the council from their draft on, for an organisation from the day they were sent to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.access import Viewer
from portal.db import NotFound
from portal.events import EventRow
from portal.homes.models import Home
from portal.homes.queries import Scope, seen_by
from portal.quality.models import Visit, VisitOfficer, VisitState
from portal.quality.reports.models import (
    AccuracyPoint,
    Answer,
    Outcome,
    ReportConsent,
    ReportPdf,
    ReportSection,
    ReportSharing,
    VisitReport,
)
from portal.quality.reports.rules import Point, Window

FINAL = (VisitState.FINAL, VisitState.CLOSED)
SHARED = (VisitState.FACTUAL_ACCURACY, VisitState.FINAL, VisitState.CLOSED)
_PARTS = (selectinload(VisitReport.sections).joinedload(ReportSection.point),)


def find_report(session: Session, visit_id: int) -> VisitReport | None:
    """The report of a visit with its sections and points, once one was begun."""
    query = select(VisitReport).where(VisitReport.visit_id == visit_id).options(*_PARTS)
    return session.scalar(query.execution_options(populate_existing=True))


def get_report(session: Session, visit_id: int) -> VisitReport:
    """The same; NotFound before it was begun."""
    found = find_report(session, visit_id)
    if found is None:
        raise NotFound("no report yet")
    return found


def locked_report(session: Session, visit_id: int) -> VisitReport:
    """The report as it stands now, held until this transaction ends."""
    session.scalar(select(VisitReport.visit_id).where(VisitReport.visit_id == visit_id).with_for_update())
    return get_report(session, visit_id)


def get_section(report: VisitReport, slug: str) -> ReportSection:
    """One section of a report already found; NotFound for one it does not have."""
    for section in report.sections:
        if section.slug == slug:
            return section
    raise NotFound("no such section")


def get_shared(session: Session, reference: str, *, viewer: Viewer) -> Visit:
    """A visit whose report was sent to the viewer's organisation, about a home they see; anything else is missing."""
    found = find_shared(session, reference, viewer=viewer)
    if found is None:
        raise NotFound("no such report")
    return found


def find_shared(session: Session, reference: str, *, viewer: Viewer) -> Visit | None:
    """The same, or None."""
    query = select(Visit).join(Visit.home).where(Visit.reference == reference, *_shared_with(viewer))
    return session.scalar(query.options(joinedload(Visit.home).joinedload(Home.provider)))


def _shared_with(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    scope: Scope = seen_by(viewer)
    return Visit.state.in_(SHARED), scope.condition()


def list_shared(session: Session, viewer: Viewer) -> Sequence[VisitReport]:
    """The reports that were sent to the viewer's organisation about homes they see, newest visit first."""
    query = (
        select(VisitReport)
        .join(VisitReport.visit)
        .join(Visit.home)
        .where(*_shared_with(viewer))
        .options(joinedload(VisitReport.visit).joinedload(Visit.home))
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
    )
    return session.scalars(query).all()


def window_of(report: VisitReport) -> Window | None:
    """When the provider may answer; None before the report was sent."""
    return Window(report.window_ends_at, report.answered_at) if report.window_ends_at else None


def points_of(report: VisitReport) -> list[Point]:
    """Every section as the provider answered it and the officer decided, in order."""
    return [_point(section) for section in report.sections]


def is_mended(section: ReportSection) -> bool:
    """Whether a section reads otherwise than the provider was shown it."""
    return (section.text, section.judgement) != (section.shown_text, section.shown_judgement)


def can_be_decided(section: ReportSection) -> bool:
    """Whether there is something to decide about a section, or was, and may be decided otherwise: what the provider
    says is not accurate, or a text that was mended for a point it makes no longer, until it is put back as it was."""
    point = section.point
    if point is None:
        return False
    return point.answer == Answer.NOT_ACCURATE or point.outcome == Outcome.ACCEPTED or is_mended(section)


def _point(section: ReportSection) -> Point:
    point = section.point
    return Point(
        section.heading,
        Answer(point.answer) if point else None,
        Outcome(point.outcome) if point and point.outcome else None,
        is_mended(section),
    )


def list_answered(session: Session, viewer: Viewer, *, now: datetime) -> Sequence[tuple[Visit, int]]:
    """The viewer's visits whose provider has answered or had its time, with how many points wait for a decision
    (rules/accuracy.py: Point.waits)."""
    mended = or_(
        ReportSection.text != ReportSection.shown_text,
        ReportSection.judgement.is_distinct_from(ReportSection.shown_judgement),
    )
    waiting = (
        select(func.count())
        .select_from(AccuracyPoint)
        .join(ReportSection, ReportSection.id == AccuracyPoint.section_id)
        .where(
            ReportSection.visit_id == Visit.id,
            or_(AccuracyPoint.answer == Answer.NOT_ACCURATE, mended),
            AccuracyPoint.outcome.is_(None),
        )
        .correlate(Visit)
        .scalar_subquery()
    )
    query = (
        select(Visit, waiting)
        .join(VisitReport, VisitReport.visit_id == Visit.id)
        .join(VisitOfficer, and_(VisitOfficer.visit_id == Visit.id, VisitOfficer.person_id == viewer.person_id))
        .where(
            Visit.authority_id == viewer.authority_id,
            Visit.state == VisitState.FACTUAL_ACCURACY,
            or_(VisitReport.answered_at.is_not(None), VisitReport.window_ends_at <= now),
        )
        .options(joinedload(Visit.home))
        .order_by(Visit.starts_at, Visit.id)
    )
    return [(visit, count) for visit, count in session.execute(query)]


def find_pdf(session: Session, visit_id: int) -> bytes | None:
    """The PDF of a final report, once the job has made it."""
    return session.scalar(select(ReportPdf.body).where(ReportPdf.visit_id == visit_id))


def recorded_hash(session: Session, visit: Visit) -> str:
    """The hash of the frozen content as the record of events has it; "" where it has none."""
    query = select(EventRow.detail).where(
        EventRow.subject_kind == "visit",
        EventRow.subject_reference == visit.reference,
        EventRow.verb == "quality.report_finalised",
    )
    detail = session.scalar(query.order_by(EventRow.sequence))
    return str(json.loads(detail)["sha256"]) if detail else ""


def has_consent(session: Session, visit_id: int) -> bool:
    """Whether the provider lets other councils have a report, as of now."""
    live = ReportConsent.withdrawn_at.is_(None)
    return session.scalar(select(ReportConsent.id).where(ReportConsent.visit_id == visit_id, live)) is not None


def list_sharings(session: Session, visit_id: int) -> Sequence[ReportSharing]:
    """The copies taken for other councils, newest first."""
    query = select(ReportSharing).where(ReportSharing.visit_id == visit_id).options(joinedload(ReportSharing.council))
    return session.scalars(query.order_by(ReportSharing.id.desc())).all()
