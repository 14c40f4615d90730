"""Files as they are stored: compressed once, known by the hash of their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import brotli
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.statements.models import StaticFile, VersionFile
from portal.statements.rules.content import Content
from portal.statements.rules.formats import csv_rows, data_json
from portal.web import assets
from portal.web.csvs import csv_text

HTML, CSV, JSON, PDF = "text/html", "text/csv", "application/json", "application/pdf"
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
# In this order: each may name those above it.
PAGE_ASSETS = (
    "atkinson-latin.woff2",
    "atkinson-latin-ext.woff2",
    "favicon.svg",
    "govuk-frontend.js",
    "portal.js",
    "app.css",
)
# Best compression for gzip; brotli's last steps cost seconds and win a per cent.
GZIP_LEVEL, BROTLI_QUALITY = 9, 9


@dataclass(frozen=True)
class Packed:
    """Bytes with both compressions, their length and hash."""

    size: int
    sha256: str
    body_gzip: bytes
    body_brotli: bytes


def pack(body: bytes) -> Packed:
    """The same bytes always give the same result."""
    return Packed(
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        body_gzip=gzip.compress(body, GZIP_LEVEL, mtime=0),
        body_brotli=brotli.compress(body, quality=BROTLI_QUALITY),
    )


def version_file(version_id: int, path: str, media_type: str, body: bytes) -> VersionFile:
    """A row for one file of a version."""
    return VersionFile(version_id=version_id, path=path, media_type=media_type, **vars(pack(body)))


def data_files(content: Content, *, number: int, published_at: datetime) -> Iterator[tuple[str, str, bytes]]:
    """(path, media type, bytes) of the data downloads: a CSV per table, and all of it as JSON."""
    for slug, table in content["tables"].items():
        yield f"data/{slug}.csv", CSV, csv_text(*csv_rows(table)).encode()
    yield "data.json", JSON, data_json(content, number=number, published_at=published_at).encode()


def freeze_assets(session: Session) -> Callable[[str], str]:
    """Keep what a page names under its content's hash; returns `asset_url` for the page that is stored."""
    addresses: dict[str, str] = {}
    for name in PAGE_ASSETS:
        body = _with_frozen_names(assets.asset_path(name), addresses)
        packed = pack(body)
        _keep(session, name, packed)
        addresses[name] = f"/statements/files/{packed.sha256}/{name}"
    return addresses.__getitem__


def _with_frozen_names(path: Path, addresses: dict[str, str]) -> bytes:
    """A style sheet or script whose parts are named by their frozen addresses."""
    body = path.read_bytes()
    if path.suffix not in (".css", ".js"):
        return body
    text = body.decode()
    for name, address in addresses.items():
        built = assets.asset_url(name)
        text = text.replace(f'"{built}"', f'"{address}"').replace(f'"./{built.rpartition("/")[2]}"', f'"{address}"')
    return text.encode()


def _keep(session: Session, name: str, packed: Packed) -> None:
    if session.get(StaticFile, packed.sha256) is not None:
        return
    try:
        with session.begin_nested():
            session.add(StaticFile(name=name, media_type=MEDIA_TYPES[Path(name).suffix], **vars(packed)))
    except IntegrityError:
        # Somebody else kept the same bytes a moment ago, which is just as good.
        return


def add_files(session: Session, version_id: int, files: Iterable[tuple[str, str, bytes]]) -> None:
    """Store files of a version."""
    session.add_all(version_file(version_id, *each) for each in files)
