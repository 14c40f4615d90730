"""Review and publication: sending, deciding, publishing, withdrawing."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.statements.forms import (
    APPROVE,
    ConfirmForm,
    DecisionForm,
    PublishForm,
    WithdrawForm,
    decisions,
)
from portal.statements.models import Statement, StatementState, VersionState
from portal.statements.queries import drafts
from portal.statements.queries.figures import build_draft, draft_of
from portal.statements.rules.checks import check, is_ready
from portal.statements.rules.content import Built, content_hash, parse_content
from portal.statements.services import publishing, review
from portal.statements.services.pages import page_context, version_line
from portal.statements.services.working import Refused
from portal.statements.views import shown
from portal.statements.views.public import shelf
from portal.statements.views.staff import WRITERS, blueprint, load, refused_page, to_record

Page = str | Response
DECIDABLE = (StatementState.IN_REVIEW, StatementState.APPROVED)


@blueprint.route("/<reference>/send", methods=["GET", "POST"])
@access.allow(*WRITERS)
def send(reference: str) -> Page:
    """All checks on one page, then send for review."""
    found, form = load(reference), ConfirmForm()
    if not form.validate_on_submit():
        return _send_page(found, form)
    try:
        review.send_for_review(db.session(), found, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        return refused_page(found, refused)
    flash("Sent for review. Somebody else with the publisher’s role decides.", "success")
    return to_record(found)


def _send_page(statement: Statement, form: ConfirmForm) -> str:
    built = build_draft(db.session(), statement)
    checks = check(draft_of(db.session(), statement), built)
    return render_template(
        "statements/send.html",
        statement=statement,
        form=form,
        checks=shown.checks(checks, statement),
        is_ready=is_ready(checks),
    )


@blueprint.route("/<reference>/decision", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def decide(reference: str) -> Page:
    """Every check on one page, the preview beside it, and the decision with its reasons."""
    found = load(reference)
    if found.state not in DECIDABLE:
        return to_record(found)
    built, may = build_draft(db.session(), found), shown.steps(db.session(), found)["may_approve"]
    form = DecisionForm(data={"seen": content_hash(built.content)})
    form.decision.choices = decisions(may_approve=may)
    if not form.validate_on_submit():
        return _decision_page(found, form, built, may_approve=may)
    try:
        words = _take_decision(found, form)
    except Refused as refused:
        return refused_page(found, refused)
    flash(words, "success")
    return to_record(found)


def _take_decision(statement: Statement, form: DecisionForm) -> str:
    session, actor, now = db.session(), access.viewer(), clock.now()
    if form.decision.data == APPROVE:
        review.approve(session, statement, seen=form.seen.data or "", actor=actor, now=now)
        return "Approved. It can now be published."
    review.send_back(session, statement, reason=form.reason.data, actor=actor, now=now)
    return "Sent back as a draft, with your reasons."


def _decision_page(statement: Statement, form: DecisionForm, built: Built, *, may_approve: bool) -> str:
    session = db.session()
    open_review = drafts.find_open_review(session, statement.id)
    sender = drafts.names_of(session, [open_review.submitted_by_id] if open_review else [])
    return render_template(
        "statements/decide.html",
        statement=statement,
        form=form,
        checks=shown.checks(check(draft_of(session, statement), built), statement),
        lead_items=built.content["lead_figures"],
        review=open_review,
        sender=next(iter(sender.values()), None),
        may_approve=may_approve,
    )


@blueprint.route("/<reference>/publish", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def publish(reference: str) -> Page:
    """Publish what was approved."""
    found, form = load(reference), PublishForm()
    if found.state != StatementState.APPROVED:
        return to_record(found)
    number = drafts.newest_number(db.session(), found.id) + 1
    built, open_review = build_draft(db.session(), found), drafts.find_open_review(db.session(), found.id)
    page = {
        "statement": found,
        "form": form,
        "number": number,
        "has_moved": open_review is None or open_review.content_hash != content_hash(built.content),
    }
    if not form.validate_on_submit():
        return render_template("statements/publish.html", **page)
    if number > 1 and not form.reason.data:
        form.refuse(publishing.REASON_MISSING, "reason")
        return render_template("statements/publish.html", **page)
    try:
        version = publishing.publish(
            db.session(), found, reason=form.reason.data or "", actor=access.viewer(), now=clock.now()
        )
    except Refused as refused:
        return refused_page(found, refused)
    shelf().forget()
    flash(f"Version {version.number} is published. Its PDF is being made.", "success")
    return to_record(found)


@blueprint.route("/<reference>/versions/<int:number>/withdraw", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def withdraw(reference: str, number: int) -> Page:
    """Take a version from the public."""
    found = load(reference)
    version, form = drafts.get_version(db.session(), found.id, number), WithdrawForm()
    if version.state == VersionState.WITHDRAWN:
        return to_record(found)
    if not form.validate_on_submit():
        return render_template("statements/withdraw.html", statement=found, form=form, number=number)
    try:
        publishing.withdraw(db.session(), version, found, note=form.note.data, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        return refused_page(found, refused)
    shelf().forget()
    flash(f"Version {number} is withdrawn. Readers see your note instead.", "success")
    return to_record(found)


@blueprint.get("/<reference>/versions/<int:number>/withdrawn")
@access.allow(Role.PUBLISHER, Role.AUDITOR, records=True)
def withdrawn(reference: str, number: int) -> Page:
    """What a withdrawn version said; each look is recorded."""
    found = load(reference)
    version = drafts.get_version(db.session(), found.id, number)
    if version.state != VersionState.WITHDRAWN:
        return redirect(url_for("published.version_page", slug=found.slug, number=number))
    publishing.note_look(db.session(), version, found, actor=access.viewer(), now=clock.now())
    return render_template(
        "statements/page.html",
        **page_context(parse_content(version.content), has_downloads=False),
        version_line=f"{version_line(number, version.published_at)}, withdrawn: this look is recorded",
        warnings=[],
        record_href=url_for("statements.statement", reference=reference),
        is_preview=True,
    )
