"""What was written on a visit, and its photographs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Viewer
from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import Visit, VisitOfficer, VisitState
from portal.quality.queries import list_standards
from portal.quality.reports.models import Judgement, VisitFinding, VisitPhotograph
from portal.quality.reports.rules import Sheet, Written, sheets_of


def list_with_writing(session: Session, visit_ids: Sequence[int]) -> set[int]:
    """Those of these visits on which something was written, or a photograph kept, since they began. What was read and
    noted before somebody goes is no visit."""
    return {visit_id for visit_id, starts_at, at in _writing(session, visit_ids) if at >= starts_at}


def has_writing(session: Session, visit_id: int) -> bool:
    """Whether anything was written on a visit, or a photograph kept, at any time."""
    return bool(_writing(session, [visit_id]))


def _writing(session: Session, visit_ids: Sequence[int]) -> list[tuple[int, datetime, datetime]]:
    """What was written on visits and kept of them: of which one, when that begins, and when it was saved."""
    says = or_(
        VisitFinding.judgement.is_not(None),
        VisitFinding.text != "",
        VisitFinding.reg44_on.is_not(None),
        VisitFinding.ofsted_on.is_not(None),
    )
    found = select(Visit.id, Visit.starts_at, VisitFinding.saved_at).join(
        VisitFinding, VisitFinding.visit_id == Visit.id
    )
    kept = select(Visit.id, Visit.starts_at, VisitPhotograph.added_at)
    kept = kept.join(VisitPhotograph, VisitPhotograph.visit_id == Visit.id)
    written = session.execute(found.where(says, Visit.id.in_(visit_ids)))
    pictures = session.execute(kept.where(Visit.id.in_(visit_ids)))
    return [(visit_id, starts_at, at) for visit_id, starts_at, at in [*written, *pictures]]


def list_visits_in(session: Session, viewer: Viewer, states: Iterable[VisitState]) -> Sequence[Visit]:
    """The visits in some states that the viewer is an officer of, oldest first."""
    query = (
        select(Visit)
        .join(VisitOfficer, VisitOfficer.visit_id == Visit.id)
        .where(
            Visit.authority_id == viewer.authority_id,
            VisitOfficer.person_id == viewer.person_id,
            Visit.state.in_(tuple(states)),
        )
        .options(joinedload(Visit.home).joinedload(Home.provider))
        .order_by(Visit.starts_at, Visit.id)
    )
    return session.scalars(query).all()


def list_sheets(session: Session, visit: Visit) -> tuple[Sheet, ...]:
    """The sheets of a visit's form: by the standards it was planned with."""
    standards = list_standards(session, visit.set_slug, visit.set_version)
    return sheets_of((each.slug, each.title, tuple(each.prompts.splitlines())) for each in standards)


def get_sheet(session: Session, visit: Visit, slug: str) -> Sheet:
    """One sheet of a visit's form; NotFound for one that its standards do not have."""
    for sheet in list_sheets(session, visit):
        if sheet.slug == slug:
            return sheet
    raise NotFound("no such sheet")


def find_finding(session: Session, visit_id: int, sheet: str) -> VisitFinding | None:
    """What stands on a sheet as it is now."""
    query = select(VisitFinding).where(VisitFinding.visit_id == visit_id, VisitFinding.sheet == sheet)
    return session.scalar(query.execution_options(populate_existing=True))


def written_of(finding: VisitFinding | None) -> Written:
    """A sheet as the rules judge it; one nobody wrote on is empty."""
    if finding is None:
        return Written()
    judgement = Judgement(finding.judgement) if finding.judgement else None
    return Written(judgement, finding.text, finding.reg44_on, finding.ofsted_on)


def list_written(session: Session, visit_id: int) -> dict[str, Written]:
    """Everything written on a visit, by sheet."""
    query = select(VisitFinding).where(VisitFinding.visit_id == visit_id).order_by(VisitFinding.id)
    return {finding.sheet: written_of(finding) for finding in session.scalars(query)}


def list_photographs(session: Session, visit_id: int) -> Sequence[VisitPhotograph]:
    """A visit's photographs without their bytes, in the order they were added."""
    query = select(VisitPhotograph).where(VisitPhotograph.visit_id == visit_id)
    return session.scalars(query.order_by(VisitPhotograph.id)).all()


def has_photograph(session: Session, visit_id: int, sha256: str) -> bool:
    """Whether a visit has this very picture already."""
    query = select(VisitPhotograph.id).where(VisitPhotograph.visit_id == visit_id, VisitPhotograph.sha256 == sha256)
    return session.scalar(query) is not None


def get_photograph(session: Session, visit_id: int, reference: str) -> VisitPhotograph:
    """One photograph of a visit, without its bytes; NotFound for another visit's."""
    query = select(VisitPhotograph).where(VisitPhotograph.visit_id == visit_id, VisitPhotograph.reference == reference)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such photograph")
    return found


def get_photograph_body(session: Session, visit_id: int, reference: str) -> bytes:
    """Its bytes; NotFound for another visit's."""
    query = select(VisitPhotograph.body).where(
        VisitPhotograph.visit_id == visit_id, VisitPhotograph.reference == reference
    )
    body = session.scalar(query)
    if body is None:
        raise NotFound("no such photograph")
    return body
