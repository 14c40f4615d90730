"""The officer's side of factual accuracy: deciding point by point, and giving the provider longer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from portal import access, clock, db
from portal.quality.models import Visit
from portal.quality.reports import queries, services, shown, words
from portal.quality.reports.forms import DecideForm, DecideTextForm, ExtendForm
from portal.quality.reports.models import Answer, Outcome, ReportSection
from portal.quality.reports.views.desk import WRITERS, Page, write
from portal.quality.reports.views.report import blueprint
from portal.web.verbs import done
from portal.web.versions import show_both


@blueprint.route("/<reference>/report/points/<slug>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def point(reference: str, slug: str) -> Page:
    """Accept or decline what the provider says of a section. An accepted point leads to the text it is about."""
    visit = write(reference, DecideForm)
    part = _part(visit, slug)
    form = _decide_form(part)
    accepted = form.outcome.data == Outcome.ACCEPTED
    if form.validate_on_submit():
        try:
            _decide(visit, slug, form)
        except services.Stale as stale:
            part = _part(visit, slug)
            show_both(form, str(stale), stale.current, stale.version)
            form.section_version.data = str(part.version)
        except services.Refused as refused:
            form.refuse(str(refused))
        else:
            flash(_decided_words(part, accepted=accepted), "success")
            mend = url_for("reports.section", reference=reference, slug=slug)
            return redirect(mend if accepted else url_for("reports.report", reference=reference, _anchor=slug))
    return render_template(
        "visits/point.html",
        visit=visit,
        form=form,
        heading=words.DECIDE_TEXT if _is_taken_back(part) else words.DECIDE_POINT,
        texts=shown.texts_to_decide(part),
        point=shown.point_to_decide(part),
        back_href=url_for("reports.report", reference=reference),
    )


def _part(visit: Visit, slug: str) -> ReportSection:
    return queries.get_section(queries.get_report(db.session(), visit.id), slug)


def _is_taken_back(part: ReportSection) -> bool:
    """Whether the provider makes its point about a section no longer."""
    return part.point is not None and part.point.answer == Answer.ACCURATE


def _decide_form(part: ReportSection) -> DecideForm:
    kind, found = DecideTextForm if _is_taken_back(part) else DecideForm, part.point
    stands = {"outcome": found.outcome, "reason": found.reason, "version": str(found.version)} if found else {}
    return kind(data={**stands, "section_version": str(part.version)})


def _decide(visit: Visit, slug: str, form: DecideForm) -> None:
    services.decide_point(
        db.session(),
        visit,
        slug,
        outcome=Outcome(form.outcome.data),
        reason=form.reason.data,
        actor=access.viewer(),
        now=clock.now(),
        seen_version=form.seen_version,
        seen_section=form.seen_section,
    )


def _decided_words(part: ReportSection, *, accepted: bool) -> str:
    if _is_taken_back(part):
        return "The mended text is kept. Change it here if need be." if accepted else "The text is as it was sent."
    return "The point is accepted. Mend the text now." if accepted else "The point is declined."


@blueprint.route("/<reference>/report/more-time", methods=["GET", "POST"])
@access.allow(*WRITERS)
def extend(reference: str) -> Page:
    """Give the provider longer to answer."""
    visit, form = write(reference, ExtendForm), ExtendForm()
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
