"""A report as pages show it, on the desk and in public alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.voice.feedback.rules import RESIDENTS
from portal.voice.pooled import queries
from portal.voice.pooled.models import Division, PooledMark, VoiceReport, VoiceTheme
from portal.voice.pooled.words import DIVISION_HEADINGS, LEVEL_NAMES
from portal.web.tables import Column, Table

WHO = {False: "Young inspectors after a visit", True: "Young people who live there"}


@dataclass(frozen=True)
class Shown:
    """A theme with its quotes and who acts."""

    theme: VoiceTheme
    level: str
    quotes: list[str]


def themes_of(session: Session, report: VoiceReport) -> list[Shown]:
    """The themes of a report in their order."""
    quotes = queries.quotes_by_theme(session, report.themes)
    return [Shown(theme, LEVEL_NAMES[theme.level], quotes.get(theme.id, [])) for theme in report.themes]


def tables_of(session: Session, report: VoiceReport) -> list[Table]:
    """The pooled marks, a table for each division and for each kind of author; residents are kept apart."""
    found = queries.list_pooled(session, report.id)
    tables = []
    for is_resident in (False, True):
        for division in Division:
            marks = [
                mark
                for mark in found
                if mark.division == division and (mark.question.set_slug == RESIDENTS) is is_resident
            ]
            if marks:
                tables.append(_table(division, WHO[is_resident], marks))
    return tables


def _table(division: Division, who: str, marks: Sequence[PooledMark]) -> Table:
    parts = sorted({mark.part_name for mark in marks})
    by_question: dict[str, dict[str, int]] = {}
    for mark in marks:
        by_question.setdefault(mark.question.statement, {})[mark.part_name] = mark.value
    rows = [[said, *(by_part.get(part, "Too few to show") for part in parts)] for said, by_part in by_question.items()]
    columns = [Column("Statement"), *(Column(part, numeric=True) for part in parts)]
    return Table(f"{who}, by {DIVISION_HEADINGS[division].lower()}: middle mark out of 10", columns, rows)
