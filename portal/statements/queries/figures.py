"""What a statement can bind, read from accepted returns and needs data, and a working text as plain values."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal.authorities.queries import get_authority
from portal.needs.queries import list_measures
from portal.statements.models import Statement
from portal.statements.queries.facts import read_facts
from portal.statements.queries.released import list_released
from portal.statements.rules.catalogue import Catalogue, joined
from portal.statements.rules.content import Built, Draft, build
from portal.statements.rules.indicators import indicator_catalogue
from portal.statements.rules.local import local_catalogue


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
