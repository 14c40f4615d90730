"""What the coordinator's pages share: whom they look after, and doing the verb of a form."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.inspectors import queries
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer
from portal.voice.inspectors.services import Refused
from portal.voice.inspectors.today import carer_of
from portal.web.forms import PortalForm

Page = str | Response
COORDINATOR = Role.COORDINATOR


def carer() -> Carer:
    """The coordinator at their desk, today."""
    access.authority_id()
    return carer_of(access.viewer(), clock.now())


def load(reference: str) -> Inspector:
    """An inspector whom the viewer looks after, or NotFound."""
    return queries.get_inspector(db.session(), reference, carer())


def done(form: PortalForm, verb: Callable[[], object], message: str, onward: str) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again)."""
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except Refused as refusal:
        form.refuse(str(refusal), refusal.field if refusal.field in form else None)
        return None
    flash(message, "success")
    return redirect(onward)
