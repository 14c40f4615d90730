"""Taking in a file of placements: read and judged whole, kept for its sender to confirm, then stored, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.authorities.models import Authority
from portal.authorities.queries import list_host_areas
from portal.db import Database, Refused, new_reference, verb
from portal.homes.models import Home
from portal.homes.rules import Fault
from portal.placements import queries
from portal.placements.models import Placement, PlacementImport, PlacementUpload, PlacementUploadPart
from portal.placements.rules.judging import PlacementDetails, Spot, judge, located
from portal.placements.services.cells import Councils, cells_of, details_from, plain
from portal.placements.services.reading import Columns, Row, Unreadable, as_text, read, survey
from portal.placements.services.register import columns_of, watch_start

KEPT_FOR = timedelta(days=1)
BATCH = 500
MOST_FAULTS = 200
SAME_FILE = "This file was imported already. Nothing was imported again."
NO_ROWS = "The file has no placements. Add a row for each under the headings."
NO_LONGER = "Since you uploaded the file, a home in it has closed or left the register. Upload the file again."


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row: its number as a spreadsheet counts, the file's own heading, what to do."""

    row: int
    column: str
    message: str


class FaultyFile(Refused):
    """A file that cannot be taken; `faults` are the first of all `count`, in the order of the rows."""

    def __init__(self, message: str, faults: Iterable[RowFault] = (), count: int = 0) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
        self.count = count


@dataclass
class _Sifted:
    """What reading a file has found so far."""

    rows: int = 0
    unknown_homes: int = 0
    fault_count: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def add_faults(self, row: int, columns: Columns, found: Iterable[Fault]) -> None:
        for fault in found:
            self.fault_count += 1
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(RowFault(row, columns.heading(fault.field), fault.message))


@verb
def keep_upload(
    session: Session,
    authority: Authority,
    stream: BinaryIO,
    *,
    actor: events.Actor,
    now: datetime,
    person_id: int | None = None,
    column_map: Mapping[str, str] | None = None,
) -> PlacementUpload:
    """Read a file whole and keep its placements, without any column that is none of ours, until they are confirmed.

    FaultyFile when it was imported before, is no such table, or any row is wrong: then nothing of it is kept.
    """
    try:
        sha256, encoding = survey(stream)
        if queries.is_imported(session, sha256, authority_id=authority.id):
            raise FaultyFile(SAME_FILE)
        today = clock.today(now)
        with as_text(stream, encoding) as text:
            columns, rows = read(text, column_map or {}, _councils(session), today=today)
            upload = _new_upload(session, authority, sha256, columns, person_id, now)
            sifted = _sift(session, authority, upload, columns, rows, today)
    except Unreadable as unreadable:
        raise FaultyFile(str(unreadable)) from None
    if sifted.fault_count:
        raise FaultyFile(_mend(sifted.fault_count), sifted.faults, sifted.fault_count)
    if not sifted.rows:
        raise FaultyFile(NO_ROWS)
    upload.rows, upload.unknown_homes = sifted.rows, sifted.unknown_homes
    detail = {"rows": sifted.rows, "dropped": len(columns.dropped), "sha256": sha256}
    subject = ("placement_upload", upload.reference)
    events.record(session, "placements.file_kept", subject, actor=actor, now=now, detail=detail)
    return upload


def _mend(count: int) -> str:
    return f"Nothing was imported. Mend {'1 thing' if count == 1 else f'{count:,} things'} in the file."


def _new_upload(
    session: Session, authority: Authority, sha256: str, columns: Columns, person_id: int | None, now: datetime
) -> PlacementUpload:
    upload = PlacementUpload(
        reference=new_reference("PU"),
        authority_id=authority.id,
        uploaded_by_id=person_id,
        uploaded_at=now,
        sha256=sha256,
        rows=0,
        unknown_homes=0,
        dropped="\n".join(columns.dropped),
    )
    session.add(upload)
    session.flush()
    return upload


def _sift(
    session: Session,
    authority: Authority,
    upload: PlacementUpload,
    columns: Columns,
    rows: Iterator[Row],
    today: date,
) -> _Sifted:
    """Judge every row, and keep those that are right while nothing is wrong."""
    sifted, position = _Sifted(), 0
    while batch := list(islice(rows, BATCH)):
        homes = _homes(session, authority, [row.details for row in batch if row.details])
        spots = queries.find_spots(session, {postcode for row in batch for postcode in row.postcodes if postcode})
        found = (_judged(row, homes, spots, columns, sifted, today) for row in batch)
        kept = [details for details in found if details is not None]
        sifted.rows += len(batch)
        if sifted.fault_count:
            continue
        text = json.dumps([cells_of(details) for details in kept])
        session.execute(insert(PlacementUploadPart).values(upload_id=upload.id, position=position, rows=text))
        position += 1
    return sifted


