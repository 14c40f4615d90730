"""The pages of a young person, walked as they do."""

from __future__ import annotations

from portal.voice.inspectors.rules import shown_code
from tests.support.client import Client
from tests.support.pages import Page

PIN = "274915"


def open_card(client: Client, code: str) -> Page:
    """Type the code of a card and say that it is the first time; leads to the promises, or to a new PIN."""
    card = client.submit(client.get("/inspect/").form("Next"), code=shown_code(code).lower())
    return client.submit(card.form("No, this is the first time"))


def join(client: Client, code: str, *, nickname: str = "Kestrel", pin: str = PIN) -> Page:
    """From the card to the page of visits."""
    promises = open_card(client, code)
    age = client.submit(promises.form("Yes, that is OK"))
    name = client.submit(age.form("Next"), age="18-20")
    pins = client.submit(name.form("Next"), nickname=nickname)
    return client.submit(pins.form("Join"), password=pin, password_again=pin)


def come_back(client: Client, code: str, *, nickname: str = "Kestrel", pin: str = PIN) -> Page:
    """With a card that was used before."""
    form = client.get(f"/inspect/{code}/back").form("Go in")
    return client.submit(form, nickname=nickname, password=pin)
