"""The demonstration's judgements and visits: some planned, some called off, some homes overdue one.

Homes, judgements and reasons are made up, as everything there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.demo.market import Organisation
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import Staff
from portal.homes.models import Home
from portal.providers.rules import ServiceType
from portal.quality import services
from portal.quality.models import Trigger, Visit
from portal.quality.rules.judgements import frameworks_for
from portal.quality.services import Plan

PLANNED_BEFORE = timedelta(days=2)
A_DAY = timedelta(days=1)


def add_visits(
    session: Session,
    pack: Pack,
    organisations: Mapping[str, Organisation],
    *,
    authority_id: int,
    staff: Staff,
    now: datetime,
) -> None:
    """Judgements, visits and a day that a person set, as the pack has them, by the QA officer."""
    homes = {slug: home for organisation in organisations.values() for slug, home in organisation.homes.items()}
    for row in pack.rows("judgements.csv"):
        _judge(session, homes[row["home"]], row, staff=staff, now=now)
    for row in pack.rows("visits.csv"):
        visit = _plan(session, homes[row["home"]], row, authority_id=authority_id, staff=staff, now=now)
        if row["called_off"]:
            services.cancel_visit(
                session, visit, reason=row["called_off"], version=visit.version, actor=staff.officer, now=now
            )
    for row in pack.rows("visit-days.csv"):
        services.set_visit_day(
            session,
            homes[row["home"]],
            authority_id=authority_id,
            due_on=_in_days(row, now),
            reason=row["reason"],
            actor=staff.officer,
            now=now,
        )


def _judge(session: Session, home: Home, row: Row, *, staff: Staff, now: datetime) -> None:
    framework = frameworks_for(ServiceType(home.service_type))[0]
    outcome = next(each for each in framework.outcomes if each.slug == row["outcome"])
    judged_on = clock.today(now) - timedelta(days=whole(row["days_ago"]))
    services.record_judgement(
        session, home, framework, outcome, judged_on=judged_on, actor=staff.officer, now=now - PLANNED_BEFORE
    )


def _plan(session: Session, home: Home, row: Row, *, authority_id: int, staff: Staff, now: datetime) -> Visit:
    starts_at = clock.at_london(_in_days(row, now), time.fromisoformat(row["at"].zfill(5)))
    plan = Plan(
        officers=[session.get_one(Person, staff.officer.person_id)],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=whole(row["hours"])),
        is_announced=row["announced"] == "yes",
        trigger=Trigger(row["trigger"]),
    )
    planned_at = now - PLANNED_BEFORE
    free = _free(session, plan, home, authority_id, planned_at)
    return services.plan_visit(
        session,
        home,
        free.officers,
        authority_id=authority_id,
        trigger=free.trigger,
        is_announced=free.is_announced,
        starts_at=free.starts_at,
        ends_at=free.ends_at,
        actor=staff.officer,
        now=planned_at,
    )


def _free(session: Session, plan: Plan, home: Home, authority_id: int, now: datetime) -> Plan:
    """The same, or so many days later as it takes: other visits are planned by the hour of loading."""
    try:
        services.check_plan(session, plan, home, authority_id, now=now)
    except services.Refused:
        later = replace(plan, starts_at=plan.starts_at + A_DAY, ends_at=plan.ends_at + A_DAY)
        return _free(session, later, home, authority_id, now)
    return plan


def _in_days(row: Row, now: datetime) -> date:
    """So many days on, or the Monday after when that is a weekend."""
    day = clock.today(now) + timedelta(days=whole(row["days"]))
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
