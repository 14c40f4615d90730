"""What a statement can bind, read from accepted returns and needs data, and a working text as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority
from portal.authorities.queries import get_authority, list_city_region
from portal.disclosure import Released, ReleasedCell, Symbol
from portal.needs.queries import list_measures
from portal.returns.queries import accepted_capacity
from portal.statements.models import Statement, StatementVersion
from portal.statements.rules.catalogue import Catalogue, joined
from portal.statements.rules.content import Built, Draft, build
from portal.statements.rules.indicators import indicator_catalogue
from portal.statements.rules.market import market_catalogue
from portal.statements.rules.trees import Scope


def read_catalogue(session: Session, authority_id: int, month: date) -> Catalogue:
    """Everything that can be bound for an authority and month, with the disclosure rule applied."""
    scope = scope_of(session, get_authority(session, authority_id), month)
    lines = accepted_capacity(session, authority_id=authority_id, month=month)
    earlier = list_released(session, authority_id, month)
    market = market_catalogue(lines, scope, published_before=earlier)
    return joined([market, indicator_catalogue(list_measures(session, authority_id))])


def scope_of(session: Session, authority: Authority, month: date) -> Scope:
    """Whose market: the other councils of the authority's city region are shown by name."""
    named = {council.code: council.name for council in list_city_region(session, authority.id)}
    return Scope(authority.name, authority.full_name, authority.code, named, month)


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
    """Every breakdown that versions for the same month let out, withdrawn ones too: they were read."""
    query = (
        select(StatementVersion.released)
        .join(Statement, Statement.id == StatementVersion.statement_id)
        .where(Statement.authority_id == authority_id, StatementVersion.as_of_month == month)
        .order_by(StatementVersion.id)
    )
    return [_released(item) for text in session.scalars(query) for item in json.loads(text)]


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
