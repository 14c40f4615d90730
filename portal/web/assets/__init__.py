"""Styles, script and typeface: built once by `python -m portal.web.assets`, found here by name afterwards.

asset_url("app.css") → "/static/app.<hash>.css"   the address, for templates
asset_path("document.css") → Path   the file, for the PDF and for what is frozen with a statement
Names: app.css, document.css, portal.js, keeping.js, govuk-frontend.js, map.js, map.css (Leaflet and our own),
favicon.svg, atkinson-latin.woff2, atkinson-latin-ext.woff2.

A name carries the hash of its content, so what is served under it may be cached for ever.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "static/built"
MANIFEST = BUILT / "manifest.json"


class AssetsMissingError(RuntimeError):
    """The parts or the build are not there; the message names the command that makes them."""


def asset_url(name: str) -> str:
    """The address of an asset; AssetsMissingError before the first build, KeyError for an unknown name."""
    return f"/static/{manifest()[name]}"


def asset_path(name: str) -> Path:
    """The file of an asset; raises as `asset_url` does."""
    return BUILT / manifest()[name]


@cache
def manifest() -> dict[str, str]:
    """Every asset's plain name with the name it is stored under."""
    try:
        names: dict[str, str] = json.loads(MANIFEST.read_text())
    except FileNotFoundError:
        raise AssetsMissingError("The styles are not built yet: run python -m portal.web.assets") from None
    return names
