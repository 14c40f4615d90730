"""Disclosures as records, their duties, and those that are due to be exported or erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.db import NotFound
from portal.homes.models import Home
from portal.quality.models import Visit
from portal.voice.disclosures.models import Disclosure, DisclosureDuty, DisclosureEntry, DisclosureNote
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import Carer, find_author, list_own_visits

# More than anybody remembers, and few enough for a phone.
MOST_VISITS = 5


def get_disclosure(session: Session, reference: str, *, authority_id: int) -> Disclosure:
    """A disclosure of this authority with all that stands on its page; another's is missing."""
    query = select(Disclosure).where(Disclosure.reference == reference, Disclosure.authority_id == authority_id)
    found = session.scalar(
        query.options(
            joinedload(Disclosure.sender),
            joinedload(Disclosure.acknowledged_by),
            joinedload(Disclosure.closed_by),
            joinedload(Disclosure.visit),
            joinedload(Disclosure.home).joinedload(Home.provider),
            joinedload(Disclosure.home).selectinload(Home.premises),
            joinedload(Disclosure.entry).joinedload(DisclosureEntry.feedback),
            joinedload(Disclosure.entry).joinedload(DisclosureEntry.question),
            joinedload(Disclosure.entry).joinedload(DisclosureEntry.told_by),
            selectinload(Disclosure.duties).joinedload(DisclosureDuty.settled_by),
            selectinload(Disclosure.notes).joinedload(DisclosureNote.written_by),
        ).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("no such disclosure")
    return found


def get_own_disclosure(session: Session, reference: str, *, sender_id: int) -> Disclosure:
    """A disclosure that this person sent; anybody else's is missing."""
    query = select(Disclosure).where(Disclosure.reference == reference, Disclosure.sender_id == sender_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such disclosure")
    return found


def list_sender_visits(session: Session, person_id: int, now: datetime) -> list[Visit]:
    """The latest visits that an inspector who tells has been on, with their homes; also of one who has just left."""
    inspector = find_author(session, person_id)
    places = list_own_visits(session, inspector.id) if inspector else []
    return [place.visit for place in places if place.visit.starts_at <= now][:MOST_VISITS]


def find_sender(session: Session, disclosure: Disclosure) -> Inspector | None:
    """The young inspector who told, or who wrote the entry it was told from, with their coordinator. RESTRICTED, as the
    disclosure is."""
    person_id = disclosure.entry.feedback.inspector_id if disclosure.entry else disclosure.sender_id
    return find_author(session, person_id) if person_id is not None else None


def list_told_to(
    session: Session, carer: Carer, *, offset: int = 0, limit: int | None = None
) -> Sequence[tuple[Disclosure, Inspector]]:
    """What the inspectors told whom a coordinator looks after, newest first."""
    query = _told_to(carer).order_by(Disclosure.told_at.desc(), Disclosure.id.desc())
    return [(disclosure, inspector) for disclosure, inspector in session.execute(query.offset(offset).limit(limit))]


def list_told_waiting(session: Session, carer: Carer) -> Sequence[tuple[Disclosure, Inspector]]:
    """What of it no safeguarding lead has acknowledged, oldest first."""
    query = _told_to(carer).where(Disclosure.acknowledged_at.is_(None))
    found = session.execute(query.order_by(Disclosure.told_at, Disclosure.id))
    return [(disclosure, inspector) for disclosure, inspector in found]


def count_told_to(session: Session, carer: Carer) -> int:
    return session.scalar(select(func.count()).select_from(_told_to(carer).subquery())) or 0


def get_told_to(session: Session, reference: str, carer: Carer) -> tuple[Disclosure, Inspector]:
    """One of those; anybody else's is missing."""
    row = session.execute(_told_to(carer).where(Disclosure.reference == reference)).one_or_none()
    if row is None:
        raise NotFound("no such disclosure")
    return row.Disclosure, row.Inspector


def _told_to(carer: Carer) -> Select[Disclosure, Inspector]:
    return (
        select(Disclosure, Inspector)
        .join(Inspector, Inspector.person_id == Disclosure.sender_id)
        .where(carer.looks_after())
        .options(joinedload(Disclosure.acknowledged_by), joinedload(Disclosure.visit), joinedload(Disclosure.home))
    )


def list_open_of(session: Session, person_id: int) -> Sequence[Disclosure]:
    """What is not closed of what a young inspector told, or wrote in the entry it was told from, oldest first."""
    wrote = Disclosure.entry.has(DisclosureEntry.feedback.has(inspector_id=person_id))
    query = select(Disclosure).where(or_(Disclosure.sender_id == person_id, wrote), Disclosure.closed_at.is_(None))
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()


def list_told_of(session: Session, feedback_id: int) -> Sequence[Disclosure]:
    """What was told from one entry of feedback, oldest first."""
    query = select(Disclosure).join(Disclosure.entry).where(DisclosureEntry.feedback_id == feedback_id)
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()


def find_sent(session: Session, send_key: str) -> Disclosure | None:
    """The disclosure that was made when a form arrived before."""
    return session.scalar(select(Disclosure).where(Disclosure.send_key == send_key))


def has_note(session: Session, send_key: str) -> bool:
    return session.scalar(select(DisclosureNote.id).where(DisclosureNote.send_key == send_key)) is not None


def locked_disclosure(session: Session, disclosure_id: int) -> Disclosure:
    """The disclosure as it stands now, held until this transaction ends."""
    query = select(Disclosure).where(Disclosure.id == disclosure_id).with_for_update(of=Disclosure)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def list_disclosures(session: Session, authority_id: int, *, offset: int = 0, limit: int) -> Sequence[Disclosure]:
    """What waits first, then what is being handled, then what is closed; the oldest first of what is open."""
    place = case((Disclosure.acknowledged_at.is_(None), 0), (Disclosure.closed_at.is_(None), 1), else_=2)
    query = (
        select(Disclosure)
        .where(Disclosure.authority_id == authority_id)
        .options(joinedload(Disclosure.acknowledged_by), selectinload(Disclosure.duties))
        .order_by(place, Disclosure.closed_at.desc(), Disclosure.told_at, Disclosure.id)
    )
    return session.scalars(query.offset(offset).limit(limit)).all()


def count_disclosures(session: Session, authority_id: int) -> int:
    query = select(func.count()).select_from(Disclosure).where(Disclosure.authority_id == authority_id)
    return session.scalar(query) or 0


def list_waiting(session: Session, authority_id: int) -> Sequence[Disclosure]:
    """Disclosures of an authority that nobody has acknowledged, oldest first."""
    query = select(Disclosure).where(Disclosure.authority_id == authority_id, Disclosure.acknowledged_at.is_(None))
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()


def list_open_duties(session: Session, authority_id: int) -> Sequence[tuple[DisclosureDuty, Disclosure]]:
    """What people must still do about an authority's disclosures, by when it is due."""
    query = (
        select(DisclosureDuty, Disclosure)
        .join(Disclosure, Disclosure.id == DisclosureDuty.disclosure_id)
        .where(Disclosure.authority_id == authority_id, DisclosureDuty.settled_at.is_(None))
        .order_by(DisclosureDuty.due_at, DisclosureDuty.id)
    )
    return [(duty, disclosure) for duty, disclosure in session.execute(query)]


def list_to_close(session: Session, authority_id: int, person_id: int) -> Sequence[Disclosure]:
    """What this person acknowledged, with every reminder settled, and has not closed, oldest first."""
    is_open = select(DisclosureDuty.disclosure_id).where(DisclosureDuty.settled_at.is_(None))
    query = select(Disclosure).where(
        Disclosure.authority_id == authority_id,
        Disclosure.acknowledged_by_id == person_id,
        Disclosure.closed_at.is_(None),
        Disclosure.id.not_in(is_open),
    )
    return session.scalars(query.order_by(Disclosure.told_at, Disclosure.id)).all()


def has_open_duties(session: Session, disclosure_id: int) -> bool:
    query = select(DisclosureDuty.id).where(
        DisclosureDuty.disclosure_id == disclosure_id, DisclosureDuty.settled_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def list_to_export(session: Session, authority_id: int) -> Sequence[Disclosure]:
    """Closed disclosures that the case system does not have yet, held until this transaction ends, oldest first."""
    query = (
        select(Disclosure)
        .where(
            Disclosure.authority_id == authority_id,
            Disclosure.closed_at.is_not(None),
            Disclosure.exported_at.is_(None),
            Disclosure.erased_at.is_(None),
        )
        .order_by(Disclosure.told_at, Disclosure.id)
        .with_for_update(of=Disclosure)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def list_to_erase(session: Session) -> Sequence[Disclosure]:
    """Exported disclosures whose words are still here and that no hold protects, oldest first."""
    query = select(Disclosure).where(
        Disclosure.exported_at.is_not(None), Disclosure.erased_at.is_(None), Disclosure.held_at.is_(None)
    )
    return session.scalars(query.order_by(Disclosure.exported_at, Disclosure.id)).all()


def list_visits_told_of(session: Session, visit_ids: Sequence[int]) -> Sequence[int]:
    """Those of these visits, by id, that a disclosure is about."""
    query = select(Visit.id).where(Visit.id.in_(visit_ids), exists().where(Disclosure.visit_id == Visit.id))
    return session.scalars(query.order_by(Visit.id)).all()
