"""What people type while they register, step by step, through the real pages."""

from __future__ import annotations

from typing import Any

from tests.factories import PASSWORD
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.pages import Page

EMAIL = "jo@sandhills.example"
ANSWERS: dict[str, dict[str, Any]] = {
    "organisation": {"legal_name": "Sandhills Care Limited", "trading_name": "Sandhills"},
    "numbers": {"company_number": "sc 123456"},
    "owner": {"ultimate_owner": "Dune Holdings Limited"},
    "sector": {"sector": "private"},
    "contact": {"contact_name": "Jo Alder", "contact_email": EMAIL, "contact_phone": "0151 496 0000"},
    "services": {"services": ["residential", "fostering"]},
    "safeguarding": {
        "safeguarding_name": "Sam Rowan",
        "safeguarding_email": "sam@sandhills.example",
        "safeguarding_phone": "0151 496 0001",
    },
    "declarations": {
        "exclusion_grounds": "no",
        "connected_persons": "yes",
        "connected_persons_why": "Dune Holdings owns all shares",
        "conflicts_of_interest": "no",
        "accuracy": "yes",
    },
}


def confirm_email(client: Client, mailbox: Mailbox, email: str = EMAIL) -> Page:
    """From the start page to the task list of a new registration."""
    client.submit(client.get(client.get("/register/").link("Start now")).form("Send me a link"), email=email)
    page = client.get(mailbox.link(email))
    return client.submit(page.form("Create my account"), full_name="Jo Alder", password=PASSWORD)


def save_step(client: Client, tasks: str, step: str, **changed: Any) -> Page:
    """Fill in one step and save it."""
    page = client.get(f"{tasks}steps/{step}")
    return client.submit(page.form("Save and continue"), {**ANSWERS[step], **changed})


def answer_everything(client: Client, tasks: str, **changed: Any) -> Page:
    """Save every step; `changed` replaces what single fields hold."""
    for step, fields in ANSWERS.items():
        page = save_step(client, tasks, step, **{name: changed[name] for name in fields if name in changed})
    return page


def send(client: Client, tasks: str) -> Page:
    return client.submit(client.get(f"{tasks}check").form("Send the registration"))
