"""A final report for another council: who has it already, and taking a copy with a reason."""

from __future__ import annotations

from flask import render_template, url_for

from portal import access, clock, db
from portal.authorities.queries import get_authority, list_councils
from portal.quality.models import Visit
from portal.quality.reports import queries, services
from portal.quality.reports.forms import ShareForm
from portal.quality.reports.views.desk import WRITERS, Page, write
from portal.quality.reports.views.report import blueprint, pdf_response
from portal.web.once import once


@blueprint.route("/<reference>/report/share", methods=["GET", "POST"])
@access.allow(*WRITERS)
def share(reference: str) -> Page:
    """Record for whom and why, and answer with the PDF: how it travels is for the council's own secure mail."""
    visit, form = write(reference, ShareForm), ShareForm()
    form.offer(list_councils(db.session()), get_authority(db.session(), visit.authority_id).code)
    if form.validate_on_submit():
        try:
            once(db.session(), form.sent_key, lambda: _take(visit, form), now=clock.now())
            # One that is sent again may come after the consent was taken back.
            return pdf_response(visit, services.copy_of(db.session(), visit))
        except services.Refused as refused:
            form.refuse(str(refused))
    return render_template(
        "visits/share.html",
        visit=visit,
        form=form,
        has_consent=queries.has_consent(db.session(), visit.id),
        sharings=queries.list_sharings(db.session(), visit.id),
        back_href=url_for("reports.report", reference=reference),
    )


def _take(visit: Visit, form: ShareForm) -> None:
    services.take_copy(
        db.session(),
        visit,
        council_code=form.council.data,
        reason=form.reason.data,
        actor=access.viewer(),
        now=clock.now(),
    )
