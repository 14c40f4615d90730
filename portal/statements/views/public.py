"""What everybody reads: the home page, published statements, their versions and files. Nobody has to sign in."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.http import parse_accept_header

from portal import access, db
from portal.authorities.queries import find_active_authority
from portal.db import NotFound
from portal.statements.queries import published
from portal.statements.queries.published import PDF_PATH, Place, PublishedVersion, Shelf, StoredFile
from portal.statements.rules.content import parse_content

# A stored page may be kept, but is asked after each time: a withdrawn version is gone at once.
ASK_EACH_TIME = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
PDF_RETRY_SECONDS = 30

Answer = Response | tuple[str, int] | tuple[str, int, dict[str, str]]

blueprint = Blueprint("published", __name__)


@blueprint.record_once
def _make_shelf(state: BlueprintSetupState) -> None:
    state.app.extensions["portal_shelf"] = Shelf(state.app.extensions["portal_database"])


def shelf() -> Shelf:
    """This process's memory of published files."""
    return current_app.extensions["portal_shelf"]  # type: ignore[no-any-return]


@blueprint.get("/")
@access.public
def home() -> str:
    """What this is, the current statement with its lead figures, what providers can do, help."""
    session = db.session()
    current = published.find_current(session)
    content = parse_content(published.read_content(session, current.id)) if current else None
    authority = find_active_authority(session)
    return render_template("statements/home.html", authority=authority, current=current, content=content)


@blueprint.get("/statements/")
@access.public
def list_published() -> str:
    """Every published statement."""
    return render_template("statements/published.html", versions=published.list_published(db.session()))


@blueprint.get("/statements/<slug>/")
@access.public
def page(slug: str) -> Answer:
    """The newest version."""
    return _page(slug, None)


@blueprint.get("/statements/<slug>/versions/<int:number>/")
@access.public
def version_page(slug: str, number: int) -> Answer:
    """One version, for ever."""
    return _page(slug, number)


@blueprint.get("/statements/<slug>/versions/")
@access.public
def versions(slug: str) -> str:
    """Every version with its reason."""
    found = published.list_versions_of(db.session(), slug)
    if not found:
        raise NotFound("no such statement")
    return render_template("statements/versions.html", versions=found)


@blueprint.get("/statements/<slug>/statement.pdf", defaults={"path": PDF_PATH})
@blueprint.get("/statements/<slug>/data.json", defaults={"path": "data.json"})
@access.public
def file(slug: str, path: str) -> Answer:
    """A download of the newest version."""
    return _file(slug, None, path)


@blueprint.get("/statements/<slug>/data/<table>.csv")
@access.public
def table_file(slug: str, table: str) -> Answer:
    """A table of the newest version."""
    return _file(slug, None, f"data/{table}.csv")


@blueprint.get("/statements/<slug>/versions/<int:number>/statement.pdf", defaults={"path": PDF_PATH})
@blueprint.get("/statements/<slug>/versions/<int:number>/data.json", defaults={"path": "data.json"})
@access.public
def version_file(slug: str, number: int, path: str) -> Answer:
    """A download of one version."""
    return _file(slug, number, path)


@blueprint.get("/statements/<slug>/versions/<int:number>/data/<table>.csv")
@access.public
def version_table_file(slug: str, number: int, table: str) -> Answer:
    """A table of one version."""
    return _file(slug, number, f"data/{table}.csv")


@blueprint.get("/statements/files/<sha256>/<name>")
@access.public
def static_file(sha256: str, name: str) -> Response:
    """What stored pages name: style sheet, script, typeface, icon."""
    found = shelf().static_file(sha256, name)
    if found is None:
        raise NotFound("no such file")
    return _answer(found, FOR_EVER)


def _page(slug: str, number: int | None) -> Answer:
    place = _place(slug, number)
    if place.version.is_withdrawn:
        return _gone(place.version)
    stored = shelf().version_file(place, "page" if PDF_PATH in place.files else "page-pending")
    return _sent(stored)


def _file(slug: str, number: int | None, path: str) -> Answer:
    place = _place(slug, number)
    if place.version.is_withdrawn:
        return _gone(place.version)
    if path == PDF_PATH and path not in place.files:
        return _pdf_pending(place.version)
    answer = _sent(shelf().version_file(place, path))
    if path != PDF_PATH:
        name = f"{place.version.slug}-version-{place.version.number}-{path.removeprefix('data/')}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _place(slug: str, number: int | None) -> Place:
    found = shelf().place(slug, number)
    if found is None:
        raise NotFound("no such statement")
    return found


def _gone(version: PublishedVersion) -> tuple[str, int]:
    return render_template("statements/withdrawn.html", version=version), 410


def _pdf_pending(version: PublishedVersion) -> tuple[str, int, dict[str, str]]:
    href = url_for("published.version_page", slug=version.slug, number=version.number)
    page = render_template("statements/pdf_pending.html", version=version, href=href)
    return page, 503, {"Retry-After": str(PDF_RETRY_SECONDS)}


def _sent(stored: StoredFile | None) -> Response:
    if stored is None:
        raise NotFound("no such file")
    return _answer(stored, ASK_EACH_TIME)


def _answer(stored: StoredFile, cache: str) -> Response:
    """The file in the compression the reader takes, or nothing where they have it already."""
    headers = {"ETag": f'W/"{stored.sha256}"', "Vary": "Accept-Encoding", "Cache-Control": cache}
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(stored.sha256):
        return Response(status=304, headers=headers)
    encoding = _encoding_for(request.headers.get("Accept-Encoding", ""))
    if encoding is None:
        return Response(stored.body, mimetype=stored.media_type, headers=headers)
    body = stored.body_brotli if encoding == "br" else stored.body_gzip
    return Response(body, mimetype=stored.media_type, headers=headers | {"Content-Encoding": encoding})


@lru_cache(maxsize=256)
def _encoding_for(accepted: str) -> str | None:
    """The best compression for an Accept-Encoding header; browsers send few different ones, so each is read once."""
    found = parse_accept_header(accepted)
    return next((encoding for encoding in ("br", "gzip") if found[encoding]), None)
