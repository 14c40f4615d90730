"""What published versions let out and counted, which binds the next one for the same time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disclosure import Released, ReleasedCell, Symbol
from portal.placements.rules.totals import last_full_quarter, months_of
from portal.statements.models import CountedEntry, Statement, StatementVersion
from portal.statements.rules.counted import Earlier, services_of
from portal.statements.rules.placed import is_of_placements
from portal.statements.rules.quality import is_of_quality, months_of_year


def list_released(session: Session, authority_id: int, month: date) -> list[Released]:
    """Every breakdown that versions for the same time let out, withdrawn ones too: they were read.

    Of other months those of placements and of quality visits, where they are true for the same quarter or year.
    """
    months = {*months_of(last_full_quarter(month)), *months_of_year(month)}
    query = (
        select(StatementVersion.as_of_month, StatementVersion.released)
        .join(Statement, Statement.id == StatementVersion.statement_id)
        .where(Statement.authority_id == authority_id, StatementVersion.as_of_month.in_(months))
        .order_by(StatementVersion.id)
    )
    found = ((of, each) for of, text in session.execute(query) for each in _read(text))
    return [each for of, each in found if of == month or is_of_placements(each) or is_of_quality(each)]


def list_counted(session: Session, authority_id: int, month: date) -> list[Earlier]:
    """What every version for the month counted, oldest first, withdrawn ones too. RESTRICTED."""
    query = (
        select(StatementVersion.id, StatementVersion.released)
        .join(Statement, Statement.id == StatementVersion.statement_id)
        .where(Statement.authority_id == authority_id, StatementVersion.as_of_month == month)
        .order_by(StatementVersion.id)
    )
    let_out = {version_id: services_of(_read(text)) for version_id, text in session.execute(query)}
    homes = _homes_by_version(session, list(let_out))
    return [Earlier(homes.get(version_id, {}), services) for version_id, services in let_out.items()]


def _homes_by_version(session: Session, version_ids: Sequence[int]) -> dict[int, dict[str, dict[int, int]]]:
    """What versions counted, by kind of service and home: the version of the entry."""
    row = CountedEntry
    query = (
        select(row.version_id, row.service_type, row.home_id, row.entry_version_id)
        .where(row.version_id.in_(version_ids))
        .order_by(row.version_id, row.home_id)
    )
    found: dict[int, dict[str, dict[int, int]]] = {}
    for version_id, service, home_id, entry_version_id in session.execute(query):
        found.setdefault(version_id, {}).setdefault(service, {})[home_id] = entry_version_id
    return found


def released_by(session: Session, version_id: int) -> list[Released]:
    """Every breakdown that a version let out."""
    text = session.scalars(select(StatementVersion.released).where(StatementVersion.id == version_id)).one()
    return _read(text)


def released_json(released: Iterable[Released]) -> str:
    """Released breakdowns as `list_released` reads them back."""
    return json.dumps(
        [
            {
                "name": each.name,
                "total": each.total,
                "cells": [[cell.label, cell.count] for cell in each.cells],
                "withheld": each.withheld,
            }
            for each in released
        ]
    )


def _read(text: str) -> list[Released]:
    return [_released(item) for item in json.loads(text)]


def _released(item: dict[str, Any]) -> Released:
    cells = tuple(ReleasedCell(label, _count(count)) for label, count in item["cells"])
    return Released(item["name"], _count(item["total"]), cells, item["withheld"])


def _count(stored: int | str) -> int | Symbol:
    return Symbol(stored) if isinstance(stored, str) else stored
