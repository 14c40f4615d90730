"""A word that stands only in a disclosure is looked for wherever else the portal keeps or says anything.

What each role's pages show is looked at in tests/integration/test_access.py, which drives every address as everybody.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from portal import clock, db, jobs
from portal.access import Role
from portal.voice.disclosures import services
from portal.voice.disclosures.models import Disclosure, Duty, Outcome
from portal.web.kept import ParkedForm
from tests import factories
from tests.integration.voice.disclosures import made
from tests.support.client import Client
from tests.support.mail import MailServer

# Where its words belong, and where a form of its sender's is parked for an hour.
THEIR_OWN = {"disclosure": {"told", "reach_by"}, "disclosure_note": {"text"}}


def where_it_stands(session: Session) -> dict[str, set[str]]:
    """Every column of every table that holds the word."""
    session.commit()
    tables = MetaData()
    tables.reflect(session.get_bind())
    found: dict[str, set[str]] = {}
    for table in tables.tables.values():
        for row in session.execute(select(table)).mappings():
            for name, value in row.items():
                if made.CANARY in str(value):
                    found.setdefault(table.name, set()).add(name)
    session.rollback()
    return found


def test_it_stands_in_its_own_columns_and_nowhere_else(
    app: Flask,
    session: Session,
    client: Client,
    smtp: MailServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Told, alerted by real mail, seen, noted, settled, held, closed, exported: with the word in each text of each."""
    caplog.set_level(logging.DEBUG)
    publisher = factories.make_staff(session, Role.PUBLISHER)
    lead = made.lead(session)
    client.sign_in(made.inspector(session))
    client.submit(client.get("/inspect/not-safe").form("Send it"), told=made.TOLD, reach_by=made.REACH_BY)
    jobs.run_due(db.database())
    disclosure = session.scalars(select(Disclosure)).one()
    smtp.inbox.refusals = 2
    actor, now = factories.viewer_of(session, lead), clock.now()
    services.climb(session, disclosure.id, now=now)
    client.sign_in(lead)
    client.get(f"/safeguarding/{disclosure.reference}/")
    made.acknowledged(session, disclosure, lead)
    client.submit(
        client.get(f"/safeguarding/{disclosure.reference}/notes").form("Add this note"), text=f"Heard {made.CANARY}"
    )
    for duty in Duty:
        services.settle_duty(session, disclosure, duty, was_needed=False, text=made.TOLD, actor=actor, now=now)
    services.hold(session, disclosure, made.TOLD, actor=actor, now=now)
    services.close(session, disclosure, Outcome.REFERRED, made.TOLD, actor=actor, now=now)
    done = app.test_cli_runner().invoke(args=["voice", "export-disclosures", str(tmp_path / "cases.json")])
    app.extensions["portal_huey"].portal_chores.call_local()
    jobs.run_due(db.database())
    assert where_it_stands(session) == THEIR_OWN
    assert made.CANARY not in done.output
    assert smtp.inbox.messages
    assert all(made.CANARY not in message.as_string() for message in smtp.inbox.messages)
    output = capfd.readouterr()
    assert made.CANARY not in caplog.text + output.out + output.err
    assert publisher.email not in [message["To"] for message in smtp.inbox.messages]


def test_what_is_parked_is_its_writers_and_stands_in_no_log(
    app: Flask, session: Session, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    client.sign_in(made.inspector(session))
    form = client.get("/inspect/not-safe").form("Send it")
    form.outlive_token()
    client.submit(form, told=made.TOLD, follow=False, expect=303)
    parked = session.scalars(select(ParkedForm)).one()
    assert (parked.person_reference, parked.expires_at) != (None, None)
    assert where_it_stands(session) == {"parked_form": {"fields"}}
    output = capfd.readouterr()
    assert made.CANARY not in output.out + output.err
