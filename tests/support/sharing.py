"""How test processes share the work: a file's tests on one database stay together, what takes longest begins first.

Tests of one file share what is made once for them (a world, a server), so that another process does not make it again.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

# Files that stand on the same server of a process, and what takes minutes: begun first, nobody waits for it at the end.
TOGETHER = {
    "tests/journeys/test_every_page.py": "borough",
    "tests/journeys/test_every_state.py": "borough",
    "tests/journeys/test_borough_map.py": "borough",
    "tests/integration/test_access.py": "access",
}
DATABASES = ("sqlite", "postgresql")


class ByFileAndDatabase(LoadScopeScheduling):  # type: ignore[misc]
    """A unit of work is the tests of one file on one database."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    """The unit a test belongs to, by its id (`tests/…/test_x.py::test_y[sqlite-…]`)."""
    file, _, test = nodeid.partition("::")
    parameters = test.partition("[")[2].removesuffix("]").split("-")
    database = next((name for name in DATABASES if name in (parameters[0], parameters[-1])), "")
    return TOGETHER.get(file) or f"{file} {database}"


def begin_with_the_longest(items: list[pytest.Item]) -> None:
    """Put the units that take minutes first, all else as it was."""
    items.sort(key=lambda item: unit_of(item.nodeid) not in TOGETHER.values())
