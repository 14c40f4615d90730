"""The wholly fake episodes of the SSDA903 return, taken in by the command: nothing of a child gets through."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.placements.models import Placement
from portal.placements.rules.codes import END_REASONS, TYPES
from tests import factories
from tests.integration.placements import made
from tests.support.needed import lacking

SHARED = Path(os.environ.get("PORTAL_OPEN_DATA", Path(__file__).parents[4] / "shared" / "data")) / "ssda903"
MAP = {
    "started_quarter_on": "DECOM", "ended_quarter_on": "DEC", "end_code": "REC", "change_code": "REASON_PLACE_CHANGE",
    "type_code": "PLACE", "home": "URN", "date_of_birth": "DOB", "home_postcode": "HOME_POST",
    "placement_postcode": "PL_POST", "sourcing": "SOURCE",
}  # fmt: skip
DATE, POSTCODE, UPN = r"\b\d\d/\d\d/\d{4}\b", r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b", r"\b[A-Z]\d{12}\b"
Rows = list[dict[str, str]]


@pytest.fixture
def episodes() -> Rows:
    """Every episode, with the child's date of birth and a source, as a council would add them."""
    if not SHARED.exists():
        lacking("The fake SSDA903 tables", "set PORTAL_OPEN_DATA to the folder of the open data")
    born = {row["CHILD"]: row["DOB"] for row in rows_of("header.csv")}
    return [row | {"DOB": born[row["CHILD"]], "SOURCE": "direct"} for row in rows_of("episodes.csv")]


def rows_of(name: str) -> Rows:
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def take(app: Flask, folder: Path, rows: Rows, columns: Sequence[str] = ()) -> tuple[int, list[str]]:
    """The command's exit code and the lines it said, for a file of these rows."""
    file, column_map = folder / "episodes.csv", folder / "map.json"
    column_map.write_text(json.dumps(MAP), encoding="utf-8")
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns or list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    asked = ["placements", "import-csv", str(file), "--columns", str(column_map)]
    done = app.test_cli_runner().invoke(args=asked)
    return done.exit_code, done.output.splitlines()


def test_the_episodes_alone_say_what_they_lack(app: Flask, session: Session, tmp_path: Path, episodes: Rows) -> None:
    factories.make_authority(session)
    session.commit()
    code, said = take(app, tmp_path, episodes[:9], [name for name in episodes[0] if name not in ("DOB", "SOURCE")])
    assert code == 1
    assert said[0].startswith("The file has no column for: SOURCE, Age band (or DOB). Its headings are: CHILD, DECOM,")


def test_an_end_reason_without_an_end_is_told_by_row_and_column(
    app: Flask, session: Session, tmp_path: Path, episodes: Rows
) -> None:
    factories.make_authority(session)
    session.commit()
    code, said = take(app, tmp_path, episodes)
    wrong = [number for number, row in enumerate(episodes, start=2) if not row["DEC"]]
    assert (code, len(wrong)) == (1, 1_413)
    told = [f"Row {number:,}, DEC: Enter when it ended, or leave out why it ended" for number in wrong[:200]]
    assert said == [*told, "Nothing was imported. Mend 1,413 things in the file."]
    assert session.scalars(select(Placement)).all() == []


def test_every_episode_is_taken_in_and_nothing_of_a_child(
    app: Flask, session: Session, tmp_path: Path, episodes: Rows
) -> None:
    factories.make_authority(session)
    session.commit()
    mended = [row if row["DEC"] else row | {"REC": ""} for row in episodes]
    code, said = take(app, tmp_path, mended)
    assert (code, said) == (
        0,
        ["Imported: 5,050 placements. Of homes that are not in the register: 5,050. Columns dropped: 8."],
    )
    found = session.scalars(select(Placement)).all()
    assert Counter(one.type_code for one in found) == Counter(row["PLACE"] for row in episodes)
    assert {one.type_code for one in found} <= TYPES.keys()
    assert len([one for one in found if one.ended_quarter_on is None]) == 1_413
    assert Counter(one.end_code for one in found) == Counter(ends_of(mended))
    assert {one.end_code for one in found} <= {"", *END_REASONS}
    days = {day for one in found for day in (one.started_quarter_on, one.ended_quarter_on) if day}
    assert {(day.month, day.day) for day in days} == {(1, 1), (4, 1), (7, 1), (10, 1)}
    stored = made.everything_stored(session)
    assert [re.findall(pattern, stored) for pattern in (DATE, POSTCODE, UPN)] == [[], [], []]


def ends_of(rows: Rows) -> list[str]:
    """Why each ended: of an episode that another followed, the reason for the change where one is given."""
    return [(row["REASON_PLACE_CHANGE"] if row["REC"] == "X1" else "") or row["REC"] for row in rows]
