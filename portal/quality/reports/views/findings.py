"""The form of a visit, a sheet a page, for a tablet on site; saved by script as people write and by the button."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from portal import access, clock, db
from portal.quality.models import Visit, VisitState
from portal.quality.queries import unwritten
from portal.quality.reports import queries, services, shown, words
from portal.quality.reports.forms import ConfirmForm, SheetForm, sheet_form
from portal.quality.reports.models import VisitFinding
from portal.quality.reports.rules import Sheet, Written, lack_of
from portal.quality.reports.views.desk import READERS, UNREADABLE, WRITERS, Page, is_mine, problems, read, write
from portal.quality.rules import TAKES_PHOTOGRAPHS
from portal.quality.words import state_words
from portal.web.filters import format_datetime
from portal.web.scripts import is_by_script, said
from portal.web.verbs import done
from portal.web.versions import show_both

CHANGED = 409
SEE_BOTH = "Somebody else saved this page while you were writing. Press “Save and go on” to see both."

blueprint = Blueprint("findings", __name__, url_prefix="/quality/visits")


@blueprint.get("/<reference>/findings/")
@access.allow(*READERS)
def overview(reference: str) -> str:
    """Every sheet and where it stands, the photographs, and what is still missing."""
    visit = read(reference)
    sheets, written = queries.list_sheets(db.session(), visit), queries.list_written(db.session(), visit.id)
    may_write, is_open = is_mine(visit), _is_open(visit)
    waits = bool(unwritten.among(db.session(), [visit], clock.now()))
    status_text, status_tone = state_words(VisitState(visit.state), is_unwritten=waits)
    return render_template(
        "visits/findings.html",
        visit=visit,
        status_text=status_text,
        status_tone=status_tone,
        tasks=[_task(visit, sheet, written) for sheet in sheets] if is_open and may_write else None,
        sections=shown.findings(sheets, written),
        photographs=queries.list_photographs(db.session(), visit.id),
        settled=words.SETTLED.get(visit.state) if may_write or visit.state == VisitState.REMOVED else None,
        may_finish=may_write and is_open,
        may_photograph=may_write and visit.state in TAKES_PHOTOGRAPHS,
        most_photographs=services.MOST_PHOTOGRAPHS,
    )


def _is_open(visit: Visit) -> bool:
    return visit.state == VisitState.PLANNED


def _task(visit: Visit, sheet: Sheet, written: Any) -> dict[str, Any]:
    """A sheet as a line of the form's list."""
    found = written.get(sheet.slug)
    href = url_for("findings.sheet", reference=visit.reference, slug=sheet.slug)
    if found is None:
        status, tone = ("Not begun", "blue") if sheet.needed else ("If there is any", None)
    elif lack := lack_of(sheet, found):
        status, tone = words.LACK_NAMES[lack].capitalize(), "yellow"
    else:
        status, tone = words.judged(found) or "Written", None
    return {"text": sheet.title, "href": href, "status": status, "tone": tone}


