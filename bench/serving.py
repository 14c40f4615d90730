"""A published page against a bare text route of the same server, under load; and what a worker weighs."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from pathlib import Path

from bench.portal_under_test import SLUG, children, get, own_memory, served

SECONDS = 4
ROUNDS = 5
CONNECTIONS = 8


class ToolMissing(Exception):
    """A program this measurement needs is not installed; the message names the package."""


def measure(folder: Path) -> dict[str, float]:
    """Requests a second of both, taken in turn so that a busy moment touches both; the ratio is of medians."""
    if shutil.which("wrk") is None:
        raise ToolMissing("Install the load generator first: apt-get install wrk")
    page, bare = f"/statements/{SLUG}/", "/healthz"
    with served(folder) as (port, process_id):
        idle = max(own_memory(child) for child in children(process_id))
        for path in (page, bare):
            get(port, path)
        rates: dict[str, list[float]] = {page: [], bare: []}
        for _ in range(ROUNDS):
            for path, found in rates.items():
                found.append(requests_per_second(port, path))
        loaded = max(own_memory(child) for child in children(process_id))
    medians = {path: statistics.median(found) for path, found in rates.items()}
    return {
        "published page, requests a second": medians[page],
        "bare text route, requests a second": medians[bare],
        "published page over bare text route": medians[page] / medians[bare],
        "a worker's own memory at rest, MiB": idle / 1024,
        "a worker's own memory after load, MiB": loaded / 1024,
    }


def requests_per_second(port: int, path: str) -> float:
    """What wrk counts on one thread, asking for compressed answers as browsers do."""
    done = subprocess.run(
        [
            *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"),
            *("-H", "Accept-Encoding: gzip, deflate, br", f"http://127.0.0.1:{port}{path}"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{path} answered with errors under load")
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError("wrk said nothing that could be read")
    return float(found[1])
