"""Every kind of page that tests saw goes through the Nu HTML checker, all in one run of each process at the end."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from config import ROOT
from tests.support.needed import lacking

CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
NAMES = re.compile(r"[A-Z]{2}-[0-9A-Z]{8}|[\w-]{30,}|\d+")


class SeenPages:
    """Keeps one page of each kind: same address apart from references, same status, failed form or not.

    `shared` is a folder of the whole run: a kind that another process saw first is judged there.
    """

    def __init__(self, folder: Path, shared: Path) -> None:
        self.folder, self.shared = folder, shared
        self.addresses: dict[str, str] = {}

    def add(self, path: str, status: int, html: str) -> None:
        failed = "-error" if "govuk-error-summary" in html else ""
        kind = NAMES.sub("x", path).strip("/").replace("/", "_").replace("\0", "") or "home"
        name = f"{kind[:120]}-{status}{failed}.html"
        if html and name not in self.addresses:
            self.addresses[name] = path
            if self._is_first(name):
                (self.folder / name).write_text(html, encoding="utf-8")

    def _is_first(self, name: str) -> bool:
        try:
            (self.shared / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def check(self) -> None:
        """Fail with every fault the checker finds; nothing to do when no page was seen."""
        if not any(self.folder.iterdir()):
            return
        java = shutil.which("java")
        if java is None or not CHECKER.exists():
            lacking("The HTML checker", "install Java (default-jre-headless) and run npm ci")
        command = [java, "-jar", str(CHECKER), "--errors-only", "--format", "json", str(self.folder)]
        answer = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        faults = [self._worded(message) for message in json.loads(answer.stderr or '{"messages": []}')["messages"]]
        assert not faults and answer.returncode == 0, "\n".join(["The HTML checker found:", *faults])

    def _worded(self, message: dict[str, str]) -> str:
        address = self.addresses.get(message.get("url", "").rpartition("/")[2], message.get("url", ""))
        return f"{address} line {message.get('lastLine')}: {message['message']} … {message.get('extract', '')!r}"
