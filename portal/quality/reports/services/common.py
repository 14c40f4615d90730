"""What the verbs of findings and reports share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.reports.models import ReportSection, VisitReport
from portal.quality.reports.rules import MOST_WORKING_DAYS, Written, is_empty, latest_last_day
from portal.quality.services.visits import Refused
from portal.web.filters import format_date

MOST_PHOTOGRAPHS = 12
MOST_PHOTOGRAPH_BYTES = 10_000_000
STALE = (
    "Somebody else saved this page while you were writing. What they saved stands beside what you wrote: "
    "keep what is right and save again"
)


class Stale(Refused):
    """Somebody else saved first. `current` holds in words what is stored now where it differs, `version` its number."""

    def __init__(self, current: Mapping[str, str], version: int, message: str = STALE) -> None:
        super().__init__(message)
        self.current, self.version = current, version


def held_in(session: Session, visit: Visit, states: Collection[VisitState], refusal: str) -> Visit:
    """The visit, locked; Refused unless it stands in one of the states."""
    held = locked_visit(session, visit.id)
    if held.state not in states:
        raise Refused(refusal)
    return held


def refuse_empty(report: VisitReport) -> None:
    """Refused while a section of a report says nothing, naming each."""
    empty = [each.heading for each in report.sections if _says_nothing(each)]
    if empty:
        raise Refused(f"Still empty: {', '.join(empty)}.")


def _says_nothing(section: ReportSection) -> bool:
    return is_empty(Written(section.judgement, section.text), is_judged=section.is_judged)


def refuse_long(last_day: date, today: date) -> None:
    """Refused for a last day to answer that lies too far ahead."""
    latest = latest_last_day(today)
    if last_day > latest:
        words = f"{format_date(latest)} or earlier: {MOST_WORKING_DAYS} working days is the longest."
        raise Refused(f"The last day to answer must be {words}", "last_day")
