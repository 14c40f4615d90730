"""Typed text survives a session or a token that ends mid-form.

A form that arrives without a valid session or CSRF token is not acted on. Its fields (never passwords or files) are
parked for a day under a random token kept in the cookie, and are put back into the same form once the person has signed
in, with a line that asks them to check and send again. Only the person who typed them gets them back. They are removed
when that form has arrived, and after a day in any case.

What is typed into a confided form (`confide`) is kept for an hour, and only where it is known whose it is: the next
person at the same browser could be given it otherwise.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Flask, Response, current_app, flash, g, make_response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy import String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import access, clock, db, jobs
from portal.db import Base, Database
from portal.web.young import START, is_young

KEPT_FOR = timedelta(days=1)
CONFIDED_FOR = timedelta(hours=1)
COOKIE_KEY = "parked"
# On which young person's page that was: they are led back to it, and need not look for it.
PLACE_KEY = "parked_at"
# Whose session it was that ended in this browser: forms of theirs may still be open in another tab.
ENDED_KEY = "ended_person"
# Shown in their form again, not yet sent: kept for the case that this page never arrived.
RESTORED_KEY = "restored"
NEVER_PARKED = ("password", "csrf_token")
MOST_CHARACTERS = 200_000
# Anybody can send forms without a session: their typing takes no more room than this many forms do.
MOST_OF_UNKNOWN = 500
KEPT = "You were signed out. Sign in to go on: what you typed is kept."
NOT_KEPT = "You were signed out, and what you typed could not be kept. Sign in and write it again."
KEPT_YOUNG = "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you."
NOT_KEPT_YOUNG = "Not sent. You were signed out. We could not keep your words. Come back in and write them again."
_confided: set[str] = set()
# Other ways to know who is at a browser than by their account: each says whose it is, or None.
_known_by: list[Callable[[], str | None]] = []
# Young people's forms that are acted on though a session has ended: each is told whose it was.
_heard_ended: dict[str, Callable[[str], BaseResponse | str | None]] = {}
CHECK_AND_SEND = (
    "Your session had ended, so this was not sent. What you typed is still here: check it and send it again."
)

CHECK_AND_SEND_YOUNG = "This was not sent yet. Your words are still here. Look at them and send them again."


class ParkedForm(Base):
    """Fields somebody typed into a form that could not be accepted.

    `path` is kept as a hash, for some paths hold a one-time token. `expires_at`: of a confided form.
    """

    __tablename__ = "parked_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_reference: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[str] = mapped_column(Text)
    parked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _on_bad_token)
    app.before_request(_restore)
    app.after_request(_forget_sent)


def known_by(find: Callable[[], str | None]) -> Callable[[], str | None]:
    """Register a function that says who is at this browser without an account, such as the holder of a card."""
    _known_by.append(find)
    return find


def _whose() -> str | None:
    """Whose browser this is now, by account or otherwise."""
    person = access.find_viewer()
    return person.reference if person else next(filter(None, (find() for find in _known_by)), None)


def confide(endpoint: str) -> None:
    """Let what is typed into the form of an endpoint be kept for its own writer only, and briefly."""
    _confided.add(endpoint)


def hear_ended(endpoint: str, hear: Callable[[str], BaseResponse | str | None]) -> None:
    """Let a form be answered by `hear` when the session of a known person ended as they wrote. Its token has to fit;
    None: it cannot be acted on for that person, and is kept as others are."""
    _heard_ended[endpoint] = hear


def park_request(person_reference: str | None) -> bool:
    """Keep the fields of the current request, which is not accepted, for its own path; False when they cannot be."""
    session.pop(RESTORED_KEY, None)
    is_confided = request.endpoint in _confided
    if is_confided and person_reference is None:
        return False
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name for word in NEVER_PARKED)
    ]
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return False
    if not fields:
        return True
    token = secrets.token_urlsafe(24)
    with db.database().session() as store:
        _park(store, token, person_reference, text, is_confided=is_confided, now=clock.now())
    session[COOKIE_KEY] = token
    session.pop(PLACE_KEY, None)
    if is_young(request.path) and access.policy_of(current_app, request.endpoint or "").kind != "public":
        session[PLACE_KEY] = request.full_path.rstrip("?")
    return True


def carried() -> dict[str, str]:
    """What of a cookie lives on when somebody comes in: the way to what they typed, and nothing else. What they came in
    with has arrived, so it waits no longer."""
    restored = session.get(RESTORED_KEY)
    if restored is not None and restored["path"] == _hash(request.path):
        return {}
    return {key: session[key] for key in (COOKIE_KEY, PLACE_KEY) if key in session}


def find_place() -> str | None:
    """On which young person's page words of whoever is at this browser wait to be sent; None where none do."""
    place: str | None = session.get(PLACE_KEY)
    row = _find(session.get(COOKIE_KEY)) if place else None
    return place if row is not None and _may_have(row, _whose(), now=clock.now()) else None


