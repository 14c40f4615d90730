"""How long the record of a visit is kept, what keeps it longer, and what is left of one that others still name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal import clock, jobs
from portal.access import Role
from portal.authorities.models import Council
from portal.events import EventRow
from portal.quality import services as visits
from portal.quality.actions import queries, retention
from portal.quality.actions import services as actions
from portal.quality.actions.models import ActionEvidence, ActionMove, ActionState, VisitAction
from portal.quality.models import Visit, VisitOfficer, VisitState
from portal.quality.reports import services
from portal.quality.reports.models import (
    AccuracyPoint,
    Answer,
    ReportConsent,
    ReportPdf,
    ReportSection,
    ReportSharing,
    VisitFinding,
    VisitPhotograph,
    VisitReport,
)
from portal.quality.suspensions import services as suspensions
from portal.voice.disclosures.models import Disclosure
from tests import factories
from tests.integration.quality import made as quality_made
from tests.integration.quality.reports import made
from tests.integration.quality.reports.conftest import Cast
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.support.client import Client

At = Callable[[datetime], None]
OF_VISIT = (
    VisitFinding, VisitPhotograph, VisitReport, ReportSection, AccuracyPoint, ReportConsent, ReportPdf, ReportSharing,
    VisitAction, ActionEvidence, ActionMove,
)  # fmt: skip
SIX_YEARS_AND_A_DAY = timedelta(days=6 * 365 + 2 + 1)


@pytest.fixture
def closed(session: Session, cast: Cast) -> Visit:
    """A visit with everything that a visit may have, closed today."""
    visit, now = made.sent(session, cast.home, cast.lead, cast.second), clock.now()
    made.keep_photograph(session, visit, cast.lead)
    answer = {"answer": Answer.ACCURATE, "text": "", "seen_version": 0, "actor": cast.provider, "now": now}
    services.save_point(session, visit, "education", **answer)
    services.say_done(session, visit, actor=cast.provider, now=now)
    services.finalise(session, visit, actor=cast.officer, now=now)
    services.give_consent(session, visit, actor=cast.provider, now=now)
    (only,) = made.visit_actions(session, visit)
    later = only.due_on + timedelta(days=5)
    made.move_action(session, visit, only, later, cast.officer)
    actions.send_evidence(session, visit, only, "Mended.", actor=cast.provider, now=now)
    made.close_action(session, visit, only, cast.officer)
    council = session.scalars(select(Council.code).order_by(Council.code)).first()
    copy = {"council_code": council, "reason": "It asked.", "taken_at": now, "taken_by_id": cast.lead.id}
    session.add(ReportSharing(visit_id=visit.id, **copy))
    session.add(ReportPdf(visit_id=visit.id, body=b"%PDF", sha256="0" * 64, made_at=now))
    session.commit()
    assert visit.state == VisitState.CLOSED
    return visit


def chores_after(app: Flask, session: Session, at: At, after: timedelta) -> None:
    session.commit()
    at(clock.now() + after)
    jobs.do_chores(app.extensions["portal_database"])
    session.expire_all()


def counts(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in OF_VISIT]


def removals(session: Session) -> list[tuple[str, str, str | None]]:
    query = select(EventRow).where(EventRow.verb == "quality.visit_removed").order_by(EventRow.sequence)
    return [(each.subject_reference, each.detail, each.personal_hash) for each in session.scalars(query)]


def test_the_record_goes_six_years_after_the_visit_was_closed_and_all_of_it(
    app: Flask, session: Session, client: Client, cast: Cast, closed: Visit, at: At
) -> None:
    reference = closed.reference
    assert all(counts(session))
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY - timedelta(days=2))
    assert all(counts(session))
    assert removals(session) == []
    chores_after(app, session, at, timedelta(days=2))
    assert counts(session) == [0] * len(OF_VISIT)
    assert session.scalars(select(Visit)).all() == session.scalars(select(VisitOfficer)).all() == []
    assert removals(session) == [(reference, "{}", None)]
    client.sign_in(cast.lead)
    client.get(f"/quality/visits/{reference}/", expect=404)


def test_two_who_remove_at_once_remove_it_once(
    app: Flask, session: Session, closed: Visit, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second does everything between the first one's look and its first removal."""
    reference, listed, others = closed.reference, queries.list_kept_long, []

    def slow(found: Session, before: datetime, **only: int) -> object:
        ids = listed(found, before, **only)
        if not others and not only:
            others.append(True)
            retention.remove_old_visits(app.extensions["portal_database"])
        return ids

    monkeypatch.setattr(queries, "list_kept_long", slow)
    session.commit()
    at(clock.now() + SIX_YEARS_AND_A_DAY)
    retention.remove_old_visits(app.extensions["portal_database"])
    session.expire_all()
    assert others and removals(session) == [(reference, "{}", None)]


