"""The demonstration's organisations and homes, made through the same verbs as people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.access import ROLE_NAMES, Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Grant, Person
from portal.demo.pack import Pack, Row, whole
from portal.demo.people import DOMAIN, FINANCE_EMAIL, FINANCE_NAME, Staff, email_of, viewer_of
from portal.homes import services as homes
from portal.homes.models import Home, HomeKeeper
from portal.homes.rules import Address, Genders, HomeDetails, HomeStatus
from portal.providers import services as providers
from portal.providers.models import Provider, ServiceType
from portal.providers.rules import Declaration, Step

PHONE = "0151 496 0000"  # Ofcom keeps 0151 496 0000 to 0999 for drama
DECLARED = {
    Declaration.EXCLUSION_GROUNDS: (False, ""),
    Declaration.CONNECTED_PERSONS: (False, ""),
    Declaration.CONFLICTS_OF_INTEREST: (False, ""),
    Declaration.ACCURACY: (True, ""),
}


@dataclass(frozen=True)
class Organisation:
    """A provider of the demonstration, its admin, and its homes by their slug in the pack."""

    provider: Provider
    admin: Viewer
    homes: dict[str, Home]


def add_organisations(
    session: Session, pack: Pack, *, staff: Staff, password: str, now: datetime
) -> dict[str, Organisation]:
    """Register, approve and fill every organisation of the pack; the first one gets the people who can sign in."""
    found: dict[str, Organisation] = {}
    approved = [row for row in pack.rows("providers.csv") if row["stands"] == "approved"]
    for number, row in enumerate(approved):
        own = [home for home in pack.rows("homes.csv") if home["provider"] == row["slug"]]
        found[row["slug"]] = _add_organisation(
            session, row, own, staff=staff, password=None if number else password, now=now
        )
    return found


def add_applicants(session: Session, pack: Pack, *, now: datetime) -> None:
    """Organisations that wait for the commissioner's decision."""
    for row in pack.rows("providers.csv"):
        if row["stands"] == "applied":
            email = f"admin-{row['slug']}@{DOMAIN}"
            person = accounts.add_person(session, email=email, name=ROLE_NAMES[Role.PROVIDER_ADMIN], now=now)
            register(session, person, row, now=now)


def _add_organisation(
    session: Session, row: Row, own: list[Row], *, staff: Staff, password: str | None, now: datetime
) -> Organisation:
    admin_email = email_of(Role.PROVIDER_ADMIN) if password else f"admin-{row['slug']}@{DOMAIN}"
    person = accounts.add_person(
        session, email=admin_email, name=ROLE_NAMES[Role.PROVIDER_ADMIN], now=now, password=password
    )
    provider = register(session, person, row, now=now)
    standing = provider.standings[0]
    providers.approve(
        session,
        provider.reference,
        authority_id=standing.authority_id,
        seen_version=provider.version,
        actor=staff.commissioner,
        now=now + timedelta(days=5),
    )
    admin = viewer_of(person, Role.PROVIDER_ADMIN, provider=provider)
    homes_made = {
        home["slug"]: homes.add_home(session, provider, details_of(home), actor=admin, now=now + timedelta(days=8))
        for home in own
    }
    if password:
        manager, name = email_of(Role.PROVIDER_MEMBER), ROLE_NAMES[Role.PROVIDER_MEMBER]
        keeper = _add_member(session, provider, manager, name, admin, password=password, now=now)
        session.add(HomeKeeper(home_id=next(iter(homes_made.values())).id, grant_id=keeper.id))
        _add_member(session, provider, FINANCE_EMAIL, FINANCE_NAME, admin, password=password, now=now, sees_prices=True)
    return Organisation(provider, admin, homes_made)


def register(session: Session, person: Person, row: Row, *, now: datetime) -> Provider:
    """A registration with every step done, sent to the authority."""
    provider = providers.begin_registration(session, person.id, actor=person, now=now)
    registrant = viewer_of(person)
    texts = {
        "legal_name": row["legal_name"],
        "trading_name": "",
        "company_number": row["company_number"],
        "charity_number": "",
        "no_number_reason": "",
        "ultimate_owner": row["ultimate_owner"],
        "sector": row["sector"],
        "contact_name": "Head office",
        "contact_email": person.email,
        "contact_phone": PHONE,
        "safeguarding_name": "Safeguarding lead",
        "safeguarding_email": f"safeguarding-{row['slug']}@{DOMAIN}",
        "safeguarding_phone": PHONE,
    }
    steps = (Step.ORGANISATION, Step.NUMBERS, Step.OWNER, Step.SECTOR, Step.CONTACT, Step.SAFEGUARDING)
    for step in steps:
        providers.save_texts(session, provider.reference, step, texts, actor=registrant, now=now)
    providers.save_services(session, provider.reference, [row["service_type"]], actor=registrant, now=now)
    providers.save_declarations(session, provider.reference, DECLARED, actor=registrant, now=now)
    providers.send_registration(session, provider.reference, actor=registrant, now=now)
    return provider


def details_of(row: Row) -> HomeDetails:
    """A row of homes.csv as the register takes it."""
    address = Address(line_1=row["line_1"], town=row["town"], postcode=row["postcode"]) if row["postcode"] else None
    return HomeDetails(
        service_type=ServiceType(row["service_type"]),
        status=HomeStatus.OPEN,
        name=row["name"],
        urn=row["urn"],
        opened_on=date(2019, 4, 1),
        registered_places=whole(row["registered"]),
        usable_places=whole(row["usable"]),
        is_solo=row["solo"] == "yes",
        age_from=whole(row["age_from"]),
        age_to=whole(row["age_to"]),
        genders=Genders(row["genders"]),
        needs=tuple(row["needs"].split()),
        host_authority_code=row["host_authority_code"] or None,
        premises=(address,) if address else (),
    )


def _add_member(
    session: Session,
    provider: Provider,
    email: str,
    name: str,
    admin: Viewer,
    *,
    password: str,
    now: datetime,
    sees_prices: bool = False,
) -> Grant:
    """A member of the organisation: a registered manager, or somebody of its finance team."""
    person = accounts.add_person(session, email=email, name=name, now=now, password=password)
    return accounts.add_grant(
        session,
        person,
        Role.PROVIDER_MEMBER,
        actor=admin,
        now=now,
        provider_id=provider.id,
        provider_reference=provider.reference,
        accepted=True,
        sees_prices=sees_prices,
    )
