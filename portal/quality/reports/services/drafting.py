"""The draft of a report: begun from the findings, mended in place, sent to the provider."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import clock, mail
from portal.access import Viewer
from portal.db import verb
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.queries.people import list_people_of_home
from portal.quality.reports import queries, words
from portal.quality.reports.models import Judgement, Outcome, ReportSection, VisitReport
from portal.quality.reports.rules import SEEN, SUMMARY, Sheet, SheetKind, Written, is_empty, window_end
from portal.quality.reports.services.common import Stale, refuse_empty, refuse_long
from portal.quality.rules import Step
from portal.quality.services.steps import note, take
from portal.quality.services.visits import Refused
from portal.web.filters import format_date

NOT_NOW = "This report can no longer be changed. Look at where the visit stands now."
ONLY_ACCEPTED = (
    "The provider has seen this text. It can be changed where you accepted a point of the provider’s about it, "
    "so that nothing new stands in a final report."
)

LEFT_EMPTY = "“{}” cannot be empty in a report that the provider has seen. Enter what stands there now."


@verb
def begin_report(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> VisitReport:
    """Begin the report with what was found, in the order of the form under a summary still to be written."""
    held = take(session, visit, Step.DRAFT)
    report = VisitReport(visit_id=held.id, drafted_at=now, drafted_by_id=actor.person_id)
    session.add(report)
    session.flush()
    written = queries.list_written(session, held.id)
    session.add(_section(held, SUMMARY, "In short", Written(), 0, actor=actor, now=now, is_judged=False))
    for position, sheet in enumerate(queries.list_sheets(session, held), start=1):
        found = written.get(sheet.slug, Written())
        if found != Written():
            session.add(_section_of(held, sheet, found, position, actor=actor, now=now))
    session.flush()
    note(session, "report_begun", held, actor=actor, now=now)
    return report


def _section_of(
    visit: Visit, sheet: Sheet, found: Written, position: int, *, actor: Viewer, now: datetime
) -> ReportSection:
    text = words.seen_text(found) if sheet.slug == SEEN else found.text
    is_judged = sheet.kind is SheetKind.STANDARD
    return _section(
        visit,
        sheet.slug,
        sheet.title,
        Written(found.judgement, text),
        position,
        actor=actor,
        now=now,
        is_judged=is_judged,
    )


def _section(
    visit: Visit,
    slug: str,
    heading: str,
    written: Written,
    position: int,
    *,
    actor: Viewer,
    now: datetime,
    is_judged: bool,
) -> ReportSection:
    return ReportSection(
        visit_id=visit.id,
        slug=slug,
        position=position,
        heading=heading,
        is_judged=is_judged,
        judgement=written.judgement,
        text=written.text,
        edited_at=now,
        edited_by_id=actor.person_id,
    )


@verb
def save_section(
    session: Session,
    visit: Visit,
    slug: str,
    *,
    judgement: Judgement | None,
    text: str,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Save a section's text and judgement. After the report was sent only where a point about it was accepted.

    What stands already changes nothing. Stale when somebody else saved since; Refused where the text is settled, and
    where a section that the provider was shown would say nothing any more.
    """
    held = locked_visit(session, visit.id)
    section = queries.get_section(queries.locked_report(session, held.id), slug)
    _refuse_settled(held, section)
    given, stored = Written(judgement, text), Written(section.judgement, section.text)
    if held.state != VisitState.DRAFT_REPORT and is_empty(given, is_judged=section.is_judged):
        raise Refused(LEFT_EMPTY.format(section.heading), "text")
    if given == stored:
        return
    if section.version != seen_version:
        raise Stale(words.differences(stored, given), section.version)
    section.judgement, section.text = judgement, text
    section.edited_at, section.edited_by_id = now, actor.person_id
    section.version += 1
    note(session, "report_changed", held, actor=actor, now=now, section=slug)


def _refuse_settled(visit: Visit, section: ReportSection) -> None:
    if visit.state == VisitState.DRAFT_REPORT:
        return
    if visit.state != VisitState.FACTUAL_ACCURACY:
        raise Refused(NOT_NOW)
    if section.point is None or section.point.outcome != Outcome.ACCEPTED:
        raise Refused(ONLY_ACCEPTED)


@verb
def send_report(session: Session, visit: Visit, *, last_day: date, actor: Viewer, now: datetime) -> None:
    """Ask the provider whether the report is accurate, until the end of a day in London; everybody who answers for the
    home is written to. Refused for a day that is over or far ahead, and naming the sections that are empty."""
    if last_day <= clock.today(now):
        raise Refused("The last day to answer must be after today.", "last_day")
    refuse_long(last_day, clock.today(now))
    held = take(session, visit, Step.SHARE)
    report = queries.locked_report(session, held.id)
    refuse_empty(report)
    for section in report.sections:
        section.shown_judgement, section.shown_text = section.judgement, section.text
    report.shared_at, report.window_ends_at = now, window_end(last_day)
    note(session, "report_sent", held, actor=actor, now=now, shared=True, last_day=last_day.isoformat())
    for person in list_people_of_home(session, held.home):
        mail.post(
            session,
            "report_to_check",
            to=person.inbox,
            subject=f"Check the draft report of our visit by {format_date(last_day)}",
            key=f"report-to-check:{held.reference}:{person.id}",
            now=now,
            name=person.name,
            last_day=format_date(last_day),
            path=f"/provider/visits/{held.reference}/",
        )
