"""Drafting: the list, a statement with its checks, its details, the live preview and the names to bind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.returns.queries import list_periods
from portal.statements import words
from portal.statements.forms import (
    FROM_CURRENT,
    SKELETON,
    ConfirmForm,
    DetailsForm,
    StartForm,
    details_data,
    version_in,
)
from portal.statements.models import Statement, StatementState, StatementVersion, VersionState
from portal.statements.queries import drafts, published
from portal.statements.queries.figures import build_draft, draft_of, read_catalogue
from portal.statements.rules.checks import check
from portal.statements.services import drafting
from portal.statements.services.drafting import Details
from portal.statements.services.pages import page_context
from portal.statements.services.working import Refused, Stale
from portal.statements.views import shown
from portal.web import nav
from portal.web.filters import format_month
from portal.web.forms import Choice, PortalForm

Page = str | Response
READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)

blueprint = Blueprint("statements", __name__, url_prefix="/commissioning/statements")
nav.add("Statements", "statements.list_statements", *READERS, order=60)


def load(reference: str) -> Statement:
    """The statement of this desk's authority; NotFound for any other."""
    return drafts.get_statement(db.session(), reference, authority_id=access.authority_id())


def to_record(statement: Statement) -> Response:
    return redirect(url_for("statements.statement", reference=statement.reference))


