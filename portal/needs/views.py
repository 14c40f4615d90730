"""Staff pages of needs data: what there is, one measure, taking in a file, and printing as the source did."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.authorities.queries import get_authority
from portal.needs import queries, services
from portal.needs.figures import measure_figure, unit_words
from portal.needs.forms import ImportForm, PrintingForm, fault_place, fault_sentence
from portal.needs.rules.reading import COLUMNS, FaultyFile
from portal.needs.rules.series import Measure
from portal.needs.rules.tabulating import is_withheld
from portal.web import nav
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.AUDITOR)
WRITERS = (Role.COMMISSIONER, Role.PUBLISHER)
# A file that is wrong in every cell would otherwise make a page too long for any browser.
MOST_FAULTS_SHOWN = 500
WHOLE = "Statements print every number of it."
WITHHELD = "Statements withhold its small numbers, and what they could be worked out from."
DECIDED = {True: "Let out as its source printed it", False: "Small numbers withheld again"}

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
    decided = queries.list_decisions(db.session(), access.authority_id(), found.about)
    return render_template(
        "needs/measure.html",
        about=found.about,
        figure=figure,
        unit=unit_words(found.about),
        printing=_printing(found),
        events=[
            {"at": each.at, "text": DECIDED[each.is_printed], "detail": each.reason, "who": each.who}
            for each in decided
        ],
    )


@blueprint.route("/measures/<slug>/print-as-source", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def print_as_source(slug: str) -> str | Response:
    """Let the small numbers of a measure out, as its source did."""
    return _decide(slug, "needs/print_as_source.html", services.print_as_source, wanted="may_print")


@blueprint.route("/measures/<slug>/withhold-again", methods=["GET", "POST"])
@access.allow(Role.PUBLISHER)
def withhold_again(slug: str) -> str | Response:
    """Take that back."""
    return _decide(slug, "needs/withhold_again.html", services.withhold_again, wanted="may_withhold")


def _decide(slug: str, template: str, verb: Callable[..., None], *, wanted: str) -> str | Response:
    """Ask why, and do it; where it is done already or cannot be, the measure's page says how it stands."""
    found, form = queries.get_measure(db.session(), access.authority_id(), slug), PrintingForm()
    onward = redirect(url_for("needs.measure", slug=slug))
    if not _printing(found)[wanted]:
        return onward
    if form.validate_on_submit():
        authority = get_authority(db.session(), access.authority_id())
        said = {"seen": form.seen_on, "reason": form.reason.data}
        try:
            verb(db.session(), authority, slug, **said, actor=access.viewer(), now=clock.now())
        except services.Refused as refused:
            form.refuse(str(refused))
        else:
            flash("Saved. Statements that are published after this follow it.", "success")
            return onward
    if not form.is_typed:
        form.seen.data = found.about.as_at_on.isoformat()
    return render_template(template, form=form, about=found.about)


def _printing(measure: Measure) -> dict[str, bool | str]:
    """What statements print of a measure, and what this person may say about it."""
    withheld, publisher = is_withheld(measure), access.viewer().has(Role.PUBLISHER)
    is_open = withheld and bool(measure.about.already_published_by) and not measure.printed_as_source
    return {
        "words": measure.printed_words or (WITHHELD if withheld else WHOLE),
        "may_print": publisher and is_open,
        "may_withhold": publisher and measure.printed_as_source,
    }


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
    came = f"Outturn added: {'; '.join(done.came)}." if done.came else ""
    unchanged = f"Already here, unchanged: {'; '.join(done.unchanged)}." if done.unchanged else ""
    return " ".join(words for words in (added, came, unchanged) if words)
