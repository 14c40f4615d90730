"""A form that was sent does its verb and leads on; a refusal is put beside the field it is about.

An OnceForm that arrives again is answered as it was the first time, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import flash, redirect
from werkzeug.wrappers import Response

from portal import clock, db
from portal.web.forms import PortalForm
from portal.web.once import OnceForm, once

Names = Mapping[str, str]
AS_THEY_ARE: Names = MappingProxyType({})


def tried(form: PortalForm, verb: Callable[[], object], names: Names = AS_THEY_ARE) -> bool:
    """Whether the verb was done; otherwise why not stands on the form. `names`: its own for what a refusal names."""
    try:
        _do(form, verb)
    except db.Refused as refusal:
        name = names.get(refusal.field, refusal.field)
        form.refuse(str(refusal), name if name in form else None)
        return False
    return True


def done(
    form: PortalForm, verb: Callable[[], object], message: str, onward: str, names: Names = AS_THEY_ARE
) -> Response | None:
    """Do the verb of a form that was sent and could be read, and go on; None when the page has to be shown (again)."""
    if not form.validate_on_submit() or not tried(form, verb, names):
        return None
    flash(message, "success")
    return redirect(onward)


def _do(form: PortalForm, verb: Callable[[], object]) -> None:
    if isinstance(form, OnceForm):
        once(db.session(), form.sent_key, verb, now=clock.now())
    else:
        verb()
