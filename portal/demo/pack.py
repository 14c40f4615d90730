"""A demonstration pack: one borough as data files, found by its authority's code. Nothing here knows a council.

pack.json       the authority, its neighbours, the statements' titles and lead figures
outlines.json   localities by outcode, with coarse outlines
postcodes.csv   made-up postcodes with positions (decision 11)
providers.csv   organisations · homes.csv their homes · capacity.csv one month's figures for each home
framework.json, how-to-join.md, members.csv   the framework, and who is on its lots
prices.csv      what each home charges · prices-open.csv what a few have sent for the month that is open
feedback.json   what young inspectors said of visits, and how far each of them has come; "with": who went with them,
                where both are read as one
placements.csv  the council's own placements · taps.csv what homes said of vacancies between returns
judgements.csv, visits.csv, visit-days.csv   what is known and planned of quality
reports.json    what visits found, how far their reports came, and what is suspended
needs/*.csv     indicator series as `needs.services.import_series` reads them
statement/*.md, draft/*.md   sections in order of their file names, the first line "# Heading"

Without framework.json, prices.csv, placements.csv, taps.csv, visits.csv or reports.json a borough has none of those.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parent / "packs"
Row = dict[str, str]


class NoSuchPack(Exception):
    """There is no pack for that authority; the message names those there are."""


@dataclass(frozen=True)
class Pack:
    """The folder of a borough and what its pack.json says."""

    folder: Path
    about: dict[str, Any]

    def has(self, name: str) -> bool:
        """Whether the pack has a file of that name."""
        return (self.folder / name).exists()

    def text(self, name: str) -> str:
        """One of the pack's files."""
        return (self.folder / name).read_text(encoding="utf-8")

    def rows(self, name: str) -> list[Row]:
        """The rows of one of the pack's CSV files."""
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def sections(self, name: str) -> tuple[tuple[str, str], ...]:
        """(heading, Markdown) of a statement's sections, in order."""
        return tuple(_section(path.read_text(encoding="utf-8")) for path in sorted((self.folder / name).glob("*.md")))

    def needs_files(self) -> Iterator[Path]:
        """The indicator series, in order of their names."""
        return iter(sorted((self.folder / "needs").glob("*.csv")))


def _section(text: str) -> tuple[str, str]:
    heading, _, body = text.partition("\n")
    return heading.removeprefix("# ").strip(), body.strip() + "\n"


def find_pack(code: str) -> Pack:
    """The pack of an authority by its ONS code; NoSuchPack with the codes there are."""
    packs = {pack.about["code"]: pack for pack in _all_packs()}
    if code not in packs:
        raise NoSuchPack(f"There is no demonstration for {code}. There is one for: {', '.join(sorted(packs))}.")
    return packs[code]


def _all_packs() -> Iterator[Pack]:
    for path in sorted(PACKS.glob("*/pack.json")):
        yield Pack(path.parent, json.loads(path.read_text(encoding="utf-8")))


def pairs(text: str) -> dict[str, int]:
    """`E08000012:2 E08000014:1` → {code: places}."""
    return {name: int(count) for name, count in (part.split(":") for part in text.split())}


def whole(text: str) -> int:
    """A number of a pack's file; blank is none."""
    return int(text or 0)
