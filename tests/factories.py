"""Rows for tests, made through the services where there are any. Every function commits before it returns."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, events
from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Person, SignIn
from portal.accounts.sessions import build_viewer
from portal.authorities.models import Authority
from portal.authorities.queries import find_active_authority
from portal.authorities.services import Neighbour, switch_on
from portal.homes.models import Home, HomeKeeper, HomeStatus
from portal.providers.models import (
    Provider,
    ProviderAuthority,
    ProviderService,
    ProviderStatus,
    Sector,
    ServiceType,
)
from portal.returns.models import Entry, ReturnPeriod
from portal.voice.inspectors import services as inspectors
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.queries import JOINING, newest_text

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


@cache
def _password_hash() -> str:
    """One hash for everybody, made and so checked with little work; `set_password` makes real ones."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@db.verb
def make_authority(session: Session) -> Authority:
    """The one authority switched on: Sefton, with two neighbours. The same one when asked again."""
    found = find_active_authority(session)
    if found is not None:
        return found
    return switch_on(
        session,
        code="E08000014",
        full_name="Sefton Council",
        slug="sefton",
        contact_email="commissioning@sefton.example",
        neighbours=[Neighbour("E08000012", adjoins=True, same_city_region=True)],
        actor=events.SYSTEM,
        now=clock.now(),
    )


@db.verb
def make_other_authority(session: Session) -> Authority:
    """A second authority, not switched on: Wirral."""
    authority = Authority(
        code="E08000015",
        name="Wirral",
        full_name="Wirral Council",
        slug="wirral",
        contact_email="commissioning@wirral.example",
        is_active=False,
        created_at=clock.now(),
    )
    session.add(authority)
    return authority


@db.verb
def make_person(session: Session, name: str = "Robin Ash", email: str | None = None) -> Person:
    """Somebody who can sign in with PASSWORD and has no role yet."""
    person = accounts.add_person(
        session, email=email or f"person{next(_numbers)}@example.com", name=name, now=clock.now()
    )
    person.password_hash = _password_hash()
    return person


def find_person(session: Session, name: str) -> Person:
    """The only person of this name."""
    return session.scalars(select(Person).where(Person.name == name)).one()


@db.verb
def make_staff(session: Session, *roles: Role, name: str = "Casey Birch", authority: Authority | None = None) -> Person:
    """A member of the authority's staff with these roles."""
    person = make_person(session, name)
    make_staff_at_desk(session, person, *roles, authority=authority)
    return person


@db.verb
def make_staff_at_desk(session: Session, person: Person, *roles: Role, authority: Authority | None = None) -> None:
    """Give somebody roles at the authority, beside whatever else they do."""
    desk = authority or make_authority(session)
    for role in roles:
        accounts.add_grant(
            session, person, role, actor=events.SYSTEM, now=clock.now(), authority_id=desk.id, accepted=True
        )


@db.verb
def make_provider(
    session: Session,
    /,
    legal_name: str = "Sandhills Care Limited",
    *,
    status: ProviderStatus = ProviderStatus.APPROVED,
    services: Iterable[ServiceType] = (ServiceType.RESIDENTIAL,),
    **columns: Any,
) -> Provider:
    """An organisation and where it stands with the active authority. Its registrant has no role of their own."""
    authority, now = make_authority(session), clock.now()
    values = {
        "company_number": f"{next(_numbers):08}",
        "ultimate_owner": f"{legal_name} Group",
        "sector": Sector.PRIVATE,
        "contact_name": "Jo Alder",
        "contact_email": "office@example.com",
        "contact_phone": "0151 496 0000",
        "safeguarding_name": "Sam Rowan",
        "safeguarding_email": "safe@example.com",
        "safeguarding_phone": "0151 496 0001",
    }
    provider = Provider(
        reference=db.new_reference("PR"),
        registrant_id=make_person(session, "Jo Alder").id,
        legal_name=legal_name,
        created_at=now,
        **{**values, **columns},
    )
    provider.services = [ProviderService(service_type=service) for service in services]
    provider.standings = [ProviderAuthority(authority_id=authority.id, status=status, applied_at=now)]
    session.add(provider)
    session.flush()
    return provider


