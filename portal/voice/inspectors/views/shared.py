"""What the coordinator's pages share: whom they look after, and saving what two people may edit."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.inspectors import queries
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer
from portal.voice.inspectors.services import Refused, Stale
from portal.voice.inspectors.today import carer_of
from portal.web.versions import VersionedForm, show_both

Page = str | Response
COORDINATOR = Role.COORDINATOR


def carer() -> Carer:
    """The coordinator at their desk, today."""
    access.authority_id()
    return carer_of(access.viewer(), clock.now())


def load(reference: str) -> Inspector:
    """An inspector whom the viewer looks after, or NotFound."""
    return queries.get_inspector(db.session(), reference, carer())


def saved(form: VersionedForm, verb: Callable[[], object], message: str, onward: str) -> Response | None:
    """As `portal.web.verbs.done`; when somebody else saved first, theirs stands beside what was typed."""
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except Stale as stale:
        show_both(form, str(stale), stale.current, stale.version)
        return None
    except Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return None
    flash(message, "success")
    return redirect(onward)
