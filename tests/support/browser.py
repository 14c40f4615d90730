"""Somebody at a real Chromium: goes, clicks, signs in; `look` judges the page as it stands, wide and narrow."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from config import ROOT
from portal.accounts.models import Person
from tests.factories import PASSWORD
from tests.support.markup import SeenPages
from tests.support.needed import lacking

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
WIDE = (1280, 900)
NARROW = (320, 640)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only violations come back: what passed is a large text for every page.
AXE_RUN = (
    """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations)"""
)
AXE = ROOT / "node_modules/axe-core/axe.min.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one CHROMIUM names: without the parts that draw a window, where that package is."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        lacking("Chromium", "install the package chromium-headless-shell, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@cache
def axe_source() -> str:
    if not AXE.exists():
        lacking("axe-core", "run npm ci")
    return AXE.read_text(encoding="utf-8")


# Words of a table that stand on two lines, but for names longer than any word of ours and the letters of a hash. A
# thousand words of a list tell.
BROKEN_WORDS = """() => {
  const found = new Set();
  let left = 1000;
  for (const cell of document.querySelectorAll("main table :is(th, td)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text && left > 0; text = texts.nextNode()) {
      if (text.parentElement.getBoundingClientRect().width < 20) continue; // only for screen readers
      for (const word of text.data.matchAll(/(?<![\\p{L}\\p{N}])\\p{L}+(?![\\p{L}\\p{N}])/gu)) {
        left -= 1;
        if (word[0].length < 4 || word[0].length > 18) continue;
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) found.add(word[0]);
      }
    }
  }
  return [...found];
}"""


class Visitor:
    """One person's browser on one portal. `page` is Playwright's own, for everything not named here.

    `judging` false makes `look` keep only the page's HTML: for a second database under the same pages.
    """

    def __init__(
        self, browser: Browser, url: str, seen: SeenPages, *, script: bool = True, judging: bool = True
    ) -> None:
        self.url = url
        self.seen = seen
        self._script = script
        self.judging = judging
        self.context = browser.new_context(
            base_url=url, java_script_enabled=script, viewport={"width": WIDE[0], "height": WIDE[1]}
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self._document: Response | None = None
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def go(self, path: str) -> None:
        """Open an address of the portal."""
        self.page.goto(path)

    def press(self, name: str) -> None:
        """Press the button with this text and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link with this text and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, **fields: str) -> None:
        """Type into fields by their names in the form."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def sign_in(self, person: Person, password: str = PASSWORD) -> None:
        self.go("/sign-in")
        self.fill(email=person.inbox, password=password)
        self.press("Sign in")
        assert urlsplit(self.page.url).path != "/sign-in", (
            f"could not sign in as {person.email}: {self.page.locator('main').inner_text()}"
        )

    def look(self, name: str) -> None:
        """Judge the page at both widths: axe, scrolling sideways, console, foreign requests; keep HTML and picture.

        Only with script: axe is one, and a browser without would wait for its answer for ever.
        """
        assert self._script, f"{name}: without script nothing can judge the page; look at it with script"
        if self._document is not None and "html" in self._document.headers.get("content-type", ""):
            self.seen.add(urlsplit(self.page.url).path, self._document.status, self._document.text())
        for width, height in (NARROW, WIDE) if self.judging else ():
            self.page.set_viewport_size({"width": width, "height": height})
            self._judge(f"{name} at {width} pixels")
            self._picture(f"{name}-{width}")
        assert not self.faults, f"{name}: {self.faults}"

    def _judge(self, name: str) -> None:
        scrolls = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not scrolls, f"{name} scrolls sideways"
        assert not (broken := self.page.evaluate(BROKEN_WORDS)), f"{name} breaks words of its tables: {broken}"
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe_source())
        found = self.page.evaluate(AXE_RUN, RULES)
        faults = [
            f"{fault['id']}: {fault['help']}: " + "; ".join(node["html"][:160] for node in fault["nodes"])
            for fault in found
        ]
        assert not faults, f"{name}: " + "\n".join(faults)

    def _picture(self, name: str) -> None:
        folder = os.environ.get("PORTAL_GALLERY")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            file = Path(folder) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
            self.page.screenshot(path=file, full_page=True)

    def _on_console(self, message: ConsoleMessage) -> None:
        expected = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not expected:
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.faults.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._document = response
