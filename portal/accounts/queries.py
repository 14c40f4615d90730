"""Reads of people, grants, sign-ins and links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from portal.access import Role, Viewer
from portal.accounts.models import Attempt, Grant, LinkKind, OneTimeLink, Person, SignIn
from portal.accounts.rules import Limit, LinkState, link_state
from portal.db import NotFound
from portal.events import EventRow

GRANT_MOMENTS = {
    "accounts.role_granted": Grant.granted_at,
    "accounts.role_approved": Grant.approved_at,
    "accounts.invitation_accepted": Grant.accepted_at,
    "accounts.role_refused": Grant.ended_at,
    "accounts.role_ended": Grant.ended_at,
}


@dataclass(frozen=True, order=True)
class Desk:
    """Where somebody works: an organisation or an authority, the roles they hold and whether they see prices there."""

    provider_id: int
    authority_id: int
    roles: frozenset[Role]
    grant_ids: tuple[int, ...]
    sees_prices: bool


def hash_token(token: str) -> str:
    """Tokens are long and random, so a plain hash keeps them safe at rest."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_person(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email))


def find_sign_in(session: Session, token: str) -> tuple[SignIn, Person] | None:
    """The session a token stands for, and whose it is: every page asks, so both are one question."""
    query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
    return session.execute(query.where(SignIn.token_hash == hash_token(token))).one_or_none()


def find_last_seen(
    session: Session, person_id: int, *, provider_id: int | None, authority_id: int | None
) -> datetime | None:
    """When a person last used a session of theirs at a desk (neither id: before choosing one); None if never."""
    query = select(func.max(SignIn.last_seen_at)).where(
        SignIn.person_id == person_id,
        SignIn.provider_id.is_not_distinct_from(provider_id),
        SignIn.authority_id.is_not_distinct_from(authority_id),
    )
    return session.scalar(query)


def find_link(session: Session, token: str, kind: LinkKind) -> OneTimeLink | None:
    query = select(OneTimeLink).where(OneTimeLink.token_hash == hash_token(token), OneTimeLink.kind == kind)
    return session.scalar(query)


def find_unsent_link(session: Session, token_hash: str) -> OneTimeLink | None:
    """A reset that was asked for and has no person yet, by the hash of a token that nobody has."""
    query = select(OneTimeLink).where(OneTimeLink.token_hash == token_hash, OneTimeLink.person_id.is_(None))
    return session.scalar(query)


def find_open_link(session: Session, token: str, kind: LinkKind, *, now: datetime) -> OneTimeLink | None:
    """A link that may still be claimed; used, expired and unknown ones are all none."""
    link = find_link(session, token, kind)
    if link is None or link_state(used_at=link.used_at, expires_at=link.expires_at, now=now) is not LinkState.OPEN:
        return None
    return link


def names_of(session: Session, references: Iterable[str], *, provider_id: int | None = None) -> dict[str, str]:
    """The names of people by reference, for lists of events; references that are nobody's are left out.

    `provider_id`: only of people who act, or once acted, for that organisation.
    """
    query = select(Person.reference, Person.name).where(Person.reference.in_(set(references))).order_by(Person.id)
    if provider_id is not None:
        query = query.where(Person.id.in_(select(Grant.person_id).where(Grant.provider_id == provider_id)))
    return dict(session.execute(query).all())


def live_grants(session: Session, person_id: int) -> list[Grant]:
    """Accepted grants that have not ended, oldest first."""
    query = (
        select(Grant)
        .where(Grant.person_id == person_id, Grant.ended_at.is_(None), Grant.accepted_at.is_not(None))
        .order_by(Grant.id)
    )
    return list(session.scalars(query))


def list_desks(session: Session, person_id: int) -> list[Desk]:
    """The desks of a person, organisations and authorities together, in order of their first grant."""
    places: dict[tuple[int, int], list[Grant]] = {}
    for grant in live_grants(session, person_id):
        places.setdefault((grant.provider_id or 0, grant.authority_id or 0), []).append(grant)
    return [
        Desk(
            *place,
            roles=frozenset(Role(g.role) for g in grants),
            grant_ids=tuple(g.id for g in grants),
            sees_prices=any(g.sees_prices for g in grants),
        )
        for place, grants in places.items()
    ]


def at_desk(provider_id: int | None, authority_id: int | None) -> ColumnElement[bool]:
    """The condition that a grant belongs to this organisation or this authority."""
    return and_(
        Grant.provider_id.is_not_distinct_from(provider_id), Grant.authority_id.is_not_distinct_from(authority_id)
    )


