"""Reads of what visits add up to: a fixed number of queries, however many homes there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.clock import london_midnight
from portal.homes.models import Home, HomeStatus
from portal.homes.queries import of_authority
from portal.quality.actions.models import ActionEvidence, ActionMove, VisitAction
from portal.quality.models import Visit
from portal.quality.reports.models import Judgement, ReportSection, VisitReport
from portal.quality.totals.rules import ActionStanding, Judged, Seen, stood, weakest_of


@dataclass(frozen=True)
class _Made:
    """A visit that was made: of which home, and whether its report was final in time."""

    visit_id: int
    home_id: int
    is_final: bool


@dataclass(frozen=True)
class _Time:
    """From midnight to midnight; `last_day` is the day before `ends_at`."""

    begins_at: datetime
    ends_at: datetime
    last_day: date


def list_seen(session: Session, authority: Authority, *, from_on: date, last_day: date) -> list[Seen]:
    """Every home that was open at the end of some days or visited in them, as things stood then. RESTRICTED."""
    time = _Time(london_midnight(from_on), london_midnight(last_day + timedelta(days=1)), last_day)
    made = _list_made(session, authority.id, time)
    finals = {each.visit_id: each.home_id for each in made if each.is_final}
    actions = _actions(session, finals, time)
    visits, reports = Counter(each.home_id for each in made), Counter(finals.values())
    is_open = _is_open(session, authority, time)
    homes = select(Home.id, Home.provider_id, Home.service_type).where(Home.id.in_({*is_open, *visits}))
    return [
        Seen(
            home_id,
            provider_id,
            service_type,
            home_id in is_open,
            visits[home_id],
            reports[home_id],
            *(actions[home_id][each] for each in ActionStanding),
        )
        for home_id, provider_id, service_type in session.execute(homes.order_by(Home.id))
    ]


def list_judged(session: Session, authority_id: int, *, from_on: date, last_day: date) -> list[Judged]:
    """Each home by its newest report that became final in some days, whenever it was visited: so every report is of one
    year only. RESTRICTED."""
    query = (
        select(Home.id, Home.provider_id, Home.service_type, VisitReport.visit_id, ReportSection.judgement)
        .select_from(VisitReport)
        .join(Visit, Visit.id == VisitReport.visit_id)
        .join(Home, Home.id == Visit.home_id)
        .join(ReportSection, ReportSection.visit_id == VisitReport.visit_id)
        .where(
            Visit.authority_id == authority_id,
            VisitReport.finalised_at >= london_midnight(from_on),
            VisitReport.finalised_at < london_midnight(last_day + timedelta(days=1)),
            ReportSection.is_judged,
            ReportSection.judgement.is_not(None),
        )
        .order_by(VisitReport.finalised_at, VisitReport.visit_id, ReportSection.position)
    )
    newest: dict[tuple[int, int, str], tuple[int, list[Judgement]]] = {}
    for home_id, provider_id, service_type, visit_id, judgement in session.execute(query):
        home = (home_id, provider_id, service_type)
        if home not in newest or newest[home][0] != visit_id:
            newest[home] = (visit_id, [])
        newest[home][1].append(Judgement(str(judgement)))
    found = [(home, weakest_of(judgements)) for home, (_visit, judgements) in newest.items()]
    return [Judged(*home, weakest) for home, weakest in found if weakest is not None]


def _is_open(session: Session, authority: Authority, time: _Time) -> set[int]:
    """The authority's homes that were open at the end, and known to the portal by then."""
    query = select(Home.id).where(
        of_authority(authority.id).condition(),
        Home.host_authority_code == authority.code,
        Home.status != HomeStatus.PLANNED,
        Home.created_at < time.ends_at,
        or_(Home.opened_on.is_(None), Home.opened_on <= time.last_day),
        or_(Home.status != HomeStatus.CLOSED, Home.closed_on > time.last_day),
    )
    return set(session.scalars(query.order_by(Home.id)))


def _list_made(session: Session, authority_id: int, time: _Time) -> list[_Made]:
    """Visits that were made and finished in time, the oldest first."""
    query = (
        select(Visit.id, Visit.home_id, VisitReport.finalised_at)
        .outerjoin(VisitReport, VisitReport.visit_id == Visit.id)
        .where(
            Visit.authority_id == authority_id,
            Visit.starts_at >= time.begins_at,
            Visit.starts_at < time.ends_at,
            Visit.done_at < time.ends_at,
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    return [
        _Made(visit_id, home_id, finalised_at is not None and finalised_at < time.ends_at)
        for visit_id, home_id, finalised_at in session.execute(query)
    ]


def _actions(session: Session, finals: dict[int, int], time: _Time) -> dict[int, Counter[ActionStanding]]:
    """How many actions of each home stood where: those agreed in time, with reports that were final in time, by the day
    on which they were due then, whatever they were moved to since."""
    waits = exists().where(
        ActionEvidence.action_id == VisitAction.id,
        ActionEvidence.sent_at < time.ends_at,
        or_(ActionEvidence.sent_back_at.is_(None), ActionEvidence.sent_back_at >= time.ends_at),
    )
    moved_since = (
        select(ActionMove.from_on)
        .where(ActionMove.action_id == VisitAction.id, ActionMove.moved_at >= time.ends_at)
        .order_by(ActionMove.id)
        .limit(1)
        .scalar_subquery()
    )
    due_on = func.coalesce(moved_since, VisitAction.due_on)
    query = select(VisitAction.visit_id, due_on, VisitAction.closed_at, waits).where(
        VisitAction.visit_id.in_(finals), VisitAction.created_at < time.ends_at
    )
    found: dict[int, Counter[ActionStanding]] = defaultdict(Counter)
    for visit_id, due, closed_at, is_waiting in session.execute(query.order_by(VisitAction.id)):
        is_done = closed_at is not None and closed_at < time.ends_at
        found[finals[visit_id]][stood(due, is_done=is_done, waits=is_waiting, last_day=time.last_day)] += 1
    return found
