"""Mail servers on the loopback: one that takes messages, one that refuses until it is told otherwise."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import select

from config import Smtp
from portal import clock, db, jobs
from portal.jobs import Job, JobState
from portal.mail import OutboxMail
from tests.support.postgres import free_port

LINK = re.compile(r"https?://[^/\s]+(/\S+)")
PATIENCE_SECONDS = 30
MOST_ROUNDS = 20


@dataclass
class Inbox:
    """What aiosmtpd hands over. `refusals` messages are still to be turned away; while `holding`, no answer comes.

    `held`: how many senders wait for an answer; one that died waits no more.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    refusals: int = 0
    holding: bool = False
    held: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one message or turn it away for now (RFC 5321: 451, try again)."""
        self.held += 1
        try:
            while self.holding:
                await asyncio.sleep(0.02)
        finally:
            self.held -= 1
        if self.refusals > 0:
            self.refusals -= 1
            return "451 Try again later"
        content = cast(bytes, envelope.original_content)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return "250 Taken"


class MailServer:
    """A real SMTP server; `inbox.messages` is what arrived, oldest first."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self.controller = Controller(self.inbox, hostname="127.0.0.1", port=free_port())

    @property
    def smtp(self) -> Smtp:
        return Smtp(self.controller.hostname, self.controller.port)

    @property
    def url(self) -> str:
        return f"smtp://{self.controller.hostname}:{self.controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.inbox.messages if message["To"] == address]

    def wait_for(self, address: str, number: int = 1) -> EmailMessage:
        """The message of this number (from 1) to an address, once the worker has sent it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.to(address)) < number:
            assert time.monotonic() < deadline, f"{len(self.to(address))} messages to {address}, not {number}"
            time.sleep(0.05)
        return self.to(address)[number - 1]

    def link(self, address: str, number: int = 1) -> str:
        """The path of the first link in a message, once the worker has sent it."""
        message = self.wait_for(address, number)
        found = LINK.search(message.get_content())
        assert found, f"the message “{message['Subject']}” has no link"
        return found[1]


class Mailbox:
    """The outbox as its readers would see it, after the jobs that are due have been done."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def all(self) -> list[OutboxMail]:
        """Every message, oldest first."""
        with self.app.app_context():
            self._do_due()
            with db.database().session(writing=False) as session:
                return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))

    @staticmethod
    def _do_due() -> None:
        """All but drawing documents, which takes a second each and sends nothing."""
        for _ in range(MOST_ROUNDS):
            with db.database().session(writing=False) as session:
                query = select(Job.id).where(Job.state == JobState.QUEUED, Job.run_after <= clock.now())
                due = session.scalars(query.where(~Job.kind.contains("pdf")).order_by(Job.id)).all()
            for job_id in due:
                jobs.run(db.database(), job_id)
            if not due:
                return
        raise AssertionError("jobs go on asking for jobs")

    def to(self, address: str) -> list[OutboxMail]:
        return [message for message in self.all() if message.to_address == address]

    def last(self, address: str) -> OutboxMail:
        """The newest message to an address."""
        found = self.to(address)
        assert found, f"no mail to {address}; there is mail to {sorted({m.to_address for m in self.all()})}"
        return found[-1]

    def link(self, address: str) -> str:
        """The path of the first link in the newest message to an address."""
        found = LINK.search(self.last(address).body)
        assert found, "the message has no link"
        return found[1]
