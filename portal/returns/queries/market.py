"""What statements count: accepted capacity in an authority's area, as plain values."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.authorities.queries import get_authority
from portal.homes.models import Home
from portal.returns.models import BodyKind, Entry, EntryVersion, OccupiedPlaces, ReturnPeriod
from portal.returns.queries.due import HOLDER, is_due_in, with_standing
from portal.returns.queries.lines import line_of, with_parts
from portal.returns.queries.periods import find_period
from portal.returns.rules import AcceptedLine


def accepted_capacity(session: Session, *, authority_id: int, month: date) -> list[AcceptedLine]:
    """The accepted version of every entry of a month for homes that stand in the authority's area, by home.

    An entry asked about after it was accepted keeps its accepted version here until another is accepted.
    """
    code = get_authority(session, authority_id).code
    query = (
        select(EntryVersion, Entry.provider_id, Home.id, Home.service_type)
        .join(Entry, Entry.accepted_version_id == EntryVersion.id)
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .join(Home, Home.id == Entry.home_id)
        .where(ReturnPeriod.month == month, Home.host_authority_code == code)
        .order_by(Home.id)
    )
    rows = session.execute(with_parts(query))
    return [_accepted(version, provider_id, home_id, service, code) for version, provider_id, home_id, service in rows]


def lines_of_homes(session: Session, version_ids: Collection[int]) -> dict[int, AcceptedLine]:
    """The lines of entry versions by id, accepted now or once, as lines of the homes they are of."""
    query = (
        select(EntryVersion, Entry.provider_id, Home.id, Home.service_type, Home.host_authority_code)
        .join(Entry, Entry.id == EntryVersion.entry_id)
        .join(Home, Home.id == Entry.home_id)
        .where(EntryVersion.id.in_(version_ids))
        .order_by(EntryVersion.id)
    )
    lines = [_accepted(*row) for row in session.execute(with_parts(query))]
    return {line.version_id: line for line in lines}


def count_awaited(session: Session, *, authority_id: int, month: date) -> int:
    """How many homes in the authority's area are due for a month and have no accepted version yet."""
    period = find_period(session, month)
    if period is None:
        return 0
    query = (
        select(func.count())
        .select_from(Home)
        .outerjoin(Entry, and_(Entry.home_id == Home.id, Entry.period_id == period.id))
        .where(
            Home.host_authority_code == get_authority(session, authority_id).code,
            Entry.accepted_version_id.is_(None),
            or_(Entry.id.is_not(None), is_due_in(period)),
            *with_standing(authority_id, HOLDER),
        )
    )
    return session.scalar(query) or 0


def own_children(code: str, month: date) -> Subquery:
    """How many of an authority's own children each home that stands in its area counts in its accepted entry of a month
    (0 where none), to join with: home_id, own. It is what `accepted_capacity` counts."""
    own = and_(
        OccupiedPlaces.version_id == Entry.accepted_version_id,
        OccupiedPlaces.body_kind == BodyKind.ENGLISH_COUNCIL,
        OccupiedPlaces.council_code == code,
    )
    return (
        select(Entry.home_id, func.coalesce(OccupiedPlaces.places, 0).label("own"))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .join(Home, Home.id == Entry.home_id)
        .outerjoin(OccupiedPlaces, own)
        .where(ReturnPeriod.month == month, Home.host_authority_code == code, Entry.accepted_version_id.is_not(None))
        .subquery("own_children")
    )


def _accepted(version: EntryVersion, provider_id: int, home_id: int, service: str, code: str) -> AcceptedLine:
    line = line_of(version)
    return AcceptedLine(
        version_id=version.id,
        home_id=home_id,
        provider_id=provider_id,
        service_type=service,
        host_authority_code=code,
        registered=line.registered,
        usable=line.usable,
        reserved=line.reserved,
        available=line.available,
        blocked=line.blocked,
        occupied=line.occupied,
        fostering=line.fostering,
    )
