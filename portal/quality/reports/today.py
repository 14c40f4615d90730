"""What waits because of findings and reports: for the officers of a visit, and for the home it was made to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.reports import queries
from portal.quality.reports.rules import last_day
from portal.quality.suspensions.queries import list_for_provider
from portal.quality.words import UNWRITTEN_NAME, UNWRITTEN_TONE, closed_words
from portal.web.today import Change, Waiting, brings_news, waits_for


@waits_for(Role.QA_OFFICER)
def visits_to_write_up(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Visits whose day has come and that are not finished, and reports that are not sent."""
    planned = queries.list_visits_in(session, viewer, [VisitState.PLANNED])
    made = unwritten.among(session, planned, now)
    for visit in planned:
        if clock.today(visit.starts_at) <= clock.today(now):
            yield _to_write(visit, now, is_made=visit.id in made)
    for visit in queries.list_visits_in(session, viewer, [VisitState.DONE, VisitState.DRAFT_REPORT]):
        href = url_for("reports.report", reference=visit.reference)
        since_on = clock.today(visit.done_at) if visit.done_at else None
        yield Waiting(f"{visit.home.name}: write the report and send it to the provider", href, since_on=since_on)


def _to_write(visit: Visit, now: datetime, *, is_made: bool) -> Waiting:
    """One to be written down: by its day, or since then where young inspectors told that it was made."""
    text, day = f"{visit.home.name}: write down what you find", clock.today(visit.starts_at)
    href = url_for("findings.overview", reference=visit.reference)
    if is_made:
        return Waiting(text, href, since_on=day, status=UNWRITTEN_NAME, tone=UNWRITTEN_TONE)
    status, tone = ("Day has passed", "red") if visit.ends_at < now else ("To do", "blue")
    hint = closed_words(visit.home, VisitState.PLANNED)
    return Waiting(text, href, due_on=day, status=status, tone=tone, hint=hint)


@waits_for(Role.QA_OFFICER)
def answers_that_came(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Reports whose provider is done, or has had its time: points to decide, or nothing left but to make it final."""
    for visit, count in queries.list_answered(session, viewer, now=now):
        href = url_for("reports.report", reference=visit.reference)
        if count:
            yield Waiting(f"{visit.home.name}: decide about the provider’s points", href, count=count)
        else:
            yield Waiting(f"{visit.home.name}: make the report final", href)


@waits_for(*PROVIDER_ROLES)
def reports_to_check(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Draft reports to check, by their last day."""
    for report in queries.list_shared(session, viewer):
        window = queries.window_of(report)
        if report.visit.state == VisitState.FACTUAL_ACCURACY and window and window.takes(now):
            yield Waiting(
                f"{report.visit.home.name}: check the draft report of our visit",
                url_for("own_visits.visit", reference=report.visit.reference),
                due_on=last_day(window.ends_at),
            )


@brings_news(*PROVIDER_ROLES)
def reports_and_pauses(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Reports that became final, and homes where new placements were paused."""
    for report in queries.list_shared(session, viewer):
        if report.finalised_at and report.finalised_at > since:
            href = url_for("own_visits.visit", reference=report.visit.reference)
            yield Change(report.finalised_at, f"The report of the visit to {report.visit.home.name} is final", href)
    for pause in list_for_provider(session, viewer):
        if pause.made_at > since:
            yield Change(
                pause.made_at, f"New placements at {pause.home.name} are paused", url_for("own_visits.list_visits")
            )
