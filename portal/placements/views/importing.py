"""Taking in a file of placements: sent, read whole, shown, confirmed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.authorities.queries import list_host_areas
from portal.db import Refused
from portal.placements import queries, services
from portal.placements.forms import TOO_LARGE, ConfirmForm, ImportForm
from portal.placements.models import PlacementUpload
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.services import FaultyFile
from portal.placements.services.cells import HEADINGS
from portal.placements.services.reading import MOST_ROWS
from portal.placements.views.desk import WRITERS, authority, blueprint
from portal.placements.views.rows import short_quarter, shown
from portal.placements.words import FIELD_NAMES, SOURCING_NAMES, count_words
from portal.web import errors
from portal.web.tables import Column, Table

Page = str | Response
errors.say(413, "placements.import_file", f"The {TOO_LARGE}.")
SAMPLE = 5
SAMPLE_FIELDS = ("started_quarter_on", "type_code", "age_band", "sourcing", "host_authority_code", "home")


@blueprint.route("/import", methods=["GET", "POST"])
@access.allow(*WRITERS)
def import_file() -> Page:
    """Read a file whole and keep it for a look, or say everything that is wrong with it."""
    form, faults = ImportForm(), Table("", [], [])
    if form.validate_on_submit():
        try:
            upload = _keep(form)
        except FaultyFile as refused:
            form.refuse(str(refused), "file")
            faults = _faults_table(refused)
        else:
            return redirect(url_for("placements.confirm_import", reference=upload.reference))
    return render_template(
        "placements/import.html",
        form=form,
        faults=faults,
        headings=HEADINGS,
        most_rows=MOST_ROWS,
        lists={
            "Placement type": [f"{code}: {kind.words}" for code, kind in TYPES.items()],
            "Source": [f"{slug}: {name}" for slug, name in SOURCING_NAMES.items()],
            "End reason": [f"{code}: {reason}" for code, reason in END_REASONS.items()],
            "Regional system": [f"{slug}: {name}" for slug, name in REGIONAL_SYSTEMS.items()],
            "Distance reason": [f"{slug}: {name}" for slug, name in DISTANCE_REASONS.items()],
            "Approved by": [f"{slug}: {name}" for slug, name in POSTS.items()],
        },
    )


def _keep(form: ImportForm) -> PlacementUpload:
    return services.keep_upload(
        db.session(),
        authority(),
        io.BytesIO(form.file.data),
        actor=access.viewer(),
        now=clock.now(),
        person_id=access.viewer().person_id,
        column_map=form.column_map,
    )


def _faults_table(refused: FaultyFile) -> Table:
    shown = [[f"Row {one.row:,}{f', {one.column}' if one.column else ''}", one.message] for one in refused.faults]
    first = f": the first {len(shown):,} of {refused.count:,}" if len(shown) < refused.count else ""
    return Table(f"What to mend in the file{first}", [Column("Where"), Column("What to do")], shown)


@blueprint.route("/import/<reference>/", methods=["GET", "POST"])
@access.allow(*WRITERS)
def confirm_import(reference: str) -> Page:
    """Show what was read and what was dropped; confirmed, it is stored whole."""
    session, own = db.session(), authority()
    upload = queries.get_upload(session, reference, authority_id=own.id, person_id=access.viewer().person_id)
    form, onward = ConfirmForm(), redirect(url_for("placements.list_placements"))
    if form.validate_on_submit():
        try:
            services.import_upload(session, own, upload, actor=access.viewer(), now=clock.now())
        except Refused as refused:
            form.refuse(str(refused))
        else:
            flash(f"Imported: {count_words(upload.rows)}.", "success")
            return onward
    if upload.import_id is not None:
        return onward
    return render_template(
        "placements/confirm_import.html",
        form=form,
        upload=upload,
        placements=count_words(upload.rows),
        dropped=[name for name in upload.dropped.split("\n") if name],
        sample=_sample(upload),
    )


def _sample(upload: PlacementUpload) -> Table:
    """The first rows as they would be stored, in the words of a placement's page."""
    first = next(queries.iter_parts(db.session(), upload), [])[:SAMPLE]
    areas = {area.code: area.name for area in list_host_areas(db.session())}
    columns = [Column(FIELD_NAMES[field]) for field in SAMPLE_FIELDS]
    body = [[_shown(field, cells[field], areas) for field in SAMPLE_FIELDS] for cells in first]
    return Table("The first rows", columns, body)


def _shown(field: str, cell: str, areas: Mapping[str, str]) -> str:
    if field == "started_quarter_on":
        return short_quarter(date.fromisoformat(cell))
    return shown(field, cell, areas) if cell else "–"
