"""What an organisation sees of visits to its homes: those it was told of, reports that were sent to it, its answers,
and its consent. Of a visit that is not announced nothing is here before its report is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from portal import access, clock, db
from portal.access import PROVIDER_ROLES, Role
from portal.quality.actions.queries import list_actions
from portal.quality.actions.shown import own_rows
from portal.quality.models import Visit, VisitState
from portal.quality.queries.visits import get_told, list_told
from portal.quality.reports import queries, services, shown
from portal.quality.reports.forms import ConfirmForm, ConsentForm, PointForm
from portal.quality.reports.models import Answer, VisitReport
from portal.quality.reports.rules import last_day
from portal.quality.reports.views.desk import Page
from portal.quality.reports.views.report import pdf_of
from portal.quality.suspensions.queries import list_for_provider
from portal.quality.views.rows import told_rows, told_table
from portal.quality.words import STATE_TONES as VISIT_TONES
from portal.quality.words import told_closed_words, told_name
from portal.web import nav
from portal.web.filters import format_date, format_datetime
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done
from portal.web.versions import show_both

STATE_NAMES = {
    VisitState.FACTUAL_ACCURACY: "Draft to check",
    VisitState.FINAL: "Final, with actions to follow",
    VisitState.CLOSED: "Closed",
}
STATE_TONES = {VisitState.FACTUAL_ACCURACY: "yellow", VisitState.FINAL: "green", VisitState.CLOSED: "grey"}

blueprint = Blueprint("own_visits", __name__, url_prefix="/provider/visits")
nav.add("Visits", "own_visits.list_visits", *PROVIDER_ROLES, order=28)


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def list_visits() -> str:
    """Visits that are announced and reports, both of homes the viewer sees; and where new placements are paused."""
    told = [found for found in list_told(db.session(), access.viewer()) if found.state not in queries.SHARED]
    return render_template(
        "visits/own_list.html",
        told=told_table(told),
        told_words="1 visit" if len(told) == 1 else f"{len(told):,} visits",
        table=_table(queries.list_shared(db.session(), access.viewer())),
        paused=list_for_provider(db.session(), access.viewer()),
    )


def _table(reports: Any) -> Table:
    columns = [Column("Home"), Column("Visited"), Column("Where it stands"), Column("Check it by")]
    return Table("Reports of visits", columns, [_row(found) for found in reports])


def _row(found: VisitReport) -> list[Any]:
    visit = found.visit
    ends_at = found.window_ends_at if _may_answer(visit, found) else None
    return [
        Cell(visit.home.name, href=url_for("own_visits.visit", reference=visit.reference), note=visit.reference),
        format_date(visit.starts_at),
        Cell(STATE_NAMES[VisitState(visit.state)], tone=STATE_TONES[VisitState(visit.state)]),
        format_date(last_day(ends_at)) if ends_at else "–",
    ]


def _may_answer(visit: Visit, report: VisitReport) -> bool:
    """Whether an answer that was sent now would count."""
    window = queries.window_of(report)
    return visit.state == VisitState.FACTUAL_ACCURACY and window is not None and window.takes(clock.now())


def _shared(reference: str) -> Visit:
    return queries.get_shared(db.session(), reference, viewer=access.viewer())


@blueprint.get("/<reference>/")
@access.allow(*PROVIDER_ROLES)
def visit(reference: str) -> str:
    """One report, with the way to answer while there is time, and the actions; before it, what was announced."""
    found = queries.find_shared(db.session(), reference, viewer=access.viewer())
    return _report_page(found) if found else _told_page(get_told(db.session(), access.viewer(), reference))


def _told_page(found: Visit) -> str:
    """Who comes and when."""
    is_plain = found.state in (VisitState.PLANNED, VisitState.CANCELLED)
    return render_template(
        "quality/told_visit.html",
        visit=found,
        rows=told_rows(found),
        closed=told_closed_words(found.home, VisitState(found.state)),
        status_text=told_name(VisitState(found.state), found.ends_at, clock.now()),
        status_tone=VISIT_TONES[found.state] if is_plain else "green",
    )


def _report_page(found: Visit) -> str:
    report = queries.get_report(db.session(), found.id)
    return render_template(
        "visits/own_visit.html",
        visit=found,
        report=report,
        status_text=STATE_NAMES[VisitState(found.state)],
        status_tone=STATE_TONES[VisitState(found.state)],
        rows=_rows(found, report),
        sections=_sections(found, report),
        actions=own_rows(found, list_actions(db.session(), found.id)),
        may_answer=_may_answer(found, report),
        is_final=found.state in queries.FINAL,
        may_consent=found.state in queries.FINAL and access.viewer().has(Role.PROVIDER_ADMIN),
        has_consent=queries.has_consent(db.session(), found.id),
        sharings=queries.list_sharings(db.session(), found.id),
    )


def _sections(found: Visit, report: VisitReport) -> list[dict[str, Any]]:
    """What the organisation was shown, until the report is final: what officers mend meanwhile comes with that."""
    if found.state in queries.FINAL:
        return shown.sections(report)
    return [{**shown.shown_before(part), "point": shown.point(part.point)} for part in report.sections]


def _rows(found: Visit, report: VisitReport) -> list[dict[str, str]]:
    rows = [{"label": "Visited", "value": format_date(found.starts_at)}]
    window = queries.window_of(report)
    if window:
        rows.append({"label": "Last day to answer", "value": f"{format_date(last_day(window.ends_at))}, to midnight"})
    if report.answered_at:
        rows.append({"label": "You said you are done", "value": format_datetime(report.answered_at)})
    if report.finalised_at:
        rows.append({"label": "Final", "value": format_datetime(report.finalised_at)})
    return rows


@blueprint.route("/<reference>/points/<slug>", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES)
def point(reference: str, slug: str) -> Page:
    """Say whether one section is accurate; saved at once, and changeable until the time is over."""
    found = _shared(reference)
    report = queries.get_report(db.session(), found.id)
    part = queries.get_section(report, slug)
    form = _point_form(part.point)
    if form.validate_on_submit():
        try:
            _save_point(found, slug, form)
        except services.Stale as stale:
            show_both(form, str(stale), stale.current, stale.version)
        except services.Refused as refused:
            form.refuse(str(refused))
        else:
            flash(f"Your answer about “{part.heading}” is saved.", "success")
            return redirect(url_for("own_visits.visit", reference=reference, _anchor=slug))
    return render_template(
        "visits/own_point.html",
        visit=found,
        form=form,
        section=shown.shown_before(part),
        last_day=last_day(report.window_ends_at) if report.window_ends_at else None,
        may_answer=_may_answer(found, report),
    )


def _point_form(saved: Any) -> PointForm:
    if saved is None:
        return PointForm(data={"version": "0"})
    return PointForm(data={"answer": saved.answer, "text": saved.words, "version": str(saved.version)})


def _save_point(found: Visit, slug: str, form: PointForm) -> None:
    services.save_point(
        db.session(),
        found,
        slug,
        answer=Answer(form.answer.data),
        text=form.text.data,
        seen_version=form.seen_version,
        actor=access.viewer(),
        now=clock.now(),
    )


@blueprint.route("/<reference>/done", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES)
def say_done(reference: str) -> Page:
    """Say that everything that was to be said is said."""
    found, form = _shared(reference), ConfirmForm()
    back = url_for("own_visits.visit", reference=reference)
    onward = done(
        form,
        lambda: services.say_done(db.session(), found, actor=access.viewer(), now=clock.now()),
        "Thank you. The officer reads your answers now.",
        back,
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=found,
        form=form,
        heading="Say that you are done",
        text="Your answers cannot be changed after this. Sections you said nothing about stay as they are.",
        submit_text="We are done",
        back_href=back,
    )


@blueprint.route("/<reference>/consent", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def consent(reference: str) -> Page:
    """Let other councils have the report. Taking that back has an address of its own: this one never does."""
    found, form = _shared(reference), ConsentForm()
    return _consent_page(
        found,
        form,
        lambda: services.give_consent(db.session(), found, actor=access.viewer(), now=clock.now()),
        "Other councils may have this report.",
        heading="Let other councils have this report",
        text="So that you are not visited again for the same thing. A publisher approves the report first, each copy "
        "is recorded with its reason, and you see the list. You can take this back.",
        submit_text="We agree",
    )


@blueprint.route("/<reference>/consent/withdraw", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def withdraw_consent(reference: str) -> Page:
    """Take back that other councils may have the report."""
    found, form = _shared(reference), ConsentForm()
    return _consent_page(
        found,
        form,
        lambda: services.withdraw_consent(db.session(), found, actor=access.viewer(), now=clock.now()),
        "No further copies leave the council.",
        heading="Take your consent back",
        text="Copies that were taken stay with those councils; the list of them is on the report’s page.",
        submit_text="Take it back",
    )


def _consent_page(found: Visit, form: ConsentForm, verb: Callable[[], object], standing: str, **words: str) -> Page:
    """One question about consent, answered with how it stands then: the same when it stood so already."""
    back = url_for("own_visits.visit", reference=found.reference)
    onward = done(form, verb, standing, back)
    return onward or render_template("visits/confirm.html", visit=found, form=form, back_href=back, **words)


@blueprint.get("/<reference>/report.pdf")
@access.allow(*PROVIDER_ROLES)
def pdf(reference: str) -> Page:
    """The final report on paper."""
    return pdf_of(_shared(reference), url_for("own_visits.visit", reference=reference))