def _homes(session: Session, authority: Authority, batch: Iterable[PlacementDetails]) -> dict[str, Home]:
    return queries.find_homes(session, {one.home for one in batch if one.home}, authority_id=authority.id)


def _judged(
    row: Row, homes: Mapping[str, Home], spots: Mapping[str, Spot], columns: Columns, sifted: _Sifted, today: date
) -> PlacementDetails | None:
    """A row's placement with its home by our reference; one of an unknown home has none, and is counted."""
    sifted.add_faults(row.number, columns, row.faults)
    if row.details is None:
        return None
    home = homes.get(row.details.home)
    sifted.unknown_homes += bool(row.details.home and home is None)
    of_register = replace(row.details, home=home.reference if home else "")
    details = located(of_register, *(spots.get(postcode) for postcode in row.postcodes))
    sifted.add_faults(row.number, columns, judge(details, queries.facts_of(home) if home else None, today=today))
    return details


@verb
def import_upload(
    session: Session,
    authority: Authority,
    upload: PlacementUpload,
    *,
    actor: events.Actor,
    now: datetime,
) -> None:
    """Store the placements of a kept file, all of them. Confirmed twice, they are stored once.

    Refused when the same file has come in meanwhile, or when a home in it has closed since.
    """
    session.get_one(Authority, authority.id, with_for_update=True)
    session.refresh(upload)
    if upload.import_id is not None:
        return
    if queries.is_imported(session, upload.sha256, authority_id=authority.id):
        raise Refused(SAME_FILE)
    taken = PlacementImport(
        authority_id=authority.id,
        sha256=upload.sha256,
        rows=upload.rows,
        imported_at=now,
        imported_by_id=upload.uploaded_by_id,
    )
    session.add(taken)
    session.flush()
    councils = _councils(session)
    for part in queries.iter_parts(session, upload):
        session.execute(insert(Placement), _rows_of(session, authority, part, councils, taken.id, now))
    upload.import_id = taken.id
    _forget_parts(session, upload.id)
    subject = ("placement_upload", upload.reference)
    detail = {"rows": upload.rows, "sha256": upload.sha256}
    events.record(session, "placements.imported", subject, actor=actor, now=now, detail=detail)


@verb
def import_file(
    session: Session,
    authority: Authority,
    stream: BinaryIO,
    *,
    actor: events.Actor,
    now: datetime,
    column_map: Mapping[str, str] | None = None,
) -> PlacementUpload:
    """Read a file and store its placements at once, whole or not at all. Raises as `keep_upload` does."""
    upload = keep_upload(session, authority, stream, actor=actor, now=now, column_map=column_map)
    import_upload(session, authority, upload, actor=actor, now=now)
    return upload


def _rows_of(
    session: Session,
    authority: Authority,
    part: list[dict[str, str]],
    councils: Councils,
    import_id: int,
    now: datetime,
) -> list[dict[str, Any]]:
    today = clock.today(now)
    batch = [details for cells in part if (details := details_from(cells, councils, today=today)[0]) is not None]
    homes = _homes(session, authority, batch)
    rows = [_columns(details, homes.get(details.home), now) for details in batch]
    own = {"authority_id": authority.id, "import_id": import_id, "created_at": now, "updated_at": now, "version": 1}
    references = _new_references(session, len(rows))
    return [{"reference": reference, **row, **own} for reference, row in zip(references, rows, strict=True)]


def _new_references(session: Session, count: int) -> list[str]:
    """References that nobody has: among a hundred thousand, two alike would be drawn about every fourth time."""
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn |= {new_reference("PL") for _ in range(count - len(drawn))}
        drawn -= set(session.scalars(select(Placement.reference).where(Placement.reference.in_(drawn))))
    return list(drawn)


def _columns(details: PlacementDetails, home: Home | None, now: datetime) -> dict[str, Any]:
    facts = queries.facts_of(home) if home else None
    if (details.home and facts is None) or judge(details, facts, today=clock.today(now)):
        raise Refused(NO_LONGER)
    columns = columns_of(details, facts, home.id if home else None)
    return columns | {"watched_from_on": watch_start(details, None, now)}


def _councils(session: Session) -> Councils:
    areas = list_host_areas(session)
    return {plain(area.name): area.code for area in areas} | {plain(area.code): area.code for area in areas}


def _forget_parts(session: Session, upload_id: int) -> None:
    session.execute(delete(PlacementUploadPart).where(PlacementUploadPart.upload_id == upload_id))


@jobs.chore
def sweep(database: Database) -> None:
    """Forget files that nobody confirmed within a day."""
    with database.session() as session:
        old = select(PlacementUpload.id).where(PlacementUpload.uploaded_at < clock.now() - KEPT_FOR)
        session.execute(delete(PlacementUploadPart).where(PlacementUploadPart.upload_id.in_(old)))
        session.execute(delete(PlacementUpload).where(PlacementUpload.id.in_(old)))
        session.commit()
