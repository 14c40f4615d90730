"""Who was on a visit, kept when others come to look after it. An officer can put it right (`correcting`)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from portal.quality.models import Visit, VisitState, VisitVisitor
from portal.quality.queries import unwritten
from portal.quality.rules import VISITED


def keep_who_went(session: Session, visit: Visit, now: datetime, *, when_over: bool) -> None:
    """The report names who was there, once, however often others take it over afterwards. Nobody was there before it
    began. One that was begun is known by what its officers wrote, for a young person who came says nothing of them;
    `when_over`: also by its time having passed."""
    if visit.visitors or not _was_made(session, visit, now, when_over=when_over):
        return
    visit.visitors = [VisitVisitor(person=each.person, is_lead=each.is_lead) for each in visit.officers]


def join_visitors(visit: Visit, before: Collection[int], now: datetime) -> None:
    """Whoever is put on a visit that goes on is there too from then on, once it is kept who was. `before`: who went
    already, by id."""
    if not visit.visitors or visit.state != VisitState.PLANNED or not visit.starts_at <= now < visit.ends_at:
        return
    known = {each.person.id for each in visit.visitors} | set(before)
    visit.visitors += [VisitVisitor(person=each.person) for each in visit.officers if each.person.id not in known]


def _was_made(session: Session, visit: Visit, now: datetime, *, when_over: bool) -> bool:
    if visit.state in VISITED:
        return True
    if visit.starts_at > now:
        return False
    return (when_over and visit.ends_at <= now) or unwritten.is_written(session, visit)