def _find(token: str | None) -> ParkedForm | None:
    if token is None:
        return None
    with db.database().session(writing=False) as store:
        return store.scalar(select(ParkedForm).where(ParkedForm.token_hash == _hash(token)))


def _park(
    store: Session, token: str, person_reference: str | None, fields: str, *, is_confided: bool, now: datetime
) -> None:
    store.add(
        ParkedForm(
            token_hash=_hash(token),
            person_reference=person_reference,
            path=_hash(request.path),
            fields=fields,
            parked_at=now,
            expires_at=now + CONFIDED_FOR if is_confided else None,
        )
    )
    store.flush()
    _drop_oldest_unknown(store)
    store.commit()


@jobs.chore
def sweep(database: Database) -> None:
    """Remove what nobody came back for in time."""
    now = clock.now()
    with database.session() as store:
        store.execute(delete(ParkedForm).where(or_(ParkedForm.parked_at < now - KEPT_FOR, ParkedForm.expires_at < now)))
        store.commit()


def _drop_oldest_unknown(store: Session) -> None:
    """Keep the newest of what people without a session typed."""
    unknown = ParkedForm.person_reference.is_(None)
    newest = select(ParkedForm.id).where(unknown).order_by(ParkedForm.id.desc()).limit(MOST_OF_UNKNOWN)
    store.execute(delete(ParkedForm).where(unknown, ParkedForm.id.not_in(newest)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _on_bad_token(_error: CSRFError) -> BaseResponse:
    """Park what was typed and show the same page again; a form's GET always stands at its POST's address."""
    if not park_request(_whose() or _ended_person()):
        flash(NOT_KEPT_YOUNG if is_young(request.path) else NOT_KEPT, "notice")
    return redirect(request.full_path.rstrip("?"), code=303)


def _ended_person() -> str | None:
    """Whose session ended in this browser, be it with this request or with an earlier one from another tab."""
    found: str | None = g.get("ended_person") or session.get(ENDED_KEY)
    return found


def on_unauthorised() -> BaseResponse:
    """Send an anonymous request to sign-in and remember where it wanted to go, and what it had typed."""
    if is_young(request.path):
        return _young_back_to_start()
    if request.method == "POST":
        flash(KEPT if park_request(_ended_person()) else NOT_KEPT, "notice")
    elif g.get("ended_person"):
        flash("You were signed out. Sign in to go on.", "notice")
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303)


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
    if request.method == "POST":
        flash(KEPT_YOUNG if park_request(_ended_person()) else NOT_KEPT_YOUNG, "notice")
    elif g.get("ended_person"):
        flash("You were signed out. You can come back in.", "notice")


def _restore() -> Response | None:
    token = session.get(COOKIE_KEY)
    if token is None or request.method != "GET":
        return None
    row = _find(token)
    if row is None or row.path != _hash(request.path) or not _may_have(row, _whose(), now=clock.now()):
        return None
    session[RESTORED_KEY] = {"token": token, "path": row.path}
    if not is_young(request.path):
        # A young person who looks at another page first finds their words again until they have sent them.
        session.pop(COOKIE_KEY)
    g.parked_fields = MultiDict(tuple(pair) for pair in json.loads(row.fields))
    flash(CHECK_AND_SEND_YOUNG if is_young(request.path) else CHECK_AND_SEND, "notice")
    return None


def _forget_sent(response: Response) -> Response:
    """Once the restored form has arrived, what was parked of it is no longer needed: an error shows what was sent."""
    restored = session.get(RESTORED_KEY)
    arrived = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
    if restored is None or not arrived or restored["path"] != _hash(request.path):
        return response
    session.pop(RESTORED_KEY)
    if session.get(COOKIE_KEY) == restored["token"]:
        session.pop(COOKIE_KEY)
        session.pop(PLACE_KEY, None)
    db.close_session()  # the request is done, and SQLite lets one transaction write at a time
    with db.database().session() as store:
        store.execute(delete(ParkedForm).where(ParkedForm.token_hash == _hash(restored["token"])))
        store.commit()
    return response


def _may_have(row: ParkedForm, whose: str | None, *, now: datetime) -> bool:
    if row.parked_at < now - KEPT_FOR or (row.expires_at is not None and row.expires_at < now):
        return False
    return row.person_reference in (None, whose)
