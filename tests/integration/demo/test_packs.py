"""A pack is data: another council's borough loads from its own folder, and nothing in the program knows either."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import create_app
from portal.authorities.models import Authority, Locality
from portal.demo import pack
from portal.framework.models import Framework
from portal.homes.models import Home
from portal.placements.models import Placement
from portal.statements.models import Statement
from tests.support.databases import Store

_copies = itertools.count(1)
ST_HELENS = "E08000013"
STATEMENT = {
    "slug": "a-statement",
    "title": "Homes for local children",
    "summary": "What there is.",
    "lead_figures": [
        {"figure": f"market.residential.{name}", "label": name} for name in ("providers", "homes", "registered")
    ],
}
ABOUT = {
    "code": ST_HELENS,
    "full_name": "St Helens Council",
    "slug": "st-helens",
    "contact_email": "commissioning@example.org",
    "neighbours": [{"code": "E08000012", "adjoins": False, "same_city_region": True}],
    "statement": STATEMENT,
    "draft": {**STATEMENT, "slug": "a-draft"},
}
PLACES = {
    "outline": None,
    "localities": [{"slug": "east", "name": "East", "outcodes": ["WA9"], "outline": None}],
}
HOME = {
    "slug": "teal-1",
    "provider": "teal",
    "name": "Example Teal House",
    "service_type": "residential",
    "urn": "SC900901",
    "registered": "3",
    "usable": "3",
    "solo": "no",
    "age_from": "8",
    "age_to": "17",
    "genders": "any",
    "needs": "autism",
    "line_1": "1 Sample Road",
    "town": "St Helens",
    "postcode": "WA9 1CK",
    "host_authority_code": "",
}
PROVIDER = {
    "slug": "teal",
    "legal_name": "Example Teal Care Ltd",
    "company_number": "00000901",
    "ultimate_owner": "Example Teal Group",
    "sector": "private",
    "service_type": "residential",
    "stands": "approved",
}
CAPACITY = {
    "home": "teal-1",
    "registered": "3",
    "usable": "3",
    "occupied": f"{ST_HELENS}:1 E08000012:1",
    "reserved": "0",
    "available": "1",
    "blocked": "",
    "households": "",
    "filled": "",
    "vacant": "",
    "unavailable": "",
}
POSTCODE = {
    "postcode": "WA9 1CK",
    "latitude": "53.4412",
    "longitude": "-2.7206",
    "easting": "352134",
    "northing": "393986",
    "authority_code": ST_HELENS,
}


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one small borough, in place of those that are shipped."""
    folder = tmp_path / "packs" / "st-helens"
    for name in ("statement", "draft"):
        (folder / name).mkdir(parents=True)
        (folder / name / "01-what.md").write_text("# What there is\n\n{{ figure:market.residential.homes }} homes.\n")
    (folder / "pack.json").write_text(json.dumps(ABOUT))
    (folder / "outlines.json").write_text(json.dumps(PLACES))
    tables = {"homes": HOME, "providers": PROVIDER, "capacity": CAPACITY, "postcodes": POSTCODE}
    for name, row in tables.items():
        write(folder / f"{name}.csv", [row])
    monkeypatch.setattr(pack, "PACKS", folder.parent)
    return folder.parent


@pytest.fixture
def demo(store: Store, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        replace(
            settings, environment=Environment.DEMO, database_url=store.copy(f"pack{next(_copies)}"), data_dir=tmp_path
        )
    )
    yield app
    app.extensions["portal_database"].engine.dispose()


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_another_councils_borough_loads_from_its_own_folder(packs: Path, demo: Flask) -> None:
    done = demo.test_cli_runner().invoke(args=["demo", "load", "--authority", ST_HELENS])
    assert done.exit_code == 0, done.output
    with demo.app_context(), demo.extensions["portal_database"].session() as session:
        assert session.scalars(select(Authority.slug)).all() == ["st-helens"]
        assert session.scalars(select(Home.host_authority_code)).all() == [ST_HELENS]
        assert count(session, Locality) == 1
        assert count(session, Statement) == 2
        # What the pack has no file for is not there.
        assert (count(session, Framework), count(session, Placement)) == (0, 0)


def test_a_code_without_a_pack_is_answered_with_those_there_are(packs: Path, demo: Flask) -> None:
    done = demo.test_cli_runner().invoke(args=["demo", "load", "--authority", "E06000051"])
    assert done.exit_code != 0
    assert "There is no demonstration for E06000051. There is one for: E08000013." in done.output
