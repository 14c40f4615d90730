"""The report of a visit at the council's desk: draft, with the provider, final."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from portal import access, clock, db
from portal.access import Role
from portal.db import NotFound
from portal.mail import settings
from portal.quality.actions.queries import list_actions
from portal.quality.actions.shown import action_rows
from portal.quality.models import Visit, VisitState
from portal.quality.reports import queries, services, shown
from portal.quality.reports.forms import (
    ConfirmForm,
    JudgedSectionForm,
    SectionForm,
    SendForm,
)
from portal.quality.reports.models import Judgement, ReportSection, VisitReport
from portal.quality.reports.rules import digest, last_day
from portal.quality.reports.views.desk import READERS, WRITERS, Page, is_mine, read, write
from portal.quality.words import STATE_NAMES, STATE_TONES
from portal.web.filters import format_date, format_datetime
from portal.web.verbs import done
from portal.web.versions import show_both
from portal.working_days import add_working_days

NOT_YET = "The PDF of this report is being made. Try again in half a minute."

blueprint = Blueprint("reports", __name__, url_prefix="/quality/visits")


@blueprint.get("/<reference>/report/")
@access.allow(*READERS)
def report(reference: str) -> str:
    """The report as it stands, with what can be done about it next."""
    visit = read(reference)
    found = queries.find_report(db.session(), visit.id)
    return render_template(
        "visits/report.html",
        visit=visit,
        status_text=STATE_NAMES[visit.state],
        status_tone=STATE_TONES[visit.state],
        report=found,
        may_write=is_mine(visit),
        may_begin=is_mine(visit) and visit.state == VisitState.DONE,
        sections=shown.sections(found) if found else [],
        actions=action_rows(list_actions(db.session(), visit.id)),
        **(_standing(visit, found) if found else {"rows": [], "is_waiting": False}),
    )


def _standing(visit: Visit, found: VisitReport) -> dict[str, Any]:
    """Where a report stands, as rows of a summary; whether the provider's time is running; who may do what."""
    window = queries.window_of(found)
    is_waiting = visit.state == VisitState.FACTUAL_ACCURACY and bool(window and window.takes(clock.now()))
    rows = [{"label": "Begun", "value": format_datetime(found.drafted_at)}]
    if found.shared_at and window:
        rows.append({"label": "Sent to the provider", "value": format_datetime(found.shared_at)})
        rows.append({"label": "Last day to answer", "value": format_date(last_day(window.ends_at))})
    if found.answered_at:
        rows.append({"label": "Provider said it is done", "value": format_datetime(found.answered_at)})
    if found.finalised_at:
        rows += _final_rows(visit, found)
    may_approve = access.viewer().has(Role.PUBLISHER) and visit.state in queries.FINAL and not found.approved_at
    return {"rows": rows, "is_waiting": is_waiting, "may_approve": may_approve}


def _final_rows(visit: Visit, found: VisitReport) -> list[dict[str, str]]:
    intact = digest(found.content) == found.content_sha256 == queries.recorded_hash(db.session(), visit)
    checked = "Unchanged since" if intact else "CHANGED: tell the auditor. It is not what was recorded"
    approved = format_datetime(found.approved_at) if found.approved_at else "Not yet"
    consent = queries.has_consent(db.session(), visit.id)
    return [
        {"label": "Final", "value": format_datetime(found.finalised_at) if found.finalised_at else ""},
        {"label": "Checked against the record", "value": f"{checked} ({found.content_sha256[:12]})"},
        {"label": "Approved by a publisher", "value": approved},
        {"label": "May be shared with other councils", "value": "Yes, the provider agreed" if consent else "No"},
    ]


@blueprint.route("/<reference>/report/begin", methods=["GET", "POST"])
@access.allow(*WRITERS)
def begin(reference: str) -> Page:
    """Make the draft from what was found."""
    visit, form = write(reference), ConfirmForm()
    onward = done(
        form,
        lambda: services.begin_report(db.session(), visit, actor=access.viewer(), now=clock.now()),
        "The draft is made from what you found. Write the summary, and mend what needs it.",
        _record(reference),
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=visit,
        form=form,
        heading="Begin the report",
        text="The draft holds what was found, in the order of the form, under a summary that you write.",
        submit_text="Begin the report",
        back_href=_record(reference),
    )


def _record(reference: str) -> str:
    return url_for("reports.report", reference=reference)