@db.verb
def make_provider_person(
    session: Session, provider: Provider, role: Role = Role.PROVIDER_ADMIN, name: str = "Drew Elder"
) -> Person:
    """Somebody who works for an organisation."""
    person = make_person(session, name)
    accounts.add_grant(
        session,
        person,
        role,
        actor=events.SYSTEM,
        now=clock.now(),
        provider_id=provider.id,
        provider_reference=provider.reference,
        accepted=True,
    )
    return person


@db.verb
def make_person_with(session: Session, role: Role, provider: Provider) -> Person:
    """Somebody with a role: at the organisation given for provider roles, at the active authority otherwise."""
    if role in PROVIDER_ROLES:
        return make_provider_person(session, provider, role)
    if role is Role.YOUNG_INSPECTOR:
        return make_inspector(session).person
    return make_staff(session, role)


@dataclass(frozen=True)
class Joined:
    """A young inspector with what they come back with."""

    inspector: Inspector
    code: str
    pin: str = "274915"

    @property
    def person(self) -> Person:
        return self.inspector.person


@db.verb
def make_inspector(session: Session, coordinator: Person | None = None, nickname: str = "Kestrel") -> Joined:
    """A young inspector who joined with a card.

    They also get an address and PASSWORD, which no real one has, so that tests sign in as they do for everybody.
    """
    desk, now = make_authority(session), clock.now()
    carer = coordinator or make_staff(session, Role.COORDINATOR)
    actor = viewer_of(session, carer)
    inspector, code = inspectors.invite(session, authority_id=desk.id, actor=actor, now=now)
    made = Joined(inspector, code)
    text = newest_text(session, JOINING)
    inspectors.join(session, code, nickname=nickname, pin=made.pin, age_band="18-20", text=text, now=now)
    made.person.email, made.person.password_hash = f"person{next(_numbers)}@example.com", _password_hash()
    return made


@db.verb
def make_home(session: Session, /, provider: Provider, name: str = "Marram House", **columns: Any) -> Home:
    """An open residential home with six places in Sefton, without premises; on the portal for a year."""
    now = clock.now()
    values = {
        "created_at": now - timedelta(days=365),
        "service_type": ServiceType.RESIDENTIAL,
        "urn": f"{2_000_000 + next(_numbers)}",
        "status": HomeStatus.OPEN,
        "opened_on": date(2020, 1, 6),
        "registered_places": 6,
        "usable_places": 6,
        "age_from": 8,
        "age_to": 17,
        "host_authority_code": "E08000014",
    }
    home = Home(
        reference=db.new_reference("HM"),
        provider_id=provider.id,
        name=name,
        updated_at=now,
        **{**values, **columns},
    )
    session.add(home)
    session.flush()
    return home


@db.verb
def make_keeper(session: Session, home: Home, member: Person) -> None:
    """Let a provider member look after a home."""
    session.add_all(HomeKeeper(home_id=home.id, grant_id=grant.id) for grant in member.grants)


@db.verb
def make_period(session: Session, /, month: date | None = None, **columns: Any) -> ReturnPeriod:
    """A month's return (this month's when none is named), open since yesterday and for ten more days."""
    now = clock.now()
    values = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=10)}
    period = ReturnPeriod(month=(month or clock.today(now)).replace(day=1), **{**values, **columns})
    session.add(period)
    session.flush()
    return period


@db.verb
def make_entry(session: Session, /, period: ReturnPeriod, home: Home, **columns: Any) -> Entry:
    """A home's entry of a period, not started."""
    entry = Entry(
        reference=db.new_reference("EN"),
        period_id=period.id,
        home_id=home.id,
        provider_id=home.provider_id,
        **columns,
    )
    session.add(entry)
    session.flush()
    return entry


@db.verb
def viewer_of(session: Session, person: Person) -> Viewer:
    """The person at their first desk, as services take an actor."""
    desk = next((grant for grant in person.grants if grant.ended_at is None), None)
    now = clock.now()
    row = SignIn(
        token_hash=db.new_reference("TK"),
        person_id=person.id,
        provider_id=desk.provider_id if desk else None,
        authority_id=desk.authority_id if desk else None,
        started_at=now,
        last_seen_at=now,
    )
    session.add(row)
    session.flush()
    return build_viewer(session, person, row, "token")
