"""The programme: every open home in the authority's area with what its next visit depends on.

Each fact is asked for once for all homes, so that the programme costs as many queries however many homes there are; the
rule judges them and the page orders them in memory. Other rooms add reasons of their own:

    @programme.factors(order=20)
    def actions_overdue(session: Session, authority_id: int, homes: Homes, now: datetime) -> Mapping[int, Reason]: …
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.authorities.models import Authority
from portal.db import NotFound
from portal.homes.models import Home, HomeStatus
from portal.homes.queries import of_authority
from portal.providers.models import Provider, ServiceType
from portal.quality.models import Judgement, Visit, VisitDay, VisitState
from portal.quality.queries import unwritten
from portal.quality.rules import VISITED
from portal.quality.rules.judgements import outcome_of
from portal.quality.rules.programme import (
    WEIGHTS,
    Assessment,
    Facts,
    Judged,
    Reason,
    Standing,
    assess,
    counts,
    standing,
)
from portal.quality.slots import Slot
from portal.returns.queries.visiting import count_missing, list_closed_periods, newest_staff_vacancies

Homes = Select[int]
factors: Slot[Callable[[Session, int, Homes, datetime], Mapping[int, Reason]]] = Slot()


@dataclass(frozen=True)
class ListedHome:
    """What the programme shows of a home."""

    id: int
    reference: str
    name: str
    service_type: ServiceType
    provider_name: str
    opened_on: date | None
    created_at: datetime


@dataclass(frozen=True)
class PlannedVisit:
    """A visit that its officers have not written up: the next one that is planned, or the newest that was made."""

    reference: str
    starts_at: datetime


@dataclass(frozen=True)
class OwnDay:
    """The day a person set: when, why, who and since when."""

    due_on: date
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class Programmed:
    """A home in the programme. `due_on` is the day that counts: a person's own where one stands, else the proposal.

    `unwritten`: the newest visit that was made and waits to be written up.
    """

    home: ListedHome
    facts: Facts
    assessed: Assessment
    own_day: OwnDay | None
    planned: PlannedVisit | None
    unwritten: PlannedVisit | None
    standing: Standing

    @property
    def due_on(self) -> date:
        return self.own_day.due_on if self.own_day else self.assessed.due_on


def list_programme(
    session: Session, authority: Authority, *, now: datetime, provider_id: int | None = None
) -> list[Programmed]:
    """Every home of the programme, or a provider's: what is due first, then by name."""
    homes = _homes(authority)
    if provider_id is not None:
        homes = homes.where(Home.provider_id == provider_id)
    return _programme(session, authority, homes, now)


def find_programmed(session: Session, authority: Authority, home: Home, *, now: datetime) -> Programmed | None:
    """One home's place in the programme; None for a home that is not in it (not open, or in another council's area)."""
    return next(iter(_programme(session, authority, _homes(authority).where(Home.id == home.id), now)), None)


def get_programmed_home(session: Session, authority: Authority, reference: str) -> Home:
    """A home that can be visited; NotFound for any other."""
    query = select(Home).where(Home.id.in_(_homes(authority)), Home.reference == reference)
    home = session.scalar(query.options(joinedload(Home.provider), joinedload(Home.host_authority)))
    if home is None:
        raise NotFound("no such home in the programme")
    return home


def _homes(authority: Authority) -> Homes:
    return select(Home.id).where(
        of_authority(authority.id).condition(),
        Home.status == HomeStatus.OPEN,
        Home.host_authority_code == authority.code,
    )


def _programme(session: Session, authority: Authority, homes: Homes, now: datetime) -> list[Programmed]:
    judged, last = _newest_judgements(session, homes), _last_visits(session, authority.id, homes)
    waiting = _unwritten(session, authority.id, homes, now)
    planned, own = _planned(session, authority.id, homes, now), _own_days(session, authority.id, homes)
    periods = list_closed_periods(session, now=now, limit=WEIGHTS.months_of_returns)
    missing, staff = count_missing(session, homes, periods, now=now), newest_staff_vacancies(session, homes)
    further = [factor(session, authority.id, homes, now) for factor in factors]
    found = []
    for home in _list_homes(session, homes):
        facts = Facts(
            since_on=max(clock.today(home.created_at), home.opened_on or date.min),
            last_visit_on=_later(last.get(home.id), waiting.get(home.id)),
            judged=judged.get(home.id),
            missing_returns=missing.get(home.id, 0),
            staff_vacancies=staff.get(home.id),
            further=tuple(reasons[home.id] for reasons in further if home.id in reasons),
        )
        visits = planned.get(home.id), waiting.get(home.id)
        found.append(_programmed(home, facts, own.get(home.id), *visits, clock.today(now)))
    return sorted(found, key=lambda each: (each.due_on, each.home.name.lower(), each.home.id))


