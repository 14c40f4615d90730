"""A report as pages and papers show it, on the desk and in public alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from portal.authorities.queries import get_authority
from portal.voice.feedback.rules import RESIDENTS
from portal.voice.feedback.words import Face, face_of
from portal.voice.pooled import queries
from portal.voice.pooled.models import Division, Level, Paper, PooledMark, VoiceReport, VoiceTheme
from portal.voice.pooled.queries import Quotable
from portal.voice.pooled.words import DIVISION_HEADINGS, EASY_LEVELS, LEVEL_NAMES, quarter_words
from portal.web.filters import format_date
from portal.web.tables import Column, Table

WHO = {False: "Young inspectors after a visit", True: "Young people who live there"}
TOO_FEW = "Too few to show"
EARLIER_QUARTERS = 3
HEADINGS = {Paper.REPORT: "You said, we did", Paper.EASY_READ: "You said, we did: easy read"}
MARKS_HEADING = "How homes were marked"


@dataclass(frozen=True)
class Shown:
    """A theme with its quotes."""

    theme: VoiceTheme
    quotes: list[Quotable]


@dataclass(frozen=True)
class Acting:
    """The themes that one level acts on; `easy`: the level in easy words."""

    slug: str
    name: str
    easy: str
    themes: list[Shown]


@dataclass(frozen=True)
class EasyMark:
    """A pooled mark as a face with its words."""

    statement: str
    face: Face


def levels_of(session: Session, report: VoiceReport) -> list[Acting]:
    """The themes of a report by who acts on them, from one child to plans for years; their own order within."""
    quotes = queries.quotes_by_theme(session, report.standing)
    order = list(Level)
    themes = sorted(report.standing, key=lambda theme: order.index(Level(theme.level)))
    return [
        Acting(
            level, LEVEL_NAMES[level], EASY_LEVELS[level], [Shown(theme, quotes.get(theme.id, [])) for theme in found]
        )
        for level, found in groupby(themes, key=lambda theme: Level(theme.level))
    ]


def has_easy_read(report: VoiceReport) -> bool:
    """Whether there is an easy read of it: reports of an earlier time have none."""
    return all(theme.has_easy_read for theme in report.standing)


def easy_marks(session: Session, report: VoiceReport) -> list[tuple[str, list[EasyMark]]]:
    """The pooled marks by kind of home, each as a face: who said it and of what, and the marks."""
    found = queries.list_pooled_of(session, [report], Division.SERVICE)
    groups: dict[str, list[EasyMark]] = {}
    for mark in found:
        heading = f"{mark.part_name}: {EASY_WHO[mark.question.set_slug == RESIDENTS]}"
        groups.setdefault(heading, []).append(EasyMark(mark.question.statement, face_of(mark.value)))
    return list(groups.items())


EASY_WHO = {False: "what young visitors said", True: "what young people who live there said"}


def document_of(session: Session, report: VoiceReport, paper: Paper) -> dict[str, Any]:
    """What a paper is made from."""
    council = get_authority(session, report.authority_id).full_name
    published = format_date(report.published_at) if report.published_at else ""
    levels = levels_of(session, report)
    return {
        "heading": HEADINGS[paper],
        "council_name": council,
        "version_line": f"{quarter_words(report.quarter)}, published {published}",
        "quarter": quarter_words(report.quarter),
        "contents": _contents(levels) if paper is Paper.REPORT else [],
        "levels": levels,
        "tables": tables_of(session, report) if paper is Paper.REPORT else [],
        "earlier": over_time(session, report) if paper is Paper.REPORT else [],
        "marks": easy_marks(session, report),
        "taken_back_at": queries.quotes_taken_back(session, report),
        "taken_out_at": queries.taken_out_at(report),
        "on_paper": True,
    }


def _contents(levels: Sequence[Acting]) -> list[dict[str, str]]:
    return [
        *({"text": each.name, "href": f"#level-{each.slug}"} for each in levels),
        {"text": MARKS_HEADING, "href": "#marks"},
    ]


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
    rows = [[said, *(by_part.get(part, TOO_FEW) for part in parts)] for said, by_part in by_question.items()]
    columns = [Column("Statement"), *(Column(part, numeric=True) for part in parts)]
    return Table(f"{who}, by {DIVISION_HEADINGS[division].lower()}: middle mark out of 10", columns, rows)


def over_time(session: Session, report: VoiceReport) -> list[Table]:
    """This quarter's marks beside those of quarters before it, where both were let out: a table for each kind of home.

    A question is known by its words: a newer wording is another question.
    """
    reports = [report, *queries.list_earlier(session, report, EARLIER_QUARTERS)]
    if len(reports) == 1:
        return []
    groups: dict[str, dict[str, dict[int, int]]] = {}
    for mark in queries.list_pooled_of(session, reports, Division.SERVICE):
        title = (
            f"{mark.part_name}, {WHO[mark.question.set_slug == RESIDENTS].lower()}: middle mark out of 10 by quarter"
        )
        groups.setdefault(title, {}).setdefault(mark.question.statement, {})[mark.report_id] = mark.value
    tables = (_beside(title, questions, report, reports[::-1]) for title, questions in groups.items())
    return [table for table in tables if table.rows]


def _beside(
    title: str, questions: dict[str, dict[int, int]], report: VoiceReport, reports: Sequence[VoiceReport]
) -> Table:
    """Oldest quarter first; only questions that have a mark this quarter and in one before it."""
    shown = {said: marks for said, marks in questions.items() if report.id in marks and len(marks) > 1}
    kept = [each for each in reports if any(each.id in marks for marks in shown.values())]
    columns = [Column("Statement"), *(Column(quarter_words(each.quarter), numeric=True) for each in kept)]
    rows = [[said, *(marks.get(each.id, TOO_FEW) for each in kept)] for said, marks in shown.items()]
    return Table(title, columns, rows)
