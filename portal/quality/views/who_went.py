"""Saying who was on a visit: the report names them, whoever looks after it by then."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session

from portal import access, clock, db
from portal.access import Viewer
from portal.quality import record, services
from portal.quality.forms import WentForm
from portal.quality.models import Visit
from portal.quality.record import Verb
from portal.quality.services.correcting import SAVED_SINCE, list_possible
from portal.quality.views import rows
from portal.quality.views.desk import WRITERS, Page, get_own_visit
from portal.quality.views.visits import blueprint, page_of_visit
from portal.web.verbs import done


@record.verbs(order=15)
def correct_verb(_session: Session, found: Visit, viewer: Viewer) -> Iterator[Verb]:
    """While its report is not final."""
    if viewer.has(*WRITERS) and services.fault_of_correcting(found, clock.now()) is None:
        yield Verb("Say who was there", url_for("quality_visits.who_went", reference=found.reference))


@blueprint.route("/<reference>/who-went", methods=["GET", "POST"])
@access.allow(*WRITERS)
def who_went(reference: str) -> Page:
    """Whom the report names."""
    visit, back = get_own_visit(reference), page_of_visit(reference)
    went = [person.reference for person in visit.who_went]
    form = WentForm(data={"version": str(visit.version), "people": went})
    fault = services.fault_of_correcting(visit, clock.now())
    if fault and not form.is_typed:
        flash(fault, "error")
        return redirect(back)
    form.offer(list_possible(db.session(), visit))
    corrected = done(
        form,
        lambda: services.correct_visitors(
            db.session(), visit, form.chosen, version=form.seen_version, actor=access.viewer(), now=clock.now()
        ),
        "It is kept who was there.",
        back,
    )
    if SAVED_SINCE in form.form_errors:
        form.version.data = str(visit.version)
    return corrected or render_template(
        "quality/who_went.html",
        form=form,
        visit=visit,
        when=rows.when(visit),
        now_named=rows.went_words(visit),
        back_href=back,
    )
