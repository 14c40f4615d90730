"""Typed text survives a session or a token that ends mid-form.

A form that arrives without a valid session or CSRF token is not acted on. Its fields (never passwords or files) are
parked for a day under a random token kept in the cookie, and are put back into the same form once the person has signed
in, with a line that asks them to check and send again. Only the person who typed them gets them back, at the browser
where they typed them: the form says whose page it came from (`portal.web.tokens`), whoever is there when it arrives.
Words of a page that is not public and does not say so are not kept. Words of several pages wait side by side. They are
removed when their form was taken, and after a day in any case.

What is typed into a confided form (`confide`) is kept for an hour, and on a public page too only where it is known
whose it is.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, current_app, flash, g, jsonify, make_response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy import String, Text, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from portal import access, clock, db, jobs
from portal.db import Base, Database
from portal.web import tokens
from portal.web.young import START, is_young

KEPT_FOR = timedelta(days=1)
CONFIDED_FOR = timedelta(hours=1)
# Pairs, the newest last: the token of what was parked, and the address of its page, so that its writer is led back to
# it; "" for a public page, whose address may hold a token of its own.
COOKIE_KEY = "parked"
MOST_AT_A_BROWSER = 8
MOST_OF_AN_ADDRESS = 200
# Whose session it was that ended in this browser: forms of theirs may still be open in another tab.
ENDED_KEY = "ended_person"
NEVER_PARKED = ("password", "csrf_token")
MOST_CHARACTERS = 200_000
# Anybody can send forms without a session: their typing takes no more room than this many forms do.
MOST_OF_UNKNOWN = 500
KEPT = "You were signed out. Sign in to go on: what you typed is kept."
KEPT_FOR_WRITER = (
    "This was not sent: whoever wrote it has been signed out. It is kept for them, until they sign in at this computer."
)
NOT_KEPT = "You were signed out, and what you typed could not be kept. Sign in and write it again."
KEPT_YOUNG = "Not sent yet. You were signed out. Come back in to send it. Your words are kept for you."
KEPT_FOR_WRITER_YOUNG = "Not sent yet. The one who wrote this was signed out. The words are kept for them."
NOT_KEPT_YOUNG = "Not sent. You were signed out. We could not keep your words. Come back in and write them again."
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
CHECK_AND_SEND_YOUNG = "This was not sent yet. Your words are still here. Look at them and send them again."


class ParkedForm(Base):
    """Fields somebody typed into a form that could not be accepted.

    `path` is kept as a hash, for some paths hold a one-time token. `person_reference` is the mark of whose they are
    (`tokens.mark_of`); None where anybody at that browser may have them. `expires_at`: of a confided form.
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
    app.before_request(_keep_known)
    app.before_request(_restore)
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
    ]
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return False
    if not fields:
        return True
    now = clock.now()
    row = ParkedForm(
        token_hash="",
        person_reference=origin.writer,
        path=_hash(request.path),
        fields=text,
        parked_at=now,
        expires_at=now + CONFIDED_FOR if is_confided else None,
    )
    with db.database().session() as store:
        others = _make_room(store, row, origin.restored, now=now)
        if others is None:
            return False
        token = secrets.token_urlsafe(16)
        row.token_hash = _hash(token)
        store.add(row)
        store.flush()
        _drop_oldest_unknown(store)
        store.commit()
    address = request.full_path.rstrip("?")
    has_place = not is_public and len(address) <= MOST_OF_AN_ADDRESS
    session[COOKIE_KEY] = [*others, [token, address if has_place else ""]]
    return True


def _make_room(store: Session, new: ParkedForm, restored: str | None, *, now: datetime) -> list[list[str]] | None:
    """What else this browser keeps, once the same form's earlier words are gone; None when there is no room for more.

    The same form is one that showed those words and comes back without having been taken, or one sent again.
    """
    kept = []
    for entry in _entries():
        row = _find(store, entry[0])
        if row is None or _is_over(row, now=now):
            continue
        is_own = (row.path, row.person_reference) == (new.path, new.person_reference)
        if is_own and (row.token_hash == restored or row.fields == new.fields):
            store.delete(row)
            continue
        kept.append(entry)
    if len(kept) < MOST_AT_A_BROWSER:
        return kept
    spare = next((entry for entry in kept if not entry[1]), None)
    return None if spare is None else [entry for entry in kept if entry is not spare]


def _is_public() -> bool:
    return request.endpoint is None or access.policy_of(current_app, request.endpoint).kind == "public"


def _entries() -> list[list[str]]:
    """What this browser's cookie leads to."""
    found = session.get(COOKIE_KEY)
    return found if isinstance(found, list) else []


def carried() -> dict[str, list[list[str]]]:
    """What of a cookie lives on when somebody comes in: the way to what was typed, and nothing else."""
    return {COOKIE_KEY: _entries()} if _entries() else {}


def leave() -> None:
    """Empty the cookie as somebody leaves, save for the way to words that wait for their writer alone."""
    own = [entry for entry in _entries() if entry[1]]
    session.clear()
    if own:
        session[COOKIE_KEY] = own


