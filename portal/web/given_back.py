"""Words that their page cannot take (any more) are shown to their writer to be copied, so that none is lost silently:

- a page that has parked words of theirs and does not open for them now, or leads elsewhere;
- a form that was refused as a whole, for its record or its page is theirs no longer;
- a form of somebody who can never come in again (`portal.web.gone`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template, request

from portal import access
from portal.web import scripts, tokens
from portal.web.filters import format_soon
from portal.web.kept import ParkedForm, drop_places, has_place, lasts_until, list_here
from portal.web.notices import tell, untell
from portal.web.parked_words import (
    CHECK_AND_SEND,
    CHECK_AND_SEND_YOUNG,
    CHOICE_LOST,
    CHOICE_LOST_YOUNG,
    CHOICE_OTHER_DESK,
    GIVEN_BACK,
    GIVEN_BACK_YOUNG,
    GONE_OF_OTHER_YOUNG,
    GONE_YOUNG,
    OTHER_DESK,
    REFUSED,
    REFUSED_YOUNG,
    UNTIL,
    UNTIL_YOUNG,
)
from portal.web.typed import words_of
from portal.web.young import is_young

GONE = HTTPStatus.GONE
CLOSED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# Pages that answer with 410 say themselves what is gone.
SAYS_NOTHING = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def init_app(app: Flask) -> None:
    app.after_request(_give_back)


def page_of_gone() -> str:
    """That the form of this request cannot be sent by somebody who can come in no more. Whoever is here in their place
    is not shown what they wrote."""
    is_alone = tokens.find_mark() is None
    texts = words_of(request.form.items(multi=True)) if is_alone else []
    return _page(GONE_YOUNG if is_alone else GONE_OF_OTHER_YOUNG, texts, is_gone=True)


def _give_back(response: Response) -> Response:
    if scripts.is_by_script() or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return response
    if request.method == "POST" and response.status_code in SAYS_NOTHING:
        return _refused(response)
    rows = [] if "shows_form" in g or request.method != "GET" else list_here(request.path)
    rows = [row for row in rows if row.person_reference is not None]
    if rows and response.status_code in CLOSED:
        return _closed(response, rows)
    if not has_place(rows):
        return response
    leads_on = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
    return _leads_on(response, rows) if leads_on else _ends_here(response, rows)


def _refused(response: Response) -> Response:
    """What was just typed, where nothing of it was kept."""
    is_own = tokens.find_mark() is not None and tokens.find_origin().writer == tokens.find_mark()
    texts = words_of(request.form.items(multi=True)) if is_own and "not_taken" not in g else []
    if not texts:
        return response
    return _answer(_page(REFUSED_YOUNG if is_young(request.path) else REFUSED, texts), response.status_code)


def _closed(response: Response, rows: list[ParkedForm]) -> Response:
    """The page does not open for its writer: they are led there no more, save where it may at another desk."""
    viewer, texts, young = access.find_viewer(), _texts_of(rows), is_young(request.path)
    has_desks = viewer is not None and viewer.desk_count > 1
    if not has_desks:
        drop_places(rows)
    if not texts:
        tell(CHOICE_OTHER_DESK if has_desks else CHOICE_LOST_YOUNG if young else CHOICE_LOST)
        return response
    said = GIVEN_BACK_YOUNG if young else GIVEN_BACK
    if has_desks:
        said = f"{said} {OTHER_DESK}"
    return _answer(_page(said, texts, until=max(map(lasts_until, rows))), response.status_code)


def _leads_on(response: Response, rows: list[ParkedForm]) -> Response:
    """The page leads elsewhere and shows nothing of it: its writer sees it before they go on there, once."""
    drop_places(rows)
    untell(CHECK_AND_SEND, CHECK_AND_SEND_YOUNG)
    texts, young = _texts_of(rows), is_young(request.path)
    if not texts:
        tell(CHOICE_LOST_YOUNG if young else CHOICE_LOST)
        return response
    said = GIVEN_BACK_YOUNG if young else GIVEN_BACK
    onward = response.headers["Location"]
    return _answer(_page(said, texts, until=max(map(lasts_until, rows)), onward=onward), HTTPStatus.OK)


def _ends_here(response: Response, rows: list[ParkedForm]) -> Response:
    """The page has no form (any more), and says itself what becomes of what was typed."""
    if response.status_code == HTTPStatus.OK:
        drop_places(rows)
    return response


def _texts_of(rows: Iterable[ParkedForm]) -> list[str]:
    return [text for row in rows for text in words_of(tuple(pair) for pair in json.loads(row.fields))]


def _page(
    said: str, texts: list[str], *, until: datetime | None = None, onward: str | None = None, is_gone: bool = False
) -> str:
    young = is_young(request.path)
    lasts = (UNTIL_YOUNG if young else UNTIL).format(format_soon(until)) if until else ""
    return render_template(
        "web/young_given_back.html" if young else "web/given_back.html",
        said=f"{said}{lasts}",
        texts=texts,
        onward=onward,
        is_gone=is_gone,
    )


def _answer(page: str, status: int) -> Response:
    answer: Response = make_response(page, status)
    return answer
