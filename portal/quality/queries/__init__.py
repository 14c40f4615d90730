"""Reads of visits, always of one authority."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import QualityStandard, Visit, VisitOfficer


def get_visit(session: Session, reference: str, *, authority_id: int) -> Visit:
    """A visit of this authority with its home and officers; another's is missing."""
    query = select(Visit).where(Visit.reference == reference, Visit.authority_id == authority_id)
    found = session.scalar(
        query.options(
            joinedload(Visit.home).joinedload(Home.provider),
            selectinload(Visit.officers).joinedload(VisitOfficer.person),
        )
    )
    if found is None:
        raise NotFound("no such visit")
    return found


def locked_visit(session: Session, visit_id: int) -> Visit:
    """The visit as it stands now, held until this transaction ends."""
    query = select(Visit).where(Visit.id == visit_id).with_for_update(of=Visit)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def newest_version(session: Session, set_slug: str) -> int:
    """The newest version of a set of standards; NotFound when none is loaded."""
    found = session.scalar(select(func.max(QualityStandard.version)).where(QualityStandard.set_slug == set_slug))
    if found is None:
        raise NotFound("no such set of standards")
    return found


def list_standards(session: Session, set_slug: str, version: int) -> Sequence[QualityStandard]:
    """The standards of a version of a set, in their order."""
    query = select(QualityStandard).where(QualityStandard.set_slug == set_slug, QualityStandard.version == version)
    return session.scalars(query.order_by(QualityStandard.position)).all()
