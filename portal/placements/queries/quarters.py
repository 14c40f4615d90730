"""The authority's children at the end of a quarter, counted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.placements.models import Placement, Sourcing
from portal.placements.rules.codes import group_of
from portal.placements.rules.totals import QuarterCount, place_of


def count_at_end(session: Session, authority: Authority, quarter: date) -> list[QuarterCount]:
    """How many placements lasted at the end of a quarter (its first day), by what they are told apart by.

    A quarter moves less often than a placement does. RESTRICTED: not yet released.
    """
    columns = (Placement.type_code, Placement.sourcing, Placement.host_authority_code)
    query = (
        select(*columns, func.count())
        .where(
            Placement.authority_id == authority.id,
            Placement.started_quarter_on <= quarter,
            Placement.ended_quarter_on.is_(None) | (Placement.ended_quarter_on > quarter),
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        QuarterCount(group_of(code, Sourcing(sourcing)), Sourcing(sourcing), place_of(host, authority.code), children)
        for code, sourcing, host, children in session.execute(query)
    ]
