"""The build: reads `static/` and what npm installed, needs no network, writes `static/built/`."""

from __future__ import annotations

import json
import re
import tempfile
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from whitenoise.compress import Compressor

from portal.web.assets import BUILT, MANIFEST, ROOT, AssetsMissingError, manifest

SOURCES = ROOT / "static"
GOVUK = ROOT / "node_modules/govuk-frontend/dist/govuk"
FONTS = ROOT / "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
LEAFLET = ROOT / "node_modules/leaflet/dist"
CLUSTERS = ROOT / "node_modules/leaflet.markercluster/dist"

PAGE_SHEETS = (
    "brand",
    "type",
    "header",
    "page",
    "tables",
    "forms",
    "statement",
    "drafting",
    "visits",
    "young",
    "feedback",
    "easy",
)
DOCUMENT_SHEETS = ("brand", "type", "document")
FAMILY = '"Atkinson Hyperlegible Next","Atkinson Hyperlegible Next Extended",arial,sans-serif'
# GDS Transport, the crown and the crest are GOV.UK's own: a council may not use them.
NOT_OURS = re.compile(r"@font-face\{[^}]*\}|[^{}]*\{[^{}]*govuk-crest[^{}]*\}")
FORBIDDEN = ("GDS Transport", "govuk-crest", "/assets/")
ASSET = re.compile(r'"asset:([a-z0-9.-]+)"')
Recipe = Callable[[dict[str, str]], bytes]
# Leaflet's own pictures: the portal draws its marks itself.
PICTURES = re.compile(r"[a-z-]+:\s*url\([^)]*\);")
SOURCE_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=\S+(?: \*/)?\s*$")


def build() -> dict[str, str]:
    """Write every asset that is not right already, and the manifest, which is returned."""
    if not all(folder.is_dir() for folder in (GOVUK, FONTS, LEAFLET, CLUSTERS)):
        raise AssetsMissingError("The front-end parts are not installed yet: run npm ci")
    BUILT.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    for name, make in RECIPES.items():
        names[name] = _store(name, make(names))
    _replace(MANIFEST, json.dumps(names, indent=1).encode())
    _remove_others({*names.values(), MANIFEST.name})
    manifest.cache_clear()
    return names


def _store(name: str, content: bytes) -> str:
    stem, _, kind = name.rpartition(".")
    hashed = f"{stem}.{sha256(content).hexdigest()[:12]}.{kind}"
    if not (BUILT / hashed).exists():
        _replace(BUILT / hashed, content)
        compressor = Compressor(quiet=True)
        if compressor.should_compress(hashed):
            compressor.compress(str(BUILT / hashed))
    return hashed


def _replace(path: Path, content: bytes) -> None:
    # A server may be reading: the old bytes or the new ones, never half.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(path)


def _remove_others(kept: set[str]) -> None:
    for path in BUILT.iterdir():
        if path.name.removesuffix(".br").removesuffix(".gz") not in kept:
            path.unlink(missing_ok=True)


def _page_sheet(names: dict[str, str]) -> bytes:
    sheet = _govuk_sheet() + _own_sheets(PAGE_SHEETS)
    return ASSET.sub(lambda match: f'"/static/{names[match[1]]}"', sheet).encode()


def _document_sheet(names: dict[str, str]) -> bytes:
    # The renderer of a PDF may open nothing, so the typeface travels inside the sheet.
    def inside(match: re.Match[str]) -> str:
        return f'"data:font/woff2;base64,{b64encode((BUILT / names[match[1]]).read_bytes()).decode()}"'

    # It also reads the weights from the typeface itself, and complains of a range of them.
    sheet = _own_sheets(DOCUMENT_SHEETS).replace("font-weight: 200 800;", "")
    return ASSET.sub(inside, sheet).encode()


def _govuk_sheet() -> str:
    sheet = (GOVUK / "govuk-frontend.min.css").read_text(encoding="utf-8")
    ours = NOT_OURS.sub("", SOURCE_MAP.sub("", sheet)).replace("GDS Transport,arial,sans-serif", FAMILY)
    found = [word for word in FORBIDDEN if word in ours]
    if found:
        raise AssetsMissingError(f"GOV.UK's style sheet still holds {found}: adapt NOT_OURS in assets/build.py")
    return ours


def _own_sheets(names: tuple[str, ...]) -> str:
    return "\n".join((SOURCES / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)


def _script(names: dict[str, str]) -> bytes:
    text = (SOURCES / "js/portal.js").read_text(encoding="utf-8")
    return ASSET.sub(lambda match: f'"./{names[match[1]]}"', text).encode()


def _govuk_script(_: dict[str, str]) -> bytes:
    text = (GOVUK / "govuk-frontend.min.js").read_text(encoding="utf-8")
    return SOURCE_MAP.sub("", text).encode()


def _map_script(_: dict[str, str]) -> bytes:
    parts = (LEAFLET / "leaflet.js", CLUSTERS / "leaflet.markercluster.js", SOURCES / "js/map.js")
    return "\n".join(SOURCE_MAP.sub("", path.read_text(encoding="utf-8")) for path in parts).encode()


def _map_sheet(_: dict[str, str]) -> bytes:
    parts = (
        LEAFLET / "leaflet.css",
        CLUSTERS / "MarkerCluster.css",
        SOURCES / "css/map.css",
    )
    return "\n".join(PICTURES.sub("", path.read_text(encoding="utf-8")) for path in parts).encode()


def _copy(path: Path) -> Recipe:
    return lambda _: path.read_bytes()


def _joined(*paths: Path) -> Recipe:
    return lambda _: b"\n".join(path.read_bytes() for path in paths)


# In this order: each may name those above it.
RECIPES: dict[str, Recipe] = {
    "atkinson-latin.woff2": _copy(FONTS / "atkinson-hyperlegible-next-latin-wght-normal.woff2"),
    "atkinson-latin-ext.woff2": _copy(FONTS / "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2"),
    "favicon.svg": _copy(SOURCES / "img/favicon.svg"),
    "govuk-frontend.js": _govuk_script,
    "portal.js": _script,
    "keeping.js": _joined(SOURCES / "js/unsent.js", SOURCES / "js/keeping.js"),
    "aloud.js": _copy(SOURCES / "js/aloud.js"),
    "app.css": _page_sheet,
    "map.js": _map_script,
    "map.css": _map_sheet,
    "document.css": _document_sheet,
}
