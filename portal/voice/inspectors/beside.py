"""What young inspectors tell the programme of visits: that a visit was made. Never who was there, nor how many."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.quality.queries import unwritten
from portal.voice.inspectors import queries


@unwritten.witnesses(order=10)
def were_there(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """One of them said that they were there or home again, or the visit was talked about afterwards."""
    return queries.list_witnessed(session, visit_ids)
