"""The officer's side of factual accuracy: deciding point by point, and giving the provider longer."""

from __future__ import annotations

from flask import render_template, url_for

from portal import access, clock, db
from portal.quality.reports import queries, services, shown
from portal.quality.reports.forms import DecideForm, ExtendForm
from portal.quality.reports.models import Outcome
from portal.quality.reports.views.desk import WRITERS, Page, write
from portal.quality.reports.views.report import blueprint
from portal.web.verbs import done


@blueprint.route("/<reference>/report/points/<slug>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def point(reference: str, slug: str) -> Page:
    """Accept or decline what the provider says of a section. An accepted point leads to the text it is about."""
    visit = write(reference)
    part = queries.get_section(queries.get_report(db.session(), visit.id), slug)
    found = part.point
    data = {"outcome": found.outcome, "reason": found.reason, "version": str(found.version)} if found else {}
    form = DecideForm(data=data)
    accepted = form.outcome.data == Outcome.ACCEPTED
    onward = done(
        form,
        lambda: services.decide_point(
            db.session(),
            visit,
            slug,
            outcome=Outcome(form.outcome.data),
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
            seen_version=form.seen_version,
        ),
        "The point is accepted. Mend the text now." if accepted else "The point is declined.",
        url_for("reports.section", reference=reference, slug=slug)
        if accepted
        else url_for("reports.report", reference=reference, _anchor=slug),
    )
    if onward is None and found and not form.is_restored:
        form.version.data = str(found.version)
    return onward or render_template(
        "visits/point.html",
        visit=visit,
        form=form,
        section=shown.shown_before(part),
        point=shown.point_to_decide(part),
        back_href=url_for("reports.report", reference=reference),
    )


@blueprint.route("/<reference>/report/more-time", methods=["GET", "POST"])
@access.allow(*WRITERS)
def extend(reference: str) -> Page:
    """Give the provider longer to answer."""
    visit, form = write(reference), ExtendForm()
    onward = done(
        form,
        lambda: services.extend_window(
            db.session(),
            visit,
            until=form.last_day.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The provider has longer to answer, and has been told.",
        url_for("reports.report", reference=reference),
    )
    return onward or render_template(
        "visits/extend.html", visit=visit, form=form, back_href=url_for("reports.report", reference=reference)
    )
