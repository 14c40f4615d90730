"""`flask voice …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import clock, events
from portal.authorities.queries import get_active_authority
from portal.db import NotFound, Refused, database
from portal.voice.disclosures import services

commands = AppGroup("voice", help="Young inspectors and what they told.")


@commands.command("escalate")
def escalate() -> None:
    """Take every step about waiting disclosures that is due now. The job worker does this each minute."""
    with database().session() as session:
        click.echo(f"{services.escalate(session, now=clock.now())} steps taken.")


@commands.command("export-disclosures")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export_disclosures(path: Path) -> None:
    """Write closed disclosures that were not exported yet to a new JSON file for the case system."""
    with database().session() as session:
        try:
            found = services.export_disclosures(
                session, get_active_authority(session), path, actor=events.SYSTEM, now=clock.now()
            )
        except (NotFound, Refused) as refused:
            click.echo(str(refused), err=True)
            sys.exit(1)
    click.echo(f"Exported: {len(found)}. Give the file to the case system, then remove it.")
