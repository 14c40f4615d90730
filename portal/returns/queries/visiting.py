"""What whoever visits homes asks of their returns: what is missing, who is missing, and how the last months went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from portal.homes.models import Home
from portal.returns.models import Entry, EntryVersion, Extension, ReturnPeriod
from portal.returns.queries.due import HOLDER, STATE, is_due_in
from portal.returns.queries.lines import Earlier, line_of, with_parts
from portal.returns.rules.states import NOT_RETURNED

Homes = Select[int]


def list_closed_periods(session: Session, *, now: datetime, limit: int) -> list[ReturnPeriod]:
    """The newest periods that have closed, newest first."""
    query = select(ReturnPeriod).where(ReturnPeriod.closes_at <= now).order_by(ReturnPeriod.month.desc())
    return list(session.scalars(query.limit(limit)))


def count_missing(session: Session, homes: Homes, periods: Sequence[ReturnPeriod], *, now: datetime) -> dict[int, int]:
    """For each of these homes (by id) how many of the periods it never returned; homes without one are left out.

    Who has been given more time is not missing yet.
    """
    if not periods:
        return {}
    missing = union_all(*(_missing(homes, period, now) for period in periods)).subquery()
    query = select(missing.c.id, func.count()).group_by(missing.c.id).order_by(missing.c.id)
    return dict(session.execute(query).all())


def list_missing(
    session: Session, home_ids: Sequence[int], periods: Sequence[ReturnPeriod], *, now: datetime
) -> list[tuple[int, ReturnPeriod]]:
    """Which of these homes (by id) never returned which of the periods, by period; see `count_missing`."""
    if not periods:
        return []
    homes = select(Home.id).where(Home.id.in_(home_ids))
    asked = (_missing(homes, period, now).add_columns(literal(period.id)) for period in periods)
    known, found = {period.id: period for period in periods}, session.execute(union_all(*asked)).all()
    return sorted(((home_id, known[period_id]) for home_id, period_id in found), key=lambda each: each[1].month)


def _missing(homes: Homes, period: ReturnPeriod, now: datetime) -> Select[int]:
    excused = select(Extension.provider_id).where(Extension.period_id == period.id, Extension.until_at > now)
    return (
        select(Home.id)
        .outerjoin(Entry, and_(Entry.home_id == Home.id, Entry.period_id == period.id))
        .where(
            Home.id.in_(homes),
            or_(Entry.id.is_not(None), is_due_in(period)),
            STATE.in_([state.value for state in NOT_RETURNED]),
            HOLDER.not_in(excused),
        )
    )


def newest_staff_vacancies(session: Session, homes: Homes) -> dict[int, int | None]:
    """What the newest accepted entry of each of these homes says of staff vacancies, by home id."""
    newest = (
        select(Entry.home_id, func.max(ReturnPeriod.month).label("month"))
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .where(Entry.accepted_version_id.is_not(None), Entry.home_id.in_(homes))
        .group_by(Entry.home_id)
        .subquery()
    )
    query = (
        select(Entry.home_id, EntryVersion.staff_vacancies)
        .join(ReturnPeriod, ReturnPeriod.id == Entry.period_id)
        .join(newest, and_(newest.c.home_id == Entry.home_id, newest.c.month == ReturnPeriod.month))
        .join(EntryVersion, EntryVersion.id == Entry.accepted_version_id)
        .order_by(Entry.home_id)
    )
    return dict(session.execute(query).all())


def list_accepted_months(session: Session, home_id: int, *, limit: int) -> list[Earlier]:
    """The newest months of a home whose figures were accepted, oldest first."""
    query = (
        select(ReturnPeriod.month, EntryVersion)
        .join(Entry, Entry.period_id == ReturnPeriod.id)
        .join(EntryVersion, EntryVersion.id == Entry.accepted_version_id)
        .where(Entry.home_id == home_id)
        .order_by(ReturnPeriod.month.desc())
        .limit(limit)
    )
    rows = session.execute(with_parts(query))
    return [Earlier(month, line_of(version), is_accepted=True) for month, version in rows][::-1]
