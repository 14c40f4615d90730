"""What the staff pages show of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
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
    sentence: str
    href: str | None


def checks(found: list[Check], statement: Statement) -> list[ShownCheck]:
    """Findings as a page lists them."""
    return [ShownCheck(*LEVELS[each.level], each.sentence, _where(each, statement)) for each in found]


def _where(check: Check, statement: Statement) -> str | None:
    if check.section is None or not access.viewer().has(*access.MARKET_ROLES):
        return None
    section = statement.sections[check.section]
    return url_for("statements.section", reference=statement.reference, section=section.reference)


def versions_table(statement: Statement, versions: list[StatementVersion]) -> Table:
    columns = [Column("Version"), Column("Published"), Column("Why"), Column("What to do")]
    return Table("Versions", columns, [_version_row(statement, each, versions[0].number) for each in versions])


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


def names_tables(catalogue: Catalogue) -> list[Table]:
    """Every name that can be bound, with what it reads now, ready to be copied; those without a value last."""
    known = [figure for figure in catalogue.figures.values() if figure.value is not Symbol.NOT_AVAILABLE]
    unknown = [figure for figure in catalogue.figures.values() if figure.value is Symbol.NOT_AVAILABLE]
    columns = [Column("Write this"), Column("What it is"), Column("Reads now", numeric=True)]
    exhibits = [
        [_code(kind, name), data.title, _holds(data)]
        for name, data in catalogue.datasets.items()
        for kind in (Kind.CHART, Kind.TABLE)
        if kind is Kind.TABLE or data.has_chart
    ]
    return [
        Table("Figures", columns, [_figure_row(figure) for figure in known]),
        Table("Tables and charts", [*columns[:2], Column("Holds now")], exhibits),
        Table("Figures without a value", columns[:2], [_figure_row(figure)[:2] for figure in unknown]),
    ]


def _figure_row(figure: Figure) -> list[str]:
    return [_code(Kind.FIGURE, figure.name), figure.label, figure.text]


def _holds(data: Dataset) -> str:
    if data.withheld:
        return "Withheld in part"
    known = any(not isinstance(value, Symbol) for row in data.rows for value in row.values)
    return f"{len(data.rows)} rows" if known else "Nothing"


def _code(kind: Kind, name: str) -> str:
    return f"{{{{ {kind}:{name} }}}}"


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
