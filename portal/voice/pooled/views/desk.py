"""Where a coordinator writes the quarter's report and a publisher lets it out."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.voice.pooled import queries, rules, services, shown
from portal.voice.pooled.forms import (
    ChangeThemeForm,
    ConfirmForm,
    NewThemeForm,
    PublishForm,
    SendBackForm,
    StartForm,
    TakeOutForm,
    ThemeForm,
)
from portal.voice.pooled.models import ReportState, VoiceReport, VoiceTheme
from portal.voice.pooled.rules import Step
from portal.voice.pooled.words import STATE_NAMES, STATE_TONES, quarter_slug, quarter_words
from portal.web import nav
from portal.web.forms import PortalForm
from portal.web.tables import Cell, Column, Table
from portal.web.verbs import done
from portal.web.versions import stand_beside

Page = str | Response
READERS = (Role.COORDINATOR, Role.PUBLISHER)
QUARTERS_OFFERED = 4
COLUMNS = (Column("Months"), Column("Stands"), Column("Themes", numeric=True))

blueprint = Blueprint("voice_reports", __name__, url_prefix="/voice/reports")
nav.add("Voice reports", "voice_reports.list_reports", *READERS, order=46)


def _get(reference: str) -> VoiceReport:
    return queries.get_report(db.session(), reference, authority_id=access.authority_id())


def _href(report: VoiceReport) -> str:
    return url_for("voice_reports.report", reference=report.reference)


@blueprint.get("/")
@access.allow(*READERS)
def list_reports() -> str:
    reports = queries.list_reports(db.session(), access.authority_id())
    return render_template(
        "voice/pooled/list.html",
        table=Table("Voice reports", COLUMNS, [_row(report) for report in reports]),
        count_words="1 report" if len(reports) == 1 else f"{len(reports):,} reports",
        may_write=access.viewer().has(Role.COORDINATOR),
    )


def _row(report: VoiceReport) -> list[str | int | Cell]:
    text, tone = _stands(report)
    return [
        Cell(quarter_words(report.quarter), href=_href(report), note=report.reference),
        Cell(text, tone=tone),
        len(report.standing),
    ]


def _stands(report: VoiceReport) -> tuple[str, str]:
    """Where a report stands, and its colour."""
    if report.withdrawn_at is not None:
        return "Withdrawn", "red"
    state = ReportState(report.state)
    return STATE_NAMES[state], STATE_TONES[state]


@blueprint.route("/new", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def start() -> Page:
    """Begin the report of a quarter that is over."""
    quarters = {quarter_slug(first): first for first in _quarters()}
    form = StartForm()
    form.quarter.choices = [(slug, quarter_words(first)) for slug, first in quarters.items()]
    if not form.validate_on_submit():
        return render_template("voice/pooled/new.html", form=form)
    report = services.start_report(
        db.session(),
        access.authority_id(),
        quarters[form.quarter.data],
        actor=access.viewer(),
        now=clock.now(),
    )
    return redirect(_href(report))


def _quarters() -> tuple[date, ...]:
    return rules.quarters_before(clock.today(clock.now()), QUARTERS_OFFERED)


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def report(reference: str) -> str:
    """The report as it will be read, and what can be done about it."""
    found, viewer = _get(reference), access.viewer()
    state, (text, tone) = ReportState(found.state), _stands(found)
    # First: a quote that may be read again later than this is one that was not read.
    version = queries.version_of_report(db.session(), found)
    is_out = state is ReportState.PUBLISHED and found.withdrawn_at is None
    return render_template(
        "voice/pooled/report.html",
        report=found,
        version=version,
        quarter=quarter_words(found.quarter),
        status_text=text,
        status_tone=tone,
        levels=[] if found.withdrawn_at else shown.levels_of(db.session(), found),
        tables=[] if found.withdrawn_at else shown.tables_of(db.session(), found),
        taken_out_at=queries.taken_out_at(found),
        may_write=viewer.has(Role.COORDINATOR) and rules.after(state, Step.EDIT) is not None,
        may_publish=viewer.has(Role.PUBLISHER) and rules.after(state, Step.PUBLISH) is not None,
        may_take_out=viewer.has(Role.PUBLISHER) and is_out,
        public_href=url_for("you_said.of_quarter", quarter=quarter_slug(found.quarter)) if is_out else None,
    )


@blueprint.route("/<reference>/themes/new", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def add_theme(reference: str) -> Page:
    found, form = _get(reference), NewThemeForm()
    _offer_quotes(form, found)
    return done(
        form,
        lambda: services.add_theme(db.session(), found, form.text(), actor=access.viewer(), now=clock.now()),
        "The theme is added.",
        _href(found),
    ) or _theme_page(form, found, "Add a theme")


@blueprint.route("/<reference>/themes/<theme>", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def change_theme(reference: str, theme: str) -> Page:
    found = _get(reference)
    written = queries.get_theme(found, theme)
    quotes = [f"{quote.feedback_id}-{quote.question_id}" for quote in written.quotes]
    form = ChangeThemeForm(obj=written, data={"quotes": quotes})
    _offer_quotes(form, found)
    return done(form, lambda: _change(form, written), "The theme is saved.", _href(found)) or _theme_page(
        form, found, f"Change “{written.title}”"
    )


def _change(form: ChangeThemeForm, theme: VoiceTheme) -> None:
    try:
        services.change_theme(
            db.session(), theme, form.text(), seen=form.seen_version, actor=access.viewer(), now=clock.now()
        )
    except services.Stale as stale:
        stand_beside(form, stale.current, stale.version)
        raise


def _offer_quotes(form: ThemeForm, report: VoiceReport) -> None:
    """Offer what may be quoted today; where that is nothing, nothing is asked."""
    form.quotes.choices = [(each.key, each.text) for each in queries.list_quotable(db.session(), report)]
    if not form.quotes.choices:
        del form.quotes


def _theme_page(form: ThemeForm, report: VoiceReport, heading: str) -> str:
    return render_template("voice/pooled/theme.html", form=form, heading=heading, back_href=_href(report))


@blueprint.route("/<reference>/themes/<theme>/remove", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def remove_theme(reference: str, theme: str) -> Page:
    found = _get(reference)
    written, form = queries.get_theme(found, theme), ConfirmForm()
    return done(
        form,
        lambda: services.remove_theme(db.session(), written, actor=access.viewer(), now=clock.now()),
        "The theme is gone.",
        _href(found),
    ) or _step(form, found, f"Take out “{written.title}”", "Take this theme out", "It is gone for good.")


@blueprint.route("/<reference>/send", methods=["GET", "POST"])
@access.allow(Role.COORDINATOR)
def send(reference: str) -> Page:
    found, form = _get(reference), ConfirmForm()
    meaning = "A publisher reads it and lets it out, or gives it back to you with the reason."
    return done(
        form,
        lambda: services.send(db.session(), found, actor=access.viewer(), now=clock.now()),
        "A publisher can check it now.",
        _href(found),
    ) or _step(form, found, "Have this report checked", "Send this report", meaning)


@blueprint.route("/<reference>/send-back", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def send_back(reference: str) -> Page:
    found, form = _get(reference), SendBackForm()
    return done(
        form,
        lambda: services.send_back(
            db.session(), found, reason=form.reason.data, actor=access.viewer(), now=clock.now()
        ),
        "The coordinator can change it now.",
        _href(found),
    ) or _step(form, found, "Give this report back", "Give it back", "The reason is kept with the record of events.")


@blueprint.route("/<reference>/publish", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def publish(reference: str) -> Page:
    found = _get(reference)
    # What was read is the page that led here.
    form = PublishForm(
        data={"version": request.args.get("version", str(queries.version_of_report(db.session(), found)))}
    )
    meaning = (
        "Anybody can read it then. The marks of these months are let out with it, once: what is shared later "
        "counts in the months in which it is moderated."
    )
    return done(
        form,
        lambda: services.publish(db.session(), found, seen=form.seen_version, actor=access.viewer(), now=clock.now()),
        "The report is published.",
        _href(found),
    ) or _step(form, found, "Publish this report", "Publish this report", meaning)


@blueprint.route("/<reference>/quotes/<key>/take-out", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def take_out_quote(reference: str, key: str) -> Page:
    """Take words out of a published report."""
    found, form = _get(reference), TakeOutForm()
    words = queries.find_quoted(db.session(), found, key)
    if words is None:
        return redirect(_href(found))
    return done(
        form,
        lambda: services.take_out_quote(
            db.session(), found, key, reason=form.reason.data, actor=access.viewer(), now=clock.now()
        ),
        "The quote is taken out. The PDFs are being made anew.",
        _href(found),
    ) or _take_out(form, found, "quote", f"“{words}” will be gone at once from the pages and the PDFs.")


@blueprint.route("/<reference>/themes/<theme>/take-out", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def take_out_theme(reference: str, theme: str) -> Page:
    """Take a theme out of a published report."""
    found, form = _get(reference), TakeOutForm()
    written = queries.get_theme(found, theme)
    meaning = f"“{written.title}” will be gone at once from the pages and the PDFs, with its quotes."
    return done(
        form,
        lambda: services.take_out_theme(
            db.session(), written, reason=form.reason.data, actor=access.viewer(), now=clock.now()
        ),
        "The theme is taken out. The PDFs are being made anew.",
        _href(found),
    ) or _take_out(form, found, "theme", meaning)


@blueprint.route("/<reference>/withdraw", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def withdraw(reference: str) -> Page:
    """Take a published report from the public."""
    found, form = _get(reference), TakeOutForm()
    meaning = (
        "Nobody will be able to read its pages and PDFs, and its marks will not stand beside those of later months. "
        "There will be no other report of these months."
    )
    return done(
        form,
        lambda: services.withdraw(db.session(), found, reason=form.reason.data, actor=access.viewer(), now=clock.now()),
        "The report is withdrawn.",
        _href(found),
    ) or _take_out(form, found, "report", meaning)


def _step(form: PortalForm, report: VoiceReport, heading: str, submit_text: str, meaning: str) -> str:
    return render_template(
        "voice/pooled/step.html",
        form=form,
        heading=heading,
        submit_text=submit_text,
        meaning=meaning,
        back_href=_href(report),
    )


def _take_out(form: PortalForm, report: VoiceReport, what: str, meaning: str) -> str:
    act = "Withdraw" if what == "report" else "Take out"
    return render_template(
        "voice/pooled/take_out.html",
        form=form,
        heading=f"{act} this {what}",
        submit_text=f"{act} this {what}",
        meaning=meaning,
        back_href=_href(report),
    )
