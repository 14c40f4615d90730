"""A form that was sent does its verb and leads on; a refusal is put beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal.quality import services
from portal.quality.forms import FIELDS
from portal.web.forms import PortalForm

Page = str | Response


def tried(form: PortalForm, verb: Callable[[], object]) -> bool:
    """Whether a form that could be read was done; otherwise why not stands on it."""
    try:
        verb()
    except services.Refused as refusal:
        name = FIELDS.get(refusal.field, refusal.field)
        form.refuse(str(refusal), name if name in form else None)
        return False
    return True


def done(form: PortalForm, verb: Callable[[], object], message: str, onward: str) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again)."""
    if not form.validate_on_submit() or not tried(form, verb):
        return None
    flash(message, "success")
    return redirect(onward)
