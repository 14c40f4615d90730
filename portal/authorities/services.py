"""Loading the list of councils, switching an authority on, and naming its localities."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Authority, AuthorityNeighbour, Council, Locality, LocalityOutcode
from portal.authorities.rules import LocalityDetails, Outline, outline_fault
from portal.db import verb

_CENTRE = (Council.code, Council.latitude, Council.longitude)


@dataclass(frozen=True)
class Neighbour:
    code: str
    adjoins: bool
    same_city_region: bool


@verb
def load_councils(session: Session) -> int:
    """Fill the council table and its centres from the shipped lists; safe to run again. Returns how many were added."""
    centres = {code: centre for code, *centre in session.execute(select(*_CENTRE).order_by(Council.code))}
    added = [Council(**row) for row in (*_rows("councils.csv"), *_rows("nations.csv")) if row["code"] not in centres]
    session.add_all(added)
    session.flush()
    for row in _rows("centres.csv"):
        centre = [float(row["latitude"]), float(row["longitude"])]
        if centres.get(row["code"]) != centre:
            council = session.get_one(Council, row["code"])
            council.latitude, council.longitude = centre
    return len(added)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a shipped list, without the lines that say where it comes from."""
    text = (files("portal.authorities") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@verb
def switch_on(
    session: Session,
    *,
    code: str,
    full_name: str,
    slug: str,
    contact_email: str,
    neighbours: list[Neighbour],
    actor: events.Actor,
    now: datetime,
) -> Authority:
    """Make a council of the list the authority that runs this portal."""
    load_councils(session)
    council = session.get_one(Council, code)
    authority = Authority(
        code=code,
        name=council.name,
        full_name=full_name,
        slug=slug,
        contact_email=contact_email,
        is_active=True,
        created_at=now,
    )
    session.add(authority)
    session.flush()
    session.add_all(
        AuthorityNeighbour(
            authority_id=authority.id, code=row.code, adjoins=row.adjoins, same_city_region=row.same_city_region
        )
        for row in neighbours
    )
    events.record(session, "authorities.switched_on", ("authority", code), actor=actor, now=now)
    return authority


@verb
def set_localities(
    session: Session,
    authority: Authority,
    localities: Sequence[LocalityDetails],
    *,
    outline: Outline | None,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Replace an authority's localities, in the order given, and its own outline.

    Raises ValueError for an outcode in two localities, and for what cannot be an outline.
    """
    outcodes = [outcode for each in localities for outcode in each.outcodes]
    if len(set(outcodes)) < len(outcodes):
        raise ValueError("an outcode belongs to one locality")
    authority.outline = _written(outline)
    for table in (LocalityOutcode, Locality):
        session.execute(delete(table).where(table.authority_id == authority.id))
    for position, each in enumerate(localities, 1):
        _add_locality(session, authority.id, position, each)
    detail = {"localities": len(localities), "outcodes": len(outcodes)}
    events.record(
        session, "authorities.localities_set", ("authority", authority.code), actor=actor, now=now, detail=detail
    )


def _add_locality(session: Session, authority_id: int, position: int, given: LocalityDetails) -> None:
    locality = Locality(
        authority_id=authority_id,
        position=position,
        slug=given.slug,
        name=given.name,
        outline=_written(given.outline),
    )
    session.add(locality)
    session.flush()
    session.add_all(
        LocalityOutcode(authority_id=authority_id, outcode=outcode, locality_id=locality.id)
        for outcode in given.outcodes
    )


def _written(outline: Outline | None) -> str | None:
    if outline is None:
        return None
    if fault := outline_fault(outline):
        raise ValueError(fault)
    return json.dumps(outline, separators=(",", ":"))
