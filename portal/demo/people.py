"""The demonstration's people: one for each role, named by the role. No invented names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.access import ROLE_NAMES, Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Person
from portal.providers.models import Provider

DOMAIN = "example.org"
# A member of the organisation who looks after its prices and no home.
FINANCE_NAME, FINANCE_EMAIL = "Provider finance person", f"provider-finance@{DOMAIN}"
# A second safeguarding lead, who is told when the first has not acknowledged in time.
DEPUTY_NAME, DEPUTY_EMAIL = "Deputy safeguarding lead", f"safeguarding-deputy@{DOMAIN}"
STAFF = (
    Role.COMMISSIONER,
    Role.PUBLISHER,
    Role.QA_OFFICER,
    Role.COORDINATOR,
    Role.SAFEGUARDING_LEAD,
    Role.PORTAL_ADMIN,
    Role.AUDITOR,
)


def email_of(role: Role) -> str:
    return f"{role.replace('_', '-')}@{DOMAIN}"


def list_sign_ins() -> list[tuple[str, str]]:
    """(role in words, e-mail address) of everybody who can sign in to the demonstration."""
    roles = (Role.PROVIDER_ADMIN, Role.PROVIDER_MEMBER, *STAFF)
    by_role = [(ROLE_NAMES[role], email_of(role)) for role in roles]
    return [*by_role, (DEPUTY_NAME, DEPUTY_EMAIL), (FINANCE_NAME, FINANCE_EMAIL)]


def viewer_of(
    person: Person, *roles: Role, provider: Provider | None = None, authority_id: int | None = None
) -> Viewer:
    """A person as the services know the signed-in one."""
    return Viewer(
        person_id=person.id,
        reference=person.reference,
        name=person.name,
        email=person.email or "",
        roles=frozenset(roles),
        sign_in_id=0,
        token="",
        provider_id=provider.id if provider else None,
        provider_reference=provider.reference if provider else None,
        authority_id=authority_id,
        sees_prices=Role.PROVIDER_ADMIN in roles,
    )


@dataclass(frozen=True)
class Staff:
    """Those at the council who do what is recorded in the demonstration's past."""

    commissioner: Viewer
    publisher: Viewer
    officer: Viewer
    coordinator: Viewer


def add_staff(session: Session, *, authority_id: int, password: str, now: datetime) -> Staff:
    """One person for each staff role and a deputy, all with the demonstration's password."""
    made = {role: _add_one(session, role, authority_id, password, now) for role in STAFF}
    _add_one(session, Role.SAFEGUARDING_LEAD, authority_id, password, now, name=DEPUTY_NAME, email=DEPUTY_EMAIL)
    return Staff(
        made[Role.COMMISSIONER],
        made[Role.PUBLISHER],
        made[Role.QA_OFFICER],
        made[Role.COORDINATOR],
    )


def _add_one(
    session: Session, role: Role, authority_id: int, password: str, now: datetime, *, name: str = "", email: str = ""
) -> Viewer:
    person = accounts.add_person(
        session, email=email or email_of(role), name=name or ROLE_NAMES[role], now=now, password=password
    )
    accounts.add_grant(session, person, role, actor=events.SYSTEM, now=now, authority_id=authority_id, accepted=True)
    return viewer_of(person, role, authority_id=authority_id)
