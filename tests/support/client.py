"""A person with a browser, as far as HTTP goes: fetches pages, fills in their forms, keeps cookies, signs in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import Context
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Person
from tests.factories import PASSWORD
from tests.support.pages import Form, Page, Value

MOST_REDIRECTS = 5
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Client:
    """Every HTML page it meets is checked. `expect` is the status the last answer must have."""

    def __init__(self, app: Flask, *, before: Callable[[], None], seen: Callable[[Page], None]) -> None:
        self.app = app
        self.browser = app.test_client()
        self._before = before
        self._seen = seen

    def get(self, path: str, *, expect: int = 200, follow: bool = True, **options: Any) -> Page:
        """Fetch an address, by default through redirects."""
        return self._answer(self._open("GET", path, **options), expect, follow)

    def submit(
        self,
        form: Form,
        fields: Mapping[str, Value] | None = None,
        /,
        *,
        button: str | None = None,
        expect: int = 200,
        follow: bool = True,
        **more: Value,
    ) -> Page:
        """Fill in a form taken from a page and send it. Names with a hyphen go in `fields`."""
        values = form.filled({**(fields or {}), **more}, button)
        if not form.is_post:
            return self.get(form.action, query_string=values, expect=expect, follow=follow)
        return self._answer(self._open("POST", form.action, data=values), expect, follow)

    def post(
        self,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        expect: int = 200,
        follow: bool = True,
        **options: Any,
    ) -> Page:
        """Send fields of one's own making, with a good CSRF token: what somebody with bad intent can do."""
        data = {"csrf_token": self.csrf_token(), **(fields or {})}
        return self._answer(self._open("POST", path, data=data, **options), expect, follow)

    def csrf_token(self) -> str:
        """A token that fits this browser's session."""
        answer = Page(self._open("GET", "/reset"))
        return answer.form().values["csrf_token"][0]

    def sign_in(self, person: Person, password: str = PASSWORD, *, follow: bool = False) -> Page:
        """Sign in as that person; `follow` to where it leads, which most tests have no use for.

        The page of the form is asked for its token and not read further: its own tests read it.
        """
        token = TOKEN.search(self._open("GET", "/sign-in").get_data(as_text=True))
        fields = {"csrf_token": token and token[1], "email": person.email, "password": password}
        answer = self._open("POST", "/sign-in", data=fields)
        assert 300 <= answer.status_code < 400, f"could not sign in: {Page(answer).errors}"
        return self._answer(answer, 200 if follow else answer.status_code, follow)

    def sign_out(self) -> None:
        self.submit(self.get("/sign-out").form("Sign out"))

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        # A request of its own context: the test's application context would otherwise be taken for the request's.
        self._before()
        answer = Context().run(self.browser.open, path, method=method, **options)
        # A body of more than 500 KB was a temporary file, which the test client leaves open.
        answer.request.environ["wsgi.input"].close()
        return answer

    def _answer(self, response: TestResponse, expect: int, follow: bool) -> Page:
        page = Page(response)
        for _ in range(MOST_REDIRECTS if follow else 0):
            if not 300 <= page.status < 400 or page.status == 304:
                break
            target = urlsplit(page.location)
            page = Page(self._open("GET", target._replace(scheme="", netloc="").geturl()))
        page.check()
        self._seen(page)
        assert page.status == expect, (
            f"{page.path} answered {page.status}, not {expect}: {page.text if page.html else ''}"
        )
        return page
