"""Loading the list of councils and switching an authority on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import events
from portal.authorities.models import Authority, AuthorityNeighbour, Council
from portal.db import verb


@dataclass(frozen=True)
class Neighbour:
    code: str
    adjoins: bool
    same_city_region: bool


@verb
def load_councils(session: Session) -> int:
    """Fill the council table from the shipped list; safe to run again. Returns how many were added."""
    known = set(session.scalars(select(Council.code)))
    text = (files("portal.authorities") / "data" / "councils.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["code"] not in known]
    session.add_all(Council(code=row["code"], name=row["name"], region=row["region"]) for row in rows)
    return len(rows)


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
