"""A home's buildings: added, changed, removed, and found on the postcode table. RESTRICTED data: never in an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Council
from portal.db import new_reference, verb
from portal.homes import queries, rules
from portal.homes.models import Home, HostBasis, Premises
from portal.homes.places import PostcodeTable
from portal.homes.services.checks import (
    Refused,
    allows_fictional,
    moved_on,
    note,
    refuse_any,
    refuse_stale,
)


@verb
def add_premises(
    session: Session, home: Home, address: rules.Address, *, actor: events.Actor, now: datetime
) -> Premises:
    """Add a building; Refused when the registration can have no more, or the address will not do."""
    home = queries.locked_home(session, home.id)
    if len(home.premises) >= rules.most_premises(home.service_type):
        raise Refused.because(rules.premises_limit(home.service_type))
    refuse_any(rules.judge_address(address, allow_fictional=allows_fictional()))
    premises = place_premises(session, home, address)
    moved_on(home, now)
    note(session, home, "homes.premises_added", actor=actor, now=now, buildings=len(home.premises))
    return premises


@verb
def change_premises(
    session: Session,
    home: Home,
    reference: str,
    address: rules.Address,
    *,
    version: int,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Correct a building's address; Stale when the home changed since the editor began."""
    home = queries.locked_home(session, home.id)
    premises = queries.get_premises(home, reference)
    if address == rules.Address(premises.line_1, premises.town, premises.postcode, premises.line_2):
        return
    refuse_stale(home, version)
    refuse_any(rules.judge_address(address, allow_fictional=allows_fictional()))
    _write(premises, address)
    _locate(session, premises)
    settle_host(session, home)
    moved_on(home, now)
    note(session, home, "homes.premises_changed", actor=actor, now=now)


@verb
def remove_premises(session: Session, home: Home, reference: str, *, actor: events.Actor, now: datetime) -> None:
    """Take a building off a registration; Refused for an open home's last one."""
    home = queries.locked_home(session, home.id)
    premises = queries.get_premises(home, reference)
    fault = rules.removing_fault(home.status, len(home.premises))
    if fault:
        raise Refused.because(fault)
    home.premises.remove(premises)
    settle_host(session, home)
    moved_on(home, now)
    note(session, home, "homes.premises_removed", actor=actor, now=now, buildings=len(home.premises))


@verb
def note_address_seen(session: Session, home: Home, *, actor: events.Actor, now: datetime) -> None:
    """Record that staff opened a home's address page."""
    note(session, home, "homes.address_seen", actor=actor, now=now, for_staff=True, buildings=len(home.premises))


def place_premises(session: Session, home: Home, address: rules.Address) -> Premises:
    """Store a judged address, find it, and settle where the home is."""
    premises = Premises(reference=new_reference("PM"))
    _write(premises, address)
    _locate(session, premises)
    home.premises.append(premises)
    settle_host(session, home)
    session.flush()
    return premises


def _write(premises: Premises, address: rules.Address) -> None:
    premises.line_1, premises.line_2 = address.line_1, address.line_2
    premises.town, premises.postcode = address.town, address.postcode


def _locate(session: Session, premises: Premises) -> None:
    location = PostcodeTable(session).geocode(premises.postcode)
    premises.latitude = location.latitude if location else None
    premises.longitude = location.longitude if location else None
    premises.authority_code = location.raw["authority_code"] if location else None


def settle_host(session: Session, home: Home) -> None:
    """Work out afresh which council's area a home is in; what somebody stated gives way to a known postcode."""
    located = [premises.authority_code for premises in home.premises]
    councils = session.scalars(select(Council.code).where(Council.code.in_([code for code in located if code])))
    stated = home.host_authority_code if home.host_basis == HostBasis.STATED else None
    home.host_authority_code, home.host_basis = rules.host_authority(located, stated, councils)