def list_colleagues(
    session: Session, *, provider_id: int | None = None, authority_id: int | None = None
) -> list[Grant]:
    """Grants at one desk that have not ended, with their people, by name. Young inspectors are nobody's colleagues:
    who they are is their coordinator's to know."""
    query = (
        select(Grant)
        .join(Grant.person)
        .where(at_desk(provider_id, authority_id), Grant.ended_at.is_(None), Grant.role != Role.YOUNG_INSPECTOR)
        .options(selectinload(Grant.person))
        .order_by(Person.name, Grant.id)
    )
    return list(session.scalars(query))


def is_last_to_see_prices(grants: Iterable[Grant], grant: Grant) -> bool:
    """Whether nobody else among those who have joined an organisation sees its prices."""
    return [one.id for one in grants if one.sees_prices and one.accepted_at is not None] == [grant.id]


def get_colleague(
    session: Session, reference: str, *, provider_id: int | None = None, authority_id: int | None = None
) -> Grant:
    """A grant at this desk; one at another desk is as missing as one that never was."""
    for grant in list_colleagues(session, provider_id=provider_id, authority_id=authority_id):
        if grant.reference == reference:
            return grant
    raise NotFound("no such colleague")


def count_to_approve(session: Session, viewer_id: int, *, authority_id: int) -> int:
    """Staff roles that wait for a second person, other than those this person gave or would get."""
    query = select(func.count()).select_from(Grant).where(*_to_approve(viewer_id, authority_id))
    return session.scalar(query) or 0


def _to_approve(viewer_id: int, authority_id: int) -> Sequence[ColumnElement[bool]]:
    return (
        at_desk(None, authority_id),
        Grant.ended_at.is_(None),
        Grant.approved_at.is_(None),
        Grant.person_id != viewer_id,
        or_(Grant.granted_by_id.is_(None), Grant.granted_by_id != viewer_id),
    )


def oldest_to_approve(session: Session, viewer_id: int, *, authority_id: int) -> datetime | None:
    """Since when the roles of `count_to_approve` wait."""
    return session.scalar(select(func.min(Grant.granted_at)).where(*_to_approve(viewer_id, authority_id)))


def list_grants_moved(session: Session, viewer: Viewer, since: datetime) -> list[tuple[str, datetime, Grant]]:
    """What others did about the roles at somebody's authority: (verb, when, grant), newest first.

    An event names a person, who may hold roles elsewhere: it is this grant's when both say the same instant.
    """
    same_instant = or_(
        *(and_(EventRow.verb == verb, EventRow.occurred_at == moment) for verb, moment in GRANT_MOMENTS.items())
    )
    query = (
        select(EventRow.verb, EventRow.occurred_at, Grant)
        .join(Person, and_(EventRow.subject_kind == "person", Person.reference == EventRow.subject_reference))
        .join(Grant, and_(Grant.person_id == Person.id, same_instant))
        .where(
            EventRow.occurred_at > since,
            EventRow.actor_reference != viewer.reference,
            Grant.authority_id == viewer.authority_id,
            Grant.role != Role.YOUNG_INSPECTOR,
        )
        .options(contains_eager(Grant.person))
        .order_by(EventRow.sequence.desc(), Grant.id)
    )
    return [(verb, at, grant) for verb, at, grant in session.execute(query)]


def list_provider_people(session: Session, provider_id: int, *roles: Role) -> list[Person]:
    """People who act for an organisation in one of the roles, by name."""
    grants = list_colleagues(session, provider_id=provider_id)
    wanted = [g.person for g in grants if g.role in roles and g.accepted_at and g.person.disabled_at is None]
    return sorted(wanted, key=lambda person: (person.name, person.id))


def count_attempts(session: Session, key: str, *, since: datetime) -> int:
    query = select(func.count()).select_from(Attempt).where(Attempt.key == key, Attempt.at > since)
    return session.scalar(query) or 0


def is_throttled(session: Session, key: str, limit: Limit, *, now: datetime) -> bool:
    """Whether a key has used up its tries within the limit's window."""
    return count_attempts(session, key, since=now - limit.window) > limit.tries


def oldest_useful_attempt(now: datetime) -> datetime:
    """Attempts before this instant count for nothing (sign-in logs are kept 90 days elsewhere)."""
    return now - timedelta(days=1)
