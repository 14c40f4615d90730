"""What a statement can bind, read from accepted returns and needs data, and a working text as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authorities.queries import get_authority
from portal.disclosure import Released, ReleasedCell, Symbol
from portal.needs.queries import list_measures
from portal.placements.rules.totals import last_full_quarter, months_of
from portal.statements.models import Statement, StatementVersion
from portal.statements.queries.facts import read_facts
from portal.statements.rules.catalogue import Catalogue, joined
from portal.statements.rules.content import Built, Draft, build
from portal.statements.rules.indicators import indicator_catalogue
from portal.statements.rules.local import local_catalogue
from portal.statements.rules.placed import is_of_placements


def read_catalogue(session: Session, authority_id: int, month: date) -> Catalogue:
    """Everything that can be bound for an authority and month, with the disclosure rule applied."""
    facts = read_facts(session, authority_id, month)
    local = local_catalogue(facts, published_before=list_released(session, authority_id, month))
    return joined([local, indicator_catalogue(list_measures(session, authority_id))])


def draft_of(session: Session, statement: Statement) -> Draft:
    """A working text as plain values."""
    return Draft(
        slug=statement.slug,
        title=statement.title,
        council=get_authority(session, statement.authority_id).full_name,
        as_of_month=statement.as_of_month,
        summary=statement.summary,
        sections=tuple((section.heading, section.markdown) for section in statement.sections),
        lead_figures=tuple((figure.name, figure.label) for figure in statement.lead_figures),
    )


def build_draft(session: Session, statement: Statement) -> Built:
    """A working text with its placeholders resolved from what is true now."""
    catalogue = read_catalogue(session, statement.authority_id, statement.as_of_month)
    return build(draft_of(session, statement), catalogue)


def list_released(session: Session, authority_id: int, month: date) -> list[Released]:
    """Every breakdown that versions for the same time let out, withdrawn ones too: they were read.

    Of other months those of placements, where they are true for the same quarter.
    """
    months = months_of(last_full_quarter(month))
    query = (
        select(StatementVersion.as_of_month, StatementVersion.released)
        .join(Statement, Statement.id == StatementVersion.statement_id)
        .where(Statement.authority_id == authority_id, StatementVersion.as_of_month.in_(months))
        .order_by(StatementVersion.id)
    )
    found = ((of, _released(item)) for of, text in session.execute(query) for item in json.loads(text))
    return [each for of, each in found if of == month or is_of_placements(each)]


def released_by(session: Session, version_id: int) -> list[Released]:
    """Every breakdown that a version let out."""
    text = session.scalars(select(StatementVersion.released).where(StatementVersion.id == version_id)).one()
    return [_released(item) for item in json.loads(text)]


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


def _released(item: dict[str, Any]) -> Released:
    cells = tuple(ReleasedCell(label, _count(count)) for label, count in item["cells"])
    return Released(item["name"], _count(item["total"]), cells, item["withheld"])


def _count(stored: int | str) -> int | Symbol:
    return Symbol(stored) if isinstance(stored, str) else stored