@blueprint.route("/<reference>/findings/<slug>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def sheet(reference: str, slug: str) -> Page:
    """One sheet. The script asks for JSON; people get the next sheet, or both texts where two wrote."""
    visit = write(reference, lambda: _empty_form(reference, slug))
    return _write_on(visit, slug, by_script=is_by_script())


def _empty_form(reference: str, slug: str) -> SheetForm:
    """A sheet's form with nothing of what stands there."""
    return sheet_form(queries.get_sheet(db.session(), read(reference), slug), Written(), 0)


def _write_on(visit: Visit, slug: str, *, by_script: bool) -> Page:
    session = db.session()
    page = queries.get_sheet(session, visit, slug)
    found = queries.find_finding(session, visit.id, slug)
    form = sheet_form(page, queries.written_of(found), found.version if found else 0)
    if not _is_open(visit):
        return _settled(visit, page, found, form, by_script=by_script)
    if not form.validate_on_submit():
        return _unread(visit, page, form, by_script=by_script)
    try:
        saved = _save(visit, page, form)
    except services.Stale as stale:
        show_both(form, str(stale), {name: text for name, text in stale.current.items() if name in form}, stale.version)
        return said(SEE_BOTH, CHANGED) if by_script else _sheet_page(visit, page, form)
    except services.Refused as refused:
        return _refused(visit, page, found, form, refused, by_script=by_script)
    if by_script:
        return jsonify(version=str(saved.version), message=f"Saved, {format_datetime(saved.saved_at)}")
    flash(f"“{page.title}” is saved.", "success")
    return redirect(_next(visit, page))


def _save(visit: Visit, page: Sheet, form: SheetForm) -> VisitFinding:
    return services.save_finding(
        db.session(),
        visit,
        page,
        form.written,
        seen_version=form.seen_version,
        desk=form.screen,
        actor=access.viewer(),
        now=clock.now(),
    )


def _unread(visit: Visit, page: Sheet, form: SheetForm, *, by_script: bool) -> Page:
    """The sheet with what is to be mended on it."""
    return said(problems(form), UNREADABLE) if by_script else _sheet_page(visit, page, form)


def _refused(
    visit: Visit,
    page: Sheet,
    found: VisitFinding | None,
    form: SheetForm,
    refused: services.Refused,
    *,
    by_script: bool,
) -> Page:
    """A refusal of one answer stands beside it; any other is of the whole sheet."""
    if not refused.field:
        return _settled(visit, page, found, form, by_script=by_script)
    form.refuse(str(refused), refused.field)
    return _unread(visit, page, form, by_script=by_script)


def _settled(visit: Visit, page: Sheet, found: VisitFinding | None, form: SheetForm, *, by_script: bool) -> Page:
    """The sheet of a finished visit, to be read: nothing is saved, and what was sent all the same stands there too."""
    if request.method == "POST":
        form.refuse(words.SETTLED[visit.state])
        if by_script:
            return said(problems(form), UNREADABLE, final=True)
    stands, typed = queries.written_of(found), form.written
    return render_template(
        "visits/settled_sheet.html",
        visit=visit,
        sheet=page,
        form=form,
        settled=words.SETTLED[visit.state],
        found=shown.section("found", "What was found", stands.judgement, words.seen_text(stands)),
        typed=shown.section("typed", "What you wrote, which is not saved", typed.judgement, words.seen_text(typed))
        if typed != stands
        else None,
    )


def _next(visit: Visit, page: Sheet) -> str:
    """The sheet after this one; the list after the last."""
    slugs = [each.slug for each in queries.list_sheets(db.session(), visit)]
    after = slugs[slugs.index(page.slug) + 1 :]
    if after:
        return url_for("findings.sheet", reference=visit.reference, slug=after[0])
    return url_for("findings.overview", reference=visit.reference)


def _sheet_page(visit: Visit, page: Sheet, form: SheetForm) -> str:
    sheets = queries.list_sheets(db.session(), visit)
    number = [each.slug for each in sheets].index(page.slug) + 1
    return render_template(
        "visits/sheet.html",
        visit=visit,
        sheet=page,
        form=form,
        progress=f"Page {number} of {len(sheets)}",
        next_href=_next(visit, page),
        keeps=f"{visit.reference}:{page.slug}:{access.viewer().reference}",
    )


@blueprint.route("/<reference>/finish", methods=["GET", "POST"])
@access.allow(*WRITERS)
def finish(reference: str) -> Page:
    """Say that the visit was made and everything is written down."""
    visit, form = write(reference), ConfirmForm()
    onward = done(
        form,
        lambda: services.finish_visit(db.session(), visit, actor=access.viewer(), now=clock.now()),
        "The visit is finished. Write the report next.",
        url_for("reports.report", reference=reference),
    )
    return onward or render_template(
        "visits/confirm.html",
        visit=visit,
        form=form,
        heading="Finish this visit",
        text="What was found stays as it is from now on. The report begins as a copy of it, which you can change.",
        submit_text="Finish this visit",
        back_href=url_for("findings.overview", reference=reference),
    )
