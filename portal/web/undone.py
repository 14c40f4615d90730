"""A press of a button that was not acted on, where nothing is typed: whoever pressed it is led to its page and told."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from flask import Flask, Response, request, session, url_for

from portal import clock
from portal.web import places, scripts, tokens
from portal.web.kept import CONFIDED_FOR, MOST_OF_AN_ADDRESS
from portal.web.notices import tell
from portal.web.parked_words import (
    UNDONE,
    UNDONE_ELSEWHERE,
    UNDONE_ENDED,
    UNDONE_ENDED_YOUNG,
    UNDONE_OF_OTHER,
    UNDONE_OF_OTHER_YOUNG,
)
from portal.web.young import START, is_young

# Whose button was not acted on, where it stands, and until when they are told of it.
UNDONE_KEY = "undone"


def init_app(app: Flask) -> None:
    app.before_request(_tell_undone)


def leave_undone() -> str:
    """Where the button stands that this request comes from, which is not acted on. Whoever pressed it is told, now or
    once they are back; so is whoever is there."""
    young, writer, mark = is_young(request.path), tokens.find_origin().writer, tokens.find_mark()
    page = places.page_above(request.path) or (START if young else url_for("today.today"))
    if mark is None:
        said = UNDONE_ENDED_YOUNG if young else UNDONE_ENDED
    elif writer in (None, mark):
        said = UNDONE
    else:
        said = UNDONE_OF_OTHER_YOUNG if young else UNDONE_OF_OTHER
    tell(said)
    if writer not in (None, mark) and len(page) <= MOST_OF_AN_ADDRESS:
        session[UNDONE_KEY] = [writer, page, (clock.now() + CONFIDED_FOR).isoformat()]
    return page


def _tell_undone() -> None:
    """Tell whoever pressed a button before they came back."""
    if request.method != "GET" or UNDONE_KEY not in session:
        return
    writer, page, until = session[UNDONE_KEY]
    is_over = datetime.fromisoformat(until) < clock.now()
    if not is_over and tokens.find_mark() != writer:
        return
    session.pop(UNDONE_KEY)
    if not is_over:
        tell(UNDONE if request.path == page else UNDONE_ELSEWHERE.format(page))


def undone_to_script() -> Response:
    """The same to a page's script."""
    return scripts.said(UNDONE, HTTPStatus.UNAUTHORIZED, ended=True, kept=False)
