"""Writing the sections of a statement: adding, editing, previewing, moving, removing."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.statements.forms import ConfirmForm, SectionForm, section_data, version_in
from portal.statements.models import Section, Statement
from portal.statements.queries import drafts
from portal.statements.queries.figures import draft_of, read_catalogue
from portal.statements.rules.content import build
from portal.statements.rules.narrative import narrate
from portal.statements.services import drafting
from portal.statements.services.pages import page_context
from portal.statements.services.working import Refused, Stale
from portal.statements.views.shown import breakable
from portal.statements.views.staff import WRITERS, blueprint, confirm_page, load, refused_page, to_record

Page = str | Response


@blueprint.route("/<reference>/sections/new", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add_section(reference: str) -> Page:
    """A new section, after the others."""
    found, form = load(reference), SectionForm()
    if not form.validate_on_submit() or request.form.get("action") == "preview":
        return _section_page(found, None, form)
    try:
        drafting.add_section(
            db.session(),
            found,
            heading=form.heading.data,
            markdown=form.markdown.data or "",
            actor=access.viewer(),
            now=clock.now(),
        )
    except Refused as refused:
        return refused_page(found, refused)
    return to_record(found)


@blueprint.route("/<reference>/sections/<section>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def section(reference: str, section: str) -> Page:
    """One section's text. A text with faults is kept, and its faults are shown."""
    found = load(reference)
    part = drafts.get_section(found, section)
    form = SectionForm(data=section_data(part))
    if not form.validate_on_submit() or request.form.get("action") == "preview":
        return _section_page(found, part, form)
    try:
        saved = drafting.change_section(
            db.session(),
            found,
            section,
            heading=form.heading.data,
            markdown=form.markdown.data or "",
            lock_version=version_in(form),
            actor=access.viewer(),
            now=clock.now(),
        )
    except Stale as stale:
        return _stale_section(reference, section, form, stale)
    except Refused as refused:
        return refused_page(found, refused)
    return _after_saving(found, saved, form)


def _after_saving(statement: Statement, saved: Section, form: SectionForm) -> Page:
    """Back to the record; or, with faults in the text, here again with each of them."""
    catalogue = read_catalogue(db.session(), statement.authority_id, statement.as_of_month)
    faults = narrate(saved.markdown, catalogue).faults
    if not faults:
        flash(f"“{saved.heading}” is saved.", "success")
        return to_record(statement)
    form.lock_version.data = str(saved.lock_version)
    for fault in faults:
        form.refuse(breakable(f"Saved, but line {fault.line} has to be mended: {fault.sentence}"), "markdown")
    return _section_page(statement, saved, form)


def _stale_section(reference: str, section: str, form: SectionForm, stale: Stale) -> Page:
    """Both texts: the other person's as saved, and one's own still in the form."""
    found = load(reference)
    theirs = drafts.get_section(found, section)
    form.lock_version.data = str(theirs.lock_version)
    form.refuse(str(stale), "markdown")
    return _section_page(found, theirs, form, theirs=theirs)


def _section_page(
    statement: Statement, part: Section | None, form: SectionForm, *, theirs: Section | None = None
) -> Page:
    is_preview = request.form.get("action") == "preview" and not form.errors
    return render_template(
        "statements/section.html",
        statement=statement,
        section=part,
        form=form,
        theirs=theirs,
        their_name=drafts.names_of(db.session(), [theirs.edited_by_id])[theirs.edited_by_id] if theirs else None,
        preview=_preview_of(statement, form) if is_preview else None,
    )


def _preview_of(statement: Statement, form: SectionForm) -> dict[str, object]:
    """What is typed, as the page would show it; nothing is saved."""
    draft = draft_of(db.session(), statement)
    catalogue = read_catalogue(db.session(), statement.authority_id, statement.as_of_month)
    only = replace(draft, summary="", lead_figures=(), sections=((form.heading.data, form.markdown.data or ""),))
    built = build(only, catalogue)
    faults = [breakable(f"Line {each.fault.line}: {each.fault.sentence}") for each in built.faults]
    return {**page_context(built.content, has_downloads=False), "faults": faults}


@blueprint.route("/<reference>/sections/<section>/move", methods=["GET", "POST"])
@access.allow(*WRITERS)
def move_section(reference: str, section: str) -> Page:
    """One place up or down; the buttons are on the statement's page."""
    found, form = load(reference), ConfirmForm()
    drafts.get_section(found, section)
    if not form.validate_on_submit():
        return to_record(found)
    up = request.form.get("direction") == "up"
    try:
        drafting.move_section(db.session(), found, section, up=up, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        return refused_page(found, refused)
    return to_record(found)


@blueprint.route("/<reference>/sections/<section>/remove", methods=["GET", "POST"])
@access.allow(*WRITERS)
def remove_section(reference: str, section: str) -> Page:
    """Ask, then take a section out."""
    found, form = load(reference), ConfirmForm()
    part = drafts.get_section(found, section)
    if not form.validate_on_submit():
        return confirm_page(
            found,
            form,
            heading=f"Remove “{part.heading}”",
            text="Its text is lost from this draft. Published versions keep theirs.",
            button="Remove this section",
            kind="warning",
        )
    try:
        drafting.remove_section(db.session(), found, section, actor=access.viewer(), now=clock.now())
    except Refused as refused:
        return refused_page(found, refused)
    flash(f"“{part.heading}” is removed.", "success")
    return to_record(found)
