"""Homes being added: found only by those who may go on with them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from portal.db import NotFound
from portal.homes.models import Genders, HomeDraft, HomeStatus
from portal.homes.rules import Address, HomeDetails, counts_places, most_premises
from portal.providers.models import ServiceType


def draft_details(draft: HomeDraft) -> HomeDetails:
    """What a draft says so far; answers that its type does not ask for (any more) are left out."""
    service_type = ServiceType(draft.service_type)
    placed = counts_places(service_type)
    return HomeDetails(
        service_type=service_type,
        status=HomeStatus(draft.status or HomeStatus.PLANNED),
        name=draft.name,
        age_from=draft.age_from or 0,
        age_to=draft.age_to or 0,
        genders=Genders(draft.genders or Genders.ANY),
        urn=draft.urn,
        opened_on=draft.opened_on,
        registered_places=(draft.registered_places or 0) if placed else 0,
        usable_places=(draft.usable_places or 0) if placed else 0,
        is_solo=draft.is_solo and placed,
        needs=tuple(need.need_slug for need in draft.needs),
        host_authority_code=None if most_premises(service_type) else draft.host_authority_code,
        premises=_draft_premises(draft, service_type),
    )


def _draft_premises(draft: HomeDraft, service_type: ServiceType) -> tuple[Address, ...]:
    if not draft.line_1 or not most_premises(service_type):
        return ()
    return (Address(draft.line_1, draft.town, draft.postcode, draft.line_2),)


def answered_steps(draft: HomeDraft) -> frozenset[str]:
    """The steps somebody has answered."""
    answered = {
        "type": True,
        "opening": draft.status is not None,
        "name": bool(draft.name),
        "places": draft.registered_places is not None,
        "ages": draft.age_from is not None,
        "needs": draft.needs_answered,
        "address": draft.address_answered,
        "area": draft.host_authority_code is not None,
    }
    return frozenset(step for step, done in answered.items() if done)


def get_draft(session: Session, reference: str, *, provider_id: int) -> HomeDraft:
    """An unfinished (or finished) adding of an organisation's own; never one that staff began."""
    return _get_draft(session, reference, HomeDraft.provider_id == provider_id, HomeDraft.authority_id.is_(None))


def get_draft_for_staff(session: Session, reference: str, *, authority_id: int, person_id: int) -> HomeDraft:
    """A draft of the member of staff who began it: it holds an address, which colleagues see only on record."""
    return _get_draft(session, reference, HomeDraft.authority_id == authority_id, HomeDraft.started_by_id == person_id)


def _get_draft(session: Session, reference: str, *conditions: ColumnElement[bool]) -> HomeDraft:
    query = select(HomeDraft).where(HomeDraft.reference == reference, *conditions)
    draft = session.scalar(query.options(joinedload(HomeDraft.provider)))
    if draft is None:
        raise NotFound("no such draft")
    return draft


def locked_draft(session: Session, draft_id: int) -> HomeDraft | None:
    """The draft as it stands now, held until this transaction ends; None when it was discarded."""
    query = select(HomeDraft).where(HomeDraft.id == draft_id).with_for_update(of=HomeDraft)
    return session.scalar(query.execution_options(populate_existing=True))


def list_drafts(session: Session, *, provider_id: int) -> list[HomeDraft]:
    """An organisation's unfinished drafts, oldest first."""
    return _unfinished(session, HomeDraft.provider_id == provider_id, HomeDraft.authority_id.is_(None))


def list_drafts_for_staff(session: Session, *, authority_id: int, person_id: int) -> list[HomeDraft]:
    """The unfinished drafts one member of staff began, oldest first."""
    return _unfinished(session, HomeDraft.authority_id == authority_id, HomeDraft.started_by_id == person_id)


def _unfinished(session: Session, *conditions: ColumnElement[bool]) -> list[HomeDraft]:
    query = select(HomeDraft).where(HomeDraft.home_id.is_(None), *conditions)
    return list(session.scalars(query.options(joinedload(HomeDraft.provider)).order_by(HomeDraft.id)))
