"""Typed text survives a session or a token that ends mid-form.

A form that arrives without a valid session or CSRF token is not acted on. Its fields (never passwords or files) are
parked for a day under a random token kept in the cookie, and are put back into the same form once the person has signed
in, with a line that asks them to check and send again. Only the person who typed them gets them back, at the browser
where they typed them: the form says whose page it came from (`portal.web.tokens`), whoever is there when it arrives.
Words of a page that is not public and does not say so are not kept. Words of several pages wait side by side. They are
removed when their form was taken, and after a day in any case.

What is typed into a confided form (`confide`) is kept for an hour, and on a public page too only where it is known
whose it is. There is always room for it, save where others have confided as much: their words never make room.

An address that only takes what a button sends has no form to put words back into. Nothing is kept of it: who pressed
the button is led to its page and told to press again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, current_app, flash, g, make_response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import access, clock, db
from portal.web import places, scripts, tokens
from portal.web.filters import format_time
from portal.web.kept import (
    CONFIDED_FOR,
    COOKIE_KEY,
    ParkedForm,
    drop_oldest_unknown,
    hash_of,
    lasts_until,
    list_entries,
    list_own,
    make_room,
    may_have,
)
from portal.web.young import START, is_young

MOST_OF_AN_ADDRESS = 200
# Whose session it was that ended in this browser: forms of theirs may still be open in another tab.
ENDED_KEY = "ended_person"
# Whose button was not acted on, where it stands, and until when they are told of it.
UNDONE_KEY = "undone"
NEVER_PARKED = ("password", "csrf_token")
# What lets somebody in is not shown to whoever comes to the same door next.
NEVER_PARKED_AT_DOORS = ("nickname", "code", "pin", "email")
MOST_CHARACTERS = 200_000
# For staff and for young people.
KEPT = "You were signed out. Sign in to go on: what you typed is kept."
KEPT_YOUNG = "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you."
KEPT_BRIEFLY = "You were signed out. Sign in to go on: what you typed is kept for one hour."
KEPT_BRIEFLY_YOUNG = (
    "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you for one hour."
)
KEPT_FOR_WRITER = (
    "This was not sent: whoever wrote it has been signed out. It is kept for them, until they sign in at this computer."
)
KEPT_FOR_WRITER_YOUNG = "Not sent yet. The one who wrote this was signed out. The words are kept for them."
KEPT_FOR_WRITER_BRIEFLY = (
    "This was not sent: whoever wrote it has been signed out. It is kept for one hour, until they sign in at this "
    "computer."
)
KEPT_FOR_WRITER_BRIEFLY_YOUNG = (
    "Not sent yet. The one who wrote this was signed out. The words are kept for them for one hour."
)
NOT_KEPT = "You were signed out, and what you typed could not be kept. Sign in and write it again."
NOT_KEPT_YOUNG = "Not sent. You were signed out. We could not keep your words. Come back in and write them again."
UNDONE = "That was not done. Press it again."
UNDONE_ELSEWHERE = Markup('That was not done. <a class="govuk-link" href="{}">Press it again</a>.')
UNDONE_ENDED = "You were signed out, so that was not done. Sign in and press it again."
UNDONE_ENDED_YOUNG = "That was not done. You were signed out. Come back in and press it again."
UNDONE_OF_OTHER = "That was not done: whoever pressed it has been signed out."
UNDONE_OF_OTHER_YOUNG = "That was not done. The one who pressed it was signed out."
NOT_TYPED = "That was not done. Try once more."
_confided: set[str] = set()
# Young people's forms that are acted on though a session has ended: each is told whose it was.
_heard_ended: dict[str, Callable[[str], BaseResponse | str | None]] = {}
CHECK_AND_SEND = (
    "Your session had ended, so this was not sent. What you typed is still here: check it and send it again."
)

ELSEWHERE = Markup(
    'What you typed on another page is kept too. <a class="govuk-link" href="{}">Go to that page to send it</a>'
)
ELSEWHERE_YOUNG = Markup(
    'Your words from one more page are kept too. <a class="govuk-link" href="{}">Look at them and send them</a>'
)
UNTIL = " It is kept until {}."
UNTIL_YOUNG = " We keep them until {}."
CHECK_AND_SEND_YOUNG = "This was not sent yet. Your words are still here. Look at them and send them again."


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_bad_token)
    app.before_request(_keep_known)
    app.before_request(_restore)
    app.before_request(_tell_undone)
    app.after_request(_forget_sent)


def confide(endpoint: str) -> None:
    """Let what is typed into the form of an endpoint be kept for its own writer only, and briefly."""
    _confided.add(endpoint)


def hear_ended(endpoint: str, hear: Callable[[str], BaseResponse | str | None]) -> None:
    """Let a form be answered by `hear` when the session of a known person ended as they wrote. Its token has to fit;
    None: it cannot be acted on for that person, and is kept as others are."""
    _heard_ended[endpoint] = hear


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
    if not fields:
        g.nothing_typed = True
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
    address = request.full_path.rstrip("?")
    has_place = not is_public and len(address) <= MOST_OF_AN_ADDRESS
    session[COOKIE_KEY] = [*others, [token, address if has_place else ""]]
    return True


def _is_public() -> bool:
    return request.endpoint is None or access.policy_of(current_app, request.endpoint).kind == "public"


def carried() -> dict[str, object]:
    """What of a cookie lives on when somebody comes in: the way to what was typed or pressed, and nothing else."""
    return {key: session[key] for key in (COOKIE_KEY, UNDONE_KEY) if session.get(key)}


def leave() -> None:
    """Empty the cookie as somebody leaves, save for the way to words that wait for their writer alone."""
    own = [entry for entry in list_entries() if entry[1]]
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


def _on_bad_token(_error: CSRFError) -> BaseResponse:
    """Park what was typed and show the same page again, or the one above it where nothing but a button leads there."""
    if not places.is_page(request.path):
        page = _leave_undone()
        return _undone_to_script() if scripts.is_by_script() else redirect(page, code=303)
    is_kept, young = park_request(), is_young(request.path)
    if scripts.is_by_script():
        return _said_to_script(is_kept=is_kept)
    notice = _notice(is_kept=is_kept)
    if notice:
        flash(notice[young], "notice")
    return redirect(request.full_path.rstrip("?"), code=303)


def _leave_undone() -> str:
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
    flash(said, "notice")
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
        flash(UNDONE if request.path == page else UNDONE_ELSEWHERE.format(page), "notice")


def _said_to_script(*, is_kept: bool) -> Response:
    """That the session is over, and whether the portal has what was typed: then the script forgets it."""
    notice = _notice(is_kept=is_kept)
    if is_kept and notice:
        flash(notice[0], "notice")
    message = notice[0] if notice else _kept()[0]
    return scripts.said(message, HTTPStatus.UNAUTHORIZED, ended=True, kept=is_kept)


def _undone_to_script() -> Response:
    return scripts.said(UNDONE, HTTPStatus.UNAUTHORIZED, ended=True, kept=False)


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
    writer, mark = tokens.find_origin().writer, tokens.find_mark()
    if writer == mark or writer is None:
        return None
    return _kept() if mark is None else _kept_for_writer()


def _ended_person() -> str | None:
    """Whose session ended in this browser, be it with this request or with an earlier one from another tab."""
    found: str | None = g.get("ended_person") or session.get(ENDED_KEY)
    return found


def _said_of_ended(*, is_kept: bool) -> tuple[str, str]:
    """What whoever was signed out as they sent a form is told, for staff and for young people."""
    if is_kept and g.get("nothing_typed"):
        return UNDONE_ENDED, UNDONE_ENDED_YOUNG
    return _kept() if is_kept else (NOT_KEPT, NOT_KEPT_YOUNG)


def on_unauthorised() -> BaseResponse:
    """Send an anonymous request to sign-in and remember where it wanted to go, and what it had typed."""
    if is_young(request.path):
        return _young_back_to_start()
    target = request.full_path.rstrip("?")
    if request.method == "POST" and not places.is_page(request.path):
        target = _leave_undone()
        if scripts.is_by_script():
            return _undone_to_script()
    elif request.method == "POST":
        is_kept = park_request()
        if scripts.is_by_script():
            return _said_to_script(is_kept=is_kept)
        flash(_said_of_ended(is_kept=is_kept)[0], "notice")
    elif g.get("ended_person"):
        flash("You were signed out. Sign in to go on.", "notice")
    return redirect(url_for("accounts.sign_in", next=target), code=303)


def _young_back_to_start() -> BaseResponse:
    """The same for a young person, who comes back with their card, or is heard at once."""
    answer = _hear_ended()
    if answer is not None:
        return make_response(answer)
    say_ended()
    return redirect(START, code=303)


def _hear_ended() -> BaseResponse | str | None:
    hear, whose = _heard_ended.get(request.endpoint or ""), _ended_person()
    # The cookie names whose session it was, and only a page shown with that cookie carries a token that fits.
    if request.method != "POST" or hear is None or whose is None or not g.get("csrf_valid"):
        return None
    return hear(whose)


def say_ended() -> None:
    """Keep what a young person typed as their session had ended, and tell them so."""
    if request.method == "POST" and not places.is_page(request.path):
        _leave_undone()
    elif request.method == "POST":
        flash(_said_of_ended(is_kept=park_request())[1], "notice")
    elif g.get("ended_person"):
        flash("You were signed out. You can come back in.", "notice")


def _restore() -> None:
    entries = list_entries()
    if not entries or request.method != "GET":
        return
    now = clock.now()
    with db.database().session(writing=False) as store:
        hashes = [hash_of(entry[0]) for entry in entries]
        of_here = select(ParkedForm).where(ParkedForm.token_hash.in_(hashes), ParkedForm.path == hash_of(request.path))
        rows = store.scalars(of_here.order_by(ParkedForm.id.desc())).all()
    mark = tokens.find_mark() if rows else None
    row = next((row for row in rows if may_have(row, mark, now=now)), None)
    if row is None:
        return
    g.restored = row.token_hash
    g.parked_fields = MultiDict(tuple(pair) for pair in json.loads(row.fields))
    g.tell_restored = partial(_tell_restored, row.token_hash, row.expires_at)


def _tell_restored(restored: str, until: datetime | None) -> None:
    """Ask to check and send, once a form has taken the words: a page that leads elsewhere shows none."""
    said, lasts = (CHECK_AND_SEND_YOUNG, UNTIL_YOUNG) if is_young(request.path) else (CHECK_AND_SEND, UNTIL)
    flash(said + lasts.format(format_time(until)) if until else said, "notice")
    _tell_of_others(restored)


def _tell_of_others(but: str) -> None:
    """Say that words of another page wait too, and lead to them."""
    other = next((place for place, row in list_own() if row.token_hash != but), None)
    if other is not None:
        flash((ELSEWHERE_YOUNG if is_young(other) else ELSEWHERE).format(other), "notice")


def _keep_known() -> None:
    """A page that answers a form which was not taken still shows the same parked words: it says so in its turn."""
    if request.method == "POST":
        g.restored = tokens.find_origin().restored


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
        if row is None:
            return response  # another form of the page
        store.delete(row)
        store.commit()
    if waiting:
        session[COOKIE_KEY] = [entry for entry in list_entries() if entry not in waiting]
        if not session[COOKIE_KEY]:
            session.pop(COOKIE_KEY)
        if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            _tell_of_others(restored)
    return response


def _was_taken(response: Response) -> bool:
    """Whether the form that was sent has done what it is for: it leads on, or no form had anything against it."""
    if g.get("not_taken") or response.status_code >= HTTPStatus.BAD_REQUEST:
        return False
    return response.status_code >= HTTPStatus.MULTIPLE_CHOICES or not g.get("form_refused")
