"""The demonstration borough on a live server, with what it lacks so that every address has a record to show.

`records` holds the values of placeholders under the names that `tests/access_matrix.py` uses.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import db, jobs
from portal.access import Role
from portal.cli import alembic_config
from portal.demo.inspectors import YoungSignIn, list_young_sign_ins
from portal.demo.services import demo_password, load_demo
from portal.statements.models import StaticFile
from tests import factories
from tests.factories import PASSWORD
from tests.integration.voice.residents import made as residents_made
from tests.journeys.pages.adding import REGISTRANT, Values, person_of
from tests.journeys.pages.additions import Additions
from tests.support.browser import Visitor
from tests.support.live import LiveServer
from tests.support.markup import SeenPages

# Whoever holds a resident's card, by its code: "card 3479CDFH".
CARD = "card "
SEFTON = "E08000014"


class Borough:
    """The server, the values of placeholders, and one browser for each person, kept from test to test."""

    def __init__(self, folder: Path, browser: Browser, seen: SeenPages) -> None:
        self.server = LiveServer(f"sqlite:///{folder / 'borough.sqlite3'}", folder, kind="demo")
        self.records: dict[str, Values] = {}
        self._browser, self._seen = browser, seen
        self._guests: list[Visitor] = []
        self._visitors: dict[str, Visitor] = {}
        self._password = demo_password(folder)

    def start(self) -> None:
        url = self.server.environment["PORTAL_DATABASE_URL"]
        command.upgrade(alembic_config(url), "head")
        load_demo(self.server.app, SEFTON)
        with self.server.session() as session:
            self.records = Additions(session).make()
            jobs.run_due(db.database())
            self.records["published file"] = _static_file(session)
        self.server.start()

    def stop(self) -> None:
        for visitor in self._guests:
            visitor.context.close()
        self.server.stop()

    def visitor(self, who: Role | str) -> Visitor:
        """The browser of somebody with a role, of the person who registers, or of anybody at all."""
        if who not in self._visitors:
            self._visitors[who] = self.guest()
            self._let_in(self._visitors[who], who)
        return self._visitors[who]

    def guest(self) -> Visitor:
        """A browser of its own for somebody who has not signed in."""
        self._guests.append(Visitor(self._browser, self.server.url, self._seen))
        return self._guests[-1]

    def _let_in(self, visitor: Visitor, who: Role | str) -> None:
        if who is Role.YOUNG_INSPECTOR:
            come_back(visitor, list_young_sign_ins(self._password)[0])
            return
        with self.server.session() as session:
            person = person_of(session, who) if isinstance(who, Role) else None
            registrant = factories.find_person(session, REGISTRANT)
        if person:
            visitor.sign_in(person, self._password)
        elif who.startswith(CARD):
            visitor.go(f"/card/{who.removeprefix(CARD)}/back")
            visitor.fill(password=residents_made.PIN)
            visitor.press("Go in")
        elif who == "registrant":
            visitor.sign_in(registrant, PASSWORD)


def come_back(visitor: Visitor, young: YoungSignIn) -> None:
    """Somebody with their card, their nickname and their PIN."""
    visitor.go(f"/inspect/{young.code}/back")
    visitor.fill(nickname=young.nickname, password=young.pin)
    visitor.press("Go in")


def _static_file(session: Session) -> Values:
    file = session.scalars(select(StaticFile).order_by(StaticFile.name)).first()
    assert file is not None
    return {"sha256": file.sha256, "name": file.name}
