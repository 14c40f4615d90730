"""What totals and reconciliation are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority, Council
from portal.placements.models import DistanceBand, Placement, Sourcing
from portal.placements.queries.lists import Wanted, counting
from portal.placements.rules.totals import Counted, Place

_PENCE = (Placement.social_care_pence, Placement.education_pence, Placement.health_pence)


@dataclass(frozen=True)
class FeeInHome:
    """What was agreed for one placement in a home (by id), £ a week."""

    reference: str
    sourcing: Sourcing
    home_id: int
    fee: Decimal


def list_counted(session: Session, authority: Authority, wanted: Wanted) -> list[Counted]:
    """Every placement a filter finds, as far as totals need it."""
    query = counting(
        authority,
        wanted,
        Placement.type_code,
        Placement.sourcing,
        Placement.host_authority_code,
        Placement.distance_band,
        *_PENCE,
    ).order_by(Placement.id)
    return [
        Counted(code, Sourcing(sourcing), host, DistanceBand(band), _fee(pence))
        for code, sourcing, host, band, *pence in session.execute(query)
    ]


def _fee(pence: list[int | None]) -> Decimal | None:
    known = [part for part in pence if part is not None]
    return Decimal(sum(known)).scaleb(-2) if known else None


def list_hosts(session: Session, authority: Authority) -> list[Council]:
    """The councils in whose areas the authority's placements are or were, by name."""
    hosts = select(Placement.host_authority_code).where(Placement.authority_id == authority.id)
    return list(session.scalars(select(Council).where(Council.code.in_(hosts)).order_by(Council.name)))


def count_in_homes(session: Session, authority: Authority, month: date) -> Mapping[int | None, int]:
    """How many of the authority's placements in its own area each home (by id) had in a month; None: without a home."""
    wanted = Wanted(month=month, place=Place.IN, state="all")
    query = counting(authority, wanted, Placement.home_id, func.count()).group_by(Placement.home_id)
    return dict(session.execute(query.order_by(Placement.home_id)).all())


def list_fees_in_homes(
    session: Session, authority: Authority, *, offset: int = 0, limit: int | None = None
) -> list[FeeInHome]:
    """The placements that last, have an agreed fee and are in a home of the register, by home."""
    columns = (Placement.reference, Placement.sourcing, Placement.home_id)
    query = _with_fee_in_home(authority, *columns, *_PENCE).order_by(Placement.home_id, Placement.id)
    return [
        FeeInHome(reference, Sourcing(sourcing), home_id, _fee(pence) or Decimal(0))
        for reference, sourcing, home_id, *pence in session.execute(query.offset(offset).limit(limit))
    ]


def count_fees_in_homes(session: Session, authority: Authority) -> int:
    """How many `list_fees_in_homes` gives without a limit."""
    return session.scalar(_with_fee_in_home(authority, func.count())) or 0


def _with_fee_in_home(authority: Authority, *columns: Any) -> Select[*tuple[Any, ...]]:
    has_fee = or_(*(part.is_not(None) for part in _PENCE))
    return counting(authority, Wanted(), *columns).where(Placement.home_id.is_not(None), has_fee)
