"""Photographs of rooms: taken in, looked at, removed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.quality.models import Visit
from portal.quality.reports import queries, services
from portal.quality.reports.forms import ConfirmForm, PhotographForm
from portal.quality.reports.pictures import MEDIA_TYPE, NotKept, clean
from portal.quality.reports.views.desk import READERS, WRITERS, Page, read, write
from portal.quality.reports.views.findings import blueprint
from portal.quality.reports.words import FAULTS, TOO_LARGE
from portal.quality.rules import TAKES_PHOTOGRAPHS
from portal.web import errors
from portal.web.verbs import done

errors.say(413, "findings.add_photograph", f"{TOO_LARGE}.")


@blueprint.route("/<reference>/photographs/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add_photograph(reference: str) -> Page:
    """Take a photograph in: only its picture is kept, never the file."""
    visit, form = write(reference, PhotographForm), PhotographForm()
    if form.validate_on_submit() and _keep(visit, form):
        flash("The photograph is kept, without where and when it was taken.", "success")
        return redirect(_list(reference))
    return render_template(
        "visits/add_photograph.html",
        visit=visit,
        form=form,
        too_late=None if visit.state in TAKES_PHOTOGRAPHS else services.TOO_LATE,
        back_href=_list(reference),
    )


def _keep(visit: Visit, form: PhotographForm) -> bool:
    try:
        picture = clean(form.file.data)
        services.add_photograph(
            db.session(), visit, picture, caption=form.caption.data, actor=access.viewer(), now=clock.now()
        )
    except NotKept as refused:
        form.refuse(FAULTS[refused.fault], "file")
        return False
    except services.Refused as refused:
        form.refuse(str(refused), refused.field or None)
        return False
    return True


def _list(reference: str) -> str:
    return url_for("findings.overview", reference=reference, _anchor="photographs")


@blueprint.get("/<reference>/photographs/<photograph>.jpg")
@access.allow(*READERS)
def photograph(reference: str, photograph: str) -> Response:
    """One photograph. Nobody's browser keeps it: the answer to somebody who has signed in is never stored."""
    visit = read(reference)
    body = queries.get_photograph_body(db.session(), visit.id, photograph)
    return Response(body, mimetype=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@blueprint.route("/<reference>/photographs/<photograph>/remove", methods=["GET", "POST"])
@access.allow(*WRITERS)
def remove_photograph(reference: str, photograph: str) -> Page:
    """Ask, then take a photograph out."""
    visit, form = write(reference), ConfirmForm()
    found = queries.get_photograph(db.session(), visit.id, photograph)
    if visit.state not in TAKES_PHOTOGRAPHS:
        flash(services.TOO_LATE, "error")
        return redirect(_list(reference))
    onward = done(
        form,
        lambda: services.remove_photograph(db.session(), visit, found, actor=access.viewer(), now=clock.now()),
        "The photograph is removed.",
        _list(reference),
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=visit,
        form=form,
        heading="Remove this photograph",
        text=f"“{found.caption}” is removed for good.",
        submit_text="Remove this photograph",
        back_href=_list(reference),
    )
