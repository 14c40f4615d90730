"""The outbox: a message is a row of the transaction that caused it, and is handed to SMTP after the commit.

Where no mail server is set (the demonstration), messages stay readable in the local mailbox page. Everywhere else the
body is emptied once it is sent, for it may hold a one-time link.
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app
from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from config import Settings, Smtp
from portal import clock, jobs
from portal.db import Base, database

SMTP_TIMEOUT_SECONDS = 20


class OutboxMail(Base):
    """One message to one person. `key` makes posting the same message twice one row."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def post(session: Session, template: str, *, to: str, subject: str, key: str, now: datetime, **context: Any) -> None:
    """Write a message to the outbox from `templates/email/<template>.txt`; the same `key` is written once."""
    if session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is not None:
        return
    # Not Flask's render_template: that also builds the page header, which needs a request, and jobs have none.
    letter = current_app.jinja_env.get_template(f"email/{template}.txt")
    body = letter.render(base_url=settings().base_url, **context)
    row = OutboxMail(key=key, to_address=to, subject=_one_line(subject), body=body, created_at=now)
    session.add(row)
    session.flush()
    jobs.enqueue(session, "mail.deliver", {"mail_id": row.id}, key=f"mail:{key}", now=now)


def settings() -> Settings:
    return current_app.extensions["portal_settings"]  # type: ignore[no-any-return]


def _one_line(text: str) -> str:
    """A header must never gain a line: anything that ends one becomes a space."""
    return " ".join(text.split())[:200]


@jobs.handler("mail.deliver")
def deliver(payload: dict[str, Any]) -> None:
    """Hand one message over. Its Message-ID never changes, so a repeated hand-over can be told from a second message.

    The job's lease keeps other workers off the row, so no lock is held while a mail server makes up its mind.
    """
    with database().session(writing=False) as reader:
        row = reader.get(OutboxMail, payload["mail_id"])
    if row is None or row.sent_at is not None:
        return
    smtp = settings().smtp
    if smtp is not None:
        _send(smtp, _message(row, settings()))
    with database().session() as writer:
        _mark_sent(writer, row.id, keeps_body=smtp is None)


def _mark_sent(session: Session, mail_id: int, *, keeps_body: bool) -> None:
    row = session.get_one(OutboxMail, mail_id)
    row.sent_at = clock.now()
    row.body = row.body if keeps_body else ""
    session.commit()


def _message(row: OutboxMail, current: Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current.mail_from
    message["To"] = row.to_address
    message["Subject"] = row.subject
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<outbox-{row.id}@{current.mail_from.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body)
    return message


def _send(smtp: Smtp, message: EmailMessage) -> None:
    with smtplib.SMTP(smtp.host, smtp.port, timeout=SMTP_TIMEOUT_SECONDS) as server:
        if smtp.starttls:
            server.starttls(context=ssl.create_default_context())
        if smtp.username and smtp.password:
            server.login(smtp.username, smtp.password)
        server.send_message(message)


def list_mailbox(session: Session, *, limit: int = 100) -> list[OutboxMail]:
    """The newest messages of the demonstration's mailbox, newest first."""
    query = select(OutboxMail).order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc()).limit(limit)
    return list(session.scalars(query))
