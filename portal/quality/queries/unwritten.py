"""Visits that were made and that no officer has written up yet. Whoever hears of it from people who were there says so:

    @unwritten.witnesses(order=10)
    def checked_in(session: Session, visit_ids: Sequence[int]) -> Iterable[int]: …

What an officer wrote since it began shows it too, while the visit still goes on:

    @unwritten.writing(order=10)
    def written(session: Session, visit_ids: Sequence[int]) -> Iterable[int]: …

Whoever else than officers goes on visits says so too, before anybody is there:

    @unwritten.company(order=10)
    def going(session: Session, visit_ids: Sequence[int]) -> Iterable[int]: …

Nothing of it is stored: such a visit stays planned until an officer finishes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.quality.models import Visit, VisitState
from portal.quality.rules import is_over_unwritten
from portal.quality.slots import Slot

witnesses: Slot[Callable[[Session, Sequence[int]], Iterable[int]]] = Slot()
writing: Slot[Callable[[Session, Sequence[int]], Iterable[int]]] = Slot()
company: Slot[Callable[[Session, Sequence[int]], Iterable[int]]] = Slot()


def among(session: Session, visits: Iterable[Visit], now: datetime) -> frozenset[int]:
    """Those of these visits, by id, that were made and wait to be written up."""
    over = [each.id for each in visits if is_over_unwritten(VisitState(each.state), each.ends_at, now)]
    return _witnessed(session, over)


def list_at(session: Session, authority_id: int, homes: Select[int], now: datetime) -> list[Visit]:
    """Those of an authority at these homes, in order of time."""
    query = select(Visit).where(
        Visit.authority_id == authority_id,
        Visit.state == VisitState.PLANNED,
        Visit.ends_at <= now,
        Visit.home_id.in_(homes),
    )
    over = session.scalars(query.order_by(Visit.starts_at, Visit.id)).all()
    made = _witnessed(session, [each.id for each in over])
    return [each for each in over if each.id in made]


def is_written(session: Session, visit: Visit) -> bool:
    """Whether something was written down of a planned visit since it began: it is made, or was."""
    return visit.state == VisitState.PLANNED and any(visit.id in ask(session, [visit.id]) for ask in writing)


def is_witnessed(session: Session, visit: Visit) -> bool:
    """Whether something else than its officers' writing shows that a planned visit was begun."""
    return visit.state == VisitState.PLANNED and any(visit.id in ask(session, [visit.id]) for ask in witnesses)


def is_accompanied(session: Session, visit: Visit) -> bool:
    """Whether others than its officers go on a visit."""
    return any(visit.id in ask(session, [visit.id]) for ask in company)


def _witnessed(session: Session, visit_ids: Sequence[int]) -> frozenset[int]:
    if not visit_ids:
        return frozenset()
    return frozenset(found for ask in (*witnesses, *writing) for found in ask(session, visit_ids))
