"""What the staff pages share: who may use them, finding a framework, and doing the verb of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import MARKET_ROLES, Role
from portal.framework import services
from portal.framework.models import Framework
from portal.framework.queries.frameworks import get_framework
from portal.framework.views.rows import shown
from portal.web.forms import PortalForm
from portal.web.versions import show_both

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)


def may_write() -> bool:
    """Whether the viewer may change the register; the views' policies hold either way."""
    return bool(access.viewer().roles & MARKET_ROLES)


def today() -> date:
    return clock.today(clock.now())


def load(reference: str) -> Framework:
    """A framework of the viewer's own authority, or NotFound."""
    return get_framework(db.session(), reference, authority_id=access.authority_id())


def done(form: PortalForm, verb: Callable[[], object], message: str, onward: Callable[[], str]) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again).

    A refusal stands beside the field it concerns; after a stale save both values do.
    """
    if not form.validate_on_submit():
        return None
    try:
        verb()
    except services.Stale as stale:
        show_both(form, str(stale), {name: shown(name, value) for name, value in stale.current.items()}, stale.version)
        return None
    except services.Refused as refusal:
        form.refuse(refusal.fault.message, refusal.fault.field if refusal.fault.field in form else None)
        return None
    flash(message, "success")
    return redirect(onward())
