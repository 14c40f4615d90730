"""One home at a time, already found in its scope: what is known of it, its buildings, its rivals for a URN."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.db import NotFound
from portal.events import EventPersonal
from portal.homes.models import Genders, Home, HomeStatus, HostBasis, Premises
from portal.homes.rules import HomeDetails
from portal.providers.models import ServiceType


def details_of(home: Home) -> HomeDetails:
    """What is known of a home as its rules judge it. Its buildings are judged one at a time, so none are given."""
    return HomeDetails(
        service_type=ServiceType(home.service_type),
        status=HomeStatus(home.status),
        name=home.name,
        age_from=home.age_from,
        age_to=home.age_to,
        genders=Genders(home.genders),
        urn=home.urn,
        opened_on=home.opened_on,
        registered_places=home.registered_places,
        usable_places=home.usable_places,
        is_solo=home.is_solo,
        needs=tuple(need.need_slug for need in home.needs),
        host_authority_code=home.host_authority_code if home.host_basis == HostBasis.STATED else None,
    )


def locked_home(session: Session, home_id: int) -> Home:
    """The home as it stands now, held until this transaction ends."""
    query = select(Home).where(Home.id == home_id).with_for_update(of=Home)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def find_urn_holder(session: Session, urn: str, *, provider_id: int, except_id: int | None) -> Home | None:
    """An organisation's own home that already carries a URN."""
    query = select(Home).where(Home.urn == urn, Home.provider_id == provider_id, Home.id != (except_id or 0))
    return session.scalar(query.order_by(Home.id).limit(1))


def is_urn_held(session: Session, urn: str, *, except_id: int | None) -> bool:
    """Whether any other record, of any organisation, carries a URN."""
    query = select(Home.id).where(Home.urn == urn, Home.id != (except_id or 0)).limit(1)
    return session.scalar(query) is not None


def list_claims(session: Session, urn: str) -> list[Home]:
    """Every record that carries a URN, the open holder first. For the authority that settles it."""
    query = select(Home).where(Home.urn == urn).options(joinedload(Home.provider)).order_by(Home.urn_contested, Home.id)
    return list(session.scalars(query))


def get_premises(home: Home, reference: str) -> Premises:
    """One building of a home already looked up in its scope; NotFound for another home's."""
    for premises in home.premises:
        if premises.reference == reference:
            return premises
    raise NotFound("no such building")


def list_reasons(session: Session, sequences: Sequence[int]) -> dict[int, str]:
    """The reasons people gave with some events, by event. For staff only."""
    query = select(EventPersonal).where(EventPersonal.sequence.in_(sequences)).order_by(EventPersonal.sequence)
    return {row.sequence: row.text for row in session.scalars(query)}
