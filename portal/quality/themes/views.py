"""Themes across homes: a table for each set of standards, and what other rooms know of many homes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, render_template

from portal import access, clock, db
from portal.quality.reports.models import Judgement
from portal.quality.reports.words import JUDGEMENT_NAMES
from portal.quality.themes import further, queries
from portal.quality.themes.queries import Actions, Judged
from portal.quality.views.desk import READERS
from portal.quality.words import SET_NAMES
from portal.web.tables import Cell, Column, Table

A_YEAR = timedelta(days=365)
JUDGED = (Judgement.STRONG, Judgement.GOOD, Judgement.NEEDS_TO_IMPROVE, Judgement.SERIOUS_CONCERN)
Found = TypeVar("Found", bound=Judged | Actions)
NO_STANDARD = "No single standard"

blueprint = Blueprint("quality_themes", __name__, url_prefix="/quality/themes")


@blueprint.get("/")
@access.allow(*READERS)
def themes() -> str:
    """What the newest final reports of the last year say, home by home counted, and what is left to do."""
    session, authority_id, now = db.session(), access.authority_id(), clock.now()
    judged = queries.count_judgements(session, authority_id, since=now - A_YEAR)
    actions = queries.count_actions(session, authority_id, clock.today(now))
    sets = sorted({each.set_slug for each in judged} | {each.set_slug for each in actions})
    return render_template(
        "quality/themes.html",
        tables=[_table(slug, _of(slug, judged), _of(slug, actions)) for slug in sets],
        sections=further.list_sections(session, authority_id, now - A_YEAR),
    )


def _of(set_slug: str, found: Sequence[Found]) -> list[Found]:
    return [each for each in found if each.set_slug == set_slug]


def _table(set_slug: str, judged: Sequence[Judged], actions: Sequence[Actions]) -> Table:
    """A row a standard, in their order; actions that serve none come last."""
    headings = {each.standard: each.heading for each in judged}
    homes = {(each.standard, each.judgement): each.homes for each in judged}
    left = {each.standard: each for each in actions}
    more = {each.standard: each.title or NO_STANDARD for each in actions if each.standard not in headings}
    columns = [
        Column("Standard"),
        *(Column(JUDGEMENT_NAMES[judgement], numeric=True) for judgement in JUDGED),
        Column("Actions left", numeric=True),
        Column("Overdue", numeric=True),
    ]
    rows: list[list[str | int | Cell]] = [
        [
            name,
            *(homes.get((standard, judgement), 0) for judgement in JUDGED),
            left[standard].left if standard in left else 0,
            left[standard].overdue if standard in left else 0,
        ]
        for standard, name in (headings | more).items()
    ]
    return Table(SET_NAMES[set_slug], columns, rows)
