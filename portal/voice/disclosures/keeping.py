"""The way to reach somebody who told stays with an open disclosure, also when they leave."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.voice.disclosures import queries
from portal.voice.inspectors import keeping
from portal.voice.inspectors.models import Inspector


@keeping.reasons(order=10)
def while_open(session: Session, inspector: Inspector) -> bool:
    """While something they told, or wrote in the entry it was told from, is not closed."""
    return bool(queries.list_open_of(session, inspector.person_id))
