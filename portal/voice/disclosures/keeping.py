"""What stays because of a disclosure: the way to reach somebody who told, and the visit that it is about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.quality.actions import retention
from portal.voice.disclosures import queries
from portal.voice.inspectors import keeping
from portal.voice.inspectors.models import Inspector


@keeping.reasons(order=10)
def while_open(session: Session, inspector: Inspector) -> bool:
    """While something they told, or wrote in the entry it was told from, is not closed."""
    return bool(queries.list_open_of(session, inspector.person_id))


@retention.holders(order=30)
def about_visits(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """What was told names the visit that it is about."""
    return queries.list_visits_told_of(session, visit_ids)
