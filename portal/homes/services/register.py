"""Adding, changing, opening and closing a home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, events
from portal.db import new_reference, verb
from portal.homes import queries, rules
from portal.homes.models import Home, HomeNeed, HomeStatus, HostBasis
from portal.homes.services.checks import (
    Refused,
    allows_fictional,
    judged_step,
    moved_on,
    note,
    refuse_any,
    refuse_stale,
)
from portal.homes.services.premises import place_premises
from portal.homes.services.urns import claim_urn
from portal.providers.models import Provider


@verb
def add_home(
    session: Session, provider: Provider, details: rules.HomeDetails, *, actor: events.Actor, now: datetime
) -> Home:
    """Add a home to an organisation. A URN that another holds is taken neutrally and flagged to the authority."""
    today = clock.today(now)
    refuse_any(rules.judge(details, today=today, allow_fictional=allows_fictional()))
    home = _new_home(provider, details, now)
    session.add(home)
    session.flush()
    for address in details.premises:
        place_premises(session, home, address)
    note(session, home, "homes.added", actor=actor, now=now, type=details.service_type, status=details.status)
    claim_urn(session, home, details.urn, actor=actor, now=now)
    return home


def _new_home(provider: Provider, details: rules.HomeDetails, now: datetime) -> Home:
    return Home(
        reference=new_reference("HM"),
        provider_id=provider.id,
        provider=provider,
        name=details.name,
        service_type=details.service_type,
        status=details.status,
        opened_on=details.opened_on,
        registered_places=details.registered_places,
        usable_places=details.usable_places,
        is_solo=details.is_solo,
        age_from=details.age_from,
        age_to=details.age_to,
        genders=details.genders,
        needs=[HomeNeed(need_slug=slug) for slug in details.needs],
        host_authority_code=details.host_authority_code,
        host_basis=HostBasis.STATED if details.host_authority_code else HostBasis.PENDING,
        created_at=now,
        updated_at=now,
    )


@verb
def change_home(
    session: Session,
    home: Home,
    step: str,
    answers: Mapping[str, Any],
    *,
    version: int,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Save one step's answers. Stale when somebody saved since the editor began; Refused when they will not do.

    The answers that stand already change nothing, so sending twice is the same as once.
    """
    home = queries.locked_home(session, home.id)
    answers = {field: answers[field] for field in rules.STEP_FIELDS[step]}
    before = queries.details_of(home)
    changed = sorted(field for field, value in answers.items() if getattr(before, field) != value)
    if not changed:
        return
    refuse_stale(home, version)
    judged_step(step, replace(before, **answers), now)
    _apply(session, home, answers, actor=actor, now=now)
    moved_on(home, now)
    note(session, home, "homes.changed", actor=actor, now=now, fields=changed)


def _apply(session: Session, home: Home, answers: Mapping[str, Any], *, actor: events.Actor, now: datetime) -> None:
    plain = {field: value for field, value in answers.items() if field not in ("needs", "urn")}
    for field, value in plain.items():
        setattr(home, field, value)
    if "needs" in answers:
        kept = {need.need_slug: need for need in home.needs}
        home.needs = [kept.get(slug) or HomeNeed(need_slug=slug) for slug in answers["needs"]]
    if "host_authority_code" in answers:
        home.host_basis = HostBasis.STATED
    if "urn" in answers and answers["urn"] != home.urn:
        claim_urn(session, home, answers["urn"], actor=actor, now=now)


@verb
def open_home(
    session: Session, home: Home, *, opened_on: date, urn: str | None, actor: events.Actor, now: datetime
) -> None:
    """A planned home has opened: from that day it owes returns."""
    home = queries.locked_home(session, home.id)
    details = replace(queries.details_of(home), opened_on=opened_on, urn=urn)
    refuse_any(
        rules.judge_becoming_open(
            details, len(home.premises), today=clock.today(now), allow_fictional=allows_fictional()
        )
    )
    home.status, home.opened_on = HomeStatus.OPEN, opened_on
    if urn != home.urn:
        claim_urn(session, home, urn, actor=actor, now=now)
    moved_on(home, now)
    note(session, home, "homes.opened", actor=actor, now=now, opened_on=opened_on)


@verb
def close_home(
    session: Session, home: Home, *, closed_on: date, reason: str, actor: events.Actor, now: datetime
) -> None:
    """An open home has closed; it owes a return for the month it closed in and none after."""
    home = queries.locked_home(session, home.id)
    refuse_any(rules.judge_closing(home.status, home.opened_on, closed_on, today=clock.today(now)))
    if not reason:
        raise Refused.because("Enter why it closed", "reason")
    home.status, home.closed_on, home.closed_reason = HomeStatus.CLOSED, closed_on, reason
    moved_on(home, now)
    note(session, home, "homes.closed", actor=actor, now=now, reason=reason, closed_on=closed_on)
