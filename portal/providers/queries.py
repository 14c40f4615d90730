"""Reads of organisations, each scoped: by registrant, by the organisation's own desk, or by authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.access import Viewer
from portal.db import NotFound
from portal.events import EventRow
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus
from portal.providers.rules import Answers

SORTS = {
    "name": (func.lower(Provider.legal_name),),
    "status": (ProviderAuthority.status, func.lower(Provider.legal_name)),
    "sent": (ProviderAuthority.applied_at,),
}


@dataclass(frozen=True)
class Happened:
    """One verb of the record: to how many providers, when last, and the name and reference of one of them."""

    verb: str
    providers: int
    last_at: datetime
    name: str
    reference: str


def answers_of(provider: Provider) -> Answers:
    """What a registration holds, as the rules judge it."""
    texts = {
        column.key: getattr(provider, column.key)
        for column in Provider.__mapper__.column_attrs
        if column.key not in {"id", "created_at", "registrant_id", "version"}
    }
    return Answers(
        texts=texts,
        services=frozenset(row.service_type for row in provider.services),
        declared=frozenset(row.slug for row in provider.declarations),
    )


def get_registration(session: Session, reference: str, *, registrant_id: int) -> ProviderAuthority:
    """The registrant's own registration with its organisation; anybody else's is missing."""
    query = _registrations(registrant_id).where(Provider.reference == reference)
    standing = session.scalar(query)
    if standing is None:
        raise NotFound("no such registration")
    return standing


def list_registrations(session: Session, registrant_id: int) -> list[ProviderAuthority]:
    """Everything a person registered, newest first."""
    return list(session.scalars(_registrations(registrant_id).order_by(Provider.id.desc())))


def _registrations(registrant_id: int) -> Select[ProviderAuthority]:
    return (
        select(ProviderAuthority)
        .join(ProviderAuthority.provider)
        .where(Provider.registrant_id == registrant_id)
        .options(
            contains_eager(ProviderAuthority.provider).selectinload(Provider.services),
            contains_eager(ProviderAuthority.provider).selectinload(Provider.declarations),
        )
    )


def get_standing(session: Session, reference: str, *, authority_id: int) -> ProviderAuthority:
    """Where an organisation stands with an authority. One that has not sent its registration is missing."""
    standing = session.scalar(_standings(authority_id).where(Provider.reference == reference))
    if standing is None:
        raise NotFound("no such organisation")
    return standing


def get_provider(session: Session, reference: str, *, authority_id: int) -> Provider:
    """An organisation that an authority may see; raises NotFound."""
    return get_standing(session, reference, authority_id=authority_id).provider


def find_own_provider(session: Session, provider_id: int) -> Provider | None:
    """The organisation of somebody's own desk."""
    query = (
        select(Provider)
        .where(Provider.id == provider_id)
        .options(selectinload(Provider.services), selectinload(Provider.declarations), selectinload(Provider.standings))
    )
    return session.scalar(query)


def get_own_provider(session: Session, provider_id: int) -> Provider:
    provider = find_own_provider(session, provider_id)
    if provider is None:
        raise NotFound("no such organisation")
    return provider


def get_own_standing(session: Session, provider_id: int, *, authority_id: int) -> ProviderAuthority:
    """Where one's own organisation stands with an authority; raises NotFound."""
    query = select(ProviderAuthority).where(
        ProviderAuthority.provider_id == provider_id, ProviderAuthority.authority_id == authority_id
    )
    standing = session.scalar(query)
    if standing is None:
        raise NotFound("no standing with this authority")
    return standing


def list_approved(session: Session, authority_id: int) -> list[Provider]:
    """Organisations the authority has approved, by name."""
    return list(session.scalars(_approved(authority_id)))


def list_approved_names(session: Session, authority_id: int) -> list[tuple[str, str]]:
    """Their references and names, for a list to choose from."""
    query = _approved(authority_id).with_only_columns(Provider.reference, Provider.legal_name)
    return [(reference, name) for reference, name in session.execute(query)]


