"""What people see when something cannot be shown or done: one page a case, in words, never a trace."""

from __future__ import annotations

import sqlite3
import traceback
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, abort, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.db import NotFound
from portal.web import scripts
from portal.web.young import is_young, is_young_person

# What an integer column holds in PostgreSQL.
LARGEST_NUMBER = 2**31 - 1
log = structlog.get_logger()
# What one page says of a case, by status and endpoint, in the place of the general words.
_OWN_WORDS: dict[tuple[int, str], str] = {}

PAGES = {
    400: ("The page could not read what was sent", "Go back, check what you entered and send it again."),
    403: ("You cannot use this page", "Your role does not include it. If you need it, ask whoever manages accounts."),
    404: ("Page not found", "Check the address. The page may have moved, or it may not be yours to see."),
    405: ("This page cannot be used that way", "Go back and use the buttons on the page."),
    413: ("The file is too large", "Send a file smaller than 10 MB."),
    429: ("Too many tries", "Wait 15 minutes and try again."),
    500: ("Something went wrong on our side", "Nothing you had saved is lost. Try again in a few minutes."),
    503: ("The portal is busy", "Nothing you had saved is lost. Try again in a minute."),
}
# What a script is told in words: trying again would change nothing.
FINAL = frozenset({400, 403, 404, 405, 413})
# The same to a young person: shorter, and on a page with their way out.
YOUNG_PAGES = {
    400: ("We could not read that", "Go back and try again."),
    403: ("This page is not for you", "Go back to the start."),
    404: ("We could not find that page", "Go back to the start."),
    405: ("We could not do that", "Go back and use the buttons on the page."),
    413: ("That file is too big", "Try a smaller one."),
    429: ("Too many tries", "Wait 15 minutes. Then try again."),
    500: ("Something went wrong", "It was not you. Try again soon."),
    503: ("We are busy", "Try again in a minute."),
}


def say(status: int, endpoint: str, text: str) -> None:
    """Let one page say more than PAGES does, such as what to do there with a file that is too large."""
    _OWN_WORDS[status, endpoint] = text


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_refuse_unstorable)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(HTTPException, lambda error: error if error.response else _page(error.code or 500))
    app.register_error_handler(Exception, _unexpected)


def _refuse_unstorable(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No record is named with a NUL or numbered beyond a column: databases refuse even to be asked for one."""
    if any("\0" in str(value) or _is_beyond(value) for value in (values or {}).values()):
        abort(404)


def _is_beyond(value: Any) -> bool:
    return isinstance(value, int) and value > LARGEST_NUMBER


def _unexpected(error: Exception) -> tuple[str, int] | Response:
    """Log the kind of fault and its place without its message, which may quote what somebody typed."""
    places = traceback.format_tb(error.__traceback__)[-4:]
    log.error("request.failed", error=type(error).__name__, endpoint=request.endpoint, places=places)
    return _page(503 if _is_waiting_in_vain(error) else 500)


def _is_waiting_in_vain(error: Exception) -> bool:
    """SQLite has one writer at a time: somebody else's large file took longer than we wait."""
    cause = error.orig if isinstance(error, OperationalError) else None
    return isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode == sqlite3.SQLITE_BUSY


def _page(status: int) -> tuple[str, int] | Response:
    if scripts.is_by_script() and status in FINAL:
        return scripts.said(". ".join(PAGES[status]), status)
    if is_young(request.path) or (status < HTTPStatus.INTERNAL_SERVER_ERROR and is_young_person()):
        heading, text = YOUNG_PAGES.get(status, YOUNG_PAGES[500])
        return render_template("web/young_error.html", heading=heading, text=text), status
    heading, general = PAGES.get(status, PAGES[500])
    text = _OWN_WORDS.get((status, request.endpoint or ""), general)
    # The page that took a file is read anew at the address it was sent to.
    again = request.path if (status, request.endpoint) in _OWN_WORDS else ""
    return render_template("web/error.html", heading=heading, text=text, status=status, again=again), status
