"""Our PDF of the published statement against Chromium's print of the same page."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.portal_under_test import SLUG, served
from portal.db import Database
from portal.statements.models import StatementVersion
from portal.statements.rules.content import parse_content
from portal.statements.services.pages import render_document
from portal.web.documents import render_pdf

ROUNDS = 3
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def measure(app: Flask, folder: Path) -> dict[str, float]:
    """Seconds of each, medians of a few, taken in turn."""
    ours, theirs = [], []
    with served(folder) as (port, _process_id), tempfile.TemporaryDirectory() as scratch:
        for _ in range(ROUNDS):
            ours.append(_seconds(lambda: _ours(app)))
            theirs.append(_seconds(lambda: _chromium(port, Path(scratch))))
    return {
        "PDF/UA of the statement, seconds": statistics.median(ours),
        "Chromium's print of the page, seconds": statistics.median(theirs),
        "our PDF over Chromium's print": statistics.median(ours) / statistics.median(theirs),
    }


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _ours(app: Flask) -> None:
    database: Database = app.extensions["portal_database"]
    with app.app_context(), database.session(writing=False) as session:
        version = session.scalars(select(StatementVersion).order_by(StatementVersion.id).limit(1)).one()
        html = render_document(
            parse_content(version.content),
            number=version.number,
            published_at=version.published_at,
            reason=version.reason,
        )
    render_pdf(html, identifier=version.content_sha256)


def _chromium(port: int, scratch: Path) -> None:
    subprocess.run(
        [
            *(CHROMIUM, *FLAGS, f"--user-data-dir={scratch / 'profile'}"),
            *(f"--print-to-pdf={scratch / 'page.pdf'}", f"http://127.0.0.1:{port}/statements/{SLUG}/"),
        ],
        capture_output=True,
        check=True,
    )
