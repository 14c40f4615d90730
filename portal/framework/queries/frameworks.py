"""Frameworks and lots, each looked up within its authority."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from portal.db import NotFound
from portal.framework.models import Framework, Lot, LotMembership, StandingChange


def list_frameworks(session: Session, authority_id: int) -> list[Framework]:
    """Every framework of an authority with its lots, the one that started last first."""
    return list(session.scalars(_frameworks(authority_id)))


def list_published(session: Session, authority_id: int, on: date) -> list[Framework]:
    """Published frameworks that have not ended by a day, with their lots: those that have not started yet too."""
    not_over = func.coalesce(Framework.ends_on, on) >= on
    return list(session.scalars(_frameworks(authority_id).where(Framework.is_published, not_over)))


def list_ending_frameworks(session: Session, authority_id: int, on: date, until: date) -> list[Framework]:
    """Frameworks whose last day lies between two days, the first to end first."""
    query = (
        select(Framework)
        .where(Framework.authority_id == authority_id, Framework.ends_on.between(on, until))
        .order_by(Framework.ends_on, Framework.id)
    )
    return list(session.scalars(query))


def _frameworks(authority_id: int) -> Select[Framework]:
    return (
        select(Framework)
        .where(Framework.authority_id == authority_id)
        .options(selectinload(Framework.lots))
        .order_by(Framework.starts_on.desc(), Framework.id.desc())
    )


def get_framework(session: Session, reference: str, *, authority_id: int) -> Framework:
    """An authority's framework with its lots; another's is missing."""
    found = session.scalar(_frameworks(authority_id).where(Framework.reference == reference))
    if found is None:
        raise NotFound("no such framework")
    return found


def get_lot(framework: Framework, reference: str) -> Lot:
    """A lot of a framework already looked up; NotFound for another's."""
    for lot in framework.lots:
        if lot.reference == reference:
            return lot
    raise NotFound("no such lot")


def find_first_day(session: Session, framework_id: int) -> date | None:
    """The day the first provider came, or is to come, on any lot of a framework."""
    query = (
        select(func.min(StandingChange.from_on))
        .join(LotMembership, LotMembership.id == StandingChange.membership_id)
        .join(LotMembership.lot)
        .where(Lot.framework_id == framework_id)
    )
    return session.scalar(query)
