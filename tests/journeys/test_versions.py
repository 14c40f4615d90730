"""A home returned late: what drafters and then readers of the next version for that month see in their browsers."""

from __future__ import annotations

from sqlalchemy import select

from portal.returns.models import ReturnPeriod
from portal.statements.queries import drafts
from portal.statements.services import drafting
from tests import factories
from tests.integration.statements import making
from tests.support.browser import Visitor
from tests.support.live import LiveServer

LATE = "1 return was accepted after figures for September 2026 were first published."
NOTE = "Returns accepted after figures for September 2026 were first published are counted from the next month."


def test_a_home_that_returned_late_waits_before_everybodys_eyes(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        writer, publisher = making.make_writer(session), making.make_publisher(session)
        making.make_market(session)
        statement = making.make_draft(session, writer)
        making.publish(session, statement, writer, publisher)
        late = factories.make_home(session, factories.make_provider(session, "Latecomer"))
        making.accept(session, session.scalars(select(ReturnPeriod)).one(), late, available=3)
        drafting.reopen(session, statement, actor=writer, now=making.NOW)
        reference, person = statement.reference, making.person_of(session, writer)
    visitor.sign_in(person)
    for path in ("", "/preview", "/send"):
        visitor.go(f"/commissioning/statements/{reference}{path}")
        assert LATE in visitor.page.locator("main").inner_text()
        visitor.look(f"a draft for which a home waits {path}")
    with live_server.session() as session:
        statement = drafts.get_statement(session, reference, authority_id=factories.make_authority(session).id)
        making.publish(session, statement, writer, publisher, reason="A sentence was wrong.")
    visitor.go(f"/statements/{making.SLUG}/")
    figure = visitor.page.locator("figure").first
    figure.locator("summary").click()
    assert NOTE in figure.inner_text()
    assert "60" in figure.inner_text()
    visitor.look("a statement for which a home waited")
