"""What happened to prices after an instant, read from the record of events and told a month at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.events import EventRow
from portal.framework.models import Lot
from portal.homes.models import Home
from portal.returns.models import ReturnPeriod
from portal.returns.pricing.models import PriceEntry
from portal.returns.pricing.queries.due import NO_LOT


@dataclass(frozen=True)
class Happened:
    """One verb of the record in one month: to how many prices, when last, and which one of them is."""

    verb: str
    month: date
    prices: int
    last_at: datetime
    home_name: str
    home_reference: str
    lot_slug: str


def list_happened(session: Session, viewer: Viewer, verbs: Sequence[str], since: datetime) -> list[Happened]:
    """What others did to the prices that the viewer's organisation sent, newest first.

    Prices stay with whoever sent them, also where the home has gone to another organisation since.
    """
    query = (
        select(
            EventRow.verb,
            ReturnPeriod.month,
            func.count(PriceEntry.id.distinct()),
            func.max(EventRow.occurred_at),
            func.min(Home.name),
            func.min(Home.reference),
            func.coalesce(func.min(Lot.reference), NO_LOT),
        )
        .join(
            PriceEntry,
            and_(EventRow.subject_kind == "price_entry", PriceEntry.reference == EventRow.subject_reference),
        )
        .join(Home, Home.id == PriceEntry.home_id)
        .outerjoin(Lot, Lot.id == PriceEntry.lot_id)
        .join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
        .where(
            EventRow.occurred_at > since,
            EventRow.verb.in_(verbs),
            EventRow.actor_reference != viewer.reference,
            PriceEntry.provider_id == viewer.provider_id,
        )
        .group_by(EventRow.verb, ReturnPeriod.month)
        .order_by(func.max(EventRow.occurred_at).desc(), EventRow.verb, ReturnPeriod.month)
    )
    return [Happened(*row) for row in session.execute(query)]
