"""CSRF tokens: which posts need one, and for whom a page was shown.

All posts need one, save some for which the code of a card is all the right they need (docs/decisions/0029). Cookies may
be blocked, or cleared while somebody writes. A token then never fits, and what was told would be lost.

Each token carries a signed mark of whom its page was shown to, which outlives the session: what comes from a page whose
session has ended is known to be theirs, whoever is at that browser by then (docs/decisions/0005). The mark is a keyed
hash: nobody is known by it but whoever is compared with it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app, g, request
from flask_wtf import CSRFProtect
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError
from wtforms.csrf.core import CSRFTokenField

from portal import access

SEPARATOR = "~"
_own_authority: set[str] = set()
# Other ways to know who is at a browser than by their account: each says whose it is, or None.
_known_by: list[Callable[[], str | None]] = []
# Who can never come in again: each lists references.
_gone_by: list[Callable[[], Iterable[str]]] = []


@dataclass(frozen=True)
class Origin:
    """Where a form comes from: the mark of whom its page was shown to, and which parked words it showed."""

    writer: str | None = None
    restored: str | None = None


def own_authority(endpoint: str) -> None:
    """Let the form of an endpoint be sent without a token: what it is sent to, such as the code of a card, is all the
    right it needs, and whoever has come in at that browser adds nothing to it."""
    _own_authority.add(endpoint)


def known_by(find: Callable[[], str | None]) -> Callable[[], str | None]:
    """Register a function that says who is at this browser without an account, such as the holder of a card."""
    _known_by.append(find)
    return find


def gone_by(list_gone: Callable[[], Iterable[str]]) -> Callable[[], Iterable[str]]:
    """Register a function that lists whoever can never come in again, such as inspectors who have left."""
    _gone_by.append(list_gone)
    return list_gone


def find_gone(mark: str | None) -> str | None:
    """The reference behind a mark where it is of somebody who can never come in again."""
    listed = (reference for list_gone in _gone_by for reference in list_gone())
    return next((reference for reference in listed if mark_of(reference) == mark), None)


def find_mark() -> str | None:
    """The mark of whoever is at this browser now, by account or otherwise."""
    person = access.find_viewer()
    reference = person.reference if person else next(filter(None, (find() for find in _known_by)), None)
    return mark_of(reference) if reference else None


def mark_of(reference: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"writer of a page: {reference}".encode(), hashlib.sha256).hexdigest()[:40]


def make_token() -> str:
    """The token of a form on the page that is being shown."""
    try:
        writer = g.get("page_writer") or find_mark()
    except SQLAlchemyError:  # an error page must still come when the database does not answer
        writer = None
    said = _serializer().dumps([writer, g.get("restored")])
    return f"{generate_csrf()}{SEPARATOR}{said}"


def find_origin() -> Origin:
    """Where the form of this request comes from; of nobody, when that cannot be read or its page said so."""
    try:
        writer, restored = _serializer().loads((_sent() or "").partition(SEPARATOR)[2])
    except BadData:
        return Origin()
    return Origin(writer, restored)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="origin of a form")


def _sent() -> str | None:
    return request.form.get("csrf_token")


class _TokenField(CSRFTokenField):
    """Lets the request know that its page has a form of ours, and not only that one was made."""

    def _value(self) -> str:
        g.shows_form = True
        shown: str = super()._value()  # type: ignore[misc]  # the stubs leave it out
        return shown


class FormTokens(_FlaskFormCSRF):  # type: ignore[misc]  # Flask-WTF ships no types
    """The token as a field of a form; `Tokens` has judged it before any form is made."""

    field_class = _TokenField

    def generate_csrf_token(self, csrf_token_field: object) -> str:
        return make_token()


class Tokens(CSRFProtect):  # type: ignore[misc]  # Flask-WTF ships no types
    """Flask-WTF's check of every unsafe request, save of those."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = make_token
        app.context_processor(lambda: {"csrf_token": make_token})

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method == "POST" and request.endpoint in _own_authority:
            g.csrf_valid = True  # the form asks this in its turn
            return
        super().protect(apply_exemptions=apply_exemptions)

    def _get_csrf_token(self) -> str | None:
        found: str | None = super()._get_csrf_token()
        return found.partition(SEPARATOR)[0] if found else found
