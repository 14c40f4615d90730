"""Reference data: the needs vocabulary, and postcodes from the Office for National Statistics."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal import events
from portal.db import is_sqlite, verb
from portal.homes.models import Home, Need, Postcode, Premises
from portal.homes.services.checks import Refused, moved_on, note
from portal.homes.services.premises import settle_host

BATCH = 1_000
# ONS names carry the year (lad25cd), so columns are known by pattern.
_COLUMNS = {
    "postcode": r"pcds|postcode",
    "latitude": r"lat(itude)?",
    "longitude": r"long(itude)?",
    "easting": r"oseast1m|easting",
    "northing": r"osnrth1m|northing",
    "authority": r"lad\d\dcd|laua|oslaua|authority_code",
}
# Latitude that ONS gives to postcodes without a place.
_NOWHERE = 99.0


@verb
def load_needs(session: Session) -> int:
    """Fill the needs vocabulary from the shipped list; safe to run again. Returns how many words there are."""
    rows = list(csv.DictReader(_shipped("needs.csv")))
    known = {need.slug: need for need in session.scalars(select(Need))}
    for position, row in enumerate(rows, start=1):
        need = known.get(row["slug"]) or Need(slug=row["slug"])
        need.text, need.position = row["text"], position
        session.add(need)
    return len(rows)


@verb
def import_postcodes(
    session: Session,
    path: Path,
    *,
    now: datetime,
    actor: events.Actor = events.SYSTEM,
    is_fictional: bool = False,
) -> int:
    """Take in an ONS postcode file, a row at a time, then find the buildings that waited. Returns the rows taken.

    Refused when the file has no such columns. Rows without a place are left out; known postcodes are replaced.
    """
    districts = {row["district"]: row["council"] for row in csv.DictReader(_shipped("districts.csv"))}
    taken = 0
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        names = _find_columns(reader.fieldnames or ())
        rows = (place for row in reader if (place := _place(row, names, districts)) is not None)
        for batch in _batches(rows):
            _upsert(session, [row | {"is_fictional": is_fictional} for row in batch])
            taken += len(batch)
    located = _locate_waiting(session, actor=actor, now=now)
    events.record(
        session,
        "homes.postcodes_imported",
        ("postcodes", path.name),
        actor=actor,
        now=now,
        detail={"rows": taken, "homes_located": located},
    )
    return taken


def _shipped(name: str) -> list[str]:
    return (files("portal.homes") / "data" / name).read_text(encoding="utf-8").splitlines()


def _find_columns(header: Sequence[str]) -> dict[str, str]:
    found = {
        wanted: name
        for wanted, pattern in _COLUMNS.items()
        for name in header
        if re.fullmatch(pattern, name.strip(), re.IGNORECASE)
    }
    missing = sorted(_COLUMNS.keys() - found.keys())
    if missing:
        raise Refused.because(f"The file has no column for {', '.join(missing)}. Use the ONS postcode directory")
    return found


def _place(row: Mapping[str, str], names: Mapping[str, str], districts: Mapping[str, str]) -> dict[str, Any] | None:
    """One row as the table keeps it, a shire district by its county council; None for a postcode without a place."""
    text = {wanted: (row[name] or "").strip() for wanted, name in names.items()}
    if not all(text.values()) or float(text["latitude"]) > _NOWHERE:
        return None
    return {
        "postcode": " ".join(text["postcode"].upper().split()),
        "latitude": float(text["latitude"]),
        "longitude": float(text["longitude"]),
        "easting": int(text["easting"]),
        "northing": int(text["northing"]),
        "authority_code": districts.get(text["authority"], text["authority"]),
    }


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _upsert(session: Session, rows: list[dict[str, Any]]) -> None:
    make = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = make(Postcode)
    replaced = {name: statement.excluded[name] for name in rows[0] if name != "postcode"}
    session.execute(statement.on_conflict_do_update(index_elements=["postcode"], set_=replaced), rows)


def _locate_waiting(session: Session, *, actor: events.Actor, now: datetime) -> int:
    """Find buildings whose postcode was not known until now; returns how many homes they belong to."""
    session.expire_all()
    waiting = (
        select(Premises, Postcode)
        .join(Postcode, Postcode.postcode == Premises.postcode)
        .where(Premises.latitude.is_(None))
        .order_by(Premises.home_id, Premises.id)
    )
    found = set()
    for premises, place in session.execute(waiting).all():
        premises.latitude, premises.longitude = place.latitude, place.longitude
        premises.authority_code = place.authority_code
        found.add(premises.home_id)
    for home in session.scalars(select(Home).where(Home.id.in_(found)).order_by(Home.id)):
        settle_host(session, home)
        moved_on(home, now)
        note(session, home, "homes.located", actor=actor, now=now)
    return len(found)
