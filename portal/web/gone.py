"""Forms of young people whose session has ended: some are heard at once, and what nobody can come back for is not kept.

Whose session it was is named by the cookie, or by the page itself (`tokens.find_origin`). Words of somebody who can
come in again wait for them (`portal.web.parked`). Those of an inspector who has left, or of a card that was ended,
would wait for nobody: where they say that somebody is not safe they are heard as theirs, whatever became of token and
cookie, and elsewhere their writer is told so and has them to copy.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, g, make_response, request, session
from werkzeug.wrappers import Response

from portal.web import given_back, scripts, tokens

# Whose session it was that ended in this browser: forms of theirs may still be open in another tab.
ENDED_KEY = "ended_person"
_heard: dict[str, Callable[[str], Response | str | None]] = {}


def init_app(app: Flask) -> None:
    app.before_request(_hear_of_gone)


def hear_ended(endpoint: str, hear: Callable[[str], Response | str | None]) -> None:
    """Let a form be answered by `hear` when the session of a known person ended as they wrote. Its token has to fit,
    save where they can never come in again; None: it cannot be acted on for that person."""
    _heard[endpoint] = hear


def ended_person() -> str | None:
    """Whose session ended in this browser, be it with this request or with an earlier one from another tab."""
    found: str | None = g.get("ended_person") or session.get(ENDED_KEY)
    return found


def answer_ended() -> Response | None:
    """The answer to a form whose session has ended, where it is heard at once or cannot wait for its writer; None where
    it can."""
    whose = ended_person()
    # The cookie names whose session it was, and the page to whom it was shown: on a shared browser two people.
    is_theirs = whose is not None and tokens.find_origin().writer == tokens.mark_of(whose)
    if request.method == "POST" and request.endpoint in _heard and whose and is_theirs and g.get("csrf_valid"):
        answer = _hear(whose)
        if answer is not None:
            return answer
    return answer_gone()


def answer_gone() -> Response | None:
    """The answer to a form of somebody who can never come in again; None where there is none of theirs."""
    whose = None if scripts.is_by_script() else _find_gone()
    if whose is None:
        return None
    answer = _hear(whose)
    if answer is not None:
        return answer
    g.not_taken = True
    return make_response(given_back.page_of_gone(), given_back.GONE)


def _find_gone() -> str | None:
    """Who can never come in again, and has sent this form: not whoever is here."""
    writer = tokens.find_origin().writer if request.method == "POST" else None
    return tokens.find_gone(writer) if writer not in (None, tokens.find_mark()) else None


def _hear(whose: str) -> Response | None:
    hear = _heard.get(request.endpoint or "")
    if hear is None:
        return None
    # Where the token does not fit, the mark on the page says whose it is, and this is all the form needs.
    g.csrf_valid = g.writing = True
    # A page that asks for more comes from them too, whoever is here.
    g.page_writer, g.restored = tokens.mark_of(whose), tokens.find_origin().restored
    answer = hear(whose)
    return None if answer is None else make_response(answer)


def _hear_of_gone() -> Response | None:
    """Such a page, shown again while somebody else is here, has a token that fits."""
    return answer_gone() if request.endpoint in _heard else None
