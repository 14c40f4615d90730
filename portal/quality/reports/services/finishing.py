"""A report becomes final: frozen with a hash that the record of events keeps; a publisher may approve it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from textwrap import shorten

from sqlalchemy.orm import Session

from portal import clock, jobs, mail
from portal.access import Role, Viewer
from portal.authorities.queries import get_authority
from portal.db import verb
from portal.quality.actions.models import VisitAction
from portal.quality.actions.queries import list_actions
from portal.quality.actions.rules import has_day_ahead
from portal.quality.models import Visit, VisitState
from portal.quality.queries.people import list_people_of_home, list_staff
from portal.quality.reports import queries
from portal.quality.reports.models import VisitReport
from portal.quality.reports.rules import (
    AccuracyData,
    Answer,
    Outcome,
    Point,
    ReportContent,
    Window,
    content_text,
    digest,
    last_day,
    undecided,
    unmended,
)
from portal.quality.reports.services.common import held_in, refuse_empty
from portal.quality.rules import Step
from portal.quality.services.steps import note, take
from portal.quality.services.visits import Refused
from portal.web.filters import format_date

PDF_JOB = "quality.report_pdf"
NAMED_LENGTH = 80
MAKER = "You had a part in this visit or its report, so you cannot approve it."
CAN_APPROVE = "Ask a publisher who had none: {}."
NOBODY_ELSE = "Every publisher here had one: ask whoever manages accounts for another."


@verb
def finalise(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> VisitReport:
    """Freeze the report. Refused while the provider may still answer, while a point of it is not decided, while a text
    still reads as it did though a point about it was accepted, while a section says nothing, and while an action would
    be due on this day or before it."""
    held = take(session, visit, Step.FINALISE)
    report = queries.locked_report(session, held.id)
    window, points = queries.window_of(report), queries.points_of(report)
    _refuse_early(window, points, now)
    refuse_empty(report)
    _refuse_late(list_late(session, held.id, now=now))
    report.content = content_text(_content(session, held, report, points, now))
    report.content_sha256 = digest(report.content)
    report.finalised_at, report.finalised_by_id = now, actor.person_id
    jobs.enqueue(session, PDF_JOB, {"visit_id": held.id}, key=f"{PDF_JOB}:{held.reference}", now=now)
    note(session, "report_finalised", held, actor=actor, now=now, shared=True, sha256=report.content_sha256)
    _tell(session, held, now)
    return report


def _refuse_early(window: Window | None, points: list[Point], now: datetime) -> None:
    if window is None or window.takes(now):
        until = f" It has until {format_date(last_day(window.ends_at))}." if window else ""
        raise Refused(f"The provider may still answer.{until}")
    if waiting := undecided(points):
        raise Refused(f"Decide first about what the provider says of: {', '.join(waiting)}.")
    if unchanged := unmended(points):
        raise Refused(f"You accepted a point about these, but their text is as it was: {', '.join(unchanged)}.")


def list_late(session: Session, visit_id: int, *, now: datetime) -> list[VisitAction]:
    """The actions of a draft whose day is no longer ahead: they would be late as soon as the report is final."""
    today = clock.today(now)
    return [action for action in list_actions(session, visit_id) if not has_day_ahead(action.due_on, today)]


def _refuse_late(late: list[VisitAction]) -> None:
    if late:
        named = "; ".join(f"“{_short(action.text)}”, due {format_date(action.due_on)}" for action in late)
        raise Refused(f"Move the days of these actions first, to a day after today: {named}.")


def _short(text: str) -> str:
    """The first words of an action, as many as a sentence has room for."""
    return shorten(text, NAMED_LENGTH, placeholder=" …").rstrip(".")


def _content(session: Session, visit: Visit, report: VisitReport, points: list[Point], now: datetime) -> ReportContent:
    return {
        "reference": visit.reference,
        "council": get_authority(session, visit.authority_id).full_name,
        "home": visit.home.name,
        "home_reference": visit.home.reference,
        "provider": visit.home.provider.legal_name,
        "visited_on": clock.today(visit.starts_at).isoformat(),
        "is_announced": visit.is_announced,
        "officers": [person.name for person in visit.who_went],
        "sections": [
            {
                "slug": section.slug,
                "heading": section.heading,
                "judgement": str(section.judgement) if section.judgement else None,
                "text": section.text,
            }
            for section in report.sections
        ],
        "actions": [
            {
                "reference": action.reference,
                "text": action.text,
                "owner": action.owner,
                "due_on": action.due_on.isoformat(),
            }
            for action in list_actions(session, visit.id)
        ],
        "accuracy": _accuracy(report, points),
        "finalised_on": clock.today(now).isoformat(),
    }


def _accuracy(report: VisitReport, points: list[Point]) -> AccuracyData:
    made = [point for point in points if point.answer is Answer.NOT_ACCURATE]
    outcomes, answers = Counter(point.outcome for point in made), Counter(point.answer for point in points)
    mended = [point for point in points if point.answer is Answer.ACCURATE and point.is_mended]
    asked_at, ends_at = report.shared_at, report.window_ends_at
    return {
        "asked_on": clock.today(asked_at).isoformat() if asked_at else "",
        "last_day": last_day(ends_at).isoformat() if ends_at else "",
        "accurate": answers[Answer.ACCURATE] - len(mended),
        "mended": len(mended),
        "accepted": outcomes[Outcome.ACCEPTED],
        "declined": outcomes[Outcome.DECLINED],
        "silent": answers[None],
    }


def _tell(session: Session, visit: Visit, now: datetime) -> None:
    for person in list_people_of_home(session, visit.home):
        mail.post(
            session,
            "report_final",
            to=person.inbox,
            subject="The report of our visit is final",
            key=f"report-final:{visit.reference}:{person.id}",
            now=now,
            name=person.name,
            path=f"/provider/visits/{visit.reference}/",
        )


@verb
def approve_report(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """A publisher has read a final report and lets it leave the council. Refused to whoever had a part in it: its
    maker never approves it, whatever their role."""
    held = held_in(session, visit, (VisitState.FINAL, VisitState.CLOSED), "Only a final report can be approved.")
    report = queries.locked_report(session, held.id)
    if report.approved_at:
        return
    _refuse_maker(session, held, report, actor)
    report.approved_at, report.approved_by_id = now, actor.person_id
    note(session, "report_approved", held, actor=actor, now=now, sha256=report.content_sha256)


def _refuse_maker(session: Session, visit: Visit, report: VisitReport, actor: Viewer) -> None:
    makers = queries.list_makers(session, visit, report)
    if actor.person_id not in makers:
        return
    others = [
        person.name for person in list_staff(session, visit.authority_id, Role.PUBLISHER) if person.id not in makers
    ]
    raise Refused(f"{MAKER} {CAN_APPROVE.format(' or '.join(others)) if others else NOBODY_ELSE}")
