"""Frameworks and lots: adding, changing, putting on the public page and taking off it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.framework import rules
from portal.framework.models import Framework, Lot
from portal.framework.queries.frameworks import find_first_day
from portal.framework.rules import Fault, FrameworkDetails, LotDetails
from portal.framework.services.checks import changed_fields, refuse, save


@verb
def create_framework(
    session: Session, authority_id: int, details: FrameworkDetails, *, actor: Viewer, now: datetime
) -> Framework:
    """A new framework, which only staff see until it is published. Refused for dates in the wrong order."""
    refuse(rules.dates_fault(details, None, today=clock.today(now)))
    framework = Framework(
        reference=new_reference("FW"), authority_id=authority_id, created_at=now, lots=[], **asdict(details)
    )
    session.add(framework)
    session.flush()
    _note(session, framework, "framework.added", actor=actor, now=now)
    return framework


@verb
def change_framework(
    session: Session,
    framework: Framework,
    values: Mapping[str, Any],
    *,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Save some of its columns. Stale when somebody saved since; Refused for dates that do not fit.

    What stands already changes nothing, so sending twice is the same as once.
    """
    _lock(session, framework)
    fields = changed_fields(framework, values, seen_version=seen_version)
    if not fields:
        return
    wanted = replace(details_of(framework), **{name: values[name] for name in _DETAILS & values.keys()})
    refuse(rules.dates_fault(wanted, find_first_day(session, framework.id), today=clock.today(now)))
    if framework.is_published:
        how_to_join = values.get("how_to_join", framework.how_to_join)
        refuse(_published_fault(framework, how_to_join))
    save(framework, values)
    _note(session, framework, "framework.changed", actor=actor, now=now, fields=fields)


_DETAILS = frozenset(FrameworkDetails.__dataclass_fields__)


def details_of(framework: Framework) -> FrameworkDetails:
    """A framework as its rules judge it."""
    return FrameworkDetails(
        framework.title, rules.FrameworkKind(framework.kind), framework.starts_on, framework.ends_on
    )


def _published_fault(framework: Framework, how_to_join: str) -> Fault | None:
    fault = rules.publishing_fault(len(framework.lots), how_to_join)
    return fault and Fault("how_to_join", "Say how to join, or take the framework off the public page first")


@verb
def publish_framework(session: Session, framework: Framework, *, actor: Viewer, now: datetime) -> None:
    """Show it on the public page. Refused while it has no lot or does not say how to join."""
    _lock(session, framework)
    refuse(rules.publishing_fault(len(framework.lots), framework.how_to_join))
    _show(session, framework, "framework.published", shown=True, actor=actor, now=now)


@verb
def take_down_framework(session: Session, framework: Framework, *, actor: Viewer, now: datetime) -> None:
    """Take it off the public page; providers on its lots go on reading their own standing."""
    _lock(session, framework)
    _show(session, framework, "framework.taken_down", shown=False, actor=actor, now=now)


def _show(session: Session, framework: Framework, what: str, *, shown: bool, actor: Viewer, now: datetime) -> None:
    if framework.is_published == shown:
        return
    save(framework, {"is_published": shown})
    _note(session, framework, what, actor=actor, now=now)


@verb
def add_lot(session: Session, framework: Framework, details: LotDetails, *, actor: Viewer, now: datetime) -> Lot:
    """A new lot. The same lot sent twice is one; Refused where another lot has its number."""
    _lock(session, framework)
    same = next((lot for lot in framework.lots if lot.number == details.number), None)
    if same is not None and lot_details(same) == details:
        return same
    refuse(_number_fault(framework, details.number))
    lot = Lot(reference=new_reference("LT"), framework_id=framework.id, **asdict(details))
    framework.lots.append(lot)
    session.flush()
    session.expire(framework, ["lots"])
    _note(session, framework, "framework.lot_added", actor=actor, now=now, lot=lot.number)
    return lot


@verb
def change_lot(
    session: Session, lot: Lot, details: LotDetails, *, seen_version: int, actor: Viewer, now: datetime
) -> None:
    """Save a lot. Stale when somebody saved since; Refused where another lot has its number."""
    framework = lot.framework
    _lock(session, framework)
    session.refresh(lot)
    fields = changed_fields(lot, asdict(details), seen_version=seen_version)
    if not fields:
        return
    if "number" in fields:
        refuse(_number_fault(framework, details.number))
    save(lot, asdict(details))
    session.flush()
    session.expire(framework, ["lots"])
    _note(session, framework, "framework.lot_changed", actor=actor, now=now, lot=lot.number, fields=fields)


def _lock(session: Session, framework: Framework) -> None:
    """Hold the framework as it stands now, with its lots, until this transaction ends."""
    session.refresh(framework, with_for_update=True)
    session.expire(framework, ["lots"])


def lot_details(lot: Lot) -> LotDetails:
    """A lot as it is described."""
    return LotDetails(lot.number, lot.title, lot.service_type, lot.description, lot.asks_open_book)


def _number_fault(framework: Framework, number: int) -> Fault | None:
    taken = any(lot.number == number for lot in framework.lots)
    return Fault("number", f"There is a lot {number} already. Give this one another number") if taken else None


def _note(session: Session, framework: Framework, what: str, *, actor: Viewer, now: datetime, **detail: object) -> None:
    events.record(session, what, ("framework", framework.reference), actor=actor, now=now, detail=detail)
