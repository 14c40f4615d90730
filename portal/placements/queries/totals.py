"""What totals and reconciliation are made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, Subquery, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority, Council
from portal.placements.models import DistanceBand, Placement, Sourcing
from portal.placements.queries.lists import Wanted, counting
from portal.placements.rules.codes import Group, group_of
from portal.placements.rules.totals import Counted, Place

_PENCE = (Placement.social_care_pence, Placement.education_pence, Placement.health_pence)
_HAS_FEE = or_(*(part.is_not(None) for part in _PENCE))


@dataclass(frozen=True)
class FeeInHome:
    """What was agreed for one placement in a home (by id), £ a week."""

    reference: str
    sourcing: Sourcing
    home_id: int
    fee: Decimal


def list_counted(session: Session, authority: Authority, wanted: Wanted) -> list[Counted]:
    """The placements a filter finds, counted by all that totals tell apart."""
    kinds = (Placement.type_code, Placement.sourcing, Placement.host_authority_code, Placement.distance_band)
    query = counting(authority, wanted, *kinds, func.count()).group_by(*kinds).order_by(*kinds)
    return [
        Counted(code, Sourcing(sourcing), host, DistanceBand(band), placements)
        for code, sourcing, host, band, placements in session.execute(query)
    ]


def agreed_fees(session: Session, authority: Authority, wanted: Wanted) -> dict[tuple[Group, Sourcing], list[int]]:
    """What was agreed for the placements a filter finds, in pence, by what they are and how they were found. A median
    needs every fee, and nothing else is read of these rows."""
    fee = sum((func.coalesce(part, 0) for part in _PENCE), literal(0))
    query = counting(authority, wanted, Placement.type_code, Placement.sourcing, fee).where(_HAS_FEE)
    by_code: dict[tuple[str, str], list[int]] = defaultdict(list)
    for code, sourcing, pence in session.execute(query.order_by(Placement.id)):
        by_code[code, sourcing].append(pence)
    found: dict[tuple[Group, Sourcing], list[int]] = defaultdict(list)
    for (code, sourcing), fees in by_code.items():
        found[group_of(code, Sourcing(sourcing)), Sourcing(sourcing)] += fees
    return dict(found)


def _fee(pence: list[int | None]) -> Decimal | None:
    known = [part for part in pence if part is not None]
    return Decimal(sum(known)).scaleb(-2) if known else None


def list_hosts(session: Session, authority: Authority) -> list[Council]:
    """The councils in whose areas the authority's placements are or were, by name."""
    there = select(Placement.id).where(
        Placement.host_authority_code == Council.code, Placement.authority_id == authority.id
    )
    return list(session.scalars(select(Council).where(there.exists()).order_by(Council.name)))


def in_homes(authority: Authority, month: date) -> Subquery:
    """How many of the authority's placements in its own area each home had in a month, to join with: home_id, placed.
    Homes without one, and placements without a home, are not there."""
    wanted = Wanted(month=month, place=Place.IN, state="all")
    query = counting(authority, wanted, Placement.home_id, func.count().label("placed"))
    return query.where(Placement.home_id.is_not(None)).group_by(Placement.home_id).subquery("in_homes")


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
    return counting(authority, Wanted(), *columns).where(Placement.home_id.is_not(None), _HAS_FEE)
