"""Pages of signing in, joining and registering, as somebody at a browser goes through them."""

from __future__ import annotations

from tests.factories import PASSWORD
from tests.support.browser import Visitor
from tests.support.mail import MailServer

ANSWERS = (
    ("exclusion_grounds", "no"),
    ("connected_persons", "no"),
    ("conflicts_of_interest", "no"),
    ("accuracy", "yes"),
)


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.go("/sign-in")
    visitor.fill(email=email, password=PASSWORD)
    visitor.press("Sign in")


def sign_out(visitor: Visitor) -> None:
    visitor.go("/sign-out")
    visitor.press("Sign out")


def join(visitor: Visitor, path: str, email: str, name: str) -> None:
    """Follow a mailed invitation and sign in."""
    visitor.go(path)
    visitor.fill(full_name=name, password=PASSWORD)
    visitor.press("Join")
    if visitor.page.locator('[name="email"]').count():
        sign_in(visitor, email)


def begin_registration(visitor: Visitor, mail_server: MailServer, email: str) -> None:
    """From the front page, through the link in the mail, to the list of steps."""
    visitor.go("/")
    visitor.press("Register your organisation")
    visitor.press("Start now")
    visitor.fill(email=email)
    visitor.press("Send me a link")
    visitor.go(mail_server.link(email))
    visitor.fill(full_name="Jo Alder", password=PASSWORD)
    visitor.press("Create my account")


def answer_first_steps(visitor: Visitor, legal_name: str) -> None:
    """The organisation’s name and number."""
    visitor.follow("The organisation’s name")
    visitor.fill(legal_name=legal_name)
    visitor.press("Save and continue")
    visitor.fill(company_number="sc123456")
    visitor.press("Save and continue")


def answer_other_steps(visitor: Visitor, email: str) -> None:
    """From the owner, which is asked now, to the declarations; ends where answers are checked."""
    visitor.fill(ultimate_owner="Dune Holdings Limited")
    visitor.press("Save and continue")
    visitor.page.get_by_label("Private", exact=True).check()
    visitor.press("Save and continue")
    _answer_person(visitor, "contact", email)
    visitor.page.get_by_label("Children’s homes", exact=True).check()
    visitor.press("Save and continue")
    _answer_person(visitor, "safeguarding", email)
    for name, answer in ANSWERS:
        visitor.page.locator(f'[name="{name}"][value="{answer}"]').check()
    visitor.press("Save and continue")


def _answer_person(visitor: Visitor, kind: str, email: str) -> None:
    visitor.fill(**{f"{kind}_name": "Sam Rowan", f"{kind}_email": email, f"{kind}_phone": "0151 496 0000"})
    visitor.press("Save and continue")