def _approved(authority_id: int) -> Select[Provider]:
    return (
        select(Provider)
        .join(Provider.standings)
        .where(ProviderAuthority.authority_id == authority_id, ProviderAuthority.status == ProviderStatus.APPROVED)
        .order_by(func.lower(Provider.legal_name), Provider.id)
    )


def list_standings(
    session: Session,
    authority_id: int,
    *,
    status: str | None = None,
    search: str = "",
    sort: str = "name",
    descending: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[ProviderAuthority]:
    """Organisations that sent a registration, with their services; `sort` is a key of SORTS."""
    order = [column.desc() if descending else column.asc() for column in SORTS[sort]]
    query = _found(authority_id, status, search).order_by(*order, Provider.id).limit(limit).offset(offset)
    return list(session.scalars(query))


def count_standings(session: Session, authority_id: int, *, status: str | None = None, search: str = "") -> int:
    """How many `list_standings` would give without a limit."""
    found = _found(authority_id, status, search).with_only_columns(ProviderAuthority.id, maintain_column_froms=True)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _found(authority_id: int, status: str | None, search: str) -> Select[ProviderAuthority]:
    query = _standings(authority_id)
    if status:
        query = query.where(ProviderAuthority.status == status)
    return query.where(_matches(search)) if search else query


def _matches(search: str) -> ColumnElement[bool]:
    columns = (
        Provider.legal_name,
        Provider.trading_name,
        Provider.reference,
        Provider.company_number,
        Provider.charity_number,
    )
    return or_(*(column.icontains(search, autoescape=True) for column in columns))


def _standings(authority_id: int) -> Select[ProviderAuthority]:
    return (
        select(ProviderAuthority)
        .join(ProviderAuthority.provider)
        .where(ProviderAuthority.authority_id == authority_id, ProviderAuthority.status != ProviderStatus.DRAFT)
        .options(
            contains_eager(ProviderAuthority.provider).selectinload(Provider.services),
            contains_eager(ProviderAuthority.provider).selectinload(Provider.declarations),
        )
    )


def oldest_applied_at(session: Session, authority_id: int) -> datetime | None:
    """Since when the registrations wait that an authority has not decided about."""
    query = select(func.min(ProviderAuthority.applied_at)).where(
        ProviderAuthority.authority_id == authority_id, ProviderAuthority.status == ProviderStatus.APPLIED
    )
    return session.scalar(query)


def list_happened(session: Session, viewer: Viewer, verbs: Sequence[str], since: datetime) -> list[Happened]:
    """What others did to the registrations that somebody may see: their own organisation's, or an authority's."""
    query = (
        select(
            EventRow.verb,
            func.count(Provider.id.distinct()),
            func.max(EventRow.occurred_at),
            func.min(Provider.legal_name),
            func.min(Provider.reference),
        )
        .join(EventRow, and_(EventRow.subject_kind == "provider", EventRow.subject_reference == Provider.reference))
        .where(
            EventRow.occurred_at > since,
            EventRow.verb.in_(verbs),
            EventRow.actor_reference != viewer.reference,
            _seen_by(viewer),
        )
        .group_by(EventRow.verb)
        .order_by(func.max(EventRow.occurred_at).desc(), EventRow.verb)
    )
    return [Happened(*row) for row in session.execute(query)]


def _seen_by(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.authority_id is None:
        return Provider.id == viewer.provider_id
    return Provider.standings.any(
        and_(ProviderAuthority.authority_id == viewer.authority_id, ProviderAuthority.status != ProviderStatus.DRAFT)
    )


def list_same_numbers(session: Session, provider: Provider) -> Sequence[Provider]:
    """Other organisations that sent a registration with the same company or charity number, oldest first."""
    wanted = [
        column == value
        for column, value in (
            (Provider.company_number, provider.company_number),
            (Provider.charity_number, provider.charity_number),
        )
        if value
    ]
    if not wanted:
        return []
    query = (
        select(Provider)
        .join(Provider.standings)
        .where(or_(*wanted), Provider.id != provider.id, ProviderAuthority.status != ProviderStatus.DRAFT)
        .distinct()
        .order_by(Provider.id)
    )
    return session.scalars(query).all()