def _later(last_on: date | None, unwritten: PlannedVisit | None) -> date | None:
    """The day of the last visit: one that waits to be written up was made as well."""
    return max(filter(None, (last_on, clock.today(unwritten.starts_at) if unwritten else None)), default=None)


def _programmed(
    home: ListedHome,
    facts: Facts,
    own: OwnDay | None,
    planned: PlannedVisit | None,
    unwritten: PlannedVisit | None,
    today: date,
) -> Programmed:
    kept = own if own and counts(clock.today(own.set_at), facts.last_visit_on) else None
    assessed = assess(facts)
    planned_on = clock.today(planned.starts_at) if planned else None
    stands = standing(kept.due_on if kept else assessed.due_on, today, planned_on=planned_on)
    return Programmed(home, facts, assessed, kept, planned, unwritten, stands)


def _list_homes(session: Session, homes: Homes) -> list[ListedHome]:
    """Only what the programme shows, as plain rows: an address is never near, and whole homes take twice as long."""
    query = (
        select(
            Home.id,
            Home.reference,
            Home.name,
            Home.service_type,
            Provider.legal_name,
            Home.opened_on,
            Home.created_at,
        )
        .join(Provider, Provider.id == Home.provider_id)
        .where(Home.id.in_(homes))
        .order_by(Home.id)
    )
    return [ListedHome(*row) for row in session.execute(query)]


def _newest_judgements(session: Session, homes: Homes) -> dict[int, Judged]:
    newest = (
        select(Judgement.home_id, func.max(Judgement.judged_on).label("judged_on"))
        .where(Judgement.home_id.in_(homes))
        .group_by(Judgement.home_id)
        .subquery()
    )
    same = and_(newest.c.home_id == Judgement.home_id, newest.c.judged_on == Judgement.judged_on)
    columns = (Judgement.home_id, Judgement.judged_on, Judgement.framework, Judgement.framework_version)
    query = select(*columns, Judgement.outcome).join(newest, same).order_by(Judgement.home_id)
    found = {}
    for home_id, judged_on, framework, version, said in session.execute(query):
        outcome = outcome_of(framework, version, said)
        if outcome is not None:
            found[home_id] = Judged(outcome.words, outcome.concern, judged_on)
    return found


def _last_visits(session: Session, authority_id: int, homes: Homes) -> dict[int, date]:
    query = (
        select(Visit.home_id, func.max(Visit.starts_at))
        .where(Visit.authority_id == authority_id, Visit.state.in_(VISITED), Visit.home_id.in_(homes))
        .group_by(Visit.home_id)
        .order_by(Visit.home_id)
    )
    return {home_id: clock.today(at) for home_id, at in session.execute(query)}


def _planned(session: Session, authority_id: int, homes: Homes, now: datetime) -> dict[int, PlannedVisit]:
    """The next one that is not over."""
    query = (
        select(Visit.home_id, Visit.reference, Visit.starts_at)
        .where(Visit.authority_id == authority_id, Visit.state == VisitState.PLANNED, Visit.home_id.in_(homes))
        .where(Visit.ends_at > now)
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
    )
    return {home_id: PlannedVisit(reference, at) for home_id, reference, at in session.execute(query)}


def _unwritten(session: Session, authority_id: int, homes: Homes, now: datetime) -> dict[int, PlannedVisit]:
    """The newest that was made. Where nobody told of a day that passed, nobody knows whether there was a visit."""
    made = unwritten.list_at(session, authority_id, homes, now)
    return {each.home_id: PlannedVisit(each.reference, each.starts_at) for each in made}


def _own_days(session: Session, authority_id: int, homes: Homes) -> dict[int, OwnDay]:
    query = (
        select(VisitDay)
        .where(VisitDay.authority_id == authority_id, VisitDay.lifted_at.is_(None), VisitDay.home_id.in_(homes))
        .options(joinedload(VisitDay.set_by))
        .order_by(VisitDay.home_id)
    )
    return {row.home_id: OwnDay(row.due_on, row.reason, row.set_by.name, row.set_at) for row in session.scalars(query)}
