"""Registering: from the public start page to a sent registration, and what can go wrong on the way."""

from __future__ import annotations

from portal import clock
from tests import factories
from tests.integration.providers.steps import EMAIL, answer_everything, confirm_email, save_step, send
from tests.support.client import Client
from tests.support.mail import Mailbox


def test_somebody_new_registers_an_organisation(client: Client, mailbox: Mailbox, session) -> None:
    factories.make_authority(session)
    tasks = confirm_email(client, mailbox)
    assert tasks.h1 == "Your registration"
    assert "0 of 8 steps done" in tasks.text
    assert answer_everything(client, tasks.path).h1 == "Check your answers"
    sent = send(client, tasks.path)
    assert sent.h1 == "Registration sent"
