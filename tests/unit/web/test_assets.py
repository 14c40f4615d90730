"""Styles, script and typeface as they are served and as the PDF takes them."""

import re

import pytest

from portal.web.assets import asset_path, asset_url
from portal.web.assets.build import build


@pytest.fixture(autouse=True, scope="module")
def built() -> dict[str, str]:
    return build()


def test_nothing_that_is_only_gov_uks_is_served() -> None:
    sheet = asset_path("app.css").read_text()
    assert [word for word in ("GDS Transport", "crest", "/assets/") if word in sheet] == []


def test_the_page_fetches_only_from_its_own_server() -> None:
    sheet = asset_path("app.css").read_text()
    assert sorted(set(re.findall(r"url\(([^)]*)\)", sheet))) == sorted(
        f'"{asset_url(name)}"' for name in ("atkinson-latin.woff2", "atkinson-latin-ext.woff2")
    )


def test_the_map_fetches_nothing() -> None:
    sheet, script = asset_path("map.css").read_text(), asset_path("map.js").read_text()
    assert ".leaflet-container" in sheet and "url(" not in sheet
    assert "markerClusterGroup" in script and "portalMap" in script and "sourceMappingURL" not in script


def test_the_pdf_fetches_nothing() -> None:
    addresses = re.findall(r"url\(\"([^\"]*)", asset_path("document.css").read_text())
    assert [address[:23] for address in addresses] == ["data:font/woff2;base64,"] * 2


def test_the_script_names_the_file_it_imports() -> None:
    imported = asset_url("govuk-frontend.js").removeprefix("/static/")
    assert f'from "./{imported}"' in asset_path("portal.js").read_text()


def test_a_name_follows_the_content_and_a_second_build_changes_nothing(built: dict[str, str]) -> None:
    before = {name: asset_path(name).stat().st_mtime_ns for name in built}
    assert build() == built
    assert {name: asset_path(name).stat().st_mtime_ns for name in built} == before
    assert all(re.fullmatch(r"/static/[a-z-]+\.[0-9a-f]{12}\.[a-z0-9]+", asset_url(name)) for name in built)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        asset_url("gone.css")
