"""`make bench`: measure everything in one run and print it; the last figures stand in bench/README.md."""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

from bench import documents, lists, maps, serving
from bench.portal_under_test import make_portal, seconds_to_first_answer


def main() -> int:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = folder / "started"
        seconds_to_first_answer(started)
        startup = {"from make run to the first answer, seconds": seconds_to_first_answer(started)}
        app = make_portal(folder / "served")
        try:
            figures = startup | serving.measure(folder / "served") | documents.measure(app, folder / "served")
        except serving.ToolMissing as missing:
            print(missing, file=sys.stderr)
            return 2
        figures |= lists.measure(app) | maps.measure(folder)
    for what, value in figures.items():
        print(f"{value:12,.2f}  {what}")
    return 0


sys.exit(main())