@blueprint.route("/<reference>/report/sections/<slug>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def section(reference: str, slug: str) -> Page:
    """Mend one section; two officers see each other's text."""
    visit = write(reference, JudgedSectionForm)
    part = queries.get_section(queries.get_report(db.session(), visit.id), slug)
    form = _section_form(part)
    if form.validate_on_submit():
        try:
            _save_section(visit, slug, form)
        except services.Stale as stale:
            show_both(form, str(stale), stale.current, stale.version)
        except services.Refused as refused:
            form.refuse(str(refused), refused.field or None)
        else:
            flash(f"“{part.heading}” is saved.", "success")
            return redirect(f"{_record(reference)}#{slug}")
    return render_template(
        "visits/section.html",
        visit=visit,
        section=part,
        form=form,
        point=shown.point(part.point),
        before=shown.shown_before(part) if visit.state != VisitState.DRAFT_REPORT else None,
        back_href=_record(reference),
    )


def _section_form(part: ReportSection) -> SectionForm | JudgedSectionForm:
    data = {"judgement": part.judgement, "text": part.text, "version": str(part.version)}
    return JudgedSectionForm(data=data) if part.is_judged else SectionForm(data=data)


def _save_section(visit: Visit, slug: str, form: SectionForm | JudgedSectionForm) -> None:
    services.save_section(
        db.session(),
        visit,
        slug,
        judgement=Judgement(form.judgement.data) if isinstance(form, JudgedSectionForm) else None,
        text=form.text.data,
        seen_version=form.seen_version,
        actor=access.viewer(),
        now=clock.now(),
    )


@blueprint.route("/<reference>/report/send", methods=["GET", "POST"])
@access.allow(*WRITERS)
def send(reference: str) -> Page:
    """Ask the provider whether the draft is accurate."""
    visit = write(reference, SendForm)
    proposed = add_working_days(clock.today(clock.now()), settings().accuracy_days)
    form = SendForm(data={"last_day": proposed})
    onward = done(
        form,
        lambda: services.send_report(
            db.session(), visit, last_day=form.last_day.data, actor=access.viewer(), now=clock.now()
        ),
        "The draft is with the provider.",
        _record(reference),
    )
    return onward or render_template(
        "visits/send.html", visit=visit, form=form, days=settings().accuracy_days, back_href=_record(reference)
    )


@blueprint.route("/<reference>/report/finalise", methods=["GET", "POST"])
@access.allow(*WRITERS)
def finalise(reference: str) -> Page:
    """Make the report final."""
    visit, form = write(reference), ConfirmForm()
    onward = done(
        form,
        lambda: services.finalise(db.session(), visit, actor=access.viewer(), now=clock.now()),
        "The report is final. The provider has been told.",
        _record(reference),
    )
    return onward or render_template(
        "visits/finalise.html",
        late=action_rows(services.list_late(db.session(), visit.id, now=clock.now())),
        visit=visit,
        form=form,
        heading="Make this report final",
        text="Nobody can change it after this. The provider is told, a PDF is made, and the actions begin to count.",
        submit_text="Make it final",
        back_href=_record(reference),
    )


@blueprint.route("/<reference>/report/approve", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def approve(reference: str) -> Page:
    """A publisher's approval, without which a report does not leave the council."""
    visit, form = read(reference), ConfirmForm()
    onward = done(
        form,
        lambda: services.approve_report(db.session(), visit, actor=access.viewer(), now=clock.now()),
        "The report is approved.",
        _record(reference),
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=visit,
        form=form,
        heading="Approve this report",
        text="You have read it. Officers may then give it to other councils, where the provider agreed. "
        "Its text and the actions do not change.",
        submit_text="Approve this report",
        back_href=_record(reference),
    )


@blueprint.get("/<reference>/report/report.pdf")
@access.allow(*READERS)
def pdf(reference: str) -> Page:
    """The final report on paper."""
    return pdf_of(read(reference), _record(reference))


def pdf_of(visit: Visit, back_href: str) -> Page:
    """The PDF of a final report, or a page that says it is being made."""
    if visit.state not in queries.FINAL:
        raise NotFound("no final report")
    body = queries.find_pdf(db.session(), visit.id)
    if body is None:
        page = render_template("visits/pdf_pending.html", text=NOT_YET, back_href=back_href)
        return Response(page, 503, {"Retry-After": "30"})
    return pdf_response(visit, body)


def pdf_response(visit: Visit, body: bytes) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="visit-{visit.reference}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype="application/pdf", headers=headers)
