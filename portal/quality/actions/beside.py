"""What actions tell the programme, the page before a visit and the timeline of a home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Viewer
from portal.quality import record, timeline
from portal.quality.actions import queries
from portal.quality.actions.models import ActionState, VisitAction
from portal.quality.actions.shown import status_of
from portal.quality.models import Visit
from portal.quality.queries import programme
from portal.quality.queries.programme import Homes
from portal.quality.record import Section
from portal.quality.rules.programme import Reason, overdue_actions
from portal.quality.timeline import Happened, HomeIds
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table


@programme.factors(order=20)
def overdue(session: Session, authority_id: int, homes: Homes, now: datetime) -> Mapping[int, Reason]:
    """What is late after an earlier visit gives points."""
    counted = queries.count_overdue(session, authority_id, homes, clock.today(now))
    return {home_id: overdue_actions(count) for home_id, count in counted.items()}


@record.known(order=10)
def earlier_actions(session: Session, visit: Visit, _viewer: Viewer) -> Section | None:
    """What was agreed after earlier visits and is not closed."""
    found = queries.list_of_homes(session, visit.authority_id, visit.home_id)
    left = [each for each in found if each.state != ActionState.CLOSED and each.visit_id != visit.id]
    if not left:
        return None
    columns = [Column("To change"), Column("Who"), Column("Due"), Column("State")]
    table = Table("Actions still open", columns, [_row(each) for each in left])
    return Section("Actions still open", "quality/_table.html", {"table": table})


def _row(action: VisitAction) -> list[str | int | Cell]:
    status, tone = status_of(action)
    href = url_for("visit_actions.list_actions", reference=action.visit.reference)
    return [Cell(action.text, href=href), action.owner, format_date(action.due_on), Cell(status, tone=tone)]


@timeline.sources(order=30)
def actions(session: Session, authority_id: int, homes: HomeIds) -> Iterator[Happened]:
    """What was agreed, what was passed to the commissioners because it stayed overdue, and what was closed."""
    for action in queries.list_of_homes(session, authority_id, *homes):
        href, home_id = url_for("visit_actions.list_actions", reference=action.visit.reference), action.visit.home_id
        yield Happened(home_id, clock.today(action.created_at), f"Action {action.reference} agreed", href)
        if action.escalated_at:
            passed = f"Action {action.reference} passed to commissioners: overdue"
            yield Happened(home_id, clock.today(action.escalated_at), passed, href)
        if action.closed_at:
            yield Happened(home_id, clock.today(action.closed_at), f"Action {action.reference} closed", href)
