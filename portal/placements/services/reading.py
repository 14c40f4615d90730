"""Reading a file of placements a row at a time: its encoding, its columns, its rows.

A column that is none of ours is never read further than its heading.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, TextIO

from portal.homes.rules import Fault
from portal.placements.rules.judging import PlacementDetails
from portal.placements.services.cells import HEADINGS, PERSONAL, POSTCODES, Councils, details_from

MOST_ROWS = 100_000
CHUNK = 64 * 1024
REQUIRED = ("started_quarter_on", "type_code", "sourcing")


class Unreadable(Exception):
    """The file as a whole cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Columns:
    """Where each of our fields stands in a row, every heading of the file, and those that are not kept."""

    places: Mapping[str, int]
    headings: tuple[str, ...]

    @property
    def dropped(self) -> list[str]:
        """The headings of all columns that are none of ours, or too personal to keep, in the order of the file."""
        kept = {place for field, place in self.places.items() if field not in PERSONAL}
        return [name or f"column {place + 1}" for place, name in enumerate(self.headings) if place not in kept]

    def heading(self, field: str) -> str:
        """What the file calls a field of ours; our own word for one it lacks."""
        return self.headings[self.places[field]] if field in self.places else HEADINGS.get(field, "")


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet counts, and what it says or what is wrong with it.

    `postcodes` are those of the child's home and of the placement, as typed: read for the distance, and then dropped.
    """

    number: int
    details: PlacementDetails | None
    faults: Sequence[Fault] = ()
    postcodes: tuple[str, ...] = ("", "")


def survey(stream: BinaryIO) -> tuple[str, str]:
    """The digest (SHA-256) of a file and the encoding to read it in, with little of it in memory at a time."""
    digest = hashlib.sha256()
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8-sig", "cp1252")}
    stream.seek(0)
    chunk = b"-"
    while chunk:
        chunk = stream.read(CHUNK)
        digest.update(chunk)
        decoders = {name: each for name, each in decoders.items() if _decodes(each, chunk)}
    if not decoders:
        raise Unreadable("Save the file as “CSV UTF-8” and upload it again.")
    return digest.hexdigest(), next(iter(decoders))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        return "\0" not in decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False


@contextmanager
def as_text(stream: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """The text of a file from its beginning; the file stays its opener's to close."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def read(
    text: TextIO, own_names: Mapping[str, str], councils: Councils, *, today: date
) -> tuple[Columns, Iterator[Row]]:
    """The columns of a file, and its rows, read as they are asked for. Unreadable when it is no such table."""
    heading = text.readline(CHUNK)
    text.seek(0)
    reader = csv.reader(text, delimiter=max(",;\t", key=heading.count))
    try:
        columns = find_columns(next(reader, []), own_names)
    except csv.Error:
        raise Unreadable("The heading row cannot be read. Save the file as “CSV UTF-8” and upload it again.") from None
    return columns, _rows(reader, columns, councils, today)


def find_columns(heading: Sequence[str], own_names: Mapping[str, str]) -> Columns:
    """Which column is which. `own_names` maps our fields to the file's headings, for those it calls otherwise."""
    if unknown := sorted(set(own_names) - set(HEADINGS)):
        fields = ", ".join(HEADINGS)
        raise Unreadable(f"The column map names fields that there are not: {', '.join(unknown)}. Use: {fields}.")
    headings = tuple(" ".join(name.split()) for name in heading)
    expected = {**HEADINGS, **own_names}
    by_name = {name.casefold(): place for place, name in reversed(list(enumerate(headings)))}
    places = {field: by_name[name.casefold()] for field, name in expected.items() if name.casefold() in by_name}
    missing = [expected[field] for field in REQUIRED if field not in places]
    if not {"age_band", "date_of_birth"} & places.keys():
        missing.append(f"{expected['age_band']} (or {expected['date_of_birth']})")
    if missing:
        found = ", ".join(name[:40] for name in headings[:40] if name) or "none"
        raise Unreadable(f"The file has no column for: {', '.join(missing)}. Its headings are: {found}.")
    return Columns(places, headings)


def _rows(reader: Iterator[list[str]], columns: Columns, councils: Councils, today: date) -> Iterator[Row]:
    number = 1
    try:
        for number, cells in enumerate(reader, start=2):
            if number > MOST_ROWS + 1:
                raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into several files.")
            if any(cell.strip() for cell in cells):
                yield _row(number, cells, columns, councils, today)
    except csv.Error:
        raise Unreadable(f"Row {number + 1:,} cannot be read. Look for a quotation mark that is not closed.") from None


def _row(number: int, cells: Sequence[str], columns: Columns, councils: Councils, today: date) -> Row:
    if len(cells) != len(columns.headings):
        return Row(number, None, [Fault("", f"This row must have {len(columns.headings)} cells, not {len(cells)}")])
    own = {field: cells[place].strip() for field, place in columns.places.items()}
    postcodes = tuple(own.get(field, "") for field in POSTCODES)
    return Row(number, *details_from(own, councils, today=today), postcodes)