@blueprint.get("/")
@access.allow(*READERS)
def list_statements() -> Page:
    """Every statement of the authority."""
    statements = drafts.list_statements(db.session(), access.authority_id())
    return render_template(
        "statements/list.html",
        table=shown.statements_table(statements),
        count=len(statements),
        may_write=access.viewer().has(*WRITERS),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.allow(*WRITERS)
def start() -> Page:
    """A new statement, from the current published text or from a skeleton."""
    current = _current_version()
    form = StartForm(data={"start": FROM_CURRENT if current else SKELETON})
    form.as_of_month.choices, form.start.choices = _month_choices(), _starts(current)
    if form.validate_on_submit():
        try:
            return to_record(_started(form, current if form.start.data == FROM_CURRENT else None))
        except Refused as refused:
            form.refuse(str(refused), "slug")
    return render_template("statements/start.html", form=form, has_months=bool(form.as_of_month.choices))


def _started(form: StartForm, source: StatementVersion | None) -> Statement:
    beginning, sections = _beginning(source)
    details = replace(beginning, title=form.title.data, as_of_month=date.fromisoformat(form.as_of_month.data))
    return drafting.start_statement(
        db.session(),
        authority_id=access.authority_id(),
        slug=form.slug.data,
        details=details,
        sections=sections,
        actor=access.viewer(),
        now=clock.now(),
    )


def _current_version() -> StatementVersion | None:
    """The newest published version of this authority."""
    mine = [each for each in published.list_published(db.session()) if each.authority_id == access.authority_id()]
    return drafts.get_version(db.session(), mine[0].statement_id, mine[0].number) if mine else None


def _starts(current: StatementVersion | None) -> list[Choice]:
    skeleton = Choice(SKELETON, "A list of sections to fill in")
    if current is None:
        return [skeleton]
    return [Choice(FROM_CURRENT, f"The text of “{current.title}”, version {current.number}"), skeleton]


def _beginning(version: StatementVersion | None) -> tuple[Details, tuple[tuple[str, str], ...]]:
    if version is None:
        return Details("", "", date.min), words.SKELETON
    return drafting.text_of_version(version)


def _month_choices(*also: date) -> list[tuple[str, str]]:
    """Months that had returns, newest first."""
    months = {period.month for period in list_periods(db.session())} | set(also)
    return [(month.isoformat(), format_month(month)) for month in sorted(months, reverse=True)]


@blueprint.get("/<reference>")
@access.allow(*READERS)
def statement(reference: str) -> Page:
    """Where a statement stands, what was checked, and what can be done next."""
    found, session = load(reference), db.session()
    built = build_draft(session, found)
    versions = drafts.list_versions(session, found.id)
    # What is published is not mended any more: its checks are over until the next version is begun.
    is_open = found.state != StatementState.PUBLISHED
    return render_template(
        "statements/record.html",
        statement=found,
        state=words.STATE_NAMES[StatementState(found.state)],
        tone=words.STATE_TONES[StatementState(found.state)],
        lead_items=built.content["lead_figures"],
        checks=shown.checks(check(draft_of(session, found), built), found) if is_open else [],
        versions=shown.versions_table(found, versions) if versions else None,
        withdrawn=versions[0] if versions and versions[0].state == VersionState.WITHDRAWN else None,
        review=drafts.find_last_review(session, found.id),
        steps=shown.steps(session, found),
        events=shown.timeline(session, found),
    )


@blueprint.get("/<reference>/preview")
@access.allow(*READERS)
def preview(reference: str) -> Page:
    """The real page, made from what is true now."""
    found = load(reference)
    built = build_draft(db.session(), found)
    return render_template(
        "statements/page.html",
        **page_context(built.content, has_downloads=False),
        version_line=f"Preview of {words.STATE_NAMES[StatementState(found.state)].lower()} text, not published",
        warnings=[*(shown.breakable(placed.sentence) for placed in built.faults), *built.held],
        record_href=url_for(".statement", reference=reference),
        is_preview=True,
    )


@blueprint.get("/<reference>/names")
@access.allow(*READERS)
def names(reference: str) -> Page:
    """Every name that can be bound, with its value now."""
    found = load(reference)
    catalogue = read_catalogue(db.session(), found.authority_id, found.as_of_month)
    return render_template("statements/names.html", statement=found, tables=shown.names_tables(catalogue))


@blueprint.route("/<reference>/details", methods=["GET", "POST"])
@access.allow(*WRITERS)
def details(reference: str) -> Page:
    """Title, summary, month and lead figures."""
    found = load(reference)
    form = DetailsForm(data=details_data(found))
    form.as_of_month.choices = _month_choices(found.as_of_month)
    _offer_figures(form, found)
    if not form.validate_on_submit():
        return render_template("statements/details.html", form=form, statement=found, theirs=None)
    try:
        drafting.change_details(
            db.session(),
            found,
            form.details,
            lock_version=version_in(form),
            actor=access.viewer(),
            now=clock.now(),
        )
    except Stale as stale:
        theirs = load(reference)
        form.lock_version.data = str(theirs.lock_version)
        form.refuse(str(stale))
        return render_template("statements/details.html", form=form, statement=theirs, theirs=theirs)
    except Refused as refused:
        return refused_page(found, refused)
    flash("Saved.", "success")
    return to_record(found)


def _offer_figures(form: DetailsForm, statement: Statement) -> None:
    """Figures that have a value now, and those that were chosen before."""
    catalogue = read_catalogue(db.session(), statement.authority_id, statement.as_of_month)
    chosen = {figure.name for figure in statement.lead_figures}
    known = [each for each in catalogue.figures.values() if each.value != "x" or each.name in chosen]
    offered = [(each.name, f"{each.label} ({each.text})") for each in known]
    offered += [(name, name) for name in sorted(chosen - set(catalogue.figures))]
    for field in (form.figure_1, form.figure_2, form.figure_3):
        field.choices = offered


@blueprint.route("/<reference>/reopen", methods=["GET", "POST"])
@access.allow(*WRITERS)
def reopen(reference: str) -> Page:
    """Start the next version."""
    found, form = load(reference), ConfirmForm()
    if not form.validate_on_submit():
        return confirm_page(
            found,
            form,
            heading="Start a correction or update",
            text="The published text becomes a draft. Readers keep the published version until the next is published.",
            button="Start a correction or update",
        )
    try:
        drafting.reopen(db.session(), found, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        return refused_page(found, refused)
    return to_record(found)


def confirm_page(
    statement: Statement, form: PortalForm, *, heading: str, text: str, button: str, kind: str = "primary"
) -> str:
    """One button with its consequence; `kind` is "warning" where something is lost."""
    return render_template(
        "statements/confirm.html",
        statement=statement,
        form=form,
        heading=heading,
        text=text,
        submit_text=button,
        submit_kind=kind,
    )


def refused_page(statement: Statement, refused: Refused) -> Response:
    flash(str(refused), "error")
    return to_record(statement)