def test_one_that_cannot_be_removed_keeps_no_other(
    app: Flask, session: Session, cast: Cast, closed: Visit, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = closed.reference, made.closed(session, cast.home, cast.provider, cast.lead).reference
    remove = retention._remove

    def fail_once(session: Session, visit: Visit, **how: object) -> None:
        if visit.reference == bad:
            raise ArithmeticError
        remove(session, visit, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(retention, "_remove", fail_once)
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert [each[0] for each in removals(session)] == [good]
    assert session.scalars(select(Visit.reference)).all() == [bad]


def test_one_of_a_home_where_placements_are_suspended_waits_until_that_is_lifted(
    app: Flask, session: Session, cast: Cast, closed: Visit, at: At
) -> None:
    told = {"reason": "Concerns.", "actor": cast.officer}
    today = clock.today(clock.now())
    suspension = suspensions.suspend(
        session, cast.home, authority_id=closed.authority_id, from_on=today, now=clock.now(), **told
    )
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert all(counts(session))
    suspensions.lift(session, suspension, now=clock.now(), **told)
    chores_after(app, session, at, timedelta(hours=1))
    assert counts(session) == [0] * len(OF_VISIT)


def test_one_with_an_open_action_stays(app: Flask, session: Session, cast: Cast, closed: Visit, at: At) -> None:
    """Closing a visit asks that none is: this holds should one be opened by hand."""
    (only,) = made.visit_actions(session, closed)
    only.state, only.closed_at, only.closed_reason = ActionState.OPEN, None, ""
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert all(counts(session))


def test_one_that_is_not_closed_stays(app: Flask, session: Session, cast: Cast, at: At) -> None:
    visit = made.final(session, cast.home, cast.provider, cast.lead)
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert (visit.state, len(made.visit_actions(session, visit))) == (VisitState.FINAL, 1)


@pytest.mark.parametrize("is_held", [False, True])
def test_one_that_was_called_off_goes_six_years_after_its_day_unless_others_name_it(
    app: Flask, session: Session, client: Client, cast: Cast, at: At, is_held: bool
) -> None:
    visit = quality_made.visit(session, cast.home, cast.lead, starts_at=clock.now() + timedelta(days=9))
    if is_held:
        coordinator = factories.make_staff(session, Role.COORDINATOR)
        inspector = factories.make_inspector(session, coordinator, "Blue Heron").inspector
        feedback_made.go(session, visit, inspector, factories.viewer_of(session, coordinator))
    made.keep_photograph(session, visit, cast.lead)
    called_off = {"reason": "Sam was upset.", "version": visit.version}
    visits.cancel_visit(session, visit, **called_off, actor=cast.officer, now=clock.now())
    reference = visit.reference
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert len(session.scalars(select(Visit)).all()) == 1
    chores_after(app, session, at, timedelta(days=10))
    left = [visit.state for visit in session.scalars(select(Visit))]
    assert left == ([VisitState.CANCELLED] if is_held else [])
    assert session.scalars(select(VisitPhotograph)).all() == []
    cleared = select(EventRow.detail, EventRow.personal_hash).where(EventRow.verb == "quality.visit_cleared")
    assert session.execute(cleared).all() == ([("{}", None)] if is_held else [])
    client.sign_in(cast.lead)
    if not is_held:
        client.get(f"/quality/visits/{reference}/", expect=404)
        return
    page = client.get(f"/quality/visits/{reference}/")
    assert "Called off" in page.text and retention.REASON_GONE in page.text and "Sam was upset" not in page.text
    chores_after(app, session, at, timedelta(hours=1))
    assert len(session.execute(cleared).all()) == 1, "once, however often the chores run"


def test_where_young_people_are_still_named_with_it_its_place_and_time_stay_and_nothing_that_was_written(
    app: Flask, session: Session, client: Client, new_client: Callable[[], Client], cast: Cast, at: At
) -> None:
    desk = feedback_made.desk(session, cast.home)
    feedback_made.draft(session, desk)
    desk.visit.officers[0].person = cast.lead
    session.commit()
    made.finish_up(session, desk.visit, cast.lead)
    services.begin_report(session, desk.visit, actor=cast.officer, now=clock.now())
    text = {"judgement": None, "text": made.SUMMARY_TEXT, "seen_version": 1}
    services.save_section(session, desk.visit, "summary", **text, actor=cast.officer, now=clock.now())
    made.finish(session, desk.visit, officer=cast.officer, provider=cast.provider)
    actions.close_visit(session, desk.visit, actor=cast.officer, now=clock.now())
    reference = desk.visit.reference
    for _ in range(2):
        chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert counts(session) == [0] * len(OF_VISIT)
    assert removals(session) == [(reference, "{}", None)]
    assert session.scalars(select(Visit.state)).all() == [VisitState.REMOVED]
    client.sign_in(cast.lead)
    page = client.get(f"/quality/visits/{reference}/")
    assert "Record removed" in page.text and "What we found" not in page.text
    for part in ("findings/", "findings/education", "report/"):
        assert "removed" in client.get(f"/quality/visits/{reference}/{part}").text
    client.get(f"/quality/visits/{reference}/actions/")
    assert "visit removed" not in client.get(f"/quality/homes/{cast.home.reference}/").text
    provider = new_client()
    provider.sign_in(cast.admin)
    assert "Visited" in provider.get(f"/provider/visits/{reference}/").text
    assert "Reports of visits" not in provider.get("/provider/visits/").text


@pytest.mark.parametrize("holder", ["place", "disclosure"])
def test_whoever_names_a_visit_keeps_it_nameable(
    app: Flask, session: Session, cast: Cast, closed: Visit, at: At, holder: str
) -> None:
    closed.state = VisitState.PLANNED
    coordinator = factories.make_staff(session, Role.COORDINATOR)
    inspector = factories.make_inspector(session, coordinator).inspector
    if holder == "place":
        inspectors_made.placed(session, closed, inspector, coordinator)
    else:
        disclosures_made.told(session, visit=closed)
    closed.state = VisitState.CLOSED
    chores_after(app, session, at, SIX_YEARS_AND_A_DAY)
    assert (counts(session), closed.state) == ([0] * len(OF_VISIT), VisitState.REMOVED)
    assert session.scalars(select(Disclosure.visit_id)).all() == ([] if holder == "place" else [closed.id])
