"""Signing in, in a real browser, on a real server."""

from __future__ import annotations

from portal.access import Role
from tests import factories
from tests.support.browser import Visitor
from tests.support.live import LiveServer


def test_a_commissioner_signs_in_and_out(live_server: LiveServer, visitor: Visitor) -> None:
    with live_server.session() as session:
        person = factories.make_staff(session, Role.COMMISSIONER)
    visitor.go("/sign-in")
    visitor.look("Sign in")
    visitor.press("Sign in")
    visitor.look("Sign in with nothing entered")
    visitor.sign_in(person)
    visitor.look("Today with nothing waiting")
    visitor.go("/sign-out")
    visitor.look("Sign out")
    visitor.press("Sign out")
    visitor.look("Sign in after signing out")
