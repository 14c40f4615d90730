"""Factual accuracy: the provider answers section by section in its time, the officer decides point by point."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, mail
from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit, VisitState
from portal.quality.queries.people import list_people_of_home
from portal.quality.reports import queries, words
from portal.quality.reports.models import AccuracyPoint, Answer, Outcome, ReportSection, VisitReport
from portal.quality.reports.rules import Window, last_day, window_end
from portal.quality.reports.services.common import Stale, held_in, refuse_long
from portal.quality.services.steps import note
from portal.quality.services.visits import Refused
from portal.web.filters import format_date

NOT_ASKED = "This report is not with the provider now. Look at where the visit stands."
ENDED = "The time to answer ended on {}. What was saved until then counts."
DONE = "Your organisation has said that it is done. What was saved counts."
CHANGED = "The provider has changed its answer since you opened this page. Read what it says now, then decide."
DECIDED = (
    "A colleague has decided about this, or changed its text, since you opened this page. Read what stands now, then "
    "decide."
)
NOT_YET = "The provider may still change its answers. Decide when it is done, or after {}."


@verb
def save_point(
    session: Session,
    visit: Visit,
    slug: str,
    *,
    answer: Answer,
    text: str,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Keep what the provider says of a section; it may be changed until the time to answer is over. What was decided
    about other words is decided no longer.

    Refused once it is, by the server's clock at the instant of arrival; Stale when a colleague saved since.
    """
    report = _answerable(session, visit, now)
    section = queries.get_section(report, slug)
    point = section.point
    given = text if answer is Answer.NOT_ACCURATE else ""
    if point is None:
        point = AccuracyPoint(section=section, version=0)
        session.add(point)
    elif (point.answer, point.words) == (answer, given):
        return
    elif point.version != seen_version:
        raise Stale({"answer": words.ANSWER_NAMES[point.answer], "text": point.words}, point.version)
    if point.outcome is not None:
        _reopen(session, visit, point, actor=actor, now=now)
    point.answer, point.words = answer, given
    point.saved_at, point.saved_by_id = now, actor.person_id
    point.version += 1


def _reopen(session: Session, visit: Visit, point: AccuracyPoint, *, actor: Viewer, now: datetime) -> None:
    """Nobody has decided about what is said now. How it was decided before, and why, stays in the record of events."""
    before, reason = point.outcome, point.reason
    point.decided_before, point.outcome, point.reason = before, None, ""
    point.decided_at = point.decided_by_id = None
    slug = point.section.slug
    note(session, "point_reopened", visit, actor=actor, now=now, shared=True, personal=reason, section=slug, was=before)


def _answerable(session: Session, visit: Visit, now: datetime) -> VisitReport:
    held = held_in(session, visit, (VisitState.FACTUAL_ACCURACY,), NOT_ASKED)
    report = queries.locked_report(session, held.id)
    window = _window(report)
    if not window.takes(now):
        raise Refused(DONE if window.answered_at else ENDED.format(format_date(last_day(window.ends_at))))
    return report


def _window(report: VisitReport) -> Window:
    window = queries.window_of(report)
    if window is None:
        raise Refused(NOT_ASKED)
    return window


@verb
def say_done(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """The provider has answered what it wants to answer, before its time is over."""
    report = _answerable(session, visit, now)
    report.answered_at, report.answered_by_id = now, actor.person_id
    points = [point.answer for point in queries.points_of(report) if point.answer]
    detail = {"accurate": points.count(Answer.ACCURATE), "not_accurate": points.count(Answer.NOT_ACCURATE)}
    note(session, "accuracy_answered", visit, actor=actor, now=now, shared=True, personal=None, **detail)


@verb
def extend_window(session: Session, visit: Visit, *, until: date, reason: str, actor: Viewer, now: datetime) -> None:
    """Give the provider longer, with a reason; also after its time was over. Refused for a day that is not later,
    or far ahead."""
    held = held_in(session, visit, (VisitState.FACTUAL_ACCURACY,), NOT_ASKED)
    report = queries.locked_report(session, held.id)
    window = _window(report)
    if window.answered_at:
        raise Refused("The provider has said that it is done.")
    if until <= max(last_day(window.ends_at), clock.today(now)):
        raise Refused("The new last day must be later than the old one, and after today.", "last_day")
    refuse_long(until, clock.today(now))
    report.window_ends_at = window_end(until)
    note(
        session,
        "window_extended",
        held,
        actor=actor,
        now=now,
        shared=True,
        personal=reason,
        last_day=until.isoformat(),
    )
    for person in list_people_of_home(session, held.home):
        mail.post(
            session,
            "report_more_time",
            to=person.inbox,
            subject=f"You have until {format_date(until)} to check our draft report",
            key=f"report-more-time:{held.reference}:{until.isoformat()}:{person.id}",
            now=now,
            name=person.name,
            last_day=format_date(until),
            path=f"/provider/visits/{held.reference}/",
        )


@verb
def decide_point(
    session: Session,
    visit: Visit,
    slug: str,
    *,
    outcome: Outcome,
    reason: str,
    actor: Viewer,
    now: datetime,
    seen_version: int,
    seen_section: int,
) -> None:
    """Accept or decline what the provider says of a section, with a reason it reads; changing one's mind is possible
    until the report is final. Refused while the provider may still change its answer; Stale where what it says, how it
    was decided (`seen_version`) or the text (`seen_section`) is another than the officer read. The same decision once
    more changes nothing."""
    held = held_in(session, visit, (VisitState.FACTUAL_ACCURACY,), NOT_ASKED)
    report = queries.locked_report(session, held.id)
    window = _window(report)
    if window.takes(now):
        raise Refused(NOT_YET.format(format_date(last_day(window.ends_at))))
    section = queries.get_section(report, slug)
    point = section.point
    if point is None or not queries.can_be_decided(section):
        raise Refused("The provider made no point about this section.")
    if (point.outcome, point.reason) == (outcome, reason):
        return
    if (seen_version, seen_section) != (point.version, section.version):
        raise Stale(_decision_of(point), point.version, DECIDED if point.outcome else CHANGED)
    point.outcome, point.reason = outcome, reason
    point.decided_at, point.decided_by_id = now, actor.person_id
    point.version += 1
    if outcome is Outcome.DECLINED:
        _restore(section)
    note(session, "point_decided", held, actor=actor, now=now, shared=True, section=slug, outcome=outcome)


def _decision_of(point: AccuracyPoint) -> dict[str, str]:
    return {"outcome": words.OUTCOME_NAMES[point.outcome], "reason": point.reason} if point.outcome else {}


def _restore(section: ReportSection) -> None:
    """A declined point changes nothing: what the provider was shown stands again."""
    if queries.is_mended(section):
        section.text, section.judgement = section.shown_text, section.shown_judgement
        section.version += 1
