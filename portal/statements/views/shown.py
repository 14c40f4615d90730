"""What the staff pages show of a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from portal import access, events
from portal.access import Role
from portal.disclosure import Symbol
from portal.statements import words
from portal.statements.models import Statement, StatementState, StatementVersion, VersionState
from portal.statements.queries import drafts
from portal.statements.rules.catalogue import Catalogue, Dataset, Figure, Kind
from portal.statements.rules.checks import Check, Level
from portal.statements.rules.states import may_approve
from portal.web.filters import format_date, format_month
from portal.web.tables import Cell, Column, Table

LEVELS = {
    Level.ERROR: ("Mend this", "red"),
    Level.WARNING: ("Look at this", "yellow"),
    Level.PASSED: ("Checked", "green"),
}


# The end of a part of a name, such as "market." of "market.residential.registered".
_PART_OF_A_NAME = re.compile(r"(?<=\w[.:])(?=\w)")


def breakable(text: str) -> Markup:
    """Text in which a name longer than its line is broken between its parts, and not inside a word."""
    return Markup("<wbr>").join(_PART_OF_A_NAME.split(text))


def statements_table(statements: list[Statement]) -> Table:
    columns = [Column("Title"), Column("Where it stands"), Column("Counts returns of"), Column("Last changed")]
    return Table("Statements", columns, [_statement_row(each) for each in statements])


def _statement_row(statement: Statement) -> list[str | Cell]:
    state = StatementState(statement.state)
    return [
        Cell(statement.title, href=url_for("statements.statement", reference=statement.reference)),
        Cell(words.STATE_NAMES[state], tone=words.STATE_TONES[state]),
        format_month(statement.as_of_month),
        format_date(statement.updated_at),
    ]


@dataclass(frozen=True)
class ShownCheck:
    """A finding with its result in words, and where to mend it."""

    result: str
    tone: str
    sentence: Markup
    href: str | None


def checks(found: list[Check], statement: Statement) -> list[ShownCheck]:
    """Findings as a page lists them."""
    return [ShownCheck(*LEVELS[each.level], breakable(each.sentence), _where(each, statement)) for each in found]


def _where(check: Check, statement: Statement) -> str | None:
    if not access.viewer().has(*access.MARKET_ROLES):
        return None
    if check.in_details:
        return url_for("statements.details", reference=statement.reference)
    if check.section is None:
        return None
    section = statement.sections[check.section]
    return url_for("statements.section", reference=statement.reference, section=section.reference)


def versions_table(statement: Statement, versions: list[StatementVersion]) -> Table:
    """Every version; what can be done with one only for those who may do something."""
    columns = [Column("Version"), Column("Published"), Column("Why"), Column("What to do")]
    rows = [_version_row(statement, each, versions[0].number) for each in versions]
    width = len(columns) if any(row[-1] for row in rows) else len(columns) - 1
    return Table("Versions", columns[:width], [row[:width] for row in rows])


def _version_row(statement: Statement, version: StatementVersion, newest: int) -> list[str | Cell]:
    place = {"reference": statement.reference, "number": version.number}
    address = url_for("published.version_page", slug=statement.slug, number=version.number)
    if version.state == VersionState.WITHDRAWN:
        name, action = Cell(f"Version {version.number}", note="Withdrawn"), _seen_action(place)
    else:
        note = None if version.number == newest else "Superseded"
        name, action = Cell(f"Version {version.number}", href=address, note=note), _withdraw_action(place)
    return [name, format_date(version.published_at), version.reason or "First version", action]


def _withdraw_action(place: dict[str, Any]) -> str | Cell:
    if not access.viewer().has(Role.PUBLISHER):
        return ""
    return Cell(f"Withdraw version {place['number']}", href=url_for("statements.withdraw", **place))


def _seen_action(place: dict[str, Any]) -> str | Cell:
    if not access.viewer().has(Role.PUBLISHER, Role.AUDITOR):
        return ""
    return Cell(f"Look at version {place['number']}", href=url_for("statements.withdrawn", **place))


# Names by their first part, in the order in which they are listed.
NAME_GROUPS = {
    "market": "The market",
    "framework": "The framework",
    "placements": "Our own placements",
    "prices": "Prices",
    "quality": "Quality visits",
    "voice": "What young people say",
    "needs": "Needs",
}


def names_tables(catalogue: Catalogue) -> list[Table]:
    """Every name that can be bound, with what it reads now, ready to be copied; those without a value last."""
    columns = [Column("Write this"), Column("What it is"), Column("Reads now", numeric=True)]
    figures, datasets = list(catalogue.figures.values()), list(catalogue.datasets.values())
    tables = []
    for group, title in NAME_GROUPS.items():
        known = [_figure_row(each) for each in figures if _is_of(each, group) and _is_known(each)]
        exhibits = [row for each in datasets if _is_of(each, group) and _holds(each) for row in _exhibit_rows(each)]
        tables += [
            Table(f"{title}: figures", columns, known),
            Table(f"{title}: tables and charts", [*columns[:2], Column("Holds now")], exhibits),
        ]
    unknown = [_figure_row(each)[:2] for each in figures if not _is_known(each)]
    unknown += [row[:2] for each in datasets if not _holds(each) for row in _exhibit_rows(each)]
    return [*(table for table in tables if table.rows), Table("Without a value now", columns[:2], unknown)]


def _is_of(named: Figure | Dataset, group: str) -> bool:
    return named.name.partition(".")[0] == group


def _is_known(figure: Figure) -> bool:
    return figure.value is not Symbol.NOT_AVAILABLE


def _exhibit_rows(data: Dataset) -> list[list[str]]:
    kinds = [Kind.CHART, Kind.TABLE] if data.has_chart else [Kind.TABLE]
    return [[_code(kind, data.name), data.title, _holds(data)] for kind in kinds]


def _figure_row(figure: Figure) -> list[str]:
    return [_code(Kind.FIGURE, figure.name), figure.label, figure.text]


def _holds(data: Dataset) -> str:
    """How much of a table can be printed; empty where nobody has returned anything."""
    if data.withheld:
        return "Withheld" if data.told else "Withheld in part"
    known = any(not isinstance(held, Symbol) for row in data.rows for held in (*row.words, *row.values))
    return f"{len(data.rows)} rows" if known else ""


def _code(kind: Kind, name: str) -> Markup:
    return breakable(f"{{{{ {kind}:{name} }}}}")


def timeline(session: Session, statement: Statement) -> list[dict[str, Any]]:
    """What happened, newest first."""
    rows = events.list_events(session, ("statement", statement.reference), limit=20)
    names = drafts.names_by_reference(session, {row.actor_reference for row in rows})
    return [
        {"at": row.occurred_at, "text": words.EVENT_WORDS[row.verb], "who": names.get(row.actor_reference)}
        for row in rows
    ]


def steps(session: Session, statement: Statement) -> dict[str, bool]:
    """What this person can do next."""
    viewer, state = access.viewer(), statement.state
    makers = drafts.list_maker_ids(session, statement.id, drafts.newest_number(session, statement.id) + 1)
    publisher = viewer.has(Role.PUBLISHER)
    return {
        "edit": viewer.has(*access.MARKET_ROLES) and state != StatementState.PUBLISHED,
        "send": viewer.has(*access.MARKET_ROLES) and state == StatementState.DRAFT,
        "decide": publisher and state in (StatementState.IN_REVIEW, StatementState.APPROVED),
        "publish": publisher and state == StatementState.APPROVED,
        "reopen": viewer.has(*access.MARKET_ROLES) and state == StatementState.PUBLISHED,
        "may_approve": publisher and may_approve(viewer.person_id, makers),
    }
