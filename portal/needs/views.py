"""Staff pages of needs data: what there is, one measure, and taking in a file."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.authorities.queries import get_authority
from portal.needs import queries, services
from portal.needs.figures import measure_figure, unit_words
from portal.needs.forms import ImportForm, fault_place, fault_sentence
from portal.needs.rules.reading import COLUMNS, FaultyFile
from portal.needs.rules.series import Measure
from portal.web import nav
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)
# A file that is wrong in every cell would otherwise make a page too long for any browser.
MOST_FAULTS_SHOWN = 500

blueprint = Blueprint("needs", __name__, url_prefix="/commissioning/needs")
nav.add("Needs data", "needs.list_measures", *READERS, order=50)


@blueprint.get("/")
@access.allow(*READERS)
def list_measures() -> str:
    """Every measure's newest vintage."""
    measures = queries.list_measures(db.session(), access.authority_id())
    return render_template(
        "needs/list.html", table=_measures_table(measures), count=len(measures), may_import=_may_import()
    )


@blueprint.get("/measures/<slug>")
@access.allow(*READERS)
def measure(slug: str) -> str:
    """One measure: chart, table, source."""
    found = queries.get_measure(db.session(), access.authority_id(), slug)
    figure = measure_figure(found, id_prefix="measure", public=False)
    return render_template("needs/measure.html", about=found.about, figure=figure, unit=unit_words(found.about))


@blueprint.route("/import", methods=["GET", "POST"])
@access.allow(*WRITERS)
def import_file() -> str | Response:
    """Take in a file whole, or say everything that is wrong with it."""
    form, faults = ImportForm(), Table("", [], [])
    if form.validate_on_submit():
        authority = get_authority(db.session(), access.authority_id())
        try:
            done = services.import_series(
                db.session(), authority, form.file.data, actor=access.viewer(), now=clock.now()
            )
        except FaultyFile as refused:
            form.refuse(f"Nothing was imported. Mend {_things(len(refused.faults))} in the file.", "file")
            faults = _faults_table(refused)
        else:
            flash(_outcome(done))
            return redirect(url_for("needs.list_measures"))
    return render_template("needs/import.html", form=form, faults=faults, columns=COLUMNS)


def _may_import() -> bool:
    return access.viewer().has(*WRITERS)


def _measures_table(measures: list[Measure]) -> Table:
    columns = [
        Column("Measure"),
        Column("Counted as"),
        Column("Lines", numeric=True),
        Column("As at"),
        Column("Source"),
    ]
    return Table("Needs data", columns, [_measure_cells(each) for each in measures])


def _measure_cells(measure: Measure) -> list[str | int | Cell]:
    about = measure.about
    link = Cell(about.title, href=url_for("needs.measure", slug=about.slug))
    return [link, unit_words(about), len(measure.series), format_date(about.as_at_on), about.source_title]


def _faults_table(refused: FaultyFile) -> Table:
    shown = refused.faults[:MOST_FAULTS_SHOWN]
    rows = [[fault_place(fault), fault_sentence(fault)] for fault in shown]
    first = f": the first {len(shown)}" if len(shown) < len(refused.faults) else ""
    return Table(f"What to mend in the file{first}", [Column("Where"), Column("What to do")], rows)


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count:,} things"


def _outcome(done: services.Imported) -> str:
    added = f"Imported: {'; '.join(done.added)}." if done.added else ""
    unchanged = f"Already here, unchanged: {'; '.join(done.unchanged)}." if done.unchanged else ""
    return f"{added} {unchanged}".strip()