def find_place() -> str | None:
    """On which page words of whoever is at this browser wait to be sent; None where none do."""
    return next((place for place, row in _own()), None)


def _own() -> Iterator[tuple[str, ParkedForm]]:
    """What waits here for whoever is at this browser and has a page to go back to, the newest first."""
    entries = [entry for entry in reversed(_entries()) if entry[1]]
    mark, now = tokens.find_mark() if entries else None, clock.now()
    if mark is None:
        return
    with db.database().session(writing=False) as store:
        found = [(place, _find(store, token)) for token, place in entries]
    yield from ((place, row) for place, row in found if row is not None and _may_have(row, mark, now=now))


def _find(store: Session, token: str) -> ParkedForm | None:
    return store.scalar(select(ParkedForm).where(ParkedForm.token_hash == _hash(token)))


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
    is_kept, young = park_request(), is_young(request.path)
    if is_by_script():
        return _said_to_script(is_kept=is_kept)
    notice = _notice(is_kept=is_kept)
    if notice:
        flash(notice[young], "notice")
    return redirect(request.full_path.rstrip("?"), code=303)


def is_by_script() -> bool:
    """Whether a page's script asks, which reads the answer itself."""
    return request.accept_mimetypes.best == "application/json"


def _said_to_script(*, is_kept: bool) -> Response:
    """That the session is over. In words of the portal's own: a redirect or a page may come from anything in between,
    and the script forgets what was typed only when the portal has it."""
    if is_kept:
        flash(KEPT, "notice")
    answer = jsonify(ended=True, kept=is_kept, message=KEPT if is_kept else NOT_KEPT)
    answer.status_code = HTTPStatus.UNAUTHORIZED
    return answer


def _notice(*, is_kept: bool) -> tuple[str, str] | None:
    """What whoever is at the browser is told, for staff and for young people; None where the page itself tells them."""
    if not is_kept:
        return NOT_KEPT, NOT_KEPT_YOUNG
    writer, mark = tokens.find_origin().writer, tokens.find_mark()
    if writer == mark or writer is None:
        return None
    return (KEPT, KEPT_YOUNG) if mark is None else (KEPT_FOR_WRITER, KEPT_FOR_WRITER_YOUNG)


def _ended_person() -> str | None:
    """Whose session ended in this browser, be it with this request or with an earlier one from another tab."""
    found: str | None = g.get("ended_person") or session.get(ENDED_KEY)
    return found


def on_unauthorised() -> BaseResponse:
    """Send an anonymous request to sign-in and remember where it wanted to go, and what it had typed."""
    if is_young(request.path):
        return _young_back_to_start()
    if request.method == "POST":
        is_kept = park_request()
        if is_by_script():
            return _said_to_script(is_kept=is_kept)
        flash(KEPT if is_kept else NOT_KEPT, "notice")
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
        flash(KEPT_YOUNG if park_request() else NOT_KEPT_YOUNG, "notice")
    elif g.get("ended_person"):
        flash("You were signed out. You can come back in.", "notice")


def _restore() -> None:
    entries = _entries()
    if not entries or request.method != "GET":
        return
    now = clock.now()
    with db.database().session(writing=False) as store:
        hashes = [_hash(entry[0]) for entry in entries]
        of_here = select(ParkedForm).where(ParkedForm.token_hash.in_(hashes), ParkedForm.path == _hash(request.path))
        rows = store.scalars(of_here.order_by(ParkedForm.id.desc())).all()
    mark = tokens.find_mark() if rows else None
    row = next((row for row in rows if _may_have(row, mark, now=now)), None)
    if row is None:
        return
    g.restored = row.token_hash
    g.parked_fields = MultiDict(tuple(pair) for pair in json.loads(row.fields))
    g.tell_restored = partial(_tell_restored, row.token_hash)


def _tell_restored(restored: str) -> None:
    """Ask to check and send, once a form has taken the words: a page that leads elsewhere shows none."""
    flash(CHECK_AND_SEND_YOUNG if is_young(request.path) else CHECK_AND_SEND, "notice")
    _tell_of_others(restored)


def _tell_of_others(but: str) -> None:
    """Say that words of another page wait too, and lead to them."""
    other = next((place for place, row in _own() if row.token_hash != but), None)
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
    waiting = [entry for entry in _entries() if _hash(entry[0]) == restored]
    db.close_session()  # the request is done, and SQLite lets one transaction write at a time
    with db.database().session() as store:
        row = store.scalar(
            select(ParkedForm).where(ParkedForm.token_hash == restored, ParkedForm.path == _hash(request.path))
        )
        if row is None:
            return response  # another form of the page
        store.delete(row)
        store.commit()
    if waiting:
        session[COOKIE_KEY] = [entry for entry in _entries() if entry not in waiting]
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


def _is_over(row: ParkedForm, *, now: datetime) -> bool:
    return row.parked_at < now - KEPT_FOR or (row.expires_at is not None and row.expires_at < now)


def _may_have(row: ParkedForm, mark: str | None, *, now: datetime) -> bool:
    return not _is_over(row, now=now) and row.person_reference in (None, mark)
