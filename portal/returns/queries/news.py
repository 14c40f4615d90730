"""What happened to entries after an instant, read from the record of events and told a month at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.events import EventRow
from portal.homes.models import Home
from portal.homes.queries import seen_by
from portal.returns.models import Entry, EntryVersion, ReturnPeriod
from portal.returns.queries.due import with_standing
from portal.returns.rules import TO_LOOK_AT


@dataclass(frozen=True)
class Happened:
    """One verb of the record in one month: to how many homes, when last, and the name and reference of one of them."""

    verb: str
    month: date
    homes: int
    last_at: datetime
    home_name: str
    home_reference: str


def list_happened(session: Session, viewer: Viewer, verbs: Sequence[str], since: datetime) -> list[Happened]:
    """What others did to the entries of homes that somebody may see, newest first.

    A home that went to another organisation since takes no news of its earlier months along.
    """
    query = (
        select(
            EventRow.verb,
            ReturnPeriod.month,
            func.count(Home.id.distinct()),
            func.max(EventRow.occurred_at),
            func.min(Home.name),
            func.min(Home.reference),
        )
        .join(Entry, and_(EventRow.subject_kind == "return_entry", Entry.reference == EventRow.subject_reference))
        .join(Home, and_(Home.id == Entry.home_id, Home.provider_id == Entry.provider_id))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .where(
            EventRow.occurred_at > since,
            EventRow.verb.in_(verbs),
            EventRow.actor_reference != viewer.reference,
            seen_by(viewer).condition(),
        )
        .group_by(EventRow.verb, ReturnPeriod.month)
        .order_by(func.max(EventRow.occurred_at).desc(), EventRow.verb, ReturnPeriod.month)
    )
    return [Happened(*row) for row in session.execute(query)]


def list_opened(session: Session, since: datetime, now: datetime) -> list[ReturnPeriod]:
    """Months whose returns opened after an instant, newest first."""
    query = select(ReturnPeriod).where(ReturnPeriod.opens_at > since, ReturnPeriod.opens_at <= now)
    return list(session.scalars(query.order_by(ReturnPeriod.opens_at.desc(), ReturnPeriod.id)))


def oldest_to_look_at(session: Session, periods: Sequence[ReturnPeriod], *, authority_id: int) -> dict[int, datetime]:
    """Since when the entries that an authority has to look at wait, by the id of their period."""
    newest = select(func.max(EntryVersion.submitted_at)).where(EntryVersion.entry_id == Entry.id).scalar_subquery()
    query = (
        select(Entry.period_id, func.min(newest))
        .where(
            Entry.period_id.in_([period.id for period in periods]),
            Entry.state.in_(TO_LOOK_AT),
            *with_standing(authority_id, Entry.provider_id),
        )
        .group_by(Entry.period_id)
        .order_by(Entry.period_id)
    )
    return dict(session.execute(query).all())
