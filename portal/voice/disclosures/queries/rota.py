"""Who is to be told: the rota, the safeguarding leads, the managers; and what the authority has arranged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.db import NotFound
from portal.voice.disclosures.models import DisclosureArrangement, SafeguardingTurn, TurnPart
from portal.voice.disclosures.rules import Arrangements, Pace


def arrangements_of(session: Session, authority_id: int) -> Arrangements:
    """What an authority has arranged; what it never said has its default."""
    row = session.get(DisclosureArrangement, authority_id)
    if row is None:
        return Arrangements()
    return Arrangements(
        pace=Pace(
            to_deputy=row.minutes_to_deputy,
            to_all=row.minutes_to_all,
            to_manager=row.minutes_to_manager,
            again_every=row.minutes_between,
            until_stuck=row.minutes_until_stuck,
        ),
        out_of_hours_name=row.out_of_hours_name,
        out_of_hours_number=row.out_of_hours_number,
        reading_hours=row.reading_hours,
        keep_days=row.keep_days,
    )


def _people_with(authority_id: int, role: Role) -> Select[Person]:
    """People who hold a role at an authority now, can sign in and can be written to, by name."""
    held = select(Grant.person_id).where(
        Grant.authority_id == authority_id,
        Grant.role == role,
        Grant.accepted_at.is_not(None),
        Grant.ended_at.is_(None),
    )
    query = select(Person).where(Person.id.in_(held), Person.disabled_at.is_(None), Person.email.is_not(None))
    return query.order_by(Person.name, Person.id)


def list_leads(session: Session, authority_id: int) -> Sequence[Person]:
    """Every safeguarding lead of an authority."""
    return session.scalars(_people_with(authority_id, Role.SAFEGUARDING_LEAD)).all()


def get_lead(session: Session, reference: str, *, authority_id: int) -> Person:
    """A safeguarding lead of this authority, by the person's reference; NotFound for anybody else."""
    query = _people_with(authority_id, Role.SAFEGUARDING_LEAD).where(Person.reference == reference)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("no such safeguarding lead")
    return found


def list_managers(session: Session, authority_id: int, *, has_leads: bool) -> list[Person]:
    """Who is told, without content, that one waits: the publishers; where there is no lead, also the admins."""
    roles = (Role.PUBLISHER,) if has_leads else (Role.PUBLISHER, Role.PORTAL_ADMIN)
    found = [person for role in roles for person in session.scalars(_people_with(authority_id, role))]
    return list(dict.fromkeys(found))


def people_on_duty(session: Session, authority_id: int, part: TurnPart, now: datetime) -> Sequence[Person]:
    """Whose turn it is, of those who are safeguarding leads still: somebody who left leaves a gap."""
    turns = select(SafeguardingTurn.person_id).where(
        SafeguardingTurn.authority_id == authority_id,
        SafeguardingTurn.part == part,
        SafeguardingTurn.starts_at <= now,
        SafeguardingTurn.ends_at > now,
    )
    query = _people_with(authority_id, Role.SAFEGUARDING_LEAD).where(Person.id.in_(turns))
    return session.scalars(query).all()


def list_turns(session: Session, authority_id: int, now: datetime) -> Sequence[SafeguardingTurn]:
    """Turns that have not ended, in order of their beginning."""
    query = (
        select(SafeguardingTurn)
        .where(SafeguardingTurn.authority_id == authority_id, SafeguardingTurn.ends_at > now)
        .options(joinedload(SafeguardingTurn.person))
        .order_by(SafeguardingTurn.starts_at, SafeguardingTurn.part.desc(), SafeguardingTurn.id)
    )
    return session.scalars(query).all()


def get_turn(session: Session, reference: str, *, authority_id: int) -> SafeguardingTurn:
    """A turn on this authority's rota; another's is missing."""
    query = select(SafeguardingTurn).where(
        SafeguardingTurn.reference == reference, SafeguardingTurn.authority_id == authority_id
    )
    found = session.scalar(query.options(joinedload(SafeguardingTurn.person)))
    if found is None:
        raise NotFound("no such turn")
    return found
