"""What young inspectors tell of visits: that one was made, and which they went on. Never who it was, nor how many."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.quality.actions import retention
from portal.quality.queries import unwritten
from portal.voice.inspectors import queries


@unwritten.witnesses(order=10)
def were_there(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """One of them said that they were there or home again, or the visit was talked about afterwards."""
    return queries.list_witnessed(session, visit_ids)


@retention.holders(order=10)
@unwritten.company(order=10)
def went(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """What is kept of an inspector names the visits they go or went on."""
    return queries.list_placed(session, visit_ids)
