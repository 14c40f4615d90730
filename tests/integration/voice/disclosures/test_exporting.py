"""Closed disclosures go to the case system in a file of their own, and their words are removed on schedule."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.events import EventRow, verify
from portal.voice.disclosures import services
from portal.voice.disclosures.models import Disclosure, DisclosureNote
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.databases import TEST_KEY

At = Callable[[datetime], None]
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def lead(session: Session, at: At) -> Person:
    at(MONDAY)
    return made.lead(session)


def export(app: Flask, session: Session, path: Path) -> Result:
    session.commit()
    done = app.test_cli_runner().invoke(args=["voice", "export-disclosures", str(path)])
    session.expire_all()
    return done


def written(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["disclosures"]
    return found


def chores(app: Flask, session: Session) -> Disclosure:
    session.commit()
    app.extensions["portal_huey"].portal_chores.call_local()
    session.expire_all()
    return session.scalars(select(Disclosure)).one()


def test_what_is_closed_is_exported_whole_once_and_recorded(
    app: Flask, session: Session, lead: Person, tmp_path: Path
) -> None:
    disclosure = made.closed(session, made.told(session), lead)
    made.told(session, made.inspector(session, "Rowan"), text="Still open")
    path = tmp_path / "cases.json"
    assert export(app, session, path).output == "Exported: 1. Give the file to the case system, then remove it.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [case] = written(path)
    assert (case["reference"], case["told"], case["reach_by"]) == (disclosure.reference, made.TOLD, made.REACH_BY)
    assert (case["sender"]["nickname"], case["acknowledged_by"], case["outcome"]) == ("Maple", "Lead Larch", "referred")
    assert [duty["settled_by"] for duty in case["duties"]] == ["Lead Larch"] * 2
    assert case["notes"][-1]["text"] == f"Passed on, {made.CANARY}."
    event = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_exported")).one()
    assert (event.subject_reference, event.detail) == (disclosure.reference, "{}")
    again = export(app, session, tmp_path / "again.json")
    assert (again.exit_code, again.stderr) == (1, "No closed disclosure waits to be exported.\n")


def test_a_file_that_is_there_is_never_written_over(app: Flask, session: Session, lead: Person, tmp_path: Path) -> None:
    made.closed(session, made.told(session), lead)
    path = tmp_path / "cases.json"
    path.write_text("something else")
    (tmp_path / "link.json").symlink_to(tmp_path / "nowhere.json")
    for taken in (path, tmp_path / "link.json", tmp_path / "no folder" / "cases.json"):
        done = export(app, session, taken)
        assert (done.exit_code, "The file cannot be written" in done.stderr) == (1, True)
    assert path.read_text() == "something else"
    assert session.scalars(select(Disclosure)).one().exported_at is None


def test_words_are_removed_some_time_after_the_export_and_the_rest_stays(
    app: Flask, session: Session, lead: Person, tmp_path: Path, at: At, client: Client
) -> None:
    made.closed(session, made.told(session), lead)
    export(app, session, tmp_path / "cases.json")
    at(MONDAY + timedelta(days=29, hours=23))
    assert chores(app, session).told == made.TOLD
    at(MONDAY + timedelta(days=30))
    kept = chores(app, session)
    assert (kept.told, kept.reach_by, kept.erased_at) == ("", "", MONDAY + timedelta(days=30))
    assert set(session.scalars(select(DisclosureNote.text))) == {""}
    assert (kept.acknowledged_by_id, kept.outcome) == (lead.id, "referred")
    client.sign_in(lead)
    page = client.get(f"/safeguarding/{kept.reference}/")
    assert "What was told Removed after the export" in page.text
    assert "Add a note" not in page.text
    events = session.scalars(select(EventRow).where(EventRow.verb == "voice.disclosure_erased")).all()
    assert [event.actor_reference for event in events] == ["system"]
    assert str(verify(session, key=TEST_KEY)).startswith("intact")


def test_what_was_never_exported_is_never_removed(app: Flask, session: Session, lead: Person, at: At) -> None:
    made.closed(session, made.told(session), lead)
    at(MONDAY + timedelta(days=4000))
    assert chores(app, session).told == made.TOLD


def test_a_hold_keeps_the_words_until_it_ends(
    app: Flask, session: Session, lead: Person, tmp_path: Path, at: At
) -> None:
    disclosure = made.closed(session, made.told(session), lead)
    actor = factories.viewer_of(session, lead)
    services.hold(session, disclosure, "A court asks.", actor=actor, now=clock.now())
    export(app, session, tmp_path / "cases.json")
    at(MONDAY + timedelta(days=400))
    assert chores(app, session).told == made.TOLD
    services.release(session, disclosure, "It was heard.", actor=actor, now=clock.now())
    assert chores(app, session).told == made.TOLD, "the reason is new, so the case system gets it first"
    export(app, session, tmp_path / "again.json")
    at(MONDAY + timedelta(days=430))
    assert chores(app, session).told == ""


def test_a_note_after_the_export_is_exported_too_and_begins_the_schedule_anew(
    app: Flask, session: Session, lead: Person, tmp_path: Path, at: At
) -> None:
    disclosure = made.closed(session, made.told(session), lead)
    export(app, session, tmp_path / "cases.json")
    at(MONDAY + timedelta(days=20))
    actor = factories.viewer_of(session, lead)
    services.add_note(session, disclosure, "One more call.", form_key="", actor=actor, now=clock.now())
    at(MONDAY + timedelta(days=40))
    assert chores(app, session).told == made.TOLD
    export(app, session, tmp_path / "again.json")
    assert written(tmp_path / "again.json")[0]["notes"][-1]["text"] == "One more call."
