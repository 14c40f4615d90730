"""The mailbox of the demonstration: mail that would have gone out, readable on this machine only."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import access, db, mail
from portal.web import nav

blueprint = Blueprint("mailbox", __name__)
nav.add("Mailbox", "mailbox.mailbox", order=100)


@blueprint.get("/demo/mailbox")
@access.public
def mailbox() -> str:
    """The newest messages; registered only where PORTAL_ENV is demo."""
    return render_template("demo/mailbox.html", messages=mail.list_mailbox(db.session()))
