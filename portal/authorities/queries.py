"""Reads of councils and authorities."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.authorities.models import Authority, AuthorityNeighbour, Council, Locality, LocalityOutcode
from portal.db import NotFound


def find_active_authority(session: Session) -> Authority | None:
    """The one authority switched on, or None on a portal that serves nobody yet."""
    return session.scalar(select(Authority).where(Authority.is_active))


def get_active_authority(session: Session) -> Authority:
    authority = find_active_authority(session)
    if authority is None:
        raise NotFound("no authority is switched on")
    return authority


def get_authority(session: Session, authority_id: int) -> Authority:
    authority = session.get(Authority, authority_id)
    if authority is None:
        raise NotFound("no such authority")
    return authority


def list_councils(session: Session) -> list[Council]:
    """Every English council by name."""
    return list(session.scalars(select(Council).where(Council.code.startswith("E")).order_by(Council.name)))


def list_host_areas(session: Session) -> list[Council]:
    """Where a child may be placed: every English council by name, then the other nations of the UK."""
    nations = select(Council).where(~Council.code.startswith("E")).order_by(Council.name)
    return [*list_councils(session), *session.scalars(nations)]


def list_neighbours(session: Session, authority_id: int) -> list[Council]:
    """The councils next to an authority, by name: offered first wherever a placing council is chosen."""
    query = (
        select(Council)
        .join(AuthorityNeighbour, AuthorityNeighbour.code == Council.code)
        .where(AuthorityNeighbour.authority_id == authority_id)
        .order_by(Council.name)
    )
    return list(session.scalars(query))


def list_city_region(session: Session, authority_id: int) -> list[Council]:
    """The other councils of an authority's city region, by name: those a public table shows one by one."""
    query = (
        select(Council)
        .join(AuthorityNeighbour, AuthorityNeighbour.code == Council.code)
        .where(AuthorityNeighbour.authority_id == authority_id, AuthorityNeighbour.same_city_region)
        .order_by(Council.name)
    )
    return list(session.scalars(query))


def list_localities(session: Session, authority_id: int) -> list[Locality]:
    """An authority's localities in its own order."""
    query = select(Locality).where(Locality.authority_id == authority_id).order_by(Locality.position)
    return list(session.scalars(query))


def localities_by_outcode(session: Session, authority_id: int) -> dict[str, Locality]:
    """Each outcode of an authority with the locality it belongs to."""
    query = (
        select(LocalityOutcode.outcode, Locality)
        .join(Locality, Locality.id == LocalityOutcode.locality_id)
        .where(LocalityOutcode.authority_id == authority_id)
        .order_by(LocalityOutcode.outcode)
    )
    return {row.outcode: row.Locality for row in session.execute(query)}
