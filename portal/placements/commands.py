"""`flask placements …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import clock, events
from portal.authorities.queries import get_active_authority
from portal.db import NotFound, Refused, database
from portal.placements import services
from portal.placements.forms import read_map
from portal.placements.services import FaultyFile
from portal.placements.services.cells import HEADINGS
from portal.placements.services.reading import MOST_ROWS
from portal.placements.words import count_words

_FIELDS = "\n".join(f"  {field:<26}{heading}" for field, heading in HEADINGS.items())
# Click keeps the line ends of a paragraph that begins with \b.
HELP = f"""Take in a file of placements, whole or not at all; every fault is listed with its row and column.

The file is CSV with commas, semicolons or tabs, of up to {MOST_ROWS:,} rows under a row of headings. Started, Placement
type, Source, and Age band or Date of birth are needed. Of a date only its quarter is stored, of a date of birth only
the age band. Postcodes give the distance and the host authority, where the file does not state them. They, and all
columns that are none of ours, are dropped before anything is stored.

--columns names a file with a JSON object, for headings that differ: our field, then the heading of the file. For the
episodes of the SSDA903 return, to which date of birth and source have been added:

\b
  {{"started_quarter_on": "DECOM", "ended_quarter_on": "DEC",
   "end_code": "REC", "change_code": "REASON_PLACE_CHANGE",
   "type_code": "PLACE", "home": "URN", "date_of_birth": "DOB",
   "home_postcode": "HOME_POST", "placement_postcode": "PL_POST",
   "sourcing": "SOURCE"}}

Our fields, and the heading each has without a map:

\b
{_FIELDS}
"""
commands = AppGroup("placements", help="The authority’s own placements.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@commands.command("import-csv", help=HELP)
@click.argument("path", type=FILE)
@click.option("--columns", type=FILE, help="JSON that maps our fields to the file’s headings.")
def import_csv(path: Path, columns: Path | None) -> None:
    """What HELP says."""
    column_map = read_map(columns.read_bytes()) if columns else {}
    if column_map is None:
        _stop("The column map must be a JSON object of texts.")
    with database().session() as session, path.open("rb") as stream:
        try:
            upload = services.import_file(
                session,
                get_active_authority(session),
                stream,
                actor=events.SYSTEM,
                now=clock.now(),
                column_map=column_map,
            )
        except FaultyFile as refused:
            for fault in refused.faults:
                click.echo(f"Row {fault.row:,}{f', {fault.column}' if fault.column else ''}: {fault.message}", err=True)
            _stop(str(refused))
        except (NotFound, Refused) as refused:
            _stop(str(refused))
    dropped = upload.dropped.split("\n") if upload.dropped else []
    click.echo(
        f"Imported: {count_words(upload.rows)}. Of homes that are not in the register: {upload.unknown_homes:,}. "
        f"Columns dropped: {len(dropped)}."
    )


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)
