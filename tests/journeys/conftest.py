"""What several journeys share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.pages.borough import Borough
from tests.support.markup import SeenPages


@pytest.fixture(scope="session")
def borough(browser: Browser, seen_pages: SeenPages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Borough]:
    """One server with the demonstration borough for all the tests of a process that only look."""
    made = Borough(tmp_path_factory.mktemp("borough"), browser, seen_pages)
    try:
        made.start()
        yield made
    finally:
        made.stop()
