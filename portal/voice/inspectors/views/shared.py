"""What the coordinator's pages share: whom they look after, and doing the verb of a form."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.inspectors import queries
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer
from portal.voice.inspectors.today import carer_of

Page = str | Response
COORDINATOR = Role.COORDINATOR


def carer() -> Carer:
    """The coordinator at their desk, today."""
    access.authority_id()
    return carer_of(access.viewer(), clock.now())


def load(reference: str) -> Inspector:
    """An inspector whom the viewer looks after, or NotFound."""
    return queries.get_inspector(db.session(), reference, carer())
