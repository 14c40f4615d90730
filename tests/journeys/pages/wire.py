"""HTTP without a browser, for many people at one instant: each `Wire` keeps its own cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

from portal.accounts.models import Person
from tests.factories import PASSWORD
from tests.support.html import tree_of
from tests.support.pages import Form

SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back, after redirects."""

    path: str
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    def form(self, button: str) -> Form:
        """The form with a button of this text."""
        tree = tree_of(self.text)
        forms = [Form(element, self.path) for element in tree.iter("form")]
        return next(form for form in forms if button in form.buttons)


class Wire:
    """One person's HTTP session with a live server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return self._open(path)

    def send(self, form: Form, **fields: str) -> Answer:
        return self._open(form.action, urlencode(form.filled(fields), doseq=True).encode())

    def sign_in(self, person: Person) -> None:
        form = self.get("/sign-in").form("Sign in")
        answer = self.send(form, email=person.email, password=PASSWORD)
        assert answer.path == "/today", f"could not sign in as {person.email}: {answer.text}"

    def _open(self, path: str, data: bytes | None = None) -> Answer:
        try:
            response: Any = self.opener.open(self.url + path, data, timeout=SECONDS)
        except HTTPError as error:
            response = error
        with response:
            return Answer(urlsplit(response.url).path, response.status, response.read(), dict(response.headers))
