"""Typed text survives a session or a token that ends mid-form.

A form that arrives without a valid session or CSRF token is not acted on. Its fields (never passwords or files) are
parked for a day under a random token kept in the cookie, and are put back into the same form once the person has signed
in, with a line that asks them to check and send again. Only the person who typed them gets them back, at the browser
where they typed them: the form says whose page it came from (`portal.web.tokens`), whoever is there when it arrives.
Words of a page that is not public and does not say so are not kept. Words of several pages wait side by side. They are
removed when their own writer's form was taken, and after a day in any case.

Words that their page takes no more, or of somebody who can never come in again, are given back to be copied
(`portal.web.given_back`, `portal.web.gone`). A form that was sent before, and arrives once more, is not kept.

What is typed into a confided form (`confide`) is kept for an hour, and on a public page too only where it is known
whose it is. There is always room for it, save where others have confided as much: their words never make room.

An address that only takes what a button sends has no form to put words back into. Nothing is kept of it: who pressed
the button is led to its page and told to press again (`portal.web.undone`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import access, clock, db
from portal.web import given_back, gone, places, scripts, tokens, undone
from portal.web.filters import format_soon, format_time
from portal.web.kept import (
    CONFIDED_FOR,
    COOKIE_KEY,
    MOST_OF_AN_ADDRESS,
    ParkedForm,
    drop_oldest_unknown,
    hash_of,
    lasts_until,
    list_entries,
    list_here,
    list_of_writers,
    list_own,
    make_room,
)
from portal.web.notices import tell
from portal.web.once import note_sent, was_sent
from portal.web.parked_words import (
    CHECK_AND_SEND,
    CHECK_AND_SEND_YOUNG,
    ELSEWHERE,
    ELSEWHERE_YOUNG,
    GONE_ENDED_YOUNG,
    KEPT,
    KEPT_BRIEFLY,
    KEPT_BRIEFLY_YOUNG,
    KEPT_FOR_WRITER,
    KEPT_FOR_WRITER_BRIEFLY,
    KEPT_FOR_WRITER_BRIEFLY_YOUNG,
    KEPT_FOR_WRITER_YOUNG,
    KEPT_YOUNG,
    NOT_KEPT,
    NOT_KEPT_YOUNG,
    NOT_TYPED,
    SENT_BEFORE,
    SENT_BEFORE_YOUNG,
    UNDONE_ENDED,
    UNDONE_ENDED_YOUNG,
    UNTIL,
    UNTIL_YOUNG,
    WAITING,
    WAITS,
)
from portal.web.typed import is_typed
from portal.web.young import START, is_young

NEVER_PARKED = ("password", "csrf_token")
# What lets somebody in is not shown to whoever comes to the same door next.
NEVER_PARKED_AT_DOORS = ("nickname", "code", "pin", "email")
MOST_CHARACTERS = 200_000
_confided: set[str] = set()


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_bad_token)
    app.before_request(_keep_known)
    app.before_request(_restore)
    undone.init_app(app)
    given_back.init_app(app)
    app.context_processor(lambda: {"find_not_sent": find_waiting})
    app.after_request(_forget_sent)


def confide(endpoint: str) -> None:
    """Let what is typed into the form of an endpoint be kept for its own writer only, and briefly."""
    _confided.add(endpoint)


def park_request() -> bool:
    """Keep the fields of the current request, which is not accepted, for its own path; False when they cannot be."""
    g.not_taken = True
    origin = tokens.find_origin()
    is_confided, is_public = request.endpoint in _confided, _is_public()
    if origin.writer is None and (is_confided or not is_public):
        return False
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name for word in NEVER_PARKED)
        and (is_confided or not is_public or name not in NEVER_PARKED_AT_DOORS)
    ]
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return False
    if not any(is_typed(*field) for field in fields):
        g.nothing_typed = True
        return True
    if was_sent():
        g.sent_before = True
        return True
    now = clock.now()
    row = ParkedForm(
        token_hash="",
        person_reference=origin.writer,
        path=hash_of(request.path),
        fields=text,
        parked_at=now,
        expires_at=now + CONFIDED_FOR if is_confided else None,
    )
    with db.database().session() as store:
        others = make_room(store, row, origin.restored, now=now)
        if others is None:
            return False
        token = secrets.token_urlsafe(16)
        row.token_hash = hash_of(token)
        store.add(row)
        store.flush()
        drop_oldest_unknown(store)
        store.commit()
    session[COOKIE_KEY] = [*others, [token, _place(origin.writer, is_public=is_public)]]
    return True


def _place(writer: str | None, *, is_public: bool) -> str:
    """Where its writer is led back to; nowhere from a page that is public and whose address may hold a token."""
    if writer is None or (is_public and request.view_args):
        return ""
    addresses = (request.full_path.rstrip("?"), request.path)
    return next((address for address in addresses if len(address) <= MOST_OF_AN_ADDRESS), "")


def _is_public() -> bool:
    return request.endpoint is None or access.policy_of(current_app, request.endpoint).kind == "public"


def carried() -> dict[str, object]:
    """What of a cookie lives on when somebody comes in: the way to what was typed or pressed, and nothing else."""
    return {key: session[key] for key in (COOKIE_KEY, undone.UNDONE_KEY) if session.get(key)}


def leave() -> None:
    """Empty the cookie as somebody leaves, save for the way to words that wait for their writer alone."""
    own = list_of_writers()
    session.clear()
    if own:
        session[COOKIE_KEY] = own


def find_waiting() -> tuple[str, datetime] | None:
    """On which page words of whoever is at this browser wait to be sent, and until when; None where none do."""
    return next(((place, lasts_until(row)) for place, row in list_own()), None)


def find_place() -> str | None:
    """The page alone."""
    waiting = find_waiting()
    return waiting[0] if waiting else None


def tell_waiting(page: str) -> None:
    """Say that words wait to whoever has come in and goes to `page`, and lead to them; a page that has some of its own
    says so itself."""
    waiting = find_waiting()
    path = urlsplit(page).path
    if waiting is not None and all(urlsplit(place).path != path for place, _ in list_own()):
        tell(WAITING.format(format_soon(waiting[1]), waiting[0]))


def _on_bad_token(_error: CSRFError) -> BaseResponse:
    """Park what was typed and show the same page again, or the one above it where nothing but a button leads there."""
    if not places.is_page(request.path):
        page = undone.leave_undone()
        return undone.undone_to_script() if scripts.is_by_script() else redirect(page, code=303)
    answer = gone.answer_gone()
    if answer is not None:
        return answer
    is_kept, young = park_request(), is_young(request.path)
    if scripts.is_by_script():
        return _said_to_script(is_kept=is_kept)
    notice = _notice(is_kept=is_kept)
    if notice:
        tell(notice[young])
    return redirect(request.full_path.rstrip("?"), code=303)


def _said_to_script(*, is_kept: bool) -> Response:
    """That the session is over, and whether the portal has what was typed: then the script forgets it. Where its writer
    is in again, that it waits for them at its page."""
    notice = _notice(is_kept=is_kept)
    if is_kept and notice:
        tell(notice[0])
    message = notice[0] if notice else WAITS
    return scripts.said(message, HTTPStatus.UNAUTHORIZED, ended=True, kept=is_kept, waits=notice is None)


def _kept() -> tuple[str, str]:
    """That what was typed is kept, for staff and for young people, and for how long where that is brief."""
    return (KEPT_BRIEFLY, KEPT_BRIEFLY_YOUNG) if request.endpoint in _confided else (KEPT, KEPT_YOUNG)


def _kept_for_writer() -> tuple[str, str]:
    if request.endpoint in _confided:
        return KEPT_FOR_WRITER_BRIEFLY, KEPT_FOR_WRITER_BRIEFLY_YOUNG
    return KEPT_FOR_WRITER, KEPT_FOR_WRITER_YOUNG


def _notice(*, is_kept: bool) -> tuple[str, str] | None:
    """What whoever is at the browser is told, for staff and for young people; None where the page itself tells them."""
    if not is_kept:
        return NOT_KEPT, NOT_KEPT_YOUNG
    if g.get("nothing_typed"):
        return NOT_TYPED, NOT_TYPED
    if g.get("sent_before"):
        return SENT_BEFORE, SENT_BEFORE_YOUNG
    writer, mark = tokens.find_origin().writer, tokens.find_mark()
    if writer == mark or writer is None:
        return None
    return _kept() if mark is None else _kept_for_writer()


def _said_of_ended(*, is_kept: bool) -> tuple[str, str]:
    """What whoever was signed out as they sent a form is told, for staff and for young people."""
    if is_kept and g.get("nothing_typed"):
        return UNDONE_ENDED, UNDONE_ENDED_YOUNG
    if is_kept and g.get("sent_before"):
        return SENT_BEFORE, SENT_BEFORE_YOUNG
    return _kept() if is_kept else (NOT_KEPT, NOT_KEPT_YOUNG)


def on_unauthorised() -> BaseResponse:
    """Send an anonymous request to sign-in and remember where it wanted to go, and what it had typed."""
    if is_young(request.path):
        return _young_back_to_start()
    target = request.full_path.rstrip("?")
    if request.method == "POST" and not places.is_page(request.path):
        target = undone.leave_undone()
        if scripts.is_by_script():
            return undone.undone_to_script()
    elif request.method == "POST":
        is_kept = park_request()
        if scripts.is_by_script():
            return _said_to_script(is_kept=is_kept)
        tell(_said_of_ended(is_kept=is_kept)[0])
    elif g.get("ended_person"):
        tell("You were signed out. Sign in to go on.")
    return redirect(url_for("accounts.sign_in", next=target), code=303)


def _young_back_to_start() -> BaseResponse:
    """The same for a young person, who comes back with their card, or is heard at once."""
    return answer_ended() or redirect(START, code=303)


def answer_ended() -> BaseResponse | None:
    """Hear what a young person sent as their session had ended, or keep it and tell them so; None where they are to be
    led to the page on which they come back."""
    if request.method == "POST" and not places.is_page(request.path):
        undone.leave_undone()
    elif request.method == "POST":
        answer = gone.answer_ended()
        if answer is not None:
            return answer
        tell(_said_of_ended(is_kept=park_request())[1])
    elif whose := g.get("ended_person"):
        is_gone = tokens.find_gone(tokens.mark_of(whose)) is not None
        tell(GONE_ENDED_YOUNG if is_gone else "You were signed out. You can come back in.")
    return None


def _restore() -> None:
    rows = list_here(request.path) if request.method == "GET" else []
    if not rows:
        return
    row = rows[0]
    g.restored = row.token_hash
    g.parked_fields = MultiDict(tuple(pair) for pair in json.loads(row.fields))
    g.tell_restored = partial(_tell_restored, row.token_hash, row.expires_at)


def _tell_restored(restored: str, until: datetime | None) -> None:
    """Ask to check and send, once a form has taken the words: a page that leads elsewhere shows none."""
    said, lasts = (CHECK_AND_SEND_YOUNG, UNTIL_YOUNG) if is_young(request.path) else (CHECK_AND_SEND, UNTIL)
    tell(said + lasts.format(format_time(until)) if until else said)
    _tell_of_others(restored)


def _tell_of_others(but: str) -> None:
    """Say that words of another page wait too, and lead to them."""
    other = next((place for place, row in list_own() if row.token_hash != but), None)
    if other is not None:
        tell((ELSEWHERE_YOUNG if is_young(other) else ELSEWHERE).format(other))


def _keep_known() -> None:
    """A page that answers a form which was not taken still shows the same parked words: it says so in its turn, unless
    it answers somebody else than the one before."""
    origin = tokens.find_origin() if request.method == "POST" else tokens.Origin()
    if origin.restored and origin.writer in (None, tokens.find_mark()):
        g.restored = origin.restored


def _forget_sent(response: Response) -> Response:
    """Once the restored form was taken, what was parked of it is no longer needed."""
    # The answer first: a body that was too large cannot be read here either.
    restored = tokens.find_origin().restored if request.method == "POST" and _was_taken(response) else None
    if restored is None:
        return response
    waiting = [entry for entry in list_entries() if hash_of(entry[0]) == restored]
    db.close_session()  # the request is done, and SQLite lets one transaction write at a time
    with db.database().session() as store:
        row = store.scalar(
            select(ParkedForm).where(ParkedForm.token_hash == restored, ParkedForm.path == hash_of(request.path))
        )
        if row is None or not _is_by_writer(row):
            return response  # another form of the page, or of somebody else
        store.delete(row)
        note_sent(store, now=clock.now())
        store.commit()
    if waiting:
        session[COOKIE_KEY] = [entry for entry in list_entries() if entry not in waiting]
        if not session[COOKIE_KEY]:
            session.pop(COOKIE_KEY)
        if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            _tell_of_others(restored)
    return response


def _is_by_writer(row: ParkedForm) -> bool:
    """Whether whoever wrote the words has sent this form: they are here, or it is their page with these very words."""
    writer = row.person_reference
    if writer in (None, tokens.find_mark()):
        return True
    parked = [tuple(pair) for pair in json.loads(row.fields)]
    is_same = _typed(parked) == _typed(request.form.items(multi=True))
    return is_same and tokens.find_origin().writer == writer


def _typed(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted((name, " ".join(value.split())) for name, value in fields if is_typed(name, value))


def _was_taken(response: Response) -> bool:
    """Whether the form that was sent has done what it is for: it leads on, or no form had anything against it."""
    if g.get("not_taken") or response.status_code >= HTTPStatus.BAD_REQUEST:
        return False
    return response.status_code >= HTTPStatus.MULTIPLE_CHOICES or not g.get("form_refused")
