"""Return periods and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.db import NotFound
from portal.providers.models import Provider
from portal.returns import rules
from portal.returns.models import Extension, ReturnPeriod

MOST_PERIODS = 24


@dataclass(frozen=True)
class GrantedTime:
    """More time for one provider, as a commissioner reads it."""

    provider_name: str
    until_at: datetime
    reason: str
    granted_by: str
    granted_at: datetime


def find_period(session: Session, month: date) -> ReturnPeriod | None:
    return session.scalar(select(ReturnPeriod).where(ReturnPeriod.month == month))


def get_period(session: Session, slug: str) -> ReturnPeriod:
    """The period of "2026-09"; NotFound for a month without one and for anything that is no month."""
    month = rules.month_of(slug)
    period = find_period(session, month) if month else None
    if period is None:
        raise NotFound("no such return period")
    return period


def list_periods(session: Session, *, limit: int = MOST_PERIODS) -> list[ReturnPeriod]:
    """The newest periods, newest first."""
    return list(session.scalars(select(ReturnPeriod).order_by(ReturnPeriod.month.desc()).limit(limit)))


def window_for(session: Session, period: ReturnPeriod, provider_id: int) -> rules.Window:
    """When one provider may send entries of a period."""
    extension = find_extension(session, period.id, provider_id)
    return rules.Window(period.opens_at, period.closes_at, extension.until_at if extension else None)


def find_extension(session: Session, period_id: int, provider_id: int) -> Extension | None:
    query = select(Extension).where(Extension.period_id == period_id, Extension.provider_id == provider_id)
    return session.scalar(query)


def windows_by_period(session: Session, periods: list[ReturnPeriod], provider_id: int) -> dict[int, rules.Window]:
    """The same for several periods, by period id, in one query."""
    query = select(Extension.period_id, Extension.until_at).where(
        Extension.provider_id == provider_id, Extension.period_id.in_([period.id for period in periods])
    )
    until = {row.period_id: row.until_at for row in session.execute(query.order_by(Extension.id))}
    return {p.id: rules.Window(p.opens_at, p.closes_at, until.get(p.id)) for p in periods}


def list_extensions(session: Session, period_id: int) -> list[GrantedTime]:
    """Extensions of a period, by provider."""
    query = (
        select(Provider.legal_name, Extension.until_at, Extension.reason, Person.name, Extension.granted_at)
        .join(Provider, Provider.id == Extension.provider_id)
        .join(Person, Person.id == Extension.granted_by_id)
        .where(Extension.period_id == period_id)
        .order_by(Provider.legal_name, Extension.id)
    )
    return [GrantedTime(*row) for row in session.execute(query)]
