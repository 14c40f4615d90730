"""`flask quality …`."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import AppGroup

from portal import clock
from portal.authorities.queries import get_active_authority
from portal.db import database
from portal.quality.queries.programme import list_programme
from portal.quality.rules.programme import WEIGHTS
from portal.quality.words import STANDING_NAMES, point_words

commands = AppGroup("quality", help="Quality-assurance visits.")


@commands.command("programme")
@click.option("--due", default=WEIGHTS.soon_days, show_default=True, help="So many days ahead.", type=click.IntRange(0))
def programme(due: int) -> None:
    """The homes whose next visit is due by then, overdue ones first: day, standing, points, home, provider."""
    now = clock.now()
    last = clock.today(now) + timedelta(days=due)
    with database().session(writing=False) as session:
        for each in list_programme(session, get_active_authority(session), now=now):
            if each.due_on <= last:
                home, points = each.home, point_words(each.assessed.points)
                parts = (each.due_on.isoformat(), STANDING_NAMES[each.standing], points, home.reference, home.name)
                click.echo("\t".join([*parts, home.provider_name]))
